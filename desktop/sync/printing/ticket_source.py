"""(A job, a printer) -> the bytes to send: the ticket is drawn from the stored order when its turn comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from desktop.domain.printing.job import PrintJobState
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.make import order_ticket, trial_ticket
from desktop.domain.tickets.options import Knowledge, Printing
from desktop.printing.ticket_bytes import for_form
from desktop.sync.board.board_rows import board_order, stored_order
from desktop.sync.board.unseen import decode
from desktop.sync.ticket_facts import knowledge

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from desktop.domain.clock import Clock
    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order
    from desktop.domain.printing.job import PrintJob
    from desktop.domain.printing.printer import Printer
    from desktop.domain.sales.report import SalesReport
    from desktop.domain.tickets.ticket import Ticket, TicketDrawer
    from desktop.printing.transport import Form
    from desktop.store import Store, Transaction


class Drawn(NamedTuple):
    """A ticket for a printer."""

    data: bytes
    raw: str
    """The order as it was drawn, "" for a ticket about none."""

    def is_current(self, tx: Transaction, payment_key: str) -> bool:
        """Whether the order is still as it was drawn: a change meanwhile would cause no slip."""
        return not self.raw or [row.raw for row in tx.board_rows([payment_key])] == [self.raw]


class NoTicketError(Exception):
    """There is nothing to draw: the order is gone."""


class DrawingMeans(Protocol):
    """Settings and means that may change while tickets are printed."""

    drawer: TicketDrawer | None
    """None where nothing can draw."""
    allergy_words: str
    """As the setting holds them."""


class ReportSource(Protocol):
    """Counts sales."""

    async def report(self, period: str, now: datetime) -> tuple[SalesReport, Mapping[int, str]]:
        """Return the report of a period as a job keeps it, and the words for its cancel reasons.

        Raises:
            ValueError: that is no period.
        """
        ...


class TicketSource:
    """Makes tickets of stored orders, and of reports where `reports` counts them."""

    def __init__(
        self, store: Store, means: DrawingMeans, clock: Clock, reports: ReportSource | None = None
    ) -> None:
        self._reports = reports
        self._store = store
        self._means = means
        self._clock = clock

    async def bytes_of(self, job: PrintJob, printer: Printer, form: Form) -> Drawn:
        """Return what the printer gets.

        Raises:
            NoTicketError: the order is not stored (any more).
            TicketDrawingError: tickets cannot be drawn on this computer.
            CannotSaveError: the store cannot be read.
        """
        now = self._clock.now()
        if job.ticket is TicketKind.DAY_REPORT:
            ticket, raw = await self._report(job, printer, now), ""
        else:
            ticket, raw = await self._store.read(lambda tx: self._ticket(tx, job, printer, now))
        return Drawn(await for_form(ticket, printer, form, self._means.drawer), raw)

    async def _report(self, job: PrintJob, printer: Printer, now: datetime) -> Ticket:
        # Imported here: few tickets are reports.
        from desktop.domain.tickets.make import report_ticket

        if self._reports is None:
            raise NoTicketError
        try:
            counted, reasons = await self._reports.report(job.detail, now)
        except ValueError as error:
            raise NoTicketError from error
        return report_ticket(counted, Printing(now), printer.options, Knowledge(reasons=reasons))

    def _ticket(self, tx: Transaction, job: PrintJob, printer: Printer, now: datetime) -> tuple[Ticket, str]:
        rule = printer.rule(job.ticket)
        pages = max(job.copy, rule.copies if rule is not None else 1)
        printing = Printing(now, job.copy, pages, job.print_number, _is_first_unclear(tx, job))
        if job.ticket is TicketKind.TEST:
            return trial_ticket(printer.name, printing, printer.options), ""
        view, before, raw = _order_of(tx, job)
        known = knowledge(tx, self._means.allergy_words, with_menu=bool(printer.options.categories))
        return order_ticket(job.ticket, view, printing, printer.options, known, before=before), raw


def _order_of(tx: Transaction, job: PrintJob) -> tuple[BoardOrder, Order | None, str]:
    rows = tx.board_rows([job.payment_key])
    if not rows:
        raise NoTicketError
    changed = decode(job.detail) if job.detail else None
    before = stored_order(changed.raw, changed.status_id) if changed is not None and changed.raw else None
    return board_order(rows[0]), before, rows[0].raw


def _is_first_unclear(tx: Transaction, job: PrintJob) -> bool:
    if job.print_number == 1:
        return False
    earlier = [each for each in tx.print_jobs_of(job.payment_key) if each.ticket is job.ticket]
    return any(each.state is PrintJobState.UNKNOWN for each in earlier)
