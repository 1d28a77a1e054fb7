"""Takes what terminals ask for: first the job is saved, then its file goes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from desktop.domain.printing.job import NewPrintJob
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.sync.printing.by_hand import add_by_hand
from desktop.system.files.print_requests import pending_requests, remove_request
from desktop.system.machine.background import BackgroundThread

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

    from desktop.store import Store, Transaction
    from desktop.system.files.print_requests import PrintRequest


class PrintDesk(Protocol):
    """The print queue, as the inbox sees it."""

    def printer_for(self, ticket: TicketKind) -> str:
        """Return the id of the printer for a kind of ticket where a request names none."""

    def id_of(self, own_id: str) -> str:
        """Return the id by which jobs name a printer of this till's settings."""

    def answer(self, tx: Transaction, job_id: int, *, yes: bool) -> bool:
        """Save the answer to a job's question."""


class RequestInbox:
    """The requests of one data folder. Its files are read on a thread: a disk can hang."""

    def __init__(self, data_dir: Path, store: Store, desk: PrintDesk) -> None:
        """Prepare; nothing is read yet.

        Args:
            data_dir: the data folder.
            store: open.
            desk: knows the printers, and what an answer means.
        """
        self._data_dir = data_dir
        self._store = store
        self._desk = desk
        self._thread = BackgroundThread("print requests")

    async def take(self, expiry: timedelta) -> bool:
        """Save the requests that wait, and drop those that are too old; return whether there were any.

        Raises:
            CannotSaveError: nothing of the rest was saved; their files stay.
        """
        oldest = expiry.total_seconds()
        found = await self._thread.enqueue(partial(pending_requests, self._data_dir, oldest))
        for pending in found:
            if pending.request is not None:
                await self._store.write(partial(self._add, pending.number, pending.request))
            await self._thread.enqueue(partial(remove_request, pending))
        return bool(found)

    def _add(self, number: int, request: PrintRequest, tx: Transaction) -> None:
        if request.job:
            self._desk.answer(tx, request.job, yes=request.answer)
            return
        if request.ticket not in set(TicketKind):
            return
        ticket = TicketKind(request.ticket)
        if ticket is not TicketKind.DAY_REPORT and not tx.board_rows([request.payment_key]):
            return
        printer_id = self._desk.id_of(request.printer_id) or self._desk.printer_for(ticket)
        job = NewPrintJob(
            request.payment_key, ticket, PrintMoment.HAND, number, printer_id, detail=request.detail
        )
        add_by_hand(tx, job, tx.now())
