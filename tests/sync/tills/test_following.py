"""A till that follows shows, rings and refuses as the one that leads."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import OrderStatus
from desktop.domain.tills import StoreProblem
from desktop.domain.tills import Till as KnownTill
from desktop.domain.trouble import Link, TroubleKind
from desktop.store import Changes, Kind
from desktop.sync.events import Cause, OrdersChanged, StoreLineChanged, TillsChanged
from desktop.sync.settings import EngineSettings
from desktop.sync.tills import follower
from desktop.system.machine.clock import now
from tests.store.made import key_of, receive
from tests.sync.tills.shared import Restaurant, Till, TillStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from desktop.simulator import Simulator


@pytest.fixture
async def shared(tmp_path: Path) -> AsyncIterator[Restaurant]:
    restaurant = await Restaurant.open(tmp_path)
    yield restaurant
    await restaurant.file.close()


async def test_an_order_rings_at_each_till_and_one_polls(sim: Simulator, shared: Restaurant) -> None:
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    async with Till(sim, first) as one, Till(sim, second) as two:
        shared.elect(first)
        key = sim.add_order()
        await two.until(lambda: key in two.board)
        assert two.board[key].waits
        assert two.announced == [key]
        assert [event.new for event in two.changes(Cause.POLL)] == [(key,)]
        await one.until(lambda: key in one.board and sim.orders[key].acknowledged)
        assert second.lease.permits == 0
        await two.until(lambda: two.link is Link.CONNECTED)
        assert one.leads == [False, True]
        assert two.leads == [False]


async def test_a_refused_acknowledgement_is_shown_at_each_till(sim: Simulator, shared: Restaurant) -> None:
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    sim.faults.add("success", "status", http=404, times=-1)
    sim.add_order()
    async with Till(sim, first) as one, Till(sim, second) as two:
        shared.elect(first)
        await one.until(lambda: one.has(TroubleKind.ACKNOWLEDGEMENT_REFUSED))
        await two.until(lambda: two.has(TroubleKind.ACKNOWLEDGEMENT_REFUSED))
        sim.faults.clear()
        await one.until(lambda: not one.has(TroubleKind.ACKNOWLEDGEMENT_REFUSED))
        await two.until(lambda: not two.has(TroubleKind.ACKNOWLEDGEMENT_REFUSED))


async def test_an_accept_of_a_follower_is_sent_once_by_the_leader(sim: Simulator, shared: Restaurant) -> None:
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    async with Till(sim, first) as one, Till(sim, second) as two:
        shared.elect(first)
        key = sim.add_order()
        await two.until(lambda: key in two.board)
        two.engine.accept(key, 20)
        for till in (one, two):
            await till.until(
                lambda: (
                    key in till.board  # noqa: B023 - awaited here
                    and (accept := till.board[key].accept) is not None  # noqa: B023
                    and accept.state is CommandState.CONFIRMED
                )
            )
            accept = till.board[key].accept
            assert accept is not None
            assert accept.till == "Till 2"
            assert not till.board[key].waits
    assert len(sim.calls("accept")) == 1


async def test_a_cancel_can_be_taken_back_at_another_till(sim: Simulator, shared: Restaurant) -> None:
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    settings = EngineSettings(undo_for=3600)
    async with Till(sim, first, settings=settings) as one, Till(sim, second, settings=settings) as two:
        shared.elect(first)
        key = sim.add_order()
        await two.until(lambda: key in two.board)
        two.engine.act(key, Action.CANCEL, 3)
        await one.until(lambda: one.board[key].can_take_back)
        one.engine.take_back(key)
        await two.until(lambda: two.board[key].action is None and two.board[key].waits)
        # It waits again, but it is not new.
        assert two.announced == [key]
    assert not sim.calls("cancel")


async def test_many_changes_in_a_moment_are_one_read(sim: Simulator, shared: Restaurant) -> None:
    store = TillStore(shared, "Till 1")
    async with Till(sim, store) as till:
        await till.followed()
        before = store.reads
        for key in range(200):
            till.sharing.follower.changed(Changes(frozenset({Kind.ORDERS}), frozenset({str(key)})))
        await till.followed()
        assert store.reads - before == 1


async def test_orders_of_a_poll_are_read_before_all_else(sim: Simulator, shared: Restaurant) -> None:
    store = TillStore(shared, "Till 1")
    async with Till(sim, store, may_lead=False) as till:
        await till.followed()
        await shared.file.write(receive)
        reads: list[int] = []
        till.engine._events.subscribe(OrdersChanged, lambda _event: reads.append(store.reads))
        before = store.reads
        keys = frozenset({key_of(1)})
        till.sharing.follower.changed(Changes(frozenset({Kind.POLL, Kind.ORDERS}), keys))
        await till.followed()
        assert reads == [before + 1]
        assert till.announced == [key_of(1)]


async def test_a_till_whose_line_is_cut_says_so_and_catches_up(sim: Simulator, shared: Restaurant) -> None:
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    async with Till(sim, first) as one, Till(sim, second) as two:
        shared.elect(first)
        before = sim.add_order()
        await two.until(lambda: before in two.board)
        second.cut(StoreProblem.UNREACHABLE)
        assert [trouble.detail for trouble in two.troubles] == ["unreachable\nKASA-1"]
        assert two.link is Link.LOST
        assert [event.line.problem for event in two.reports if isinstance(event, StoreLineChanged)] == [
            StoreProblem.UNREACHABLE
        ]
        two.engine.accept(before, 20)
        meanwhile = sim.add_order()
        await one.until(lambda: meanwhile in one.board and sim.orders[meanwhile].acknowledged)
        # The press was refused, and not kept. One trouble says why.
        assert [trouble.kind for trouble in two.troubles] == [TroubleKind.STORE_LOST]
        assert two.board[before].waits
        assert meanwhile not in two.board
        second.cut(None)
        await two.until(lambda: meanwhile in two.board and two.link is Link.CONNECTED)
        assert two.announced == [before, meanwhile]
        assert not two.troubles
    assert not sim.calls("accept")


async def test_a_lost_line_is_not_read_again_and_again(
    sim: Simulator, shared: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "_AGAIN", 0.0)
    store = TillStore(shared, "Till 1")
    async with Till(sim, store) as till:
        await till.followed()
        store.cut(StoreProblem.UNREACHABLE)
        before = store.refused
        till.sharing.follower.changed(Changes(frozenset({Kind.ORDERS}), frozenset({"1"})))
        for _ in range(100):
            await asyncio.sleep(0)
        # Other readers of the till may be refused too, but not again and again.
        assert 1 <= store.refused - before <= 3
        store.cut(None)
        await till.followed()


async def test_a_follower_rings_when_nobody_receives(sim: Simulator, shared: Restaurant) -> None:
    store = TillStore(shared, "Till 1")
    steady = [1000.0]
    async with Till(
        sim, store, steady=lambda: steady[0], settings=EngineSettings(not_receiving_after=90)
    ) as till:
        await till.until(lambda: till.link is Link.STARTING)
        steady[0] += 100
        await till.until(lambda: till.link is Link.LOST)
        assert till.connection is not None
        assert till.connection.silent_since is not None


async def test_a_follower_names_the_till_that_receives(sim: Simulator, shared: Restaurant) -> None:
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    async with Till(sim, first), Till(sim, second) as two:
        shared.elect(first)
        await two.until(lambda: two.link is Link.CONNECTED)
        seen = KnownTill(
            "p", "i", "Till 1", "1", "kasa-1", now(), 0.0, leads=True, may_lead=True, is_here=False
        )
        two.engine._events.emit(TillsChanged((seen,)))
        assert two.connection is not None
        assert two.connection.receiver == "Till 1"


async def test_a_till_with_another_clock_silences_for_all(sim: Simulator, shared: Restaurant) -> None:
    """Its hour ahead would count as a mute in the future, which rings again at once."""

    def ahead() -> datetime:
        return now() + timedelta(hours=1)

    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    async with Till(sim, first) as one, Till(sim, second, now=ahead) as two:
        shared.elect(first)
        key = sim.add_order()
        await two.until(lambda: key in two.board)
        two.engine.mute([key], muted=True)
        await one.until(lambda: key in one.board and one.board[key].muted)
        await one.engine._flags.ring_again(600)
        assert "unmuted" not in await one.events(key)
        assert one.board[key].muted


async def test_what_follows_does_no_job_of_the_leader(sim: Simulator, shared: Restaurant) -> None:
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    async with Till(sim, first) as one, Till(sim, second) as two:
        shared.elect(first)
        key = sim.add_order()
        await two.until(lambda: key in two.board)
        two.engine._scheduler.run_due()
        two.engine._commands.run(two.engine._flags.ring_again(-1))
        two.engine._commands.run(two.engine._flags.mute([key], muted=True))
        await one.until(lambda: one.board[key].muted)
        assert not two.troubles
        assert one.board[key].order.status_id == OrderStatus.RECEIVED


async def test_a_till_without_a_key_follows_and_says_so_only_where_nobody_polls(
    sim: Simulator, shared: Restaurant
) -> None:
    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    steady = [1000.0]
    async with Till(sim, second, may_lead=False, steady=lambda: steady[0]) as two:
        async with Till(sim, first):
            shared.elect(first)
            key = sim.add_order()
            await two.until(lambda: key in two.board)
            assert not second.lease.may_lead
            assert not two.has(TroubleKind.NO_CREDENTIALS)
        await two.followed()
        steady[0] += 100
        await two.until(lambda: two.has(TroubleKind.NO_CREDENTIALS))


async def test_a_till_whose_clock_is_wrong_moves_no_order_in_time(sim: Simulator, shared: Restaurant) -> None:
    """At its start its own clock gives way to the database's, which nobody set."""

    def behind() -> datetime:
        return now() - timedelta(hours=3)

    first, second = TillStore(shared, "Till 1"), TillStore(shared, "Till 2")
    async with Till(sim, first) as one:
        shared.elect(first)
        key = sim.add_order()
        await one.until(lambda: key in one.board)
        one.engine.accept(key, 20)
        await one.until(lambda: not one.board[key].waits)
        changed_at = one.board[key].changed_at
        shared.elect(second)
        async with Till(sim, second, now=behind) as two:
            await two.until(lambda: key in two.board)
            await two.followed()
            two.engine._scheduler.run_due()
            await two.engine._commands.wait(20)
            await one.followed()
            assert abs(one.board[key].changed_at - changed_at) < timedelta(hours=1)
            assert not two.has(TroubleKind.TIME_UNSURE)


async def test_one_part_that_fails_keeps_no_change_from_the_others(
    sim: Simulator, shared: Restaurant
) -> None:
    def fail() -> None:
        raise RuntimeError("a mistake")

    heard: list[str] = []
    async with Till(sim, TillStore(shared, "Till 1")) as till:
        await till.followed()
        till.sharing.follower.on(Kind.RESTAURANT, fail)
        till.sharing.follower.on(Kind.LISTS, lambda: heard.append("lists"))
        till.sharing.follower.changed(Changes(frozenset({Kind.RESTAURANT, Kind.LISTS})))
        await till.until(lambda: till.has(TroubleKind.INTERNAL))
        assert heard == ["lists"]
