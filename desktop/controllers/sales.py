"""Puts the report's page and the back office together, when the page is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.text import order_words
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.domain.sales.period import Period
    from desktop.services.sales_reports import Counted
    from desktop.services.sales_reports_tasks import SalesReports
    from desktop.store import Store
    from desktop.ui.sales.page import SalesPage
    from desktop.ui.widgets.pages import Page
    from desktop.ui.window.main_window import MainWindow


class SalesController:
    """The report of the running program."""

    def __init__(self, window: MainWindow, store: Callable[[], Store], now: Callable[[], datetime]) -> None:
        """Let the page be opened.

        Args:
            window: where.
            store: returns the open store.
            now: the wall clock, aware.
        """
        self._look = window.look
        self._store = store
        self._now = now
        self._office: SalesReports | None = None
        self._page: SalesPage | None = None
        window.pages.offer(Entry("report", order_words.report_title(), "F12", self._build))

    async def close(self) -> None:
        """Give up counting; what is being written is finished."""
        if self._office is not None:
            await self._office.close()

    def _build(self) -> Page:
        # Seldom wanted, and much to import.
        from desktop.services.sales_reports_tasks import SalesReports
        from desktop.ui.sales.page import SalesCommands, SalesPage

        office = self._office = SalesReports(
            self._store, self._now, on_counted=self._show, on_failed=self._fail, on_saved=self._tell_saved
        )
        commands = SalesCommands(count=office.count, save=office.save, now=self._now)
        page = self._page = SalesPage(self._look, commands)
        return page

    def _show(self, counted: Counted) -> None:
        if self._page is not None:
            reasons = {reason.id: reason.reason for reason in counted.reasons}
            self._page.show_report(counted.report, reasons)

    def _fail(self, period: Period, reason: str) -> None:
        if self._page is not None:
            self._page.show_failure(period, reason)

    def _tell_saved(self, path: str, reason: str) -> None:
        if self._page is not None:
            self._page.show_saved(path, reason)
