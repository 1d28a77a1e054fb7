"""Where nothing is asked for, branches and dishes wait for their next reading: no timer wakes them each second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.restaurant.off_sale import OffFor
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator


async def test_nothing_wakes_branches_and_dishes_without_a_wish(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path, restaurant=True) as counter:
        branches, dishes = counter.restaurant.branches, counter.restaurant.dishes
        dishes.poll_now()
        await counter.until(lambda: bool(counter.menu.menu.dishes and counter.branches))
        await counter.until(lambda: branches._pause() > 60 and dishes._pause() > 60)
        dishes.take_off(counter.menu.menu.dishes[0], OffFor.UNTIL_SAID)
        await counter.until(lambda: len(counter.off_sale) == 1)
        assert dishes._pause() <= 5
        branches.set_open(counter.branches[0].restaurant_id, is_open=False, lasts=None)
        await counter.until(lambda: bool(sim.calls("restaurant-close") or not sim.open))
