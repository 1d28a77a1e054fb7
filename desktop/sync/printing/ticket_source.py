"""(A job, a printer) -> the bytes to send: the ticket is drawn from the stored order when its turn comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.orders.allergies import DEFAULT_WORDS, split_words
from desktop.domain.printing.job import PrintJobState
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.make import order_ticket, trial_ticket
from desktop.domain.tickets.options import Knowledge, Printing
from desktop.domain.tickets.ticket import TicketDrawingError
from desktop.sync.board.board_rows import board_order, stored_order
from desktop.sync.board.print_planner import known_menu
from desktop.sync.board.unseen import decode

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.clock import Clock
    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order
    from desktop.domain.printing.job import PrintJob
    from desktop.domain.printing.printer import Printer
    from desktop.domain.tickets.ticket import Ticket, TicketDrawer
    from desktop.printing.transport import Form
    from desktop.store import Store, Transaction


class NoTicketError(Exception):
    """There is nothing to draw: the order is gone."""


class TicketSource:
    """Makes tickets of stored orders."""

    def __init__(self, store: Store, drawer: TicketDrawer | None, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.drawer = drawer
        """None where nothing can draw."""
        self.allergy_words = split_words(DEFAULT_WORDS)

    async def bytes_of(self, job: PrintJob, printer: Printer, form: Form) -> bytes:
        """Return what the printer gets.

        Raises:
            NoTicketError: the order is not stored (any more).
            TicketDrawingError: tickets cannot be drawn on this computer.
            CannotSaveError: the store cannot be read.
        """
        now = self._clock.now()
        ticket = await self._store.read(lambda tx: self._ticket(tx, job, printer, now))
        from desktop.printing.ticket_bytes import raster_bytes, text_bytes
        from desktop.printing.transport import Form

        if printer.text_mode and form is Form.BYTES:
            return text_bytes(ticket, printer)
        if self.drawer is None:
            raise TicketDrawingError("nothing draws tickets here", no_qt=True)
        picture = await self.drawer.draw(ticket, printer.width)
        if form is Form.BYTES:
            return raster_bytes(picture, printer)
        from desktop.printing.pdf_page import page

        return page(picture)

    def _ticket(self, tx: Transaction, job: PrintJob, printer: Printer, now: datetime) -> Ticket:
        rule = printer.rule(job.ticket)
        pages = max(job.copy, rule.copies if rule is not None else 1)
        printing = Printing(now, job.copy, pages, job.print_number, _is_first_unclear(tx, job))
        if job.ticket is TicketKind.TEST:
            return trial_ticket(printer.name, printing, printer.options)
        view, before = _order_of(tx, job)
        menu = known_menu(tx)()
        knowledge = Knowledge(allergy_words=self.allergy_words, menu=menu.menu)
        return order_ticket(job.ticket, view, printing, printer.options, knowledge, before=before)


def _order_of(tx: Transaction, job: PrintJob) -> tuple[BoardOrder, Order | None]:
    rows = tx.board_rows([job.payment_key])
    if not rows or job.ticket is TicketKind.DAY_REPORT:
        raise NoTicketError
    changed = decode(job.detail) if job.detail else None
    before = stored_order(changed.raw, changed.status_id) if changed is not None and changed.raw else None
    return board_order(rows[0]), before


def _is_first_unclear(tx: Transaction, job: PrintJob) -> bool:
    if job.print_number == 1:
        return False
    earlier = [each for each in tx.print_jobs_of(job.payment_key) if each.ticket is job.ticket]
    return any(each.state is PrintJobState.UNKNOWN for each in earlier)
