"""Print jobs are saved with their cause: once for each event, whatever is repeated."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.lifecycle import Action
from desktop.domain.printing.printer import Printer, TicketRule, default_rules
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.domain.tickets.options import TicketOptions
from desktop.sync.board.unseen import decode
from desktop.sync.settings import EngineSettings
from tests.harness import Counter
from tests.sync.jobs.test_scheduled_orders import Wall, written

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator
    from desktop.store import Transaction

KITCHEN = Printer("mutfak", "Mutfak", "tcp://127.0.0.1:1", tickets=default_rules((TicketKind.KITCHEN,)))
NO_UNDO = EngineSettings(undo_for=0)


def with_moments(*moments: PrintMoment) -> Printer:
    return Printer("m", "m", "tcp://127.0.0.1:1", tickets=(TicketRule(TicketKind.KITCHEN, moments),))


async def jobs(counter: Counter, key: str) -> list[tuple[str, str]]:
    found = await counter.store.read(lambda tx: tx.print_jobs_of(key))
    return [(job.ticket.value, job.moment.value) for job in found]


async def print_all(counter: Counter) -> None:
    """Let every job be on paper."""

    def work(tx: Transaction) -> None:
        for job in tx.open_print_jobs():
            tx.start_print_job(job, job.created_at)

    await counter.store.write(work)


async def test_a_ticket_is_saved_with_the_vendors_answer_to_an_accept(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        counter.engine.planner.printers = (KITCHEN,)
        key = sim.add_order()
        await counter.until(lambda: key in counter.board)
        assert await jobs(counter, key) == []
        counter.engine.accept(key, 20)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
        assert await jobs(counter, key) == [("kitchen", "accept")]
        await counter.polled(3)  # the echo, and repeats of it
        assert await jobs(counter, key) == [("kitchen", "accept")]
    async with Counter(sim, tmp_path) as again:
        again.engine.planner.printers = (KITCHEN,)
        await again.polled(2)
        assert await jobs(again, key) == [("kitchen", "accept")]


async def test_a_refused_accept_prints_nothing(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        counter.engine.planner.printers = (KITCHEN,)
        key = sim.add_order()
        await counter.until(lambda: key in counter.board)
        sim.faults.add(call="accept", kind="status", http=403)
        counter.engine.accept(key, 20)

        def is_refused() -> bool:
            accept = counter.board[key].accept
            return accept is not None and accept.state is CommandState.REFUSED

        await counter.until(is_refused)
        assert await jobs(counter, key) == []


async def test_what_another_screen_accepts_is_printed_here(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        counter.engine.planner.printers = (KITCHEN,)
        key = sim.add_order()
        await counter.until(lambda: key in counter.acknowledged)
        sim.accept_elsewhere(key)
        await counter.until(lambda: counter.board[key].accepted_at is not None)
        await counter.polled(2)
        assert await jobs(counter, key) == [("kitchen", "accept")]


async def test_an_order_that_comes_accepted_is_printed_once(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        counter.engine.planner.printers = (with_moments(PrintMoment.ARRIVAL, PrintMoment.ACCEPT),)
        key = sim.add_order()
        sim.accept_elsewhere(key)
        await counter.until(lambda: key in counter.board)
        assert await jobs(counter, key) == [("kitchen", "accept")]


async def test_on_arrival_before_anybody_accepted(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        counter.engine.planner.printers = (with_moments(PrintMoment.ARRIVAL),)
        key = sim.add_order()
        await counter.until(lambda: key in counter.board)
        await counter.polled(2)
        assert await jobs(counter, key) == [("kitchen", "arrival")]


async def test_a_change_is_printed_where_a_ticket_lies(sim: Simulator, tmp_path: Path) -> None:
    async with Counter(sim, tmp_path) as counter:
        counter.engine.planner.printers = (KITCHEN,)
        key = sim.add_order(note="sade")

        def settled(times: int) -> bool:
            """Whether the vendor knows so often that we have it: a change before that is not listed."""
            return counter.acknowledged.count(key) >= times

        await counter.until(lambda: key in counter.acknowledged)
        sim.accept_elsewhere(key)
        await counter.until(lambda: counter.board[key].accepted_at is not None and settled(2))
        # It is not printed yet: the ticket will show the change.
        sim.change_order(key, note="acılı")
        await counter.until(lambda: counter.board[key].order.note == "acılı" and settled(3))
        assert await jobs(counter, key) == [("kitchen", "accept")]
        await print_all(counter)
        for count, note in enumerate(("sade", "acılı", "sade"), 4):
            sim.change_order(key, note=note)
            await counter.until(lambda count=count: settled(count))  # type: ignore[misc]
        await counter.polled(2)
        assert await jobs(counter, key) == [("kitchen", "accept"), *[("changed", "change")] * 3]
        found = await counter.store.read(lambda tx: tx.print_jobs_of(key))
        assert ["acılı" in decode(job.detail).raw for job in found[1:]] == [True, False, True]


async def test_another_total_is_no_news_for_the_kitchen(sim: Simulator, tmp_path: Path) -> None:
    kinds = (TicketKind.COURIER, TicketKind.CHANGED)
    courier = Printer("kasa", "Kasa", "tcp://127.0.0.1:1", tickets=default_rules(kinds))
    async with Counter(sim, tmp_path) as counter:
        counter.engine.planner.printers = (KITCHEN, courier)
        key = sim.add_order(total=100)
        sim.accept_elsewhere(key)
        await counter.until(lambda: key in counter.board)
        await print_all(counter)
        sim.change_order(key, total=120)
        await counter.until(lambda: counter.board[key].order.total == 120)
        found = await counter.store.read(lambda tx: tx.print_jobs_of(key))
        assert [(job.ticket.value, job.printer_id) for job in found] == [
            ("kitchen", "mutfak"),
            ("courier", "kasa"),
            ("changed", "kasa"),
        ]


async def test_a_cancelled_order_needs_a_slip_only_where_a_ticket_lies(
    sim: Simulator, tmp_path: Path
) -> None:
    async with Counter(sim, tmp_path, settings=NO_UNDO) as counter:
        counter.engine.planner.printers = (KITCHEN,)
        printed, waiting = sim.add_orders(2)
        for key in (printed, waiting):
            sim.accept_elsewhere(key)
        await counter.until(lambda: {printed, waiting} <= counter.board.keys())
        (job,) = await counter.store.read(lambda tx: tx.print_jobs_of(printed))
        await counter.store.write(lambda tx: tx.start_print_job(job, job.created_at))
        for key in (printed, waiting):
            counter.engine.act(key, Action.CANCEL, 1)
        await counter.until(
            lambda: all(counter.board[key].order.status_id == 6 for key in (printed, waiting))
        )
        await counter.polled(2)
        assert await jobs(counter, printed) == [("kitchen", "accept"), ("cancelled", "cancel")]
        found = await counter.store.read(lambda tx: tx.print_jobs_of(waiting))
        assert [(job.ticket.value, job.state.value) for job in found] == [("kitchen", "cancelled")]


async def test_an_order_for_later_is_printed_when_it_must_start(sim: Simulator, tmp_path: Path) -> None:
    wall = Wall()
    at_start = with_moments(PrintMoment.ACCEPT, PrintMoment.START)
    at_once = msgspec.structs.replace(KITCHEN, id="hemen")
    settings = EngineSettings(begin_margin=600.0)
    async with Counter(sim, tmp_path, now=wall.now, steady=wall.steady, settings=settings) as counter:
        counter.engine.planner.printers = (at_start, at_once)
        timed, by_person = (
            sim.add_order(scheduled_date=written(wall.now() + timedelta(hours=hours))) for hours in (3, 9)
        )
        await counter.until(lambda: {timed, by_person} <= set(counter.board))
        for key in (timed, by_person):
            counter.engine.accept(key, 20)
            await counter.until(lambda key=key: counter.board[key].accepted_at is not None)  # type: ignore[misc]
        found = await counter.store.read(lambda tx: tx.print_jobs_of(timed))
        assert [job.printer_id for job in found] == ["hemen"]
        wall.ahead += 2.6 * 3600
        await counter.until(lambda: counter.board[timed].reminded_at is not None)
        counter.engine.start_now(by_person)
        await counter.until(lambda: counter.board[by_person].reminded_at is not None)
        await counter.polled(2)
        for key in (timed, by_person):
            assert await jobs(counter, key) == [("kitchen", "accept"), ("kitchen", "start")]


async def test_branches_copies_and_categories(sim: Simulator, tmp_path: Path) -> None:
    other_branch = Printer(
        "x", "x", "tcp://x", tickets=KITCHEN.tickets, branches=("00000000-0000-4000-8000-000000000000",)
    )
    two = Printer("iki", "iki", "tcp://x", tickets=default_rules((TicketKind.KITCHEN,), copies=2))
    # The simulator's menu knows no such category, and the dishes of an order without one are for everybody.
    unknown = Printer(
        "y", "y", "tcp://x", tickets=KITCHEN.tickets, options=TicketOptions(categories=("Yok",))
    )
    async with Counter(sim, tmp_path) as counter:
        counter.engine.planner.printers = (other_branch, two, unknown)
        key = sim.add_order()
        sim.accept_elsewhere(key)
        await counter.until(lambda: key in counter.board)
        found = await counter.store.read(lambda tx: tx.print_jobs_of(key))
        assert [(job.printer_id, job.copy) for job in found] == [("iki", 1), ("iki", 2), ("y", 1)]
