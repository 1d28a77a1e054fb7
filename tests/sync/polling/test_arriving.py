"""Orders from the vendor to the board: saved, then acknowledged and published, once each."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from desktop.domain.orders.board import AcknowledgementState
from desktop.domain.orders.lifecycle import Column
from desktop.domain.trouble import Link, TroubleKind
from desktop.simulator import APP_SECRET_KEY, REST_SECRET_KEY, Simulator
from desktop.store.sqlite.store import DATABASE_NAME
from desktop.sync.events import Cause, OrdersChanged, PollEnded, TroublesChanged
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path


def acknowledged(sim: Simulator) -> bool:
    return all(order.acknowledged for order in sim.orders.values())


async def test_an_order_is_saved_then_acknowledged_and_announced_once(sim: Simulator, tmp_path: Path) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: bool(counter.acknowledged))
        await counter.polled(3)
        changes = [event for event in counter.reports if isinstance(event, OrdersChanged)]
        assert [changed.cause for changed in changes] == [Cause.POLL, Cause.ACKNOWLEDGEMENT]
        assert [done.payment_key for done in changes[1].acknowledged] == [key]
        assert counter.announced == [key]
        assert counter.board[key].acknowledgement is AcknowledgementState.DONE
        assert counter.alarm.rings
        assert await counter.events(key) == ["received", "acknowledged"]
    assert len(sim.calls("success")) == 1


async def test_an_order_that_cannot_be_saved_is_not_acknowledged_and_comes_again(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        await counter.polled(1)
        other = sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        key = sim.add_order()
        await counter.until(lambda: counter.has(TroubleKind.CANNOT_SAVE))
        assert sim.calls("success") == []
        assert counter.announced == []
        other.execute("ROLLBACK")
        other.close()
        await counter.until(lambda: key in counter.board and not counter.has(TroubleKind.CANNOT_SAVE))
        await counter.until(lambda: acknowledged(sim))
        assert counter.announced == [key]


async def test_an_answer_is_dated_when_it_is_saved(sim: Simulator, tmp_path: Path) -> None:
    """Dated when it came it would be older than an accept that was confirmed while it waited to be saved, and that accept
    would be taken for one of before the clock was set back: the order would be back among the new ones."""
    ahead = timedelta()
    gate = threading.Event()
    async with Counter(sim, tmp_path, now=lambda: datetime.now(UTC) + ahead) as counter:
        await counter.polled(1)
        waiting = asyncio.ensure_future(counter.store.read(lambda _tx: gate.wait(20)))
        key = sim.add_order()
        assert await asyncio.to_thread(sim.wait_for, lambda: sim.orders[key].handed_out > 0)
        # Until the answer has come, and waits behind the transaction under way.
        await asyncio.wait([waiting], timeout=0.3)
        ahead = timedelta(seconds=30)
        then = datetime.now(UTC) + timedelta(seconds=20)
        gate.set()
        await counter.until(lambda: key in counter.board)
        assert counter.board[key].received_at > then
        await waiting


async def test_a_lost_acknowledgement_is_sent_again_and_announces_nothing(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.add("success", "status", http=500, times=3)
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: acknowledged(sim))
        await counter.polled(2)
        assert counter.announced == [key]
    assert len(sim.calls("success")) == 4


async def test_an_acknowledgement_without_an_answer_is_repeated_until_answered(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.add("success", "reset-after", times=2)
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: bool(counter.acknowledged))
        assert counter.announced == [key]
    assert [entry.took_effect for entry in sim.calls("success")] == [True, True, True]


async def test_a_repeat_of_an_acknowledged_order_is_acknowledged_again(
    sim: Simulator, tmp_path: Path
) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: acknowledged(sim))
        await counter.polled(2)
        sim.orders[key].acknowledged = False  # the vendor forgot
        await counter.until(lambda: len(sim.calls("success")) == 2)
        await counter.polled(2)
        assert counter.announced == [key]
        assert (await counter.events(key)).count("received") == 1


async def test_unsent_acknowledgements_survive_a_restart(sim: Simulator, tmp_path: Path) -> None:
    sim.faults.add("success", "status", http=503, times=-1)
    keys = sim.add_orders(5)
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: len(sim.calls("success")) >= 5)
    sim.faults.clear()
    # Unsent acknowledgements are sent even if the vendor lists nothing any more.
    sim.faults.add("get-current", "status", http=500, times=-1)
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: acknowledged(sim))
        assert counter.announced == []
        assert set(counter.board) == set(keys)
        assert counter.alarm.waiting == 5


async def test_an_acknowledgement_that_is_refused_for_good_needs_a_person(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.add("success", "status", http=404, times=1)
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: counter.has(TroubleKind.ACKNOWLEDGEMENT_REFUSED))
        assert counter.troubles[0].payment_key == key
        # The vendor repeats the order, so it knows it: the next acknowledgement ends the trouble.
        await counter.until(lambda: acknowledged(sim))
        await counter.until(lambda: not counter.has(TroubleKind.ACKNOWLEDGEMENT_REFUSED))


async def test_a_status_change_made_elsewhere_is_acknowledged_and_stops_the_ringing(
    sim: Simulator, tmp_path: Path
) -> None:
    key = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: key in counter.board and acknowledged(sim))
        assert counter.alarm.rings
        sim.accept_elsewhere(key)
        await counter.until(lambda: counter.board[key].column is Column.PREPARING)
        await counter.until(lambda: acknowledged(sim))
        assert counter.alarm.waiting == 0
        assert counter.announced == [key]
        assert counter.board[key].preparing_time is None
        sim.set_status(key, 16)
        await counter.until(lambda: counter.board[key].column is Column.ON_THE_WAY)
        assert (await counter.events(key)).count("status changed") == 2


async def test_a_rejected_payload_is_reported_once_and_never_acknowledged(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.add_order(raw={"id": 4711, "note": "anahtarsız"})
    sim.add_order(raw={"id": 4712, "payment_key": "../../auth/login"})
    good = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: counter.has(TroubleKind.REJECTED_PAYLOAD))
        await counter.polled(4)
        told = [report for report in counter.reports if isinstance(report, TroublesChanged)]
        assert len(told) == 1
        assert told[0].troubles[0].count == 2
        counter.engine.dismiss(told[0].troubles[0])
        await counter.polled(2)
        assert not counter.has(TroubleKind.REJECTED_PAYLOAD)
        assert list(counter.board) == [good]
    # Who sits there next morning has not read it, and the vendor lists them still.
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: [each.count for each in counter.troubles] == [2])
    assert {entry.payment_key for entry in sim.calls("success")} == {good}


async def test_one_broken_order_does_not_affect_the_others(sim: Simulator, tmp_path: Path) -> None:
    spoiled = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
    good = sim.add_order()
    sim.add_order(raw=b'{"payment_key": "%s", "total": NaN, "note": "\xff"}' % spoiled.encode())
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: {good, spoiled} <= counter.board.keys())
        assert counter.board[spoiled].order.doubts
        await counter.until(lambda: {entry.payment_key for entry in sim.calls("success")} == {good, spoiled})


async def test_an_unusable_number_delays_no_order(sim: Simulator, tmp_path: Path) -> None:
    spoiled = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
    sim.add_order(raw=b'{"payment_key": "%s", "id": 1e999999999, "total": "1e-999999999"}' % spoiled.encode())
    good = sim.add_order()
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: {good, spoiled} <= counter.board.keys())
        assert "total" in [doubt.path for doubt in counter.board[spoiled].order.doubts]
        await counter.until(lambda: {entry.payment_key for entry in sim.calls("success")} == {good, spoiled})


async def test_many_orders_are_acknowledged_a_bounded_number_at_a_time(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.latency = 0.01
    keys = sim.add_orders(300)
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: len(counter.announced) == 300)
        await counter.until(lambda: acknowledged(sim), seconds=20)
        await counter.until(
            lambda: all(
                order.acknowledgement is AcknowledgementState.DONE for order in counter.board.values()
            )
        )
    assert set(counter.announced) == set(keys)
    assert sim.most_at_once <= 17  # 16 acknowledgements and a poll


async def test_the_same_order_twice_in_one_answer_counts_once(sim: Simulator, tmp_path: Path) -> None:
    key = sim.add_order()
    payload = sim.orders[key].payload
    sim.add_order(raw=msgspec.json.encode([payload])[1:-1])
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: key in counter.board)
        polls = [report for report in counter.reports if isinstance(report, PollEnded)]
        assert (polls[0].orders, polls[0].new) == (1, 1)


async def test_a_lost_connection_is_shown_and_recovers_by_itself(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        await counter.polled(1)
        sim.refuse_connections(refused=True)
        await counter.until(lambda: counter.link is Link.LOST)
        await counter.until(lambda: counter.has(TroubleKind.UNREACHABLE), seconds=10)
        key = sim.add_order()
        sim.refuse_connections(refused=False)
        counter.engine.poll_now()
        await counter.until(lambda: key in counter.board)
        await counter.until(lambda: counter.link is Link.CONNECTED)
        assert not counter.has(TroubleKind.UNREACHABLE)


async def test_a_returning_network_is_noticed(sim: Simulator, tmp_path: Path) -> None:
    sim.refuse_connections(refused=True)
    async with Counter(sim, tmp_path) as counter:
        counter.route = False
        # By now the next try is seconds away.
        await counter.until(lambda: counter.connection is not None and counter.connection.failures >= 2)
        key = sim.add_order()
        sim.refuse_connections(refused=False)
        counter.route = True
        await counter.until(lambda: key in counter.board, seconds=3)


async def test_a_refused_token_is_shown_and_causes_no_storm_of_logins(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, credentials=(APP_SECRET_KEY, "wrong")) as counter:
        await counter.until(lambda: counter.has(TroubleKind.TOKEN_REFUSED))
        counter.engine.poll_now()
        await counter.polled(1)
    assert len(sim.calls("login")) == 1


async def test_an_expired_token_is_renewed_in_the_middle_of_a_burst(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, credentials=(APP_SECRET_KEY, REST_SECRET_KEY)) as counter:
        await counter.polled(1)
        sim.latency = 0.01
        sim.add_orders(200)
        await counter.until(lambda: len(sim.calls("success")) > 10)
        sim.expire_token()
        await counter.until(lambda: acknowledged(sim))
        assert not counter.has(TroubleKind.TOKEN_REFUSED)
    assert len(sim.calls("login")) == 2


async def test_mute_and_removal_from_the_board_survive_a_restart(sim: Simulator, tmp_path: Path) -> None:
    muted, away, ringing = sim.add_orders(3)
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: len(counter.board) == 3)
        counter.engine.mute([muted], muted=True)
        counter.engine.remove_from_board(away)
        await counter.until(lambda: counter.board[muted].muted and counter.board[away].column is None)
    async with Counter(sim, tmp_path) as counter:
        assert set(counter.board) == {muted, ringing}
        assert counter.board[muted].muted
        assert (counter.alarm.waiting, counter.alarm.muted) == (2, 1)
        counter.engine.mute([muted], muted=False)
        await counter.until(lambda: not counter.board[muted].muted)


async def test_changed_details_are_saved_and_not_announced_again(sim: Simulator, tmp_path: Path) -> None:
    key = sim.add_order(note="")
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: acknowledged(sim) and key in counter.board)
        await counter.polled(1)
        sim.change_order(key, note="Fıstık alerjisi")
        await counter.until(lambda: counter.board[key].order.note == "Fıstık alerjisi")
        await counter.until(lambda: acknowledged(sim))
        assert counter.announced == [key]
        assert "details changed" in await counter.events(key)


async def test_an_unreadable_answer_is_shown_once_until_a_readable_one_comes(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        await counter.polled(1)
        sim.faults.add("get-current", "html", times=-1)
        await counter.until(lambda: counter.link is Link.LOST)
        sim.faults.clear()
        await counter.until(lambda: counter.link is Link.CONNECTED)
        # An envelope whose list never ends: it was answered, and no order can be read from it.
        sim.add_order(raw=b"[0")
        await counter.until(lambda: counter.has(TroubleKind.VENDOR_ERROR))
        told = len([report for report in counter.reports if isinstance(report, TroublesChanged)])
        await counter.polled(3)
        assert len([report for report in counter.reports if isinstance(report, TroublesChanged)]) == told
        assert counter.link is Link.LOST


async def test_a_longer_cooldown_of_the_vendor_is_respected(tmp_path: Path) -> None:
    with Simulator(cooldown=0.4, cooldown_from="answer") as sim:
        async with Counter(sim, tmp_path) as counter:
            await counter.polled(1)
            key = sim.add_order()
            await counter.until(lambda: key in counter.board)
            # Between two answers there was a 429, and its wait was respected.
            polls = [(entry.http, entry.at) for entry in sim.calls("get-current")]
            answered = [at for http, at in polls if http == 200]
            assert 429 in [http for http, _ in polls]
            assert all(later - earlier >= 0.4 for earlier, later in pairwise(answered))
