"""The print queue in hard times: changes while a ticket is drawn, tickets that cannot be drawn, two tills, many jobs."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.domain.printing.job import PrinterProblem, PrintJobState
from desktop.domain.tickets.kinds import TicketKind
from desktop.simulator.printer import ActedPrinter
from desktop.sync.board.unseen import Unseen, encode
from desktop.system.machine.clock import SystemClock
from tests.store.made import NOON, key_of, saved
from tests.sync.printing.acting import SHORT, Queue, TextAsDots, printer, text_of
from tests.sync.printing.test_print_queue import add

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from desktop.domain.tickets.image import TicketImage
    from desktop.domain.tickets.ticket import Ticket


@pytest.fixture
def acted() -> Iterator[ActedPrinter]:
    with ActedPrinter() as printer:
        yield printer


class SlowDrawer(TextAsDots):
    """Waits in the middle of a picture until it may go on."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.goes_on = asyncio.Event()

    async def draw(self, ticket: Ticket, width: int) -> TicketImage:
        picture = await super().draw(ticket, width)
        self.began.set()
        await self.goes_on.wait()
        return picture


class PickyDrawer(TextAsDots):
    """Fails at one order."""

    async def draw(self, ticket: Ticket, width: int) -> TicketImage:
        if "#1" in json.dumps([str(block) for block in ticket.blocks]):
            raise RuntimeError("this order")
        return await super().draw(ticket, width)


class ShiftedClock(SystemClock):
    """A computer whose time of day somebody changes."""

    offset = timedelta()

    def now(self) -> datetime:
        return super().now() + self.offset


async def test_a_change_while_the_ticket_is_drawn_is_on_the_ticket(
    tmp_path: Path, acted: ActedPrinter
) -> None:
    async with Queue(tmp_path, printer(acted.address)) as queue:
        drawer = SlowDrawer()
        queue.queue.drawer = drawer
        await add(queue, 1)
        await drawer.began.wait()
        # No ticket has begun, so that this change causes no slip.
        changed = saved(1, items=[{"name": "Adana", "quantity": 2}])
        await queue.store.write(lambda tx: tx.update_order(changed))
        drawer.goes_on.set()
        await queue.until(lambda: len(queue.ended) == 1)
    (sheet,) = acted.tickets
    assert "Adana" in text_of(sheet.rows)


async def test_an_order_that_cannot_be_drawn_keeps_back_no_other(tmp_path: Path, acted: ActedPrinter) -> None:
    async with Queue(tmp_path, printer(acted.address)) as queue:
        queue.queue.drawer = PickyDrawer()
        for number in (1, 2):
            await add(queue, number)
        await queue.until(lambda: len(queue.ended) == 1)
        assert queue.ended[0].number == "2"
        (asking,) = queue.jobs
        assert (asking.state, asking.problem, asking.asks) == (
            PrintJobState.UNKNOWN,
            PrinterProblem.NO_DRAWER,
            True,
        )


async def test_a_name_that_leads_nowhere_delays_no_other_printer(tmp_path: Path, acted: ActedPrinter) -> None:
    nowhere = printer("tcp://no-such-printer.invalid", "bar")
    async with Queue(tmp_path, nowhere, printer(acted.address)) as queue:
        await add(queue, 1, "bar")
        await add(queue, 2)
        await queue.until(lambda: len(queue.ended) == 1)
        assert queue.ended[0].number == "2"
        await queue.until(lambda: [job.problem for job in queue.jobs] == [PrinterProblem.UNREACHABLE])


async def test_two_tills_print_on_one_printer(tmp_path: Path, acted: ActedPrinter) -> None:
    acted.set_mood(rows_per_second=3000)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    async with (
        Queue(tmp_path / "a", printer(acted.address)) as first,
        Queue(tmp_path / "b", printer(acted.address)) as second,
    ):
        for number in range(1, 6):
            await add(first, number)
            await add(second, 100 + number)
        for queue in (first, second):
            await queue.until(lambda queue=queue: len(queue.ended) == 5, 40)  # type: ignore[misc]
            assert {job.state for job in queue.ended} <= {PrintJobState.PRINTED, PrintJobState.HANDED_OVER}
    texts = [text_of(sheet.rows) for sheet in acted.tickets]
    assert len(texts) == 10
    for number in (*range(1, 6), *range(101, 106)):
        assert sum(f'"#{number}"' in text for text in texts) == 1
    assert all(sheet.garbage == 0 for sheet in acted.tickets)


async def test_two_hundred_waiting_tickets_come_in_their_order(tmp_path: Path, acted: ActedPrinter) -> None:
    acted.set_mood(power=False)
    async with Queue(tmp_path, printer(acted.address)) as queue:
        for number in range(1, 201):
            await add(queue, number)
        assert acted.tickets == []
        acted.set_mood(power=True)
        queue.queue.retry_now()
        await queue.until(lambda: len(queue.ended) == 200, 60)
        assert {job.state for job in queue.ended} == {PrintJobState.PRINTED}
    texts = [text_of(sheet.rows) for sheet in acted.tickets]
    assert all(f'"#{number}"' in text for number, text in enumerate(texts, 1))
    assert len(texts) == 200


@pytest.mark.parametrize("hours", [26, -26])
async def test_a_clock_that_jumps_loses_no_ticket_but_asks(
    tmp_path: Path, acted: ActedPrinter, hours: int
) -> None:
    acted.set_mood(power=False)
    async with Queue(tmp_path, printer(acted.address)) as queue:
        clock = ShiftedClock()
        queue.queue._clock = clock
        queue.store.use_clock(clock.now)
        job_id = await add(queue, 1)
        await queue.until(lambda: [job.state for job in queue.jobs] == [PrintJobState.NOT_BEGUN])
        clock.offset = timedelta(hours=hours)
        await queue.until(lambda: [job.state for job in queue.jobs] == [PrintJobState.EXPIRED])
        assert queue.jobs[0].asks
        acted.set_mood(power=True)
        queue.queue.print_expired([job_id])
        await queue.until(lambda: len(queue.ended) == 1)
    assert queue.ended[0].state is PrintJobState.PRINTED
    assert len(acted.tickets) == 1


async def test_a_device_that_is_unplugged_in_the_middle_asks_once(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("a pseudo-terminal acts the device")
    import tty

    ours, theirs = os.openpty()
    tty.setraw(theirs)
    path = os.ttyname(theirs)
    async with Queue(tmp_path, printer(f"usb:{path}"), patience=SHORT) as queue:
        # More than the device takes at once.
        dishes = [{"name": f"İskender {number}", "quantity": 1} for number in range(60)]
        await queue.store.write(lambda tx: tx.insert_order(saved(1, items=dishes), NOON, None))
        await add(queue, 1)
        taken = await asyncio.to_thread(os.read, ours, 64)
        while len(taken) < 200:
            taken += await asyncio.to_thread(os.read, ours, 64)
        os.close(theirs)
        os.close(ours)
        await queue.until(lambda: [job.state for job in queue.jobs] == [PrintJobState.UNKNOWN], 20)
        await add(queue, 2)
        await queue.until(lambda: PrinterProblem.UNREACHABLE in [job.problem for job in queue.jobs], 20)
        assert [job.state for job in queue.jobs] == [PrintJobState.UNKNOWN, PrintJobState.NOT_BEGUN]


async def test_a_report_without_a_counter_is_no_endless_job(tmp_path: Path, acted: ActedPrinter) -> None:
    async with Queue(tmp_path, printer(acted.address)) as queue:
        queue.queue.print_by_hand("", TicketKind.DAY_REPORT, request=5, detail="day 2026-11-30")
        await queue.until(lambda: len(queue.ended) == 1)
    assert queue.ended[0].problem == PrinterProblem.NO_ORDER


async def test_a_change_slip_by_hand_says_from_what_it_changed(tmp_path: Path, acted: ActedPrinter) -> None:
    async with Queue(tmp_path, printer(acted.address)) as queue:
        await queue.store.write(lambda tx: tx.insert_order(saved(1), NOON, None))
        (row,) = await queue.store.read(lambda tx: tx.board_rows([key_of(1)]))
        text = encode(Unseen(parts=("note",), raw=row.raw, status_id=row.status_id))
        await queue.store.write(lambda tx: tx.set_unseen(key_of(1), text))
        queue.queue.print_by_hand(key_of(1), TicketKind.CHANGED, request=5)
        await queue.until(lambda: len(queue.ended) == 1)
        await queue.store.write(lambda tx: tx.set_unseen(key_of(1), ""))
        queue.queue.print_by_hand(key_of(1), TicketKind.CHANGED, request=6)
        await queue.until(lambda: len(queue.ended) == 2)
    assert [job.detail for job in queue.ended] == [text, text], "the second one knows it from the first"
