"""Questions to people about tickets, and their answers, saved in one transaction each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.printing.job import NewPrintJob, PrintJobState
from desktop.domain.tickets.kinds import PrintMoment
from desktop.domain.trouble import TroubleKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from desktop.domain.printing.job import PrintJob
    from desktop.domain.tickets.kinds import TicketKind
    from desktop.store import Transaction
    from desktop.sync.troubles import TroubleList

    PrinterFor = Callable[[TicketKind], str]


def show_questions(troubles: TroubleList, jobs: Iterable[PrintJob]) -> None:
    """Show the questions that jobs ask as troubles."""
    asking = [job for job in jobs if job.asks]
    unknown = [job for job in asking if job.state is PrintJobState.UNKNOWN]
    troubles.set_of_orders(
        TroubleKind.PRINT_UNKNOWN, {job.payment_key or f"job {job.id}": job.number for job in unknown}
    )
    expired = len(asking) - len(unknown)
    if expired:
        troubles.begin(TroubleKind.PRINT_EXPIRED, count=expired)
    else:
        troubles.end(TroubleKind.PRINT_EXPIRED)


def answer(
    tx: Transaction,
    job_id: int,
    now: datetime,
    *,
    yes: bool,
    present: Collection[str],
    printer_for: PrinterFor,
) -> bool:
    """Save the answer to the question that a job asks; return False where it asks none (any more).

    *Was it printed?* no: it is printed again, as a reprint. *Is it still needed?* yes: it is printed after all.

    Args:
        tx: the transaction.
        job_id: of the job.
        now: the store's time.
        yes: the answer.
        present: ids of the printers that are set up.
        printer_for: returns the printer for a kind of ticket whose own printer is gone.
    """
    job = tx.print_job(job_id)
    if job is None or not job.asks:
        return False
    if job.state is PrintJobState.EXPIRED:
        if yes:
            print_expired(tx, [job_id], now, present=present, printer_for=printer_for)
        else:
            tx.cancel_print_jobs([job_id], now)
    elif yes:
        tx.answer_print_job(job_id, now, printed=True)
    else:
        printer_id = "" if job.printer_id in present else printer_for(job.ticket)
        print_again(tx, job_id, int(now.timestamp() * 1000), now, printer_id)
    return True


def print_again(tx: Transaction, job_id: int, request: int, now: datetime, printer_id: str = "") -> None:
    """Save that a job's ticket is printed once more; a question about the job is answered.

    Args:
        tx: the transaction.
        job_id: of the job.
        request: a number of this press; the same one again prints nothing.
        now: the store's time.
        printer_id: of another printer, "" for that of the job.
    """
    job = tx.print_job(job_id)
    if job is not None:
        tx.answer_print_job(job_id, now, printed=False)
        again = NewPrintJob(
            job.payment_key,
            job.ticket,
            PrintMoment.HAND,
            request,
            printer_id or job.printer_id,
            job.copy,
            job.detail,
        )
        tx.add_print_job(again, now)


def print_expired(
    tx: Transaction,
    job_ids: Collection[int],
    now: datetime,
    *,
    present: Collection[str],
    printer_for: PrinterFor,
) -> None:
    """Let expired jobs wait again; those of a printer that is gone go to another one."""
    tx.queue_expired_print_jobs(job_ids, now)
    for job in tx.open_print_jobs():
        if job.id in job_ids and job.sent_to not in present and present:
            tx.move_print_job(job.id, printer_for(job.ticket))
