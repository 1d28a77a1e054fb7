"""Scheduled orders stand apart, and a reminder comes once, in time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop.domain.orders.lifecycle import Action, Column
from desktop.domain.text.local_time import ISTANBUL
from desktop.sync.events import Cause
from desktop.sync.settings import EngineSettings
from desktop.system.machine import clock as machine
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator

MARGIN = EngineSettings(begin_margin=600.0)


class Wall:
    """Both clocks, set forward together."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> datetime:
        return machine.now() + timedelta(seconds=self.ahead)

    def steady(self) -> float:
        return time.monotonic() + self.ahead


def written(at: datetime) -> str:
    return at.astimezone(ISTANBUL).strftime("%Y-%m-%d %H:%M:%S")


def begun(counter: Counter) -> list[str]:
    return [order.payment_key for changed in counter.changes(Cause.REMINDER) for order in changed.orders]


def a_counter(sim: Simulator, folder: Path, wall: Wall) -> Counter:
    return Counter(sim, folder, now=wall.now, steady=wall.steady, settings=MARGIN)


async def test_a_scheduled_order_rings_on_arrival_and_again_in_time(sim: Simulator, tmp_path: Path) -> None:
    wall = Wall()
    async with a_counter(sim, tmp_path, wall) as counter:
        key = sim.add_order(scheduled_date=written(wall.now() + timedelta(hours=3)))
        await counter.until(lambda: key in counter.board)
        assert counter.announced == [key]
        assert counter.board[key].column is Column.NEW
        assert counter.alarm.rings
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
        assert counter.board[key].column is Column.LATER
        # Three hours less twenty minutes of preparation and ten of margin; the clocks have moved on a little by now.
        wall.ahead += 2.5 * 3600 - 60
        await counter.polled()
        assert begun(counter) == []
        wall.ahead += 75
        await counter.until(lambda: begun(counter) == [key])
        assert counter.board[key].column is Column.PREPARING
        assert counter.board[key].due_at == counter.board[key].promised_for
        wall.ahead += 60
        await counter.polled()
        assert begun(counter) == [key]
        assert "to be begun" in await counter.events(key)


async def test_a_person_starts_an_order_before_its_reminder(sim: Simulator, tmp_path: Path) -> None:
    wall = Wall()
    async with a_counter(sim, tmp_path, wall) as counter:
        timed = sim.add_order(scheduled_date=written(wall.now() + timedelta(hours=3)))
        unclear = sim.add_order(scheduled_date="akşam gibi")
        await counter.until(lambda: {timed, unclear} <= counter.board.keys())
        for key in (timed, unclear):
            counter.engine.accept(key, 20)
        await counter.until(
            lambda: all(counter.board[key].accepted_at is not None for key in (timed, unclear))
        )
        assert {counter.board[key].column for key in (timed, unclear)} == {Column.LATER}
        for key in (timed, unclear):
            counter.engine.start_now(key)
        await counter.until(
            lambda: {counter.board[key].column for key in (timed, unclear)} == {Column.PREPARING}
        )
        assert counter.board[unclear].due_at is None, "nobody knows for when"
        wall.ahead += 3 * 3600
        await counter.polled()
        assert begun(counter) == [], "no reminder is needed"
        assert "started" in await counter.events(unclear)
    async with a_counter(sim, tmp_path, wall) as counter:
        await counter.until(lambda: unclear in counter.board)
        assert counter.board[unclear].column is Column.PREPARING, "after a restart too"


async def test_an_order_with_an_unreadable_time_stays_apart_until_a_person_acts(
    sim: Simulator, tmp_path: Path
) -> None:
    wall = Wall()
    async with a_counter(sim, tmp_path, wall) as counter:
        key = sim.add_order(
            scheduled_date="akşam gibi", courier_type="restaurant", shipping_method="delivery"
        )
        await counter.until(lambda: key in counter.board)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
        assert (counter.board[key].column, counter.board[key].due_at) == (Column.LATER, None)
        await counter.until(lambda: sim.orders[key].acknowledged)
    # Longer than other accepted orders stay on the board.
    wall.ahead += 40 * 3600
    async with a_counter(sim, tmp_path, wall) as counter:
        await counter.polled()
        assert counter.board[key].column is Column.LATER
        assert begun(counter) == []
        counter.engine.follow(EngineSettings(undo_for=0.0))
        counter.engine.act(key, Action.ON_THE_WAY)
        await counter.until(lambda: counter.board[key].column is Column.ON_THE_WAY)


async def test_a_reminder_that_fell_due_while_the_program_was_off_comes_at_the_start(
    sim: Simulator, tmp_path: Path
) -> None:
    wall = Wall()
    async with a_counter(sim, tmp_path, wall) as counter:
        key = sim.add_order(scheduled_date=written(wall.now() + timedelta(hours=3)))
        await counter.until(lambda: key in counter.board)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
    wall.ahead += 4 * 3600
    async with a_counter(sim, tmp_path, wall) as counter:
        await counter.until(lambda: begun(counter) == [key])
    async with a_counter(sim, tmp_path, wall) as counter:
        await counter.polled()
        assert counter.board[key].column is Column.PREPARING
        assert begun(counter) == []


async def test_reminders_come_without_credentials_too(sim: Simulator, tmp_path: Path) -> None:
    wall = Wall()
    async with a_counter(sim, tmp_path, wall) as counter:
        key = sim.add_order(scheduled_date=written(wall.now() + timedelta(hours=3)))
        await counter.until(lambda: key in counter.board)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
    wall.ahead += 3600
    keyless = Counter(sim, tmp_path, now=wall.now, steady=wall.steady, settings=MARGIN, keyless=True)
    async with keyless as counter:
        assert counter.board[key].column is Column.LATER
        wall.ahead += 2 * 3600
        await counter.until(lambda: begun(counter) == [key])
        assert counter.board[key].column is Column.PREPARING


async def test_no_reminder_comes_for_an_order_promised_days_ago(sim: Simulator, tmp_path: Path) -> None:
    wall = Wall()
    async with a_counter(sim, tmp_path, wall) as counter:
        key = sim.add_order(scheduled_date=written(wall.now() + timedelta(hours=3)))
        await counter.until(lambda: key in counter.board)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
        await counter.until(lambda: sim.orders[key].acknowledged)
    wall.ahead += 3 * 24 * 3600
    async with a_counter(sim, tmp_path, wall) as counter:
        soon = sim.add_order(scheduled_date=written(wall.now() + timedelta(minutes=15)))
        await counter.until(lambda: soon in counter.board)
        counter.engine.accept(soon, 20)
        await counter.until(lambda: begun(counter) != [], 15)
        assert begun(counter) == [soon]
        assert key not in counter.board


async def test_an_order_moved_to_another_time_is_reminded_again(sim: Simulator, tmp_path: Path) -> None:
    wall = Wall()
    async with a_counter(sim, tmp_path, wall) as counter:
        key = sim.add_order(scheduled_date=written(wall.now() + timedelta(hours=1)))
        await counter.until(lambda: key in counter.board)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
        wall.ahead += 3000
        await counter.until(lambda: begun(counter) == [key])
        payload = sim.orders[key].payload
        assert payload is not None
        sim.orders[key].payload = payload | {"scheduled_date": written(wall.now() + timedelta(hours=5))}
        sim.orders[key].acknowledged = False
        await counter.until(lambda: counter.board[key].column is Column.LATER)
        wall.ahead += 5 * 3600
        await counter.until(lambda: begun(counter) == [key, key])


async def test_a_scheduled_time_that_was_over_on_arrival_means_as_soon_as_possible(
    sim: Simulator, tmp_path: Path
) -> None:
    wall = Wall()
    async with a_counter(sim, tmp_path, wall) as counter:
        key = sim.add_order(scheduled_date=written(wall.now() - timedelta(minutes=5)))
        await counter.until(lambda: key in counter.board)
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
        assert counter.board[key].column is Column.PREPARING
        assert counter.board[key].promised_for is None
