"""Bumps of the kitchen: saved once, published by the publisher, taken back; and changes that come while it cooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.domain.kitchen.dish_keys import content, dish_keys
from desktop.domain.kitchen.tickets import progress, ready_at
from desktop.domain.orders.kitchen_entries import EntryKind
from desktop.sync.events import Cause
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.domain.orders.board import BoardOrder
    from desktop.simulator import Simulator

DISHES = [{"name": "Lahmacun", "quantity": 2, "price": 90}, {"name": "Ayran", "quantity": 1, "price": 30}]


async def cooked(counter: Counter, sim: Simulator, **fields: object) -> BoardOrder:
    """Return an order that was accepted elsewhere."""
    key = sim.add_order(**{"note": "", "items": DISHES, **fields})
    sim.accept_elsewhere(key)
    await counter.until(lambda: key in counter.board and counter.board[key].accepted_at is not None)
    # A change before the acknowledgement of the acceptance would be acknowledged with it, and never listed.
    await counter.until(lambda: sim.orders[key].acknowledged)
    return counter.board[key]


async def bump(counter: Counter, order: BoardOrder, station: str = "") -> None:
    keys = tuple(dish_keys(order.order.lines))
    await counter.engine.kitchen.bump(order.payment_key, station, keys, content(order, keys))


def kinds(order: BoardOrder) -> list[EntryKind]:
    return [entry.kind for entry in order.kitchen]


async def test_a_bump_is_saved_once_and_published(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        order = await cooked(counter, sim)
        await bump(counter, order)
        await bump(counter, order)
        published = counter.changes(Cause.KITCHEN)
        assert len(published) == 1, "a second press changes nothing"
        (shown,) = published[0].orders
        assert kinds(shown) == [EntryKind.BUMP]
        assert ready_at(shown) == shown.kitchen[0].at
        events = await counter.store.read(lambda tx: tx.events(order.payment_key))
        assert [event.kind for event in events].count("kitchen ready") == 1
    async with Counter(sim, tmp_path) as again:
        assert ready_at(again.board[order.payment_key]) == shown.kitchen[0].at


async def test_the_time_is_that_of_the_stores_clock(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        order = await cooked(counter, sim)
        before = counter._now()
        await bump(counter, order)
        at = counter.board[order.payment_key].kitchen[0].at
        assert before.replace(microsecond=0) <= at <= counter._now()


async def test_a_dish_and_then_the_rest(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        order = await cooked(counter, sim)
        key, kitchen = order.payment_key, counter.engine.kitchen
        first, second = dish_keys(order.order.lines)
        for _ in range(2):
            await kitchen.bump(key, "", (first,), "")
        assert progress(counter.board[key]) == (1, 2)
        assert len(counter.board[key].kitchen) == 1
        await kitchen.bump(key, "", (second,), "")
        assert ready_at(counter.board[key]) is not None


async def test_a_recall_is_a_row_too_and_counts_once(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        order = await cooked(counter, sim)
        key, kitchen = order.payment_key, counter.engine.kitchen
        await bump(counter, order)
        bump_id = counter.board[key].kitchen[0].id
        assert await kitchen.recall(key, bump_id)
        assert not await kitchen.recall(key, bump_id)
        assert not await kitchen.recall_last("")
        assert kinds(counter.board[key]) == [EntryKind.BUMP, EntryKind.RECALL]
        assert ready_at(counter.board[key]) is None
        await bump(counter, order)
        assert await kitchen.recall_last("")
        events = await counter.store.read(lambda tx: tx.events(key))
        assert [event.kind for event in events].count("kitchen recalled") == 2


async def test_a_recall_whose_commit_got_no_answer_takes_one_bump_back(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        first, second = await cooked(counter, sim), await cooked(counter, sim)
        for order in (first, second):
            await bump(counter, order)
        write = counter.store.write

        async def twice(work: Any, **how: Any) -> Any:
            await write(work, **how)
            return await write(work, **how)

        counter.store.write = twice  # type: ignore[method-assign]
        await counter.engine.kitchen.recall_last("")
        await counter.engine.publisher.publish_board()
        assert ready_at(counter.board[first.payment_key]) is not None
        assert ready_at(counter.board[second.payment_key]) is None


async def test_only_bumps_of_orders_that_are_still_in_the_kitchen_are_taken_back(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        gone, here = await cooked(counter, sim), await cooked(counter, sim)
        other = await cooked(counter, sim)
        kitchen = counter.engine.kitchen
        for order in (here, gone):
            await bump(counter, order)
        await bump(counter, other, "Soğuk")
        counter.engine.remove_from_board(gone.payment_key)
        await counter.until(lambda: counter.board[gone.payment_key].removed_from_board)
        assert [order.payment_key for _, order in await kitchen.recallable("")] == [here.payment_key]
        assert not await kitchen.recall(gone.payment_key, counter.board[gone.payment_key].kitchen[0].id)
        assert await kitchen.recall_last("")
        assert ready_at(counter.board[here.payment_key]) is None


async def test_an_order_that_waits_or_is_unknown_is_not_bumped(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        key = sim.add_order()
        await counter.until(lambda: key in counter.board)
        await bump(counter, counter.board[key])
        await counter.engine.kitchen.bump("3e9caf87-0000-4000-8000-000000000000", "", (), "x")
        assert counter.changes(Cause.KITCHEN) == []


async def test_a_change_is_noted_while_it_cooks_and_a_repeat_is_not(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        order = await cooked(counter, sim)
        key = order.payment_key
        sim.change_order(key, items=[{**DISHES[0], "quantity": 5}, DISHES[1]])
        await counter.until(lambda: kinds(counter.board[key]) == [EntryKind.CHANGE])
        await counter.polled(3)
        assert kinds(counter.board[key]) == [EntryKind.CHANGE]
        before = counter.board[key].kitchen[0].before
        assert before is not None
        assert [line.quantity for line in before.lines] == [2, 1]
    async with Counter(sim, tmp_path) as again:
        entry = again.board[key].kitchen[0]
        assert entry.before is not None
        assert entry.before.lines == before.lines


async def test_what_does_not_concern_a_cook_is_not_noted(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        order = await cooked(counter, sim)
        waiting = sim.add_order(note="")
        await counter.until(lambda: waiting in counter.board and sim.orders[waiting].acknowledged)
        sim.change_order(order.payment_key, payment_method="Nakit", total=999)
        sim.change_order(waiting, note="acısız")
        await counter.until(lambda: counter.board[waiting].order.note == "acısız")
        await counter.until(lambda: counter.board[order.payment_key].order.payment_method == "Nakit")
        assert counter.board[order.payment_key].kitchen == ()
        assert counter.board[waiting].kitchen == ()


async def test_cancelled_orders_are_read_after_a_restart(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        order = await cooked(counter, sim)
        await counter.store.write(lambda tx: tx.set_status(order.payment_key, 6, counter._now()))
        found = await counter.engine.kitchen.orders()
        assert [(each.payment_key, each.order.status_id) for each in found] == [(order.payment_key, 6)]
