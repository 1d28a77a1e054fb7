"""The acted printer of a demo: on a port of this computer, for the settings of the demo's own folder only."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from desktop.domain.printing.printer import Printer, default_rules
from desktop.domain.text.translation import tr
from desktop.domain.tickets.kinds import TicketKind
from desktop.simulator.printer.acted_printer import ActedPrinter

if TYPE_CHECKING:
    from desktop.controllers.settings import SettingsController
    from desktop.ui.printing.demo_paper import DemoPaper
    from desktop.ui.window.main_window import MainWindow

_log = logging.getLogger(__name__)


class DemoPrinter:
    """Implements `DemoPrinterCommands`."""

    def __init__(self, window: MainWindow, settings: SettingsController) -> None:
        self._window = window
        self._settings = settings
        self._printer = ActedPrinter()
        self._paper: DemoPaper | None = None

    def start(self) -> None:
        """Let the printer listen, set it up, and offer its paper."""
        try:
            self._printer.start()
        except OSError as error:
            _log.warning("the demo has no printer: %s", error)
            return
        # The demo's settings are in its own folder, which is thrown away; they may have printers of a trial.
        printer = Printer(
            "demo", tr("Demo printer"), self._printer.address, tickets=default_rules((TicketKind.KITCHEN,))
        )
        others = [each for each in self._settings.settings.printers if each.id != printer.id]
        self._settings.choose(printers=(*others, printer))
        strip = self._window.demo_strip
        if strip is not None:
            strip.paper_wanted.connect(self.show_paper)
            strip.paper.show()

    async def close(self) -> None:
        """Stop the printer."""
        if self._paper is not None:
            self._paper.close()
            self._paper.deleteLater()
        # It waits for its threads.
        await asyncio.to_thread(self._printer.stop)

    def show_paper(self) -> None:
        """Show the paper in a window of its own."""
        from desktop.ui.printing.demo_paper import DemoPaper

        if self._paper is None:
            self._paper = DemoPaper(self._window.look, self)
        self._paper.show()
        self._paper.raise_()
        self._paper.activateWindow()

    def count(self) -> int:
        """Return how many tickets came out."""
        return len(self._printer.tickets)

    def last_tickets(self, most: int) -> list[bytes]:
        """Return the last tickets as PNG, the latest first."""
        return [sheet.png() for sheet in self._printer.tickets[-most:][::-1]]

    def set_paper_out(self, out: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Take the paper away, or put some in."""
        self._printer.set_mood(paper_out=out)

    def set_cover_open(self, opened: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Open the cover, or close it."""
        self._printer.set_mood(cover_open=opened)
