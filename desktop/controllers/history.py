"""Puts the history's page and who looks back together, when the page is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.text import history_words
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.domain.restaurant.branch import Branch
    from desktop.services.order_history import OrderHistory, OrderTimeline, SearchCount, SearchPage
    from desktop.store import Store
    from desktop.ui.history.page import HistoryPage
    from desktop.ui.widgets import pages
    from desktop.ui.window.main_window import MainWindow


class HistoryController:
    """The history of the running program."""

    def __init__(
        self,
        window: MainWindow,
        store: Callable[[], Store],
        now: Callable[[], datetime],
        *,
        keep_days: Callable[[], int],
        branches: Callable[[], tuple[Branch, ...]],
    ) -> None:
        """Let the page be opened.

        Args:
            window: where.
            store: returns the open store.
            now: the wall clock, aware.
            keep_days: returns the days after which personal data are left out of what is written, 0 for never.
            branches: returns the restaurant's branches, as known now.
        """
        self._look = window.look
        self._say = window.show_toast
        self._store = store
        self._now = now
        self._keep_days = keep_days
        self._branches = branches
        self._looking: OrderHistory | None = None
        self._page: HistoryPage | None = None
        window.pages.offer(Entry("history", history_words.title(), "F7", self._build))

    async def close(self) -> None:
        """Give up what is under way."""
        if self._looking is not None:
            await self._looking.close()

    def _build(self) -> pages.Page:
        # Seldom wanted, and much to import.
        from desktop.services.order_history import OrderHistory
        from desktop.ui.history.page import HistoryCommands, HistoryPage

        looking = self._looking = OrderHistory(
            self._store,
            self._now,
            self._keep_days,
            on_page=self._show,
            on_count=self._count,
            on_life=self._tell,
            on_failed=self._fail,
            on_saved=self._saved,
        )
        commands = HistoryCommands(
            find=looking.find,
            more=looking.find,
            open=looking.open,
            save=looking.save,
            branches=self._branches,
            now=self._now,
        )
        page = self._page = HistoryPage(self._look, commands)
        return page

    def _show(self, found: SearchPage) -> None:
        if self._page is not None:
            self._page.show_orders(found.asked, found.before, found.orders, has_more=found.has_more)

    def _count(self, count: SearchCount) -> None:
        if self._page is not None:
            self._page.show_count(count.asked, count.count, is_more=count.is_more, unindexed=count.unindexed)
            self._page.show_payment_methods(count.payment_methods)

    def _tell(self, life: OrderTimeline) -> None:
        if self._page is not None:
            self._page.show_life(life.order, life.happenings)

    def _fail(self, reason: str) -> None:
        if self._page is not None:
            self._page.show_failure(reason)

    def _saved(self, path: str, orders: int, reason: str) -> None:
        self._say(history_words.saved(path, orders, reason))
