"""Connects the page of sales reports with the stored orders."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.store.errors import StoreError
from desktop.system.settings.settings import day_begins
from desktop.ui.text.orders import order_words
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, time

    from desktop.domain.sales.period import Period
    from desktop.store import Store
    from desktop.system.settings.settings import Settings
    from desktop.ui.sales.page import SalesPage
    from desktop.ui.widgets.pages import Page
    from desktop.ui.window.main_window import MainWindow

_log = logging.getLogger(__name__)


class SalesController:
    """Implements `SalesCommands`. A request for a report cancels the one before it."""

    _page: SalesPage

    def __init__(
        self,
        window: MainWindow,
        store: Store,
        now: Callable[[], datetime],
        settings: Callable[[], Settings],
    ) -> None:
        self._window = window
        self._store = store
        self.now = now
        self._settings = settings
        self._counting: asyncio.Task[None] | None = None
        self._saving: set[asyncio.Task[None]] = set()
        self.print_report: Callable[[Period], None] | None = None
        """Prints a period's report on the printer of the tickets; None where nothing can be printed."""
        window.pages.offer(Entry("report", order_words.report_title(), "F12", self._build))

    def day_begins(self) -> time:
        """Return the local time at which the business day begins."""
        return day_begins(self._settings())

    def count(self, period: Period) -> None:
        """Show the report of a period."""
        if self._counting is not None:
            self._counting.cancel()
        self._counting = asyncio.ensure_future(self._show_report(period))

    def save(self, path: str, data: bytes) -> None:
        """Write a report to a file, and say so."""
        task = asyncio.ensure_future(self._save(path, data))
        self._saving.add(task)
        task.add_done_callback(self._saving.discard)

    def has_printer(self) -> bool:
        """Whether there is a printer of tickets."""
        return self.print_report is not None and bool(self._settings().printers)

    def print_ticket(self, period: Period) -> None:
        """Print a period's report on the printer of the tickets."""
        if self.print_report is not None:
            self.print_report(period)

    def refuses(self, path: str) -> str:
        """Return why a file must not be written, "" where it may be."""
        from desktop.system.files.chosen_file import OwnFileError, refuse_own

        try:
            refuse_own(Path(path), self._store.folder)
        except OwnFileError as error:
            return str(error.strerror)
        return ""

    async def close(self) -> None:
        """Cancel the report that is being counted; files are written to their end."""
        counting = () if self._counting is None else (self._counting,)
        for task in counting:
            task.cancel()
        await asyncio.gather(*counting, *self._saving, return_exceptions=True)

    def _build(self) -> Page:
        # Rarely needed, and slow to import.
        from desktop.ui.sales.page import SalesPage

        self._page = SalesPage(self._window.look, self)
        self._page.guard = self._window.dialogs.prompts.guard
        return self._page

    async def _show_report(self, period: Period) -> None:
        from desktop.services.sales_reports import count_sales

        try:
            late_after = timedelta(minutes=self._settings().urgent_after)
            counted = await count_sales(self._store, period, self.now(), late_after)
        except StoreError as error:
            _log.warning("a report cannot be counted: %s", error)
            self._page.show_failure(str(error))
        else:
            reasons = {reason.id: reason.reason for reason in counted.reasons}
            self._page.show_report(counted.report, reasons)

    async def _save(self, path: str, data: bytes) -> None:
        from desktop.services.sales_reports import save_report

        reason = ""
        try:
            await save_report(path, data, self._store.folder)
        except OSError as error:
            reason = error.strerror or type(error).__name__
        self._page.show_saved(path, reason)
