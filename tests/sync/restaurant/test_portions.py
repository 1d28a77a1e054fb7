"""Portions left: each accepted order takes its own once, a cancelled one gives them back, and at 0 the dish goes off sale."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.orders.board import AcknowledgementState, CommandState
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import OrderStatus
from desktop.domain.restaurant.off_sale import OffFor
from desktop.simulator import Simulator
from desktop.simulator.sample_orders import BRANCHES, menu
from desktop.sync.settings import EngineSettings
from desktop.system.machine import clock as machine
from tests.harness import POLL_SECONDS, Counter

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from desktop.domain.restaurant.menu import Dish

LAHMACUN, ISKENDER = (
    next(food["food_id"] for food in menu() if food["name"] == name) for name in ("Lahmacun", "İskender")
)
AT_ONCE = EngineSettings(undo_for=0.0)


def lines(quantity: Any = 1, name: str = "LAHMACUN", **fields: Any) -> list[dict[str, Any]]:
    return [{"name": name, "quantity": quantity, "price": 135} | fields]


def left(counter: Counter, food_id: int = LAHMACUN) -> str | None:
    count = counter.portions.get(food_id)
    return None if count is None else ("≈" if count.doubtful else "") + str(count.left)


def is_off(counter: Counter) -> list[tuple[int, bool | None]]:
    return [(dish.food_id, dish.wanted_on) for dish in counter.off_sale]


async def dish(counter: Counter, food_id: int = LAHMACUN) -> Dish:
    counter.restaurant.dishes.poll_now()
    await counter.until(lambda: bool(counter.menu.menu.dishes))
    return next(dish for dish in counter.menu.menu.dishes if dish.food_id == food_id)


async def counted(counter: Counter, portions: int = 10, *, today_only: bool = False) -> None:
    counter.restaurant.dishes.set_portions(await dish(counter), portions, today_only=today_only)
    await counter.until(lambda: left(counter) == str(portions))


async def arrived(counter: Counter, sim: Simulator, **fields: Any) -> str:
    key = sim.add_order(**({"items": lines(), "restaurant_id": BRANCHES[0][0]} | fields))
    # Before that, the vendor could take our acknowledgement for one of its next status.
    await counter.until(
        lambda: key in counter.board and counter.board[key].acknowledgement is AcknowledgementState.DONE
    )
    return key


def is_settled(counter: Counter, sim: Simulator, key: str, status: OrderStatus) -> bool:
    order = counter.board[key]
    return (
        order.order.status_id == status
        and order.acknowledgement is AcknowledgementState.DONE
        and sim.orders[key].acknowledged
    )


def is_sending(counter: Counter, key: str) -> bool:
    accept = counter.board[key].accept
    return accept is not None and accept.state is CommandState.SENDING


def is_gone(counter: Counter, key: str) -> bool:
    return counter.board[key].gone_at is not None


async def accepted(counter: Counter, sim: Simulator, **fields: Any) -> str:
    key = await arrived(counter, sim, **fields)
    counter.engine.accept(key, 20)
    await counter.until(lambda: is_settled(counter, sim, key, OrderStatus.CONFIRMED))
    return key


async def test_an_accepted_order_takes_its_portions_and_a_waiting_one_none(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counted(counter)
        await arrived(counter, sim)
        await accepted(counter, sim, items=lines(2) + lines(3, "İskender") + lines(1, food_id=LAHMACUN))
        await counter.until(lambda: left(counter) == "7")
        assert left(counter, ISKENDER) is None


async def test_an_order_accepted_elsewhere_takes_its_portions_once(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counted(counter)
        known = await arrived(counter, sim)
        sim.accept_elsewhere(known)
        await counter.until(lambda: left(counter) == "9")
        unknown = await arrived(counter, sim, items=lines(2), status_id=2)
        await counter.until(lambda: left(counter) == "7")
        # Each comes again, and moves on.
        for key in (known, unknown):
            await counter.until(partial(is_settled, counter, sim, key, OrderStatus.CONFIRMED))
            sim.change_order(key)
            await counter.until(partial(is_settled, counter, sim, key, OrderStatus.CONFIRMED))
            sim.set_status(key, OrderStatus.IN_DELIVERY)
        for key in (known, unknown):
            await counter.until(partial(is_settled, counter, sim, key, OrderStatus.IN_DELIVERY))
        assert left(counter) == "7"


async def test_an_accept_without_an_answer_takes_its_portions_once_after_a_restart(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counted(counter)
        key = await arrived(counter, sim)
        sim.faults.add("accept", "reset-after")
        sim.faults.add("get-current", "status", http=502, times=-1)
        counter.engine.accept(key, 20)
        await counter.until(lambda: is_sending(counter, key) and bool(sim.calls("accept")))
        assert left(counter) == "10"
    sim.faults.clear()
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counter.until(lambda: is_settled(counter, sim, key, OrderStatus.CONFIRMED))
        await counter.until(lambda: left(counter) == "9")
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        sim.change_order(key)
        await counter.until(lambda: len(sim.calls("success")) > 2)
        await counter.polled()
        assert left(counter) == "9"


async def test_an_order_accepted_before_the_number_was_set_takes_nothing(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, restaurant=True, settings=AT_ONCE) as counter:
        key = await accepted(counter, sim)
        await counted(counter)
        counter.engine.act(key, Action.ON_THE_WAY)
        sim.change_order(key, note="acele")
        await counter.until(lambda: counter.board[key].order.note == "acele")
        counter.engine.act(key, Action.CANCEL, 3)
        await counter.until(lambda: counter.board[key].order.status_id == OrderStatus.CANCELLED)
        assert left(counter) == "10"


async def test_the_last_portion_takes_the_dish_off_sale_and_a_cancel_puts_it_back(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, restaurant=True, settings=AT_ONCE) as counter:
        await counted(counter, 2)
        await accepted(counter, sim)
        assert not counter.off_sale
        last = await accepted(counter, sim)
        await counter.until(lambda: sim.off_sale == {str(LAHMACUN)})
        await counter.until(lambda: is_off(counter) == [(LAHMACUN, None)])
        assert "dish sold out" in await counter.events(last)
        # An order was under way meanwhile.
        more = await accepted(counter, sim, items=lines(2))
        await counter.until(lambda: left(counter) == "-2")
        assert "dish sold out" not in await counter.events(more)
        counter.engine.act(more, Action.CANCEL, 3)
        await counter.until(lambda: left(counter) == "0")
        assert is_off(counter) == [(LAHMACUN, None)]
        counter.engine.act(last, Action.CANCEL, 3)
        await counter.until(lambda: left(counter) == "1")
        await counter.until(lambda: not counter.off_sale)
        assert not sim.off_sale
        assert "dish back on sale" in await counter.events(last)


async def test_a_dish_goes_off_sale_after_a_restart_where_the_vendor_could_not_be_reached(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.add("food-status-passive", "status", http=502, times=-1)
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counted(counter, 1)
        await accepted(counter, sim)
        await counter.until(lambda: is_off(counter) == [(LAHMACUN, False)])
    sim.faults.clear()
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        assert left(counter) == "0"
        counter.restaurant.dishes.retry_now()
        await counter.until(lambda: sim.off_sale == {str(LAHMACUN)})


async def test_a_dish_that_a_person_took_off_stays_off_when_portions_come_back(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, restaurant=True, settings=AT_ONCE) as counter:
        await counted(counter, 1)
        counter.restaurant.dishes.take_off(await dish(counter), OffFor.UNTIL_SAID)
        await counter.until(lambda: is_off(counter) == [(LAHMACUN, None)])
        key = await accepted(counter, sim)
        await counter.until(lambda: left(counter) == "0")
        counter.engine.act(key, Action.CANCEL, 3)
        await counter.until(lambda: left(counter) == "1")
        await counter.polled()
        assert is_off(counter) == [(LAHMACUN, None)]


async def test_a_cancel_elsewhere_gives_portions_back_once_the_vendor_says_so(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, restaurant=True, settings=AT_ONCE) as counter:
        await counted(counter)
        ended = {
            key: status
            for status in (OrderStatus.CANCELLED, OrderStatus.DELIVERED)
            for key in [await accepted(counter, sim)]
        }
        assert left(counter) == "8"
        for key, status in ended.items():
            sim.set_status(key, status)
            counter.engine.act(key, Action.CANCEL, 3)
            await counter.until(partial(is_gone, counter, key))
        assert left(counter) == "9"


async def test_an_order_that_is_new_again_gives_its_portions_back(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counted(counter)
        key = await accepted(counter, sim)
        await counter.until(lambda: left(counter) == "9")
        sim.set_status(key, OrderStatus.RECEIVED)
        await counter.until(lambda: left(counter) == "10")
        sim.accept_elsewhere(key)
        await counter.until(lambda: left(counter) == "9")


async def test_changed_dishes_of_an_accepted_order_change_the_count(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counted(counter)
        key = await accepted(counter, sim)
        sim.change_order(key, items=lines(4))
        await counter.until(lambda: left(counter) == "6")
        sim.change_order(key, items=lines(1, "İskender"))
        await counter.until(lambda: left(counter) == "10")


@pytest.mark.parametrize(
    ("items", "expected"), [(lines("çok"), "≈9"), (lines(1, ""), "≈10"), (lines("1,5"), "8.5")]
)
async def test_what_cannot_be_read_makes_the_count_doubtful(
    sim: Simulator, tmp_path: Path, items: list[dict[str, Any]], expected: str
) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counted(counter)
        await accepted(counter, sim, items=items)
        await counter.until(lambda: left(counter) == expected)
        counter.restaurant.dishes.set_portions(await dish(counter), 10)
        await counter.until(lambda: left(counter) == "10")


async def test_each_branch_has_its_own_count(tmp_path: Path) -> None:
    with Simulator(cooldown=POLL_SECONDS, branches=2) as sim:
        async with Counter(sim, tmp_path, restaurant=True) as counter:
            await counted(counter)
            await accepted(counter, sim, restaurant_id=BRANCHES[1][0])
            await counter.until(lambda: left(counter) == "10")
            await accepted(counter, sim, restaurant_id=BRANCHES[0][0])
            await counter.until(lambda: left(counter) == "9")


async def test_a_new_number_puts_a_sold_out_dish_back_and_zero_takes_it_off(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counted(counter, 0)
        await counter.until(lambda: sim.off_sale == {str(LAHMACUN)})
        await counted(counter, 5)
        await counter.until(lambda: not sim.off_sale and not counter.off_sale)


async def test_a_sold_out_dish_that_a_person_puts_back_is_counted_no_more(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counted(counter, 0)
        await counter.until(lambda: sim.off_sale == {str(LAHMACUN)})
        counter.restaurant.dishes.put_back(LAHMACUN)
        await counter.until(lambda: left(counter) is None and not counter.off_sale)
        await accepted(counter, sim)
        await counter.polled()
        assert not sim.off_sale


async def test_a_person_who_puts_a_dish_with_portions_back_keeps_its_count(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counted(counter)
        counter.restaurant.dishes.take_off(await dish(counter), OffFor.UNTIL_SAID)
        await counter.until(lambda: bool(sim.off_sale))
        counter.restaurant.dishes.put_back(LAHMACUN)
        await counter.until(lambda: not counter.off_sale)
        assert left(counter) == "10"


def ahead(by: timedelta) -> Callable[[], datetime]:
    return lambda: machine.now() + by


@pytest.mark.parametrize("today_only", [True, False])
async def test_a_count_for_today_ends_in_the_morning_and_another_stays(
    sim: Simulator, tmp_path: Path, today_only: bool
) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counted(counter, 1, today_only=today_only)
        await accepted(counter, sim)
        await counter.until(lambda: is_off(counter) == [(LAHMACUN, None)])
    async with Counter(sim, tmp_path, restaurant=True, now=ahead(timedelta(hours=24))) as counter:
        counter.restaurant.dishes.poll_now()
        await counter.until(lambda: len(sim.calls("get-foods")) > 1)
        await counter.until(lambda: bool(counter.off_sale) is not today_only)
        assert left(counter) == (None if today_only else "0")


async def test_a_dish_taken_off_for_hours_stays_off_if_it_sold_out_meanwhile(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counted(counter, 1)
        counter.restaurant.dishes.take_off(await dish(counter), OffFor.FEW_HOURS)
        await counter.until(lambda: is_off(counter) == [(LAHMACUN, None)])
        await accepted(counter, sim)
    async with Counter(sim, tmp_path, restaurant=True, now=ahead(timedelta(hours=5))) as counter:
        counter.restaurant.dishes.poll_now()
        await counter.until(lambda: bool(counter.off_sale) and counter.off_sale[0].by_count)
        assert sim.off_sale == {str(LAHMACUN)}
