"""Opening and closing branches: a wish is saved, sent until it is done, and a break ends in time."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.domain.trouble import TroubleKind
from desktop.simulator import Simulator
from desktop.simulator.sample_orders import BRANCHES
from desktop.system.machine import clock as machine
from tests.harness import Counter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from desktop.domain.restaurant.branch import Branch

FIRST, SECOND = BRANCHES[0][0], BRANCHES[1][0]
SOON = timedelta(seconds=0.2)


@pytest.fixture
def town() -> Iterator[Simulator]:
    """A vendor with two branches."""
    with Simulator(cooldown=0.05, branches=2) as simulator:
        yield simulator


def branch(counter: Counter, ident: str = FIRST) -> Branch:
    return next(branch for branch in counter.branches if branch.restaurant_id == ident)


def is_(counter: Counter, *states: bool | None) -> Callable[[], bool]:
    return lambda: tuple(branch.is_open for branch in counter.branches) == states


def kinds(counter: Counter) -> list[TroubleKind]:
    return [trouble.kind for trouble in counter.troubles]


def ahead(by: timedelta) -> Callable[[], datetime]:
    return lambda: machine.now() + by


async def test_each_branch_is_read_with_its_name_at_the_start(town: Simulator, tmp_path: Path) -> None:
    town.set_open(SECOND, is_open=False)
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, False))
        assert [found.name for found in counter.branches] == [BRANCHES[0][1], BRANCHES[1][1]]


async def test_a_person_closes_and_opens_a_branch(town: Simulator, tmp_path: Path) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        counter.restaurant.branches.set_open(FIRST, is_open=False)
        await counter.until(lambda: branch(counter).wanted_open is False)
        await counter.until(is_(counter, False, True))
        assert town.closed == {FIRST}
        counter.restaurant.branches.set_open(FIRST, is_open=True)
        await counter.until(is_(counter, True, True))
        assert not town.closed
        assert not counter.troubles


async def test_a_branch_closed_for_a_while_opens_by_itself(town: Simulator, tmp_path: Path) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        counter.restaurant.branches.set_open(FIRST, is_open=False, lasts=SOON)
        await counter.until(lambda: FIRST in town.closed)
        assert branch(counter).reopen_at is not None
        await counter.until(lambda: branch(counter).is_open is True and branch(counter).reopen_at is None)
        assert not town.closed


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_break_lasts_no_longer_when_the_clock_is_set_back(
    sim: Simulator, tmp_path: Path, restarted: bool
) -> None:
    back = timedelta(0)

    def now() -> datetime:
        return machine.now() - back

    async with Counter(sim, tmp_path, restaurant=True, now=now) as counter:
        await counter.until(is_(counter, True))
        counter.restaurant.branches.set_open(FIRST, is_open=False, lasts=timedelta(seconds=2))
        await counter.until(is_(counter, False))
        back = timedelta(hours=1)
        if not restarted:
            await counter.until(is_(counter, True))
    async with Counter(sim, tmp_path, restaurant=True, now=now) as counter:
        await counter.until(is_(counter, True))
        assert sim.open


async def test_a_branch_closed_for_a_while_opens_after_a_restart_too(town: Simulator, tmp_path: Path) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        counter.restaurant.branches.set_open(FIRST, is_open=False, lasts=timedelta(minutes=15))
        await counter.until(lambda: branch(counter).is_open is False)
    async with Counter(town, tmp_path, restaurant=True, now=ahead(timedelta(minutes=16))) as counter:
        await counter.until(is_(counter, True, True))
        assert not town.closed


async def test_an_overdue_branch_is_opened_by_a_person_only_on_the_next_morning(
    town: Simulator, tmp_path: Path
) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        counter.restaurant.branches.set_open(FIRST, is_open=False, lasts=timedelta(minutes=15))
        await counter.until(lambda: branch(counter).is_open is False)
    async with Counter(town, tmp_path, restaurant=True, now=ahead(timedelta(hours=13))) as counter:
        await counter.until(lambda: TroubleKind.NOT_REOPENED in kinds(counter))
        await counter.until(lambda: len(town.calls("restaurant-status")) >= 4)
        assert town.closed == {FIRST}
        counter.restaurant.branches.set_open(FIRST, is_open=True)
        await counter.until(is_(counter, True, True))
        await counter.until(lambda: TroubleKind.NOT_REOPENED not in kinds(counter))


@pytest.mark.parametrize("http", [400, 404, 500])
async def test_a_failed_reopening_is_shown_until_it_is_done(
    town: Simulator, tmp_path: Path, http: int
) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        town.faults.add("restaurant-open", "status", http=http, times=1)
        counter.restaurant.branches.set_open(FIRST, is_open=False, lasts=SOON)
        await counter.until(lambda: TroubleKind.NOT_REOPENED in kinds(counter))
        assert next(t.detail for t in counter.troubles) == BRANCHES[0][1]
        assert branch(counter).problem
        counter.restaurant.branches.retry_now()
        await counter.until(is_(counter, True, True))
        await counter.until(lambda: not counter.troubles)


async def test_a_branch_opened_in_the_web_panel_needs_no_reopening(town: Simulator, tmp_path: Path) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        counter.restaurant.branches.set_open(FIRST, is_open=False, lasts=timedelta(minutes=30))
        await counter.until(is_(counter, False, True))
        town.set_open(FIRST, is_open=True)
        counter.restaurant.branches.poll_now()
        await counter.until(is_(counter, True, True))
        assert branch(counter).reopen_at is None


async def test_a_refused_wish_is_shown_and_not_as_done(town: Simulator, tmp_path: Path) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        town.faults.add("restaurant-close", "status", http=400, times=1)
        counter.restaurant.branches.set_open(FIRST, is_open=False, lasts=timedelta(minutes=15))
        await counter.until(lambda: TroubleKind.SHOP_REFUSED in kinds(counter))
        assert counter.troubles[0].detail.startswith(BRANCHES[0][1])
        assert branch(counter).is_open is True
        assert branch(counter).wanted_open is None
        assert branch(counter).reopen_at is None
        assert not town.closed


async def test_an_offline_wish_is_sent_when_the_vendor_is_back(town: Simulator, tmp_path: Path) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        town.refuse_connections()
        counter.restaurant.branches.set_open(SECOND, is_open=False)
        await counter.until(lambda: bool(branch(counter, SECOND).problem))
        assert branch(counter, SECOND).is_open is True
        town.refuse_connections(False)
        await counter.until(is_(counter, True, False))
        assert town.closed == {SECOND}


async def test_a_wish_without_an_answer_is_sent_again_and_done_once(town: Simulator, tmp_path: Path) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        town.faults.add("restaurant-close", "reset-after", times=1)
        counter.restaurant.branches.set_open(FIRST, is_open=False)
        await counter.until(lambda: bool(branch(counter).problem))
        assert branch(counter).wanted_open is False
        counter.restaurant.branches.retry_now()
        await counter.until(is_(counter, False, True))


async def test_a_wish_without_an_answer_before_the_end_is_sent_after_the_restart(
    town: Simulator, tmp_path: Path
) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        town.refuse_connections()
        counter.restaurant.branches.set_open(FIRST, is_open=False)
    town.refuse_connections(False)
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, False, True))


async def test_a_close_that_was_never_sent_is_dropped_on_the_next_morning(
    town: Simulator, tmp_path: Path
) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        town.refuse_connections()
        counter.restaurant.branches.set_open(FIRST, is_open=False)
    town.refuse_connections(False)
    async with Counter(town, tmp_path, restaurant=True, now=ahead(timedelta(hours=10))) as counter:
        await counter.until(lambda: TroubleKind.SHOP_REFUSED in kinds(counter))
        await counter.until(lambda: branch(counter).wanted_open is None)
        assert not town.closed


async def test_the_last_of_two_wishes_counts(town: Simulator, tmp_path: Path) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        town.faults.add("restaurant-close", "latency", seconds=0.3)
        counter.restaurant.branches.set_open(FIRST, is_open=False)
        await counter.until(lambda: branch(counter).wanted_open is False)
        counter.restaurant.branches.set_open(FIRST, is_open=True)
        await counter.until(lambda: branch(counter).wanted_open is True)
        await counter.until(lambda: branch(counter).wanted_open is None)
        assert not town.closed
        assert branch(counter).is_open is True


async def test_a_branch_whose_status_is_refused_does_not_hide_the_others(
    town: Simulator, tmp_path: Path
) -> None:
    town.faults.add("restaurant-status", "status", http=404, times=-1, payment_key=FIRST)
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, None, True))


async def test_an_incomplete_list_drops_no_reopening(town: Simulator, tmp_path: Path) -> None:
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        counter.restaurant.branches.set_open(FIRST, is_open=False, lasts=timedelta(minutes=30))
        await counter.until(is_(counter, False, True))
        body = json.dumps({"status": True, "data": [{"id": SECOND, "name": "Kadıköy"}]}).encode()
        town.faults.add("restaurants", "latency", body=body, times=-1)
        counter.restaurant.branches.poll_now()
        await counter.until(lambda: "Kadıköy" in [found.name for found in counter.branches])
        assert branch(counter).reopen_at is not None


@pytest.mark.parametrize("is_open", [True, False])
async def test_a_refusal_counts_as_success_where_the_branch_is_as_wished(
    town: Simulator, tmp_path: Path, is_open: bool
) -> None:
    """A vendor may refuse to close a closed branch. The time of the reopening must not get lost."""
    async with Counter(town, tmp_path, restaurant=True) as counter:
        await counter.until(is_(counter, True, True))
        counter.restaurant.branches.set_open(FIRST, is_open=False, lasts=timedelta(minutes=15))
        await counter.until(is_(counter, False, True))
        name = "restaurant-open" if is_open else "restaurant-close"
        town.set_open(FIRST, is_open=is_open)
        town.faults.add(name, "status", http=400)
        lasts = None if is_open else timedelta(minutes=60)
        counter.restaurant.branches.set_open(FIRST, is_open=is_open, lasts=lasts)
        await counter.until(
            lambda: branch(counter).wanted_open is None and len(town.calls(name)) > (not is_open)
        )
        assert branch(counter).is_open is is_open
        assert (branch(counter).reopen_at is None) is is_open
        assert not counter.troubles
