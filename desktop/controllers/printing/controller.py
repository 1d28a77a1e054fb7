"""Shows what became of tickets, asks about them, and prints by hand. Built after the first picture."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Final

from desktop.controllers.printing.printers import PrintersController
from desktop.controllers.printing.ticket_book import TicketBook
from desktop.domain.orders.changes import ChangedPart
from desktop.domain.orders.kitchen_entries import EntryKind
from desktop.domain.orders.order import OrderStatus
from desktop.domain.printing.bell import PRINTING
from desktop.domain.printing.job import PrinterProblem
from desktop.domain.text.translation import tr
from desktop.domain.tickets.kinds import TicketKind
from desktop.store.errors import StoreError
from desktop.sync.events import BoardReplaced, PrintJobsChanged, TillsChanged, TroublesChanged
from desktop.sync.tasks import BackgroundTasks
from desktop.system.files.print_requests import REQUEST_BITS
from desktop.ui.printing.job_words import order_tickets, ticket_name
from desktop.ui.text import trouble_words
from desktop.ui.text.format import order_number
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from desktop.alerts.notifications import Notifier
    from desktop.controllers.printing.demo_printer import DemoPrinter
    from desktop.controllers.settings import SettingsController
    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.sales.period import Period
    from desktop.services.alarm.alarm_service import AlarmService
    from desktop.services.backend import Backend
    from desktop.ui.printing.tickets_page import TicketsPage
    from desktop.ui.widgets.pages import Page
    from desktop.ui.window.main_window import MainWindow

_SHOWN: Final = 200


class PrintingController:
    """Implements `TicketCommands`."""

    def __init__(
        self,
        window: MainWindow,
        backend: Backend,
        settings: SettingsController,
        alarm_service: AlarmService,
        *,
        notifier: Notifier,
        now: Callable[[], datetime],
    ) -> None:
        """Offer the pages and the keys; they are built when they are first opened.

        Args:
            window: the window.
            backend: open.
            settings: hold the printers.
            alarm_service: its sound about tickets ends when somebody looks.
            notifier: shows notifications.
            now: the wall clock, aware.
        """
        self._window = window
        self._backend = backend
        self._settings = settings
        self._alarm_service = alarm_service
        self._notifier = notifier
        self.now = now
        self._book = TicketBook()
        self._page: TicketsPage | None = None
        self._troubles: frozenset[object] = frozenset()
        self._tasks = BackgroundTasks(backend.engine.troubles)
        self._demo: DemoPrinter | None = None
        self.printers = PrintersController(window, backend, settings, self._book, now)
        window.pages.offer(Entry("tickets", tr("Tickets and printers"), "Ctrl+T", self._build))
        self.printers.offer_page()
        window.pages.page_changed.connect(self._on_page_changed)
        window.dialogs.kitchen_ticket_wanted.connect(self.print_kitchen_ticket)
        window.dialogs.ticket_wanted.connect(self.choose_ticket)
        window.detail.contact.ticket_wanted.connect(self.choose_ticket)

    def start(self, *, demo: bool) -> None:
        """Follow the print queue; a demo gets an acted printer."""
        events = self._backend.events
        events.subscribe(PrintJobsChanged, self._on_jobs_changed)
        events.subscribe(TroublesChanged, self._on_troubles_changed)
        events.subscribe(BoardReplaced, lambda _event: self._show())
        events.subscribe(TillsChanged, lambda _event: self._show())
        self._tasks.start(self._read(), "tickets")
        if demo:
            self._tasks.start(self._start_demo(), "demo printer")

    async def close(self) -> None:
        """Stop before the store is closed."""
        self._tasks.cancel()
        await self.printers.close()
        if self._demo is not None:
            await self._demo.close()

    async def _start_demo(self) -> None:
        # Only a demo needs the simulator.
        from desktop.controllers.printing.demo_printer import DemoPrinter

        self._demo = DemoPrinter(self._window, self._settings)
        self._demo.start()

    async def _read(self) -> None:
        try:
            jobs = await self._backend.printing.recent_jobs(_SHOWN)
        except StoreError:
            # Each change still arrives; the banner says that the store cannot be read.
            return
        known = {job.id for job in self._book.latest(_SHOWN)}
        self._book.take(job for job in jobs if job.id not in known)
        self._show()

    def _on_jobs_changed(self, event: PrintJobsChanged) -> None:
        self._book.take((*event.jobs, *event.ended))
        self._show()
        self.printers.jobs_changed()

    def _on_troubles_changed(self, event: TroublesChanged) -> None:
        printing = [trouble for trouble in event.troubles if trouble.kind in PRINTING]
        for trouble in printing:
            if trouble.identity not in self._troubles:
                # Number and problem only: anybody may see a notification.
                sentence = trouble_words.describe(trouble).sentence
                self._notifier.notify(sentence, "", trouble.payment_key)
        present = frozenset(trouble.identity for trouble in printing)
        if present != self._troubles:
            self._troubles = present
            # What waits for a printer that fails, or works again, has a badge or none.
            self._show()
        if printing and self._is_open:
            self._alarm_service.printing_seen()
        self.printers.refresh()

    # What is shown

    @property
    def _is_open(self) -> bool:
        return self._page is not None and self._window.pages.page is self._page

    def _show(self) -> None:
        names = self._backend.printing.names
        now = self.now()
        failing = self._failing()
        self._window.board_page.show_tickets(
            {key: order_tickets(jobs, names, now, failing) for key, jobs in self._book.by_order().items()}
        )
        self._window.detail.contact.offer_tickets(offered=bool(names))
        self._show_page()

    def _failing(self) -> dict[str, PrinterProblem]:
        """Return why printers print nothing, by their id."""
        problems = self._backend.printing.problems.items()
        return {each: problem for each, problem in problems if problem is not PrinterProblem.PAPER_LOW}

    def _show_page(self) -> None:
        if self._page is None or not self._is_open:
            return
        from desktop.ui.printing.ticket_rows import ShownJob

        printers = {printer.id: printer for printer in self._backend.printing.printers}
        names = self._backend.printing.names
        failing = self._failing()
        shown = []
        for job in self._book.latest(_SHOWN):
            printer = printers.get(job.sent_to)
            other = None if printer is None else printers.get(printer.stand_in)
            if failing.get(job.sent_to) is PrinterProblem.TILL_AWAY:
                other = next(iter(printers.values()), None)
            shown.append(
                ShownJob(
                    job,
                    names.get(job.sent_to, ""),
                    None if other is None else (other.id, other.name),
                    failing.get(job.sent_to, ""),
                    is_here=printer is not None or job.sent_to not in names,
                )
            )
        self._page.show_jobs(shown)

    def _build(self) -> Page:
        from desktop.ui.printing.tickets_page import TicketsPage

        self._page = TicketsPage(self._window.look, self, lambda: self._window.pages.open("printers"))
        return self._page

    def _on_page_changed(self) -> None:
        if self._is_open:
            self._alarm_service.printing_seen()
            self._show_page()

    # Printing by hand

    def print_kitchen_ticket(self) -> None:
        """Print the kitchen ticket of the selected order."""
        selected = self._window.board.selected
        if selected is not None:
            number = order_number(selected.order.number, selected.payment_key)
            self._print(selected.payment_key, number, TicketKind.KITCHEN)

    def choose_ticket(self) -> None:
        """Ask which ticket of the selected order is printed, and on which printer."""
        selected = self._window.board.selected
        if selected is not None:
            number = order_number(selected.order.number, selected.payment_key)
            self.ask_for_ticket(
                selected.payment_key,
                number,
                is_changed=self._is_changed(selected),
                is_cancelled=selected.order.status_id == OrderStatus.CANCELLED,
            )

    def _is_changed(self, order: BoardOrder) -> bool:
        """Whether a change of the order is known: unseen, of the kitchen's, or on an earlier slip."""
        jobs = self._book.by_order().get(order.payment_key, ())
        return (
            any(part is not ChangedPart.ACCEPTANCE for part in order.unseen)
            or any(entry.kind is EntryKind.CHANGE for entry in order.kitchen)
            or any(job.ticket is TicketKind.CHANGED and job.detail for job in jobs)
        )

    def ask_for_ticket(
        self,
        payment_key: str,
        number: str,
        *,
        guarded: bool = False,
        is_changed: bool = False,
        is_cancelled: bool = False,
    ) -> None:
        """Ask which ticket of an order is printed, and on which printer.

        Args:
            payment_key: of the order.
            number: as people see it.
            guarded: whether a ticket with the customer's data needs the PIN for what leaves the computer.
            is_changed: whether a change of the order is known.
            is_cancelled: whether the order is cancelled.
        """
        from desktop.ui.printing.ticket_dialog import TicketDialog

        printers = list(self._backend.printing.names.items())
        if not printers:
            self._say_none()
            return

        loop = asyncio.get_running_loop()

        def print_it(kind: TicketKind, printer_id: str) -> None:
            def go_on() -> None:
                self._print(payment_key, number, kind, printer_id)

            if guarded and kind is TicketKind.COURIER:
                self._window.dialogs.prompts.guard("exports", go_on)
            else:
                go_on()

        dialog = TicketDialog(
            self._window,
            self._window.look,
            number,
            printers,
            is_changed=is_changed,
            is_cancelled=is_cancelled,
        )
        # Later: the PIN's question is a dialog too, and only one is open at a time.
        dialog.print_wanted.connect(lambda kind, printer_id: loop.call_soon(print_it, kind, printer_id))
        self._window.dialogs.open(dialog)

    def ask_for_old_ticket(self, payment_key: str, number: str, *, is_cancelled: bool) -> None:
        """Ask for a ticket of the history: there a courier's, with a customer's data, may need the PIN."""
        self.ask_for_ticket(payment_key, number, guarded=True, is_cancelled=is_cancelled)

    def print_report(self, period: Period) -> None:
        """Print the sales report of a period."""
        from desktop.domain.sales.period import period_text

        self._backend.printing.print_by_hand(
            "", TicketKind.DAY_REPORT, request=secrets.randbits(REQUEST_BITS), detail=period_text(period)
        )
        self._window.show_toast(tr("The report goes to the printer"))

    def _print(self, payment_key: str, number: str, kind: TicketKind, printer_id: str = "") -> None:
        if not self._backend.printing.names:
            self._say_none()
            return
        self._backend.printing.print_by_hand(
            payment_key, kind, printer_id, request=secrets.randbits(REQUEST_BITS)
        )
        text = tr("{ticket} of {number} goes to the printer")
        self._window.show_toast(text.format(ticket=ticket_name(kind), number=number))

    def _say_none(self) -> None:
        self._window.show_toast(tr("No printer is set up: menu, “Tickets and printers”"))

    # Commands of the page

    def came_out(self, job_id: int) -> None:
        """Save that a person found the ticket."""
        self._backend.printing.answer_printed(job_id)

    def print_again(self, job_id: int) -> None:
        """Print the ticket once more, marked as a reprint."""
        self._backend.printing.print_again(job_id)

    def try_now(self) -> None:
        """Try the printers that failed again at once."""
        self._backend.printing.retry_now()

    def put_away(self, job_ids: Sequence[int]) -> None:
        """Print these never."""
        self._backend.printing.drop(job_ids)

    def print_expired(self, job_ids: Sequence[int]) -> None:
        """Print expired tickets after all."""
        self._backend.printing.print_expired(job_ids)

    def hand_to(self, job_id: int, printer_id: str) -> None:
        """Let another printer print it."""
        self._backend.printing.hand_to(job_id, printer_id)

    def give_up(self, printer_id: str) -> None:
        """End the ticket that a printer is at."""
        self._backend.printing.give_up(printer_id)
