"""Two tills on one database, each with a printer: a ticket comes out at the printer's own till, once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.domain.printing.job import NewPrintJob, PrinterProblem, PrintJobState
from desktop.domain.printing.shared_printers import as_text, far_printers, printer_id, with_till
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.domain.tills import Till
from desktop.domain.trouble import TroubleKind
from desktop.simulator.printer import ActedPrinter
from desktop.store.lease import EmbeddedLease
from desktop.sync.printing.other_tills import SAID_AFTER
from desktop.system.machine.clock import now, steady
from tests.harness import GivenClock
from tests.store.made import key_of, receive
from tests.sync.printing.acting import Queue, printer, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.store import Transaction

REPRINT = "PRINT 2"


@pytest.fixture
def acted() -> Iterator[ActedPrinter]:
    with ActedPrinter() as first:
        yield first


@pytest.fixture
def other() -> Iterator[ActedPrinter]:
    with ActedPrinter() as second:
        yield second


def till(name: str, *queues: Queue, silent: float = 1.0, process: str = "") -> Till:
    """Return a till with the printers of a queue."""
    return Till(
        process or f"{name} runs",
        name,
        f"Kasa {name}",
        "1",
        "computer",
        datetime(2026, 12, 1, tzinfo=UTC),
        silent,
        False,
        True,
        False,
        as_text(each for queue in queues for each in queue.queue.printers),
    )


async def add(queue: Queue, number: int, printer_id: str) -> None:
    def work(tx: Transaction) -> None:
        receive(tx, number)
        tx.add_print_job(
            NewPrintJob(key_of(number), TicketKind.KITCHEN, PrintMoment.ACCEPT, 0, printer_id), tx.now()
        )

    await queue.store.write(work)


async def test_a_ticket_comes_out_at_the_till_that_has_the_printer(
    tmp_path: Path, acted: ActedPrinter, other: ActedPrinter
) -> None:
    # The same ids in the settings of both, as after a copy of the settings.
    async with (
        Queue(tmp_path, printer(acted.address), till_id="1") as first,
        Queue(tmp_path, printer(other.address), till_id="2") as second,
    ):
        second.hear(till("1", first), till("2", second))
        assert list(second.queue.names.items()) == [("2.mutfak", "mutfak"), ("1.mutfak", "mutfak (Kasa 1)")]
        await add(second, 1, "1.mutfak")
        second.queue.retry_now()
        first.queue.retry_now()
        first.queue.jobs_changed()
        await first.until(lambda: len(acted.tickets) == 1)
        assert "#1" in text_of(acted.tickets[0].rows)
        second.queue.print_by_hand(key_of(1), TicketKind.KITCHEN, request=7)
        await second.until(lambda: len(second.ended) > 0 and len(other.tickets) == 1)
    assert len(acted.tickets) == 1


async def test_tickets_are_planned_for_the_printers_of_all_tills(tmp_path: Path) -> None:
    async with (
        Queue(tmp_path, printer("tcp://127.0.0.1:9"), till_id="1") as first,
        Queue(tmp_path, till_id="2") as second,
    ):
        away = timedelta(days=20).total_seconds()
        second.hear(till("1", first, silent=away))
        assert [each.id for each in second.planner.printers] == ["1.mutfak"]
        assert second.queue.printer_for(TicketKind.KITCHEN) == "1.mutfak"
        second.hear()
        assert second.planner.printers == ()


async def test_all_tills_say_that_a_printers_till_is_away_and_it_prints_once_when_it_is_back(
    tmp_path: Path, acted: ActedPrinter
) -> None:
    passed = 0.0
    clock = GivenClock(now, lambda: steady() + passed)
    async with Queue(tmp_path, till_id="2", clock=clock) as second:
        queue = Queue(tmp_path, printer(acted.address), till_id="1")
        async with queue as first:
            described = till("1", first)
        second.hear(till("1", first, silent=45.0))
        await add(second, 1, "1.mutfak")
        second.queue.jobs_changed()
        await second.until(lambda: len(second.jobs) == 1)
        assert not second.troubles
        passed = SAID_AFTER + 1
        await second.until(lambda: bool(second.troubles))
        (trouble,) = second.troubles
        assert (trouble.kind, trouble.detail) == (TroubleKind.PRINTER, "till_away\nmutfak (Kasa 1)")
        assert second.queue.problems == {"1.mutfak": PrinterProblem.TILL_AWAY}

        async with Queue(tmp_path, printer(acted.address), till_id="1") as back:
            second.hear(described)
            await back.until(lambda: len(back.ended) == 1)
            second.queue.jobs_changed()
            await second.until(lambda: not second.troubles and not second.jobs)
    (sheet,) = acted.tickets
    assert REPRINT not in text_of(sheet.rows)


async def test_a_till_that_starts_asks_about_its_own_tickets_alone(tmp_path: Path) -> None:
    async with Queue(tmp_path) as alone:
        for number, claimed in ((1, "1"), (2, "2"), (3, "")):
            await add(alone, number, "gone")
            await alone.store.write(
                lambda tx, claimed=claimed: tx.start_print_job(  # type: ignore[misc]
                    tx.next_print_job("gone"), tx.now(), claimed
                )
            )
        # With one program alone nobody else can be printing.
    async with Queue(tmp_path, till_id="2") as second:
        assert await second.states() == ["sending", "unknown", "unknown"]
        await second.until(lambda: len(second.jobs) == 3)
        await second.queue.answer_all([job.id for job in second.jobs], yes=True)
    async with Queue(tmp_path, till_id="1") as first:
        assert await first.states() == ["unknown", "printed", "printed"]


async def test_one_of_two_copies_of_a_disk_prints_a_ticket(tmp_path: Path, acted: ActedPrinter) -> None:
    async with (
        Queue(tmp_path, printer(acted.address), till_id="1") as first,
        Queue(tmp_path, printer(acted.address), till_id="1") as copy,
    ):
        for number in range(1, 6):
            await add(first, number, "1.mutfak")
        for queue in (first, copy):
            queue.queue.retry_now()
            queue.queue.jobs_changed()

        async def all_printed() -> None:
            while await first.states() != ["printed"] * 5:
                for queue in (first, copy):
                    queue.queue.retry_now()
                await asyncio.sleep(0.05)

        await asyncio.wait_for(all_printed(), 20)
    assert len(acted.tickets) == 5


class _Follows(EmbeddedLease):
    """The lease of a till that does not lead."""

    @property
    def leads(self) -> bool:
        return False


async def test_the_till_that_leads_lets_tickets_expire(tmp_path: Path) -> None:
    passed = timedelta()
    async with Queue(tmp_path, till_id="2", clock=GivenClock(lambda: now() + passed, steady)) as follower:
        leader_lease = follower.store.lease
        follower.store._lease = _Follows(now)  # type: ignore[attr-defined]
        await add(follower, 1, "1.mutfak")
        follower.queue.jobs_changed()
        await follower.until(lambda: len(follower.jobs) == 1)
        passed = timedelta(hours=1)
        follower.queue.jobs_changed()
        await follower.queue._expire()
        assert await follower.states() == ["queued"]
        follower.store._lease = leader_lease  # type: ignore[attr-defined]
        await follower.until(lambda: [job.state for job in follower.jobs] == [PrintJobState.EXPIRED])


def test_each_till_counts_as_it_was_last_heard_of() -> None:
    kitchen = with_till("1", [printer("tcp://10.0.0.9:9100"), printer("tcp://x:9", "b", stand_in="mutfak")])
    assert [each.id for each in kitchen] == ["1.mutfak", "1.b"]
    assert kitchen[1].stand_in == printer_id("1", "mutfak")
    text = as_text(kitchen)
    assert "10.0.0.9" not in text

    def row(process: str, silent: float, printers: str) -> Till:
        return Till(process, "1", "Kasa 1", "1", "c", datetime.now(UTC), silent, False, True, False, printers)

    tills = [row("crashed", 40.0, text), row("runs", 2.0, as_text(kitchen[:1]))]
    (found,) = far_printers(tills, "2")
    assert (found.printer.id, found.till, found.is_away) == ("1.mutfak", "Kasa 1", False)
    assert far_printers(tills, "1") == ()


def test_a_printer_that_only_a_newer_version_understands_is_left_out() -> None:
    text = as_text(with_till("1", [printer("tcp://x:9"), printer("tcp://x:9", "b")]))
    newer = text.replace('"full"', '"wavy"', 1)
    for printers, ids in ((newer, ["1.b"]), ("", []), ("{", []), ('"x"', [])):
        row = Till("p", "1", "Kasa 1", "1", "c", datetime.now(UTC), 1.0, False, True, False, printers)
        assert [each.printer.id for each in far_printers([row], "2")] == ids
