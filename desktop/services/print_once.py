"""Prints one ticket for a terminal while no program runs on the folder."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Final

from desktop.sync.events import PrintJobsChanged
from desktop.system.files.print_requests import REQUEST_BITS

if TYPE_CHECKING:
    from desktop.domain.printing.job import PrintJob, PrintJobState
    from desktop.domain.printing.printer import Printer
    from desktop.domain.tickets.kinds import TicketKind
    from desktop.services.backend import Backend

_PATIENCE: Final = 30.0


async def print_once(
    backend: Backend, payment_key: str, ticket: TicketKind, printer: Printer, detail: str = ""
) -> PrintJobState | None:
    """Print a ticket after those that wait for the same printer; return None where it still waits after half a minute.

    Args:
        backend: open, and not connected.
        payment_key: of the order, "" for a report.
        ticket: its kind.
        printer: prints it.
        detail: for a report its period.

    Raises:
        StoreError: the store cannot be used.
    """
    request = secrets.randbits(REQUEST_BITS)
    ended: asyncio.Future[PrintJobState] = asyncio.get_running_loop().create_future()

    def on_jobs(event: PrintJobsChanged) -> None:
        for job in (*event.jobs, *event.ended):
            if _is_over(job, payment_key, request) and not ended.done():
                ended.set_result(job.state)

    backend.events.subscribe(PrintJobsChanged, on_jobs)
    await backend.printing.load()
    backend.printing.use([printer])
    backend.printing.start()
    backend.printing.print_by_hand(payment_key, ticket, printer.id, request=request, detail=detail)
    try:
        return await asyncio.wait_for(ended, _PATIENCE)
    except TimeoutError:
        return None


def _is_over(job: PrintJob, payment_key: str, request: int) -> bool:
    return (job.payment_key, job.version) == (payment_key, request) and (
        job.asks or (job.ended_at is not None and not job.state.waits)
    )
