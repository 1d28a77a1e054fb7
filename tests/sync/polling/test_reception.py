"""The engine watches itself: not receiving, gaps, a wrong clock, a shared token, a sleep, orders that are gone."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.alarm import Ring
from desktop.domain.orders.board import AcknowledgementState, CommandState
from desktop.domain.orders.lifecycle import Action, Column
from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.trouble import Link, Trouble, TroubleKind
from desktop.sync.events import Cause, PollEnded, Resumed
from desktop.sync.settings import EngineSettings
from desktop.system.machine.clock import now
from tests.harness import POLL_SECONDS, Counter

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from desktop.simulator import Simulator

QUICK = EngineSettings(not_receiving_after=0.3)


class Clock:
    """A steady clock that goes on by itself and can be moved."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


def told(counter: Counter, kind: TroubleKind) -> Trouble:
    return next(trouble for trouble in counter.troubles if trouble.kind is kind)


def has_failed(counter: Counter, times: int) -> bool:
    return counter.connection is not None and counter.connection.failures >= times


def planned(counter: Counter) -> float:
    """Seconds to the next look."""
    wait = None if counter.connection is None else counter.connection.next_poll_in
    return float("inf") if wait is None else wait


def is_silent(counter: Counter) -> bool:
    return counter.connection is not None and counter.connection.silent_since is not None


async def test_the_alarm_rings_without_answers_and_the_gap_is_shown_afterwards(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, settings=QUICK) as counter:
        await counter.polled()
        assert not is_silent(counter)
        sim.faults.add("get-current", "status", http=503, times=-1)
        await counter.until(lambda: is_silent(counter))
        assert counter.alarm.signals == (Ring.LOST,)
        assert counter.link is Link.LOST
        ordered = now().astimezone(ISTANBUL) - timedelta(minutes=14)
        sim.add_order(date=ordered.strftime("%Y-%m-%d %H:%M:%S"))
        sim.faults.clear()
        counter.engine.poll_now()
        await counter.until(lambda: counter.has(TroubleKind.NOT_LISTENED))
        outage = told(counter, TroubleKind.NOT_LISTENED).outage
        assert outage is not None
        assert (outage.off, outage.orders) == (False, 1)
        assert outage.longest_wait is not None
        assert 14 * 60 <= outage.longest_wait <= 14 * 60 + 30
        assert (outage.ended_at - outage.began_at).total_seconds() >= 0.3
        await counter.until(lambda: not is_silent(counter))
        assert counter.alarm.signals == (Ring.NEW,)
        stored = await counter.store.read(lambda tx: tx.outages(outage.began_at, now()))
        assert [(row.orders, row.off) for row in stored] == [(1, False)]
        counter.engine.dismiss(told(counter, TroubleKind.NOT_LISTENED))
        assert not counter.has(TroubleKind.NOT_LISTENED)


async def test_no_alarm_rings_between_two_polls(sim: Simulator, tmp_path: Path) -> None:
    clock = Clock()
    # As somebody does who lets it look every two minutes, and leaves the rest as it was.
    async with Counter(sim, tmp_path, poll_seconds=120.0, steady=clock, settings=EngineSettings()) as counter:
        await counter.polled(1)
        clock.ahead += 110.0
        await counter.until(lambda: planned(counter) < 10.1)
        assert not is_silent(counter)
        key = sim.add_order()
        sim.clear_cooldown()
        clock.ahead += 10.5
        await counter.until(lambda: key in counter.board)
        assert not counter.has(TroubleKind.NOT_LISTENED)
        sim.refuse_connections()
        clock.ahead += 151.0
        await counter.until(lambda: is_silent(counter))


async def test_a_refused_token_is_shown_at_once(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        await counter.polled()
        sim.expire_token()
        await counter.until(lambda: counter.has(TroubleKind.TOKEN_REFUSED) and is_silent(counter))


async def test_the_time_in_which_the_program_was_off_is_shown_when_orders_waited(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        await counter.polled()
        # As if that had been an hour ago.
        await counter.store.write(
            lambda tx: tx.set_value("listened_at", (tx.value("listened_at") or 0) - 3_600_000)
        )
    async with Counter(sim, tmp_path) as counter:
        await counter.polled()
        assert not counter.has(TroubleKind.NOT_LISTENED)
        await counter.store.write(
            lambda tx: tx.set_value("listened_at", (tx.value("listened_at") or 0) - 3_600_000)
        )
    sim.add_orders(2)
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: counter.has(TroubleKind.NOT_LISTENED))
        outage = told(counter, TroubleKind.NOT_LISTENED).outage
        assert outage is not None
        assert (outage.off, outage.orders) == (True, 2)
        assert 3_600 <= (outage.ended_at - outage.began_at).total_seconds() < 3_700


async def test_a_wrong_clock_is_shown_until_it_is_right(sim: Simulator, tmp_path: Path) -> None:
    sim.clock_skew = -3_600.0
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: counter.has(TroubleKind.WRONG_CLOCK))
        assert 3_590 <= int(told(counter, TroubleKind.WRONG_CLOCK).detail) <= 3_610
        sim.clock_skew = 0.0
        await counter.until(lambda: not counter.has(TroubleKind.WRONG_CLOCK))


async def test_another_program_on_the_token_is_shown_though_every_other_poll_is_answered(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        await counter.polled()
        for nth in (1, 3, 5):
            sim.faults.add("get-current", "status", http=429, seconds=POLL_SECONDS, nth=nth)
        await counter.until(lambda: counter.has(TroubleKind.COOLDOWN))
        assert counter.link is Link.CONNECTED
        await counter.until(lambda: not counter.has(TroubleKind.COOLDOWN))


async def test_orders_in_preparation_stay_on_the_board_when_a_wrong_clock_is_corrected(
    sim: Simulator, tmp_path: Path
) -> None:
    behind = timedelta(days=2)

    def wall() -> datetime:
        return now() - behind

    key = sim.add_order()
    async with Counter(sim, tmp_path, now=wall) as counter:
        await counter.until(lambda: key in counter.board)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
        before = counter.board[key].changed_at
        behind = timedelta(0)
        # Checked once a second.
        async with asyncio.timeout(5):
            while (await counter.store.read(lambda tx: tx.board_rows([key])))[0].changed_at == before:
                await counter.polled(1)
    async with Counter(sim, tmp_path, now=wall) as counter:
        assert counter.board[key].column is Column.PREPARING
    # Once it is old by all clocks it leaves.
    behind = timedelta(hours=-19)
    async with Counter(sim, tmp_path, now=wall) as counter:
        assert key not in counter.board


async def test_after_a_sleep_it_polls_at_once(sim: Simulator, tmp_path: Path) -> None:
    clock = Clock()
    async with Counter(sim, tmp_path, poll_seconds=600.0, clock=clock) as counter:
        await counter.polled(1)
        key = sim.add_order()
        sim.clear_cooldown()
        clock.ahead += 3_600.0
        await counter.until(lambda: key in counter.board)
        await counter.until(lambda: any(isinstance(report, Resumed) for report in counter.reports))
        # Nobody listened while it slept.
        assert told(counter, TroubleKind.NOT_LISTENED).outage is not None


async def test_a_muted_order_that_still_waits_rings_again(sim: Simulator, tmp_path: Path) -> None:
    clock = Clock()
    key = sim.add_order()
    async with Counter(sim, tmp_path, clock=clock, settings=EngineSettings(mute_for=0.001)) as counter:
        await counter.until(lambda: key in counter.board)
        counter.engine.mute([key], muted=True)
        await counter.until(lambda: counter.board[key].muted)
        clock.ahead += 11.0
        await counter.until(lambda: not counter.board[key].muted)
        assert counter.alarm.rings
        assert counter.board[key].first_muted_at is not None


async def test_a_muted_order_rings_again_without_credentials_too(sim: Simulator, tmp_path: Path) -> None:
    clock = Clock()
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: key in counter.board)
    async with Counter(
        sim, tmp_path, clock=clock, settings=EngineSettings(mute_for=0.001), keyless=True
    ) as counter:
        counter.engine.mute([key], muted=True)
        await counter.until(lambda: counter.board[key].muted)
        clock.ahead += 11.0
        await counter.until(lambda: not counter.board[key].muted)
        # A sleep is noticed too: its sound may be another one now.
        assert any(isinstance(report, Resumed) for report in counter.reports)


async def test_an_order_that_accept_finds_gone_stays_until_a_person_removes_it(
    sim: Simulator, tmp_path: Path
) -> None:
    key, other = sim.add_orders(2)
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: len(counter.board) == 2)
        sim.cancel_elsewhere(key)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].gone_at is not None)
        shown = counter.board[key]
        assert shown.accept is not None
        assert shown.accept.state is CommandState.REFUSED
        assert (shown.column, shown.waits, shown.may_accept) == (Column.NEW, False, False)
        assert counter.alarm.waiting == 1
        await counter.polled(3)
        assert counter.board[key].column is Column.NEW
        counter.engine.remove_from_board(key)
        await counter.until(lambda: counter.board[key].column is None)
        told_of = await counter.events(key)
        assert told_of.index("gone") < told_of.index("put away")
        sim.faults.add("accept", "status", http=404, payment_key=other)
        counter.engine.accept(other, 20)
        await counter.until(lambda: counter.board[other].gone_at is not None)
    async with Counter(sim, tmp_path) as counter:
        assert set(counter.board) == {other}
        assert not counter.alarm.rings


async def test_an_order_that_the_vendor_lists_again_is_not_gone(sim: Simulator, tmp_path: Path) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: key in counter.board)
        sim.faults.add("accept", "status", http=404)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].gone_at is not None)
        sim.set_status(key, 1)
        await counter.until(lambda: counter.board[key].gone_at is None)
        assert counter.board[key].waits
        assert counter.alarm.rings
        assert counter.announced == [key, key]


async def test_an_order_removed_as_gone_waits_when_the_vendor_lists_it_again(
    sim: Simulator, tmp_path: Path
) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: key in counter.board)
        sim.faults.add("accept", "status", http=404)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].gone_at is not None)
        counter.engine.remove_from_board(key)
        await counter.until(lambda: counter.board[key].column is None)
        sim.set_status(key, 1)
        await counter.until(lambda: counter.board[key].gone_at is None)
        assert counter.board[key].column is Column.NEW
        assert counter.alarm.rings
        assert counter.announced == [key, key]


async def test_an_order_whose_cancel_the_vendor_revoked_waits_again(sim: Simulator, tmp_path: Path) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path, settings=EngineSettings(undo_for=0.0)) as counter:
        await counter.until(lambda: key in counter.board)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
        counter.engine.act(key, Action.CANCEL, 1)
        await counter.until(lambda: counter.board[key].column is None)
        sim.set_status(key, 1)
        await counter.until(lambda: counter.board[key].order.status_id == 1)
        shown = counter.board[key]
        assert (shown.column, shown.waits, shown.accept, shown.action) == (Column.NEW, True, None, None)
        assert counter.alarm.rings
        counter.engine.accept(key, 25)
        await counter.until(lambda: sim.orders[key].accepts == [20, 25])


async def test_a_change_made_elsewhere_is_published_once(sim: Simulator, tmp_path: Path) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        # Not before the first status was acknowledged: the vendor would take that for the second one's.
        await counter.until(
            lambda: key in counter.board and counter.board[key].acknowledgement is AcknowledgementState.DONE
        )
        sim.accept_elsewhere(key)
        await counter.until(lambda: counter.board[key].column is Column.PREPARING)
        await counter.polled(2)
        altered = [changed.altered for changed in counter.changes(Cause.POLL)]
        assert altered == [(), (key,)]


async def test_the_first_ring_is_saved(sim: Simulator, tmp_path: Path) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: key in counter.board)
        counter.engine.rang([key])
        await counter.until(lambda: counter.board[key].rang_at is not None)
        first = counter.board[key].rang_at
        counter.engine.rang([key])
        await counter.polled(2)
        assert counter.board[key].rang_at == first
        assert (await counter.events(key)).count("rang") == 1


async def test_poll_now_counts_during_a_poll_too(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        await counter.polled(1)
        sim.faults.add("get-current", "status", http=503, times=6)
        # So many failures that the next try is most of a minute away.
        await counter.until(partial(has_failed, counter, 1))
        for failures in range(2, 7):
            counter.engine.poll_now()
            await counter.until(partial(has_failed, counter, failures))
        sim.faults.add("get-current", "hang")
        polls = len(sim.calls("get-current"))
        counter.engine.poll_now()
        assert await asyncio.to_thread(sim.wait_for, lambda: len(sim.calls("get-current")) > polls, 8)
        counter.engine.poll_now()
        sim.release_hanging()
        await counter.until(lambda: counter.link is Link.CONNECTED)


async def test_a_long_wait_that_the_vendor_asks_for_is_shown_at_once(sim: Simulator, tmp_path: Path) -> None:
    """Not after the time that silence takes: the header would say "connected" although no order can arrive."""
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: counter.link is Link.CONNECTED)
        sim.faults.add("get-current", "status", http=429, seconds=3000)
        await counter.until(lambda: counter.link is Link.LOST)
        assert counter.has(TroubleKind.COOLDOWN)
        assert 30 < planned(counter) <= 60


async def test_a_number_that_is_no_time_does_not_delay_the_next_poll(sim: Simulator, tmp_path: Path) -> None:
    body = '{"status": false, "error": "çok fazla istek", "message": "Günlük 5000 istek; hata 1015"}'.encode()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: counter.link is Link.CONNECTED)
        sim.faults.add("get-current", "status", http=429, body=body, headers={"Retry-After": "1796064000"})
        await counter.until(
            lambda: any(
                isinstance(event, PollEnded) and event.outcome is PollOutcome.TOO_SOON
                for event in counter.reports
            )
        )
        await counter.polled(2)
        assert counter.link is Link.CONNECTED
