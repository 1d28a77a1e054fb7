"""The print queue with real sockets: jobs end printed, or a person is asked; nothing is printed twice by itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from desktop.domain.printing.job import NewPrintJob, PrinterProblem, PrintJobState
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.domain.tills import StoreProblem
from desktop.domain.trouble import TroubleKind
from desktop.printing.delivery import Delivery, Patience
from desktop.simulator.printer import ActedPrinter
from desktop.store import StoreProblemError
from desktop.system.files.print_requests import PrintRequest, pending_requests, save_request
from tests.store.made import key_of, receive
from tests.sync.printing.acting import SHORT, Queue, printer, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.store import Transaction

import pytest

REPRINT = "PRINT 2"


@pytest.fixture
def acted() -> Iterator[ActedPrinter]:
    with ActedPrinter() as printer:
        yield printer


async def add(queue: Queue, number: int, printer_id: str = "mutfak", at: datetime | None = None) -> int:
    now = at or datetime.now(UTC)

    def work(tx: Transaction) -> int:
        if not tx.board_rows([key_of(number)]):
            receive(tx, number)
        tx.add_print_job(
            NewPrintJob(key_of(number), TicketKind.KITCHEN, PrintMoment.ACCEPT, 0, printer_id), now
        )
        return int(tx.print_jobs_of(key_of(number))[-1].id)

    job_id = await queue.store.write(work)
    queue.queue.retry_now()
    queue.queue.jobs_changed()
    return job_id


def kinds(queue: Queue) -> set[TroubleKind]:
    return {trouble.kind for trouble in queue.troubles}


async def test_jobs_are_printed_in_their_order(tmp_path: Path, acted: ActedPrinter) -> None:
    async with Queue(tmp_path, printer(acted.address)) as queue:
        for number in (1, 2, 3):
            await add(queue, number)
        await queue.until(lambda: len(queue.ended) == 3)
    assert [job.state for job in queue.ended] == [PrintJobState.PRINTED] * 3
    texts = [text_of(sheet.rows) for sheet in acted.tickets]
    assert all(f"#{number}" in text for number, text in enumerate(texts, 1)), texts
    assert not any(REPRINT in text for text in texts)


async def test_without_paper_a_job_has_not_begun_and_is_printed_when_there_is_some(
    tmp_path: Path, acted: ActedPrinter
) -> None:
    acted.set_mood(paper_out=True)
    async with Queue(tmp_path, printer(acted.address)) as queue:
        await add(queue, 1)
        await queue.until(lambda: TroubleKind.PRINTER in kinds(queue))
        (trouble,) = queue.troubles
        assert trouble.detail == "paper_out\nmutfak"
        await queue.until(lambda: [job.state for job in queue.jobs] == [PrintJobState.NOT_BEGUN])
        assert queue.jobs[0].problem == PrinterProblem.PAPER_OUT
        acted.set_mood(paper_out=False)
        await queue.until(lambda: len(queue.ended) == 1)
        assert queue.troubles == ()
    assert len(acted.tickets) == 1


async def test_low_paper_is_told_while_it_prints(tmp_path: Path, acted: ActedPrinter) -> None:
    acted.set_mood(paper_low=True)
    async with Queue(tmp_path, printer(acted.address)) as queue:
        await add(queue, 1)
        await queue.until(lambda: len(queue.ended) == 1 and bool(queue.troubles))
        assert queue.troubles[0].detail == "paper_low\nmutfak"


async def test_an_unknown_ticket_asks_and_is_printed_again_only_marked(
    tmp_path: Path, acted: ActedPrinter
) -> None:
    async with Queue(tmp_path, printer(acted.address)) as queue:
        await add(queue, 1)
        await queue.until(lambda: len(queue.ended) == 1)
        acted.set_mood(drop_after=900)
        job_id = await add(queue, 2)
        await queue.until(lambda: TroubleKind.PRINT_UNKNOWN in kinds(queue))
        (trouble,) = queue.troubles
        assert (trouble.payment_key, trouble.detail) == (key_of(2), "2")
        queue.queue.retry_now()
        await add(queue, 3)
        await queue.until(lambda: len(queue.ended) == 2)
        assert await queue.states() == ["printed", "unknown", "printed"]
        queue.queue.print_again(job_id)
        await queue.until(lambda: len(queue.ended) >= 4)
        assert await queue.states() == ["printed", "unknown", "printed", "printed"]
        assert queue.troubles == ()
    texts = [text_of(sheet.trimmed()) for sheet in acted.tickets]
    assert [REPRINT in text for text in texts] == [False, False, False, True]


async def test_what_was_being_printed_when_the_program_died_is_asked_about(
    tmp_path: Path, acted: ActedPrinter
) -> None:
    async with Queue(tmp_path) as queue:
        await add(queue, 1)
        (job,) = await queue.store.read(lambda tx: tx.print_jobs())
        await queue.store.write(lambda tx: tx.start_print_job(job, datetime.now(UTC)))
    async with Queue(tmp_path, printer(acted.address)) as queue:
        assert TroubleKind.PRINT_UNKNOWN in kinds(queue)
        await add(queue, 2)
        await queue.until(lambda: len(queue.ended) == 1)
        assert await queue.states() == ["unknown", "printed"]
        queue.queue.answer_printed(job.id)
        await queue.until(lambda: queue.troubles == ())
    assert len(acted.tickets) == 1


async def test_a_hanging_printer_delays_no_other(tmp_path: Path, acted: ActedPrinter) -> None:
    acted.set_mood(rows_left=3, buffer=500)
    with ActedPrinter() as other:
        patience = Patience(longest=60)
        bar = printer(other.address, "bar")
        async with Queue(tmp_path, printer(acted.address), bar, patience=patience) as queue:
            await add(queue, 1)
            assert await asyncio.to_thread(acted.wait_for, lambda: acted.rows_printed == 3, 10)
            await add(queue, 2, "bar")
            await queue.until(lambda: len(queue.ended) == 1)
            assert await queue.states() == ["sending", "printed"]
            queue.queue.give_up("mutfak")
            await queue.until(lambda: TroubleKind.PRINT_UNKNOWN in kinds(queue))


async def test_old_tickets_are_not_dumped_but_asked_about(tmp_path: Path, acted: ActedPrinter) -> None:
    acted.set_mood(power=False)
    async with Queue(tmp_path, printer(acted.address)) as queue:
        long_ago = datetime.now(UTC) - timedelta(minutes=16)
        first = await add(queue, 1, at=long_ago)
        second = await add(queue, 2, at=long_ago)
        await queue.until(lambda: TroubleKind.PRINT_EXPIRED in kinds(queue))
        assert [job.id for job in queue.jobs if job.asks] == [first, second]
        acted.set_mood(power=True)
        await add(queue, 3)
        await queue.until(lambda: len(queue.ended) == 1)
        assert await queue.states() == ["expired", "expired", "printed"]
        queue.queue.print_expired([second])
        queue.queue.drop([first])
        await queue.until(lambda: len(queue.ended) >= 3)
        assert await queue.states() == ["cancelled", "printed", "printed"]


async def test_a_stand_in_prints_what_could_not_begin(tmp_path: Path, acted: ActedPrinter) -> None:
    acted.set_mood(cover_open=True)
    with ActedPrinter() as other:
        kitchen = printer(acted.address, stand_in="bar")
        async with Queue(tmp_path, kitchen, printer(other.address, "bar")) as queue:
            queue.queue.stand_in_after = 0.1
            await add(queue, 1)
            await queue.until(lambda: len(queue.ended) == 1)
            (job,) = queue.ended
            assert (job.printer_id, job.sent_to, job.state) == ("mutfak", "bar", PrintJobState.PRINTED)
            acted.set_mood(cover_open=False)
    assert (len(acted.tickets), len(other.tickets)) == (0, 1)


async def test_a_changed_printer_goes_on_at_its_new_address(tmp_path: Path, acted: ActedPrinter) -> None:
    async with Queue(tmp_path, printer("tcp://127.0.0.1:1")) as queue:
        await add(queue, 1)
        await queue.until(lambda: TroubleKind.PRINTER in kinds(queue))
        queue.queue.use([printer(acted.address)])
        await queue.until(lambda: len(queue.ended) == 1)
        assert queue.troubles == ()
    assert len(acted.tickets) == 1


async def test_without_a_drawer_it_says_so_and_loses_nothing(tmp_path: Path, acted: ActedPrinter) -> None:
    async with Queue(tmp_path, printer(acted.address)) as queue:
        queue.queue.drawer = None
        await add(queue, 1)
        await queue.until(lambda: bool(queue.troubles))
        assert queue.troubles[0].detail == "no_drawer\nmutfak"
        assert await queue.states() == ["not_begun"]
    assert acted.rows_printed == 0


async def test_an_order_that_is_gone_needs_no_ticket(tmp_path: Path, acted: ActedPrinter) -> None:
    async with Queue(tmp_path, printer(acted.address)) as queue:
        job = NewPrintJob(key_of(9), TicketKind.KITCHEN, PrintMoment.HAND, 0, "mutfak")
        await queue.store.write(lambda tx: tx.add_print_job(job, datetime.now(UTC)))
        queue.queue.retry_now()
        queue.queue.jobs_changed()
        await queue.until(lambda: len(queue.ended) == 1)
        assert await queue.states() == ["cancelled"]


async def test_habits_are_known_after_a_restart(tmp_path: Path, acted: ActedPrinter) -> None:
    async with Queue(tmp_path, printer(acted.address)) as queue:
        await add(queue, 1)
        await queue.until(lambda: len(queue.ended) == 1)
    acted.set_mood(mute=True)
    async with Queue(tmp_path, printer(acted.address), patience=SHORT) as queue:
        await add(queue, 2)
        await queue.until(lambda: TroubleKind.PRINTER in kinds(queue))
        # It answered before: a ticket that nobody can prove is not sent.
        assert queue.troubles[0].detail == "mute\nmutfak"
        assert await queue.states() == ["printed", "not_begun"]
    assert len(acted.tickets) == 1


async def test_a_request_of_a_terminal_is_printed_once(tmp_path: Path, acted: ActedPrinter) -> None:
    async with Queue(tmp_path) as queue:
        await queue.store.write(lambda tx: receive(tx, 1))
    save_request(tmp_path, PrintRequest(key_of(1), "kitchen", "mutfak"))
    (pending,) = pending_requests(tmp_path, 900)
    content = pending.path.read_bytes()
    async with Queue(tmp_path, printer(acted.address)) as queue:
        await queue.until(lambda: len(queue.ended) == 1)
        # As after a crash between saving and removing it.
        pending.path.write_bytes(content)
        async with asyncio.timeout(10):
            while pending_requests(tmp_path, 900):  # noqa: ASYNC110 - a file has no event
                await asyncio.sleep(0.05)
        assert await queue.states() == ["printed"]
    assert len(acted.tickets) == 1


async def test_an_error_while_sending_asks_a_person(
    tmp_path: Path, acted: ActedPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Delivery, "send", fails)
    async with Queue(tmp_path, printer(acted.address)) as queue:
        await add(queue, 1)
        await queue.until(lambda: TroubleKind.PRINT_UNKNOWN in kinds(queue))
        assert await queue.states() == ["unknown"]


@pytest.mark.parametrize("is_answered", [True, False], ids=["at the second attempt", "never"])
async def test_a_start_whose_commit_got_no_answer_is_printed_once(
    tmp_path: Path, acted: ActedPrinter, *, is_answered: bool
) -> None:
    """The job is saved as being printed, and no byte has left: without a print nobody would cook."""
    async with Queue(tmp_path, printer(acted.address), till_id="till 1") as queue:
        store = queue.store
        write = store.write
        lost = False

        async def losing(work: Any, **how: Any) -> Any:
            nonlocal lost
            result = await write(work, **how)
            if lost or result is not True:
                return result
            lost = True
            if is_answered:
                return await write(work, **how)
            raise StoreProblemError("no answer", StoreProblem.UNREACHABLE, in_doubt=True)

        store.write = losing  # type: ignore[method-assign]
        await add(queue, 1, printer_id=queue.queue.id_of("mutfak"))
        await queue.until(lambda: len(queue.ended) == 1)
        assert lost
        assert await queue.states() == ["printed"]
    assert len(acted.tickets) == 1
