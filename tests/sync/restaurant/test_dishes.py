"""Dishes off sale: a wish is saved, sent until it is done, and ends in time; the list respects its cooldown."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.domain.restaurant.off_sale import OffFor
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.trouble import TroubleKind
from desktop.simulator import Simulator
from desktop.simulator.sample_orders import BRANCHES, menu
from desktop.system.machine import clock as machine
from tests.harness import Counter

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from desktop.domain.restaurant.menu import Dish

ISKENDER = next(food["food_id"] for food in menu() if food["name"] == "İskender")


def dish(counter: Counter, food_id: int = ISKENDER) -> Dish:
    return next(dish for dish in counter.menu.menu.dishes if dish.food_id == food_id)


def kinds(counter: Counter) -> list[TroubleKind]:
    return [trouble.kind for trouble in counter.troubles]


def ahead(by: timedelta) -> Callable[[], datetime]:
    return lambda: machine.now() + by


async def listed(counter: Counter) -> None:
    counter.restaurant.dishes.poll_now()
    await counter.until(lambda: bool(counter.menu.menu.dishes))


async def off(counter: Counter, lasts: OffFor = OffFor.UNTIL_SAID) -> None:
    counter.restaurant.dishes.take_off(dish(counter), lasts)
    await counter.until(lambda: [d.wanted_on for d in counter.off_sale] == [None])


async def test_a_person_takes_a_dish_off_sale_and_puts_it_back(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await listed(counter)
        counter.restaurant.dishes.take_off(dish(counter), OffFor.UNTIL_SAID)
        await counter.until(lambda: [d.wanted_on for d in counter.off_sale] == [False])
        await counter.until(lambda: [d.wanted_on for d in counter.off_sale] == [None])
        assert sim.off_sale == {str(ISKENDER)}
        counter.restaurant.dishes.put_back(ISKENDER)
        await counter.until(lambda: not counter.off_sale)
        assert not sim.off_sale
        assert not counter.troubles


async def test_off_sale_survives_a_restart_and_ends_after_four_hours(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await listed(counter)
        await off(counter, OffFor.FEW_HOURS)
    async with Counter(sim, tmp_path, restaurant=True, now=ahead(timedelta(hours=3, minutes=58))) as counter:
        await counter.until(lambda: len(counter.off_sale) == 1)
        counter.restaurant.dishes.poll_now()
        await counter.until(lambda: bool(sim.calls("get-foods")[1:]))
        assert sim.off_sale == {str(ISKENDER)}
    async with Counter(sim, tmp_path, restaurant=True, now=ahead(timedelta(hours=4, minutes=2))) as counter:
        counter.restaurant.dishes.retry_now()
        await counter.until(lambda: bool(sim.calls("food-status-active")))
        await counter.until(lambda: not counter.off_sale)
        assert not sim.off_sale


async def test_until_closing_ends_when_the_branch_closes_but_not_for_a_break(
    sim: Simulator, tmp_path: Path
) -> None:
    branch = BRANCHES[0][0]
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await counter.until(lambda: [b.is_open for b in counter.branches] == [True])
        await listed(counter)
        await off(counter, OffFor.UNTIL_CLOSING)
        counter.restaurant.branches.set_open(branch, is_open=False, lasts=timedelta(minutes=15))
        await counter.until(lambda: counter.branches[0].is_open is False)
        counter.restaurant.dishes.poll_now()
        await counter.until(lambda: len(sim.calls("get-foods")) > 1)
        assert len(counter.off_sale) == 1
        counter.restaurant.branches.set_open(branch, is_open=False)
        await counter.until(lambda: counter.branches[0].reopen_at is None)
        await counter.until(lambda: counter.branches[0].wanted_open is None)
        counter.restaurant.dishes.retry_now()
        await counter.until(lambda: not counter.off_sale)
        assert not sim.off_sale


async def test_until_closing_ends_in_the_morning_where_nobody_closed_the_branch(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await listed(counter)
        await off(counter, OffFor.UNTIL_CLOSING)
    async with Counter(sim, tmp_path, restaurant=True, now=ahead(timedelta(hours=24))) as counter:
        counter.restaurant.dishes.retry_now()
        await counter.until(lambda: bool(sim.calls("food-status-active")))
        await counter.until(lambda: not counter.off_sale)


async def test_until_closing_follows_the_begin_of_the_business_day(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await listed(counter)
        counter.restaurant.dishes.day_begins = time(6, 45)
        await off(counter, OffFor.UNTIL_CLOSING)
        until = counter.off_sale[0].until
        assert until is not None
        assert until.astimezone(ISTANBUL).time() == time(6, 45)


async def test_a_refused_wish_is_shown_and_the_dish_stays_on_sale(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await listed(counter)
        sim.faults.add("food-status-passive", "status", http=400)
        counter.restaurant.dishes.take_off(dish(counter), OffFor.FEW_HOURS)
        await counter.until(lambda: TroubleKind.SHOP_REFUSED in kinds(counter))
        assert counter.troubles[0].detail.startswith("İskender")
        assert not counter.off_sale
        assert not sim.off_sale


async def test_a_wish_for_a_dish_that_no_longer_exists_is_dropped(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await listed(counter)
        await off(counter)
        sim.faults.add("food-status-active", "status", http=404)
        counter.restaurant.dishes.put_back(ISKENDER)
        await counter.until(lambda: TroubleKind.SHOP_REFUSED in kinds(counter))
        assert not counter.off_sale


@pytest.mark.parametrize("http", [400, 502])
async def test_a_dish_that_cannot_be_put_back_is_shown_until_it_is(
    sim: Simulator, tmp_path: Path, http: int
) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await listed(counter)
        await off(counter)
        sim.faults.add("food-status-active", "status", http=http)
        counter.restaurant.dishes.put_back(ISKENDER)
        await counter.until(lambda: TroubleKind.NOT_BACK_ON_SALE in kinds(counter))
        assert counter.off_sale[0].wanted_on is True
        counter.restaurant.dishes.retry_now()
        await counter.until(lambda: not counter.off_sale and not counter.troubles)
        assert not sim.off_sale


async def test_an_offline_wish_is_sent_when_the_vendor_is_back(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await listed(counter)
        sim.refuse_connections()
        counter.restaurant.dishes.take_off(dish(counter), OffFor.UNTIL_SAID)
        await counter.until(lambda: bool(counter.off_sale and counter.off_sale[0].problem))
    sim.refuse_connections(False)
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        counter.restaurant.dishes.retry_now()
        await counter.until(lambda: [d.wanted_on for d in counter.off_sale] == [None])
        assert sim.off_sale == {str(ISKENDER)}


async def test_a_wish_without_an_answer_is_sent_again(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await listed(counter)
        sim.faults.add("food-status-passive", "reset-after")
        counter.restaurant.dishes.take_off(dish(counter), OffFor.UNTIL_SAID)
        await counter.until(lambda: bool(counter.off_sale and counter.off_sale[0].problem))
        counter.restaurant.dishes.retry_now()
        await counter.until(lambda: [d.wanted_on for d in counter.off_sale] == [None])


async def test_the_list_is_read_within_its_cooldown_however_often_somebody_asks(tmp_path: Path) -> None:
    with Simulator(cooldown=0.4) as sim:
        async with Counter(sim, tmp_path, restaurant=True, poll_seconds=0.4) as counter:
            for _ in range(5):
                counter.restaurant.dishes.poll_now()
                await counter.until(lambda: bool(counter.menu.menu.dishes))
            await counter.until(lambda: len(sim.calls("get-foods")) == 2)
            assert [call.http for call in sim.calls("get-foods")] == [200, 200]


async def test_the_wait_of_a_429_is_respected(tmp_path: Path) -> None:
    with Simulator(cooldown=0.4) as sim:
        sim.faults.add("get-foods", "status", http=429, seconds=0.3)
        async with Counter(sim, tmp_path, restaurant=True) as counter:
            await listed(counter)
            assert [call.http for call in sim.calls("get-foods")] == [429, 200]


async def test_the_stored_list_is_shown_without_the_vendor(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await listed(counter)
        read_at = counter.menu.read_at
    sim.refuse_connections()
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        assert dish(counter).name == "İskender"
        assert counter.menu.read_at is not None
        assert read_at is not None
        assert abs(counter.menu.read_at - read_at) < timedelta(milliseconds=2)
        counter.restaurant.dishes.poll_now()
        await counter.until(lambda: bool(counter.menu.problem))
        assert counter.menu.menu.dishes


@pytest.mark.parametrize("kind", ["garble", "html", "truncate"])
async def test_an_unreadable_list_leaves_the_one_before(sim: Simulator, tmp_path: Path, kind: str) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        await listed(counter)
        sim.faults.add("get-foods", kind)
        counter.restaurant.dishes.poll_now()
        await counter.until(lambda: bool(counter.menu.problem))
        assert dish(counter).name == "İskender"


async def test_a_list_that_failed_at_the_start_is_read_again_by_itself(
    sim: Simulator, tmp_path: Path
) -> None:
    sim.faults.add("get-foods", "status", http=502)
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        counter.restaurant.dishes.retry_now()  # begins at once, as nobody has opened the list
        await counter.until(lambda: bool(counter.menu.problem))
        await counter.until(lambda: bool(counter.menu.menu.dishes))
        assert counter.menu.problem == ""
