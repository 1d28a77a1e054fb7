"""A rule accepts orders, and a rush adds its minutes, through the same outbox as a person's accept."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from desktop.domain.orders.auto_accept import AutoAccept, Rush
from desktop.domain.orders.board import CommandState
from desktop.domain.orders.lifecycle import Action
from desktop.domain.trouble import Link
from desktop.sync.events import RushChanged
from desktop.system.machine import clock as machine
from tests.harness import Counter

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator

ANY = AutoAccept(25, without_note=False)


def soup(price: int) -> dict[str, Any]:
    """Return the fields of an order whose sum is right."""
    items = [{"name": "Çorba", "quantity": 1, "price": price}]
    return {"items": items, "total": price, "discount": "0", "courier_fee": 0}


def rushes(counter: Counter) -> list[Rush | None]:
    return [report.rush for report in counter.reports if isinstance(report, RushChanged)]


async def test_the_rule_accepts_allowed_orders_once_and_leaves_the_rest_to_people(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        counter.engine.accept_by_rule(AutoAccept(25, total_under=Decimal(100)))
        cheap = sim.add_order(**soup(99), note="")
        await counter.until(lambda: cheap in counter.board and counter.board[cheap].accepted_at is not None)
        dear = sim.add_order(**soup(100), note="")
        noted = sim.add_order(**soup(10), note="Zile basmayın")
        doubtful = sim.add_order(**soup(10) | {"total": 11}, note="")
        await counter.until(lambda: {dear, noted, doubtful} <= counter.board.keys())
        await counter.polled()
        assert sim.orders[cheap].accepts == [25]
        assert [sim.orders[key].accepts for key in (dear, noted, doubtful)] == [[], [], []]
        accept = counter.board[cheap].accept
        assert accept is not None
        assert (accept.automatic, accept.state) == (True, CommandState.CONFIRMED)
        assert counter.board[dear].waits
        assert counter.alarm.waiting == 3
        assert "accepted by rule" in await counter.events(cheap)


async def test_an_order_that_the_rule_accepted_can_be_cancelled(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        counter.engine.accept_by_rule(ANY)
        key = sim.add_order()
        await counter.until(lambda: key in counter.board and counter.board[key].accepted_at is not None)
        assert Action.CANCEL in counter.board[key].actions


async def test_waiting_orders_are_accepted_when_the_rule_starts_and_none_after_it_ended(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        first = sim.add_order()
        await counter.until(lambda: first in counter.board)
        await counter.polled()
        assert sim.orders[first].accepts == []
        counter.engine.accept_by_rule(ANY)
        await counter.until(lambda: counter.board[first].accepted_at is not None)
        counter.engine.accept_by_rule(None)
        second = sim.add_order()
        await counter.until(lambda: second in counter.board)
        await counter.polled()
        assert sim.orders[second].accepts == []


async def test_the_rule_accepts_no_order_until_the_vendor_answers(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        first = sim.add_order()
        await counter.until(lambda: first in counter.board)
        await counter.until(lambda: sim.orders[first].acknowledged)
        sim.refuse_connections()
        await counter.until(lambda: counter.link is Link.LOST)
        counter.engine.accept_by_rule(ANY)
        # Presses are worked on one after the other: once this one is seen, that one is over.
        counter.engine.rang([first])
        await counter.until(lambda: counter.board[first].rang_at is not None)
        assert counter.board[first].accept is None
        assert counter.alarm.rings
    async with Counter(sim, tmp_path) as counter:
        counter.engine.accept_by_rule(ANY)
        counter.engine.rang([first])
        await counter.until(lambda: counter.link is Link.LOST)
        assert counter.alarm.rings
        sim.refuse_connections(False)
        counter.engine.poll_now()
        await counter.until(lambda: sim.orders[first].accepts == [25], seconds=4)


async def test_an_order_reopened_after_the_rule_accepted_it_is_left_to_people(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        counter.engine.accept_by_rule(ANY)
        key = sim.add_order()
        await counter.until(lambda: key in counter.board and counter.board[key].accepted_at is not None)
        await counter.until(lambda: sim.orders[key].acknowledged)
        await counter.polled()
        sim.set_status(key, 1)
        await counter.until(lambda: counter.alarm.rings)
        await counter.polled(3)
        assert sim.orders[key].accepts == [25]
        assert counter.alarm.rings


async def test_a_rule_that_is_ended_accepts_no_more_of_many_that_wait(sim: Simulator, tmp_path: Path) -> None:
    sim.add_orders(100)
    async with Counter(sim, tmp_path) as counter:
        await counter.until(lambda: len(counter.board) == 100)
        counter.engine.accept_by_rule(ANY)

        def accepted() -> int:
            return sum(order.accept is not None for order in counter.board.values())

        await counter.until(lambda: accepted() > 0)
        counter.engine.accept_by_rule(None)
        at_the_end = accepted()
        await counter.polled(3)
        assert accepted() <= at_the_end + 1, "the one that was just being saved"


async def test_a_refused_accept_of_the_rule_is_left_to_people_and_rings(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path) as counter:
        sim.faults.add("accept", "envelope-false")
        counter.engine.accept_by_rule(ANY)
        key = sim.add_order()

        def refused() -> bool:
            accept = counter.board[key].accept if key in counter.board else None
            return accept is not None and accept.state is CommandState.REFUSED

        await counter.until(refused)
        await counter.polled()
        assert counter.board[key].waits
        assert counter.alarm.rings


async def test_a_rush_survives_a_restart_adds_its_minutes_and_ends(sim: Simulator, tmp_path: Path) -> None:
    ahead = [0.0]

    def now() -> datetime:
        return machine.now() + timedelta(seconds=ahead[0])

    def steady() -> float:
        return time.monotonic() + ahead[0]

    async with Counter(sim, tmp_path, now=now, steady=steady) as counter:
        counter.engine.start_rush(10, timedelta(minutes=30))
        await counter.until(lambda: len(rushes(counter)) == 1)
    async with Counter(sim, tmp_path, now=now, steady=steady) as counter:
        told = rushes(counter)
        assert [rush.minutes for rush in told if rush] == [10]
        counter.engine.accept_by_rule(ANY)
        key = sim.add_order()
        await counter.until(lambda: key in counter.board and counter.board[key].accepted_at is not None)
        assert sim.orders[key].accepts == [35]
        ahead[0] = 31 * 60.0
        await counter.until(lambda: rushes(counter)[-1] is None)
        later = sim.add_order()
        await counter.until(lambda: later in counter.board and counter.board[later].accepted_at is not None)
        assert sim.orders[later].accepts == [25]
