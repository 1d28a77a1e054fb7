"""One till polls and sends; a till that may not any more does neither."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.trouble import TroubleKind
from desktop.simulator import Simulator
from desktop.sync.events import PollEnded
from desktop.sync.outbox import sender
from desktop.vendor.api import VendorApi
from tests.store.made import key_of, receive
from tests.sync.tills.shared import Restaurant, Till, TillStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from desktop.store import OutboxRow, Transaction

T = TypeVar("T")


@pytest.fixture
async def shared(tmp_path: Path) -> AsyncIterator[Restaurant]:
    restaurant = await Restaurant.open(tmp_path)
    yield restaurant
    await restaurant.file.close()


def polls(till: Till) -> int:
    return sum(isinstance(event, PollEnded) for event in till.reports)


async def test_the_lead_goes_over_without_a_poll_too_many(shared: Restaurant) -> None:
    with Simulator(cooldown=1.0) as sim:
        first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
        async with Till(sim, first, poll_seconds=1.0) as one, Till(sim, second, poll_seconds=1.0) as two:
            shared.elect(first)
            await one.polled(1)
            shared.elect(second)
            await two.polled(2)
            assert one.leads == [False, True, False]
            assert two.leads == [False, True]
            ended = [event for event in [*one.reports, *two.reports] if isinstance(event, PollEnded)]
            assert {event.outcome for event in ended} == {PollOutcome.ANSWERED}
            assert polls(one) == 1


async def test_a_press_is_sent_by_the_next_leader(sim: Simulator, shared: Restaurant) -> None:
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    async with Till(sim, first) as one, Till(sim, second) as two:
        shared.elect(first)
        key = sim.add_order()
        await two.until(lambda: key in two.board and sim.orders[key].acknowledged)
        shared.elect(None)
        await one.until(lambda: one.leads[-1] is False)
        two.engine.accept(key, 20)
        await one.until(lambda: one.board[key].accept is not None)
        assert not sim.calls("accept")
        shared.elect(second)
        await one.until(
            lambda: (accept := one.board[key].accept) is not None and accept.state is CommandState.CONFIRMED
        )
    assert len(sim.calls("accept")) == 1


async def test_what_is_owed_is_acknowledged_after_the_first_poll_of_a_new_leader(
    sim: Simulator, shared: Restaurant
) -> None:
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    sim.faults.add("success", "status", http=500)
    async with Till(sim, first) as one, Till(sim, second) as two:
        shared.elect(first)
        key = sim.add_order()
        await one.until(lambda: key in one.board and bool(sim.calls("success")))
        shared.elect(None)
        await one.until(lambda: one.leads[-1] is False)
        sim.faults.clear()
        asked = len(sim.calls("success"))
        second.lease.is_refused = True
        shared.elect(second)
        await two.until(lambda: two.leads[-1])
        two.engine.mute([key], muted=True)
        await one.until(lambda: one.board[key].muted)
        assert len(sim.calls("success")) == asked
        second.lease.is_refused = False
        await two.until(lambda: sim.orders[key].acknowledged)


async def test_nothing_is_sent_once_another_till_leads(sim: Simulator, shared: Restaurant) -> None:
    """The attempt was saved as begun, and the lead was lost right before the call."""
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    async with Till(sim, first) as one, Till(sim, second):
        shared.elect(first)
        key = sim.add_order()
        await one.until(lambda: key in one.board and sim.orders[key].acknowledged)
        start = one.engine.records.start_command

        async def slow(row: OutboxRow) -> OutboxRow | None:
            result = await start(row)
            shared.leader = second
            return result

        one.engine.records.start_command = slow  # type: ignore[method-assign]
        one.engine.accept(key, 20)
        await one.until(
            lambda: (accept := one.board[key].accept) is not None and accept.state is CommandState.SENDING
        )
        await one.engine._link._connection.sender._calls.wait(5)  # type: ignore[union-attr]
        assert not sim.calls("accept")
        assert not one.troubles


async def test_an_answer_of_a_till_that_leads_no_more_is_dropped(sim: Simulator, shared: Restaurant) -> None:
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    async with Till(sim, first) as one, Till(sim, second) as two:
        key = sim.add_order()
        shared.leader, shared.epoch = second, 7
        assert await one.engine._poll_handler.take(b"[]", one._now()) is False
        assert not one.troubles
        shared.elect(first)
        await two.until(lambda: key in two.board)


async def test_no_poll_without_a_fresh_permit(sim: Simulator, shared: Restaurant) -> None:
    store = TillStore(shared, "Till 1")
    steady = [1000.0]
    async with Till(sim, store, steady=lambda: steady[0]) as till:
        asked = asyncio.Event()

        def slow() -> None:
            # The machine slept while the permit was on its way.
            steady[0] += 3.0
            asked.set()

        store.lease.on_permit = slow
        shared.elect(store)
        await asyncio.wait_for(asked.wait(), 20)
        asked.clear()
        steady[0] += 5.0
        await asyncio.wait_for(asked.wait(), 20)
        assert not sim.calls("get-current")
        store.lease.on_permit = lambda: None
        steady[0] += 5.0
        till.engine.poll_now()
        await till.until(lambda: bool(sim.calls("get-current")))


async def test_a_database_that_is_away_costs_no_cooldown(shared: Restaurant) -> None:
    with Simulator(cooldown=0.5) as sim:
        store = TillStore(shared, "Till 1")
        async with Till(sim, store, poll_seconds=0.5) as till:
            shared.elect(store)
            await till.polled(1)
            store.cut()
            key = sim.add_order()
            await till.until(lambda: till.has(TroubleKind.STORE_LOST))
            assert not till.has(TroubleKind.CANNOT_SAVE)
            count = len(sim.calls("get-current"))
            store.cut(None)
            await till.until(lambda: key in till.board)
            assert len(sim.calls("get-current")) >= count
            ended = [event for event in till.reports if isinstance(event, PollEnded)]
            assert {event.outcome for event in ended} == {PollOutcome.ANSWERED}


async def test_a_leader_without_the_vendor_gives_the_lead_back(shared: Restaurant) -> None:
    with Simulator(cooldown=0.05) as sim, Simulator(cooldown=0.05) as away:
        first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
        away.refuse_connections()
        async with Till(away, first), Till(sim, second) as two:
            shared.elect(first)
            key = sim.add_order()
            await two.until(lambda: key in two.board)
            assert first.lease.given_back == 1
            assert shared.leader is second


async def test_a_till_that_may_not_poll_any_more_disconnects(sim: Simulator, shared: Restaurant) -> None:
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    async with Till(sim, first) as one, Till(sim, second) as two:
        shared.elect(first)
        await one.polled(1)
        one.sharing.use(has_credentials=True, may_poll=False, cooldown=0.05)
        await two.polled(1)
        assert one.leads == [False, True, False]
        assert not one.troubles


async def test_a_press_is_sent_after_the_trust_of_a_moment_ago_had_run_out(
    sim: Simulator, shared: Restaurant
) -> None:
    """Nobody took over, and the lease was renewed before anybody noticed: no new term reads the outbox again."""
    first = TillStore(shared, "Till 1")
    async with Till(sim, first, poll_seconds=3600) as one:
        key = sim.add_order()
        shared.elect(first)
        await one.until(lambda: key in one.board and sim.orders[key].acknowledged)
        shared.leader = None
        one.engine.accept(key, 20)
        await one.until(lambda: one.board[key].accept is not None)
        await one.engine._link._connection.sender._calls.wait(5)  # type: ignore[union-attr]
        shared.leader = first
        await one.until(
            lambda: (accept := one.board[key].accept) is not None and accept.state is CommandState.CONFIRMED
        )


async def test_an_attempt_whose_commit_got_no_answer_was_not_sent(sim: Simulator, shared: Restaurant) -> None:
    """Else a refusal of the vendor would count as a doubt, and nobody would be told at once."""
    store = TillStore(shared, "Till 1")
    async with Till(sim, store) as one:
        await store.write(receive)
        row = await store.write(lambda tx: tx.enqueue_accept(key_of(1), 1, 20, tx.now()))
        assert row is not None
        shared.leader = store
        write = store.write

        async def twice(work: Callable[[Transaction], T], **how: Any) -> T:
            await write(work, **how)
            return await write(work, **how)

        store.write = twice  # type: ignore[method-assign]
        before = await one.engine.records.start_command(row)
        assert before is not None
        assert not before.unanswered
        assert (await store.read(lambda tx: tx.outbox_row(row.id))).attempts == 1


async def test_an_answer_that_cannot_be_saved_is_saved_later_and_not_asked_for_again(
    sim: Simulator, shared: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "_SAVE_AGAIN", 0.02)
    store = TillStore(shared, "Till 1")
    async with Till(sim, store) as till:
        shared.elect(store)
        key = sim.add_order()
        await till.until(lambda: key in till.board and sim.orders[key].acknowledged)
        accept, save = VendorApi.accept, till.engine.records.end_command
        tries = 0
        tried = asyncio.Event()

        async def answered(api: VendorApi, *order: Any) -> None:
            await accept(api, *order)
            store.cut()

        async def counted(*result: Any, **how: Any) -> Any:
            nonlocal tries
            tries += 1
            if tries == 3:
                tried.set()
            return await save(*result, **how)

        monkeypatch.setattr(VendorApi, "accept", answered)
        monkeypatch.setattr(till.engine.records, "end_command", counted)
        till.engine.accept(key, 20)
        await asyncio.wait_for(tried.wait(), 20)
        assert (pressed := till.board[key].accept) is not None
        assert pressed.state is CommandState.SENDING
        store.cut(None)
        await till.until(
            lambda: (accept := till.board[key].accept) is not None and accept.state is CommandState.CONFIRMED
        )
        await till.until(lambda: not till.troubles)
        row = await store.read(lambda tx: tx.board_rows([key])[0].accept)
    assert row is not None
    assert (row.state, row.attempts) == ("done", 1)
    assert len(sim.calls("accept")) == 1
