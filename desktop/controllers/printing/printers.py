"""Connects the page of the printers with the settings, the print queue and the network."""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from desktop.domain.printing.job import PrintJobState
from desktop.domain.printing.printer import Printer, default_rules
from desktop.domain.printing.words import problem_text, state_text
from desktop.domain.text.translation import tr
from desktop.domain.tickets.kinds import TicketKind
from desktop.sync.tasks import BackgroundTasks
from desktop.system.files.print_requests import REQUEST_BITS
from desktop.system.machine.background import run_in_thread
from desktop.ui.printing.job_words import job_text
from desktop.ui.text import plurals
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.controllers.printing.ticket_book import TicketBook
    from desktop.controllers.settings import SettingsController
    from desktop.domain.printing.job import PrintJob
    from desktop.printing.discovery import Found
    from desktop.services.backend import Backend
    from desktop.ui.printing.printer_commands import ShownPrinter
    from desktop.ui.printing.printers_page import PrintersPage
    from desktop.ui.widgets.pages import Page
    from desktop.ui.window.main_window import MainWindow

_SHOWN: Final = 500
_QUIET: Final = frozenset({PrintJobState.QUEUED, PrintJobState.SENDING})
"""States of a test ticket whose answer is still to come."""


class PrintersController:
    """Implements `PrinterCommands`."""

    def __init__(
        self,
        window: MainWindow,
        backend: Backend,
        settings: SettingsController,
        book: TicketBook,
        now: Callable[[], datetime],
    ) -> None:
        self._window = window
        self._backend = backend
        self._settings = settings
        self._book = book
        self._now = now
        self._page: PrintersPage | None = None
        self._tests: dict[int, str] = {}
        """Number of a test ticket's press -> id of its printer."""
        self._scans = False
        """Whether the next search looks at each address."""
        self._tasks = BackgroundTasks(backend.engine.troubles)

    def offer_page(self) -> None:
        """Offer the page, after the PIN where it guards the settings."""
        gate = self._settings.guard_settings
        self._window.pages.offer(Entry("printers", tr("Printers"), "", self._build, gate=gate, in_menu=False))

    async def close(self) -> None:
        """Stop searching."""
        self._tasks.cancel()

    def _build(self) -> Page:
        from desktop.ui.printing.printers_page import PrintersPage

        self._page = PrintersPage(self._window.look, self)
        return self._page

    def refresh(self) -> None:
        """Show the printers' states as they are now."""
        if self._page is not None and self._window.pages.page is self._page:
            self._page.refresh()

    def jobs_changed(self) -> None:
        """Show the answers of test tickets, and the states."""
        for version, printer_id in list(self._tests.items()):
            job = self._book.find(version)
            if job is None or job.state in _QUIET:
                continue
            del self._tests[version]
            good = job.state in {PrintJobState.PRINTED, PrintJobState.HANDED_OVER}
            sentence = problem_text(job.problem) if job.problem and not good else state_text(job.state)
            if good:
                sentence = tr("Test ticket: {state}").format(state=sentence)
            elif job.state is PrintJobState.NOT_BEGUN:
                # It is pressed again when the printer is ready: nobody waits for a test ticket.
                self._backend.printing.drop([job.id])
            if self._page is not None:
                self._page.show_test_answer(printer_id, sentence, good=good)
        self.refresh()

    # Commands

    def printers(self) -> list[ShownPrinter]:
        """Return the printers of this computer."""
        from desktop.ui.printing.printer_commands import ShownPrinter

        problems = self._backend.printing.problems
        last: dict[str, PrintJob] = {}
        for each in self._book.latest(_SHOWN):
            last.setdefault(each.sent_to, each)
        shown = []
        for printer in self._settings.settings.printers:
            printer_id = self._backend.printing.id_of(printer.id)
            problem, job = problems.get(printer_id), last.get(printer_id)
            if problem is not None:
                shown.append(ShownPrinter(printer, problem_text(problem), is_well=False))
            elif job is None:
                shown.append(ShownPrinter(printer, tr("Not tried yet: print a test ticket"), is_well=None))
            else:
                text = tr("Last ticket: {state}").format(state=job_text(job, self._now()))
                shown.append(ShownPrinter(printer, text, is_well=not job.asks))
        return shown

    def add(self, address: str) -> tuple[str, str]:
        """Add a printer at a typed address; return its id, and the sentence why not, one of them ""."""
        from desktop.printing.address import TEXT_MODE_BELOW, SerialAddress, parse_address

        found, problem = self.check_address(address)
        if problem:
            return "", problem
        present = self._settings.settings.printers
        same = next((each for each in present if each.address == found), None)
        if same is not None:
            return "", tr("“{printer}” has this address already.").format(printer=same.name)
        parsed = parse_address(found)
        name = tr("Kitchen") if not present else tr("Printer {number}").format(number=len(present) + 1)
        printer = Printer(
            secrets.token_hex(4),
            name,
            found,
            tickets=default_rules((TicketKind.KITCHEN,)),
            text_mode=isinstance(parsed, SerialAddress) and parsed.baud < TEXT_MODE_BELOW,
        )
        self._settings.choose(printers=(*present, printer))
        self._window.detail.contact.offer_tickets(offered=True)
        return printer.id, ""

    def check_address(self, address: str) -> tuple[str, str]:
        """Return the address as it is stored, and the sentence why it is none, one of them ""."""
        from desktop.printing.address import AddressError, parse_address

        try:
            return str(parse_address(address)), ""
        except AddressError as error:
            return "", str(error.message)

    def change(self, printer: Printer) -> None:
        """Use other settings of a printer."""
        present = self._settings.settings.printers
        self._settings.choose(printers=tuple(printer if each.id == printer.id else each for each in present))
        self.refresh()

    def ask_to_remove(self, printer_id: str) -> None:
        """Remove a printer after a question."""
        from desktop.ui.widgets.dialog import question

        present = self._settings.settings.printers
        printer = next((each for each in present if each.id == printer_id), None)
        if printer is None:
            return
        dialog = question(
            self._window,
            self._window.look,
            "removePrinterDialog",
            title=tr("Remove “{printer}”?").format(printer=printer.name),
            text=tr(
                "No ticket comes out there any more. What waits for it stays on the page of the tickets."
            ),
            yes=tr("Remove"),
        )
        dialog.accepted.connect(lambda: self._remove(printer_id))
        self._window.dialogs.open(dialog)

    def _remove(self, printer_id: str) -> None:
        left = [each for each in self._settings.settings.printers if each.id != printer_id]
        self._settings.choose(
            printers=tuple(
                replace(each, stand_in="") if each.stand_in == printer_id else each for each in left
            )
        )
        self._window.detail.contact.offer_tickets(offered=bool(left))
        self.refresh()

    def test(self, printer_id: str) -> None:
        """Print a test ticket; the page shows the answer."""
        request = secrets.randbits(REQUEST_BITS)
        self._tests[request] = printer_id
        self._backend.printing.print_by_hand(
            "", TicketKind.TEST, self._backend.printing.id_of(printer_id), request=request
        )
        if self._page is not None:
            self._page.show_test_answer(printer_id, tr("The test ticket is on its way…"), good=True)

    def search(self) -> None:
        """Ask the network who prints; a second press looks at each address."""
        if self._page is not None:
            self._page.show_found(tr("Searching…"), (), again=tr("Searching…"))
            self._tasks.start(self._search(scans=self._scans), "search for printers")

    async def _search(self, *, scans: bool) -> None:
        from desktop.printing import discovery

        found: list[tuple[str, str]] = []
        problem = ""
        try:
            if scans:
                answers = await run_in_thread(_scan, "scan")
            else:
                found += [(name, name) for name in await run_in_thread(_system_queues, "system printers")]
                answers = await run_in_thread(partial(discovery.ask), "search")
            found += [(str(each.address), each.name) for each in answers]
        except OSError as error:
            problem = tr("The network cannot be asked ({reason}). Check the connection.").format(
                reason=error.strerror or type(error).__name__
            )
        if self._page is None:
            return
        present = {each.address for each in self._settings.settings.printers}
        found = [each for each in found if each[0] not in present]
        self._scans = not scans
        again = tr("Look at every address of this network") if self._scans else ""
        if not problem:
            problem = plurals.found_printers(len(found)) if found else _none_found(scans=scans)
        self._page.show_found(problem, found, again=again)

    def branches(self) -> list[tuple[str, str]]:
        """Return ids and names of the restaurant's branches."""
        return [(branch.restaurant_id, branch.name) for branch in self._backend.restaurant.branches.known]

    def open_tickets(self) -> None:
        """Open the page of the tickets."""
        self._window.pages.open("tickets")


def _scan() -> list[Found]:
    from desktop.printing import discovery

    return discovery.scan(discovery.own_network())


def _system_queues() -> list[str]:
    from desktop.printing.system_queue import queue_addresses

    return queue_addresses()


def _none_found(*, scans: bool) -> str:
    if scans:
        return tr("No printer was found. Type its address; a self-test of the printer prints it.")
    return tr(
        "No printer answered. “Look at every address of this network” tries each computer of this network: it only"
        " connects, and sends nothing."
    )
