"""Connects the history page with the stored orders."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Protocol

from desktop.store.errors import StoreError
from desktop.system.settings.settings import day_begins
from desktop.ui.text import history_words
from desktop.ui.widgets.pages import Entry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime, time

    from desktop.domain.orders.search import Filter
    from desktop.domain.restaurant.branch import Branch
    from desktop.services.order_history import OrderHistory
    from desktop.store import Store
    from desktop.system.settings.settings import Settings
    from desktop.ui.history.page import HistoryPage
    from desktop.ui.widgets.pages import Page
    from desktop.ui.window.main_window import MainWindow

_log = logging.getLogger(__name__)


class AskForTicket(Protocol):
    """Asks which ticket of an order is printed."""

    def __call__(self, payment_key: str, number: str, *, is_cancelled: bool) -> None: ...


class HistoryController:
    """Implements `HistoryCommands`. A request cancels the one before it of the same kind."""

    _history: OrderHistory
    _page: HistoryPage

    def __init__(
        self,
        window: MainWindow,
        store: Store,
        now: Callable[[], datetime],
        *,
        settings: Callable[[], Settings],
        branches: Callable[[], tuple[Branch, ...]],
    ) -> None:
        """Offer the page; it is built when it is first opened.

        Args:
            window: the window.
            store: open.
            now: the wall clock, aware.
            settings: returns the settings in force.
            branches: returns the restaurant's branches.
        """
        self._window = window
        self._store = store
        self.now = now
        self._settings = settings
        self.branches = branches
        self._requests: dict[str, asyncio.Task[None]] = {}
        self.ask_for_ticket: AskForTicket | None = None
        """Asks which ticket of an order is printed; None where nothing can be printed."""
        window.pages.offer(Entry("history", history_words.title(), "F7", self._build))

    def day_begins(self) -> time:
        """Return the local time at which the business day begins."""
        return day_begins(self._settings())

    def find(self, wanted: Filter) -> None:
        """Show the first page of a search, and how many orders it finds."""
        self._request("page", partial(self._show_orders, wanted))
        # On its own: a request for the next page does not cancel the count.
        self._request("count", partial(self._show_count, wanted))

    def find_more(self, wanted: Filter, before: int) -> None:
        """Show the next page, below the order at `before`."""
        self._request("page", partial(self._show_more, wanted, before))

    def open_order(self, payment_key: str) -> None:
        """Show an order with its events."""
        self._request("timeline", partial(self._show_timeline, payment_key))

    def print_ticket(self, payment_key: str, number: str, *, is_cancelled: bool) -> None:
        """Ask which ticket of an order is printed."""
        if self.ask_for_ticket is not None:
            self.ask_for_ticket(payment_key, number, is_cancelled=is_cancelled)

    def has_printer(self) -> bool:
        """Whether a ticket can be printed."""
        return bool(self._settings().printers)

    def save(self, wanted: Filter, path: str) -> None:
        """Write the found orders to a file, and say so."""
        self._request(f"save {path}", partial(self._save, wanted, path))

    async def close(self) -> None:
        """Cancel all requests."""
        requests = list(self._requests.values())
        for task in requests:
            task.cancel()
        await asyncio.gather(*requests, return_exceptions=True)

    def _build(self) -> Page:
        # Rarely needed, and slow to import.
        from desktop.services.order_history import OrderHistory
        from desktop.ui.history.page import HistoryPage

        self._history = OrderHistory(self._store, self.now, lambda: self._settings().keep_personal_data_days)
        self._page = HistoryPage(self._window.look, self)
        self._page.guard = self._window.dialogs.prompts.guard
        return self._page

    async def _show_orders(self, wanted: Filter) -> None:
        found = await self._history.find(wanted)
        self._page.show_orders(found.orders, has_more=found.has_more)

    async def _show_more(self, wanted: Filter, before: int) -> None:
        found = await self._history.find(wanted, before)
        self._page.show_more(found.orders, has_more=found.has_more)

    async def _show_count(self, wanted: Filter) -> None:
        found = await self._history.count(wanted)
        self._page.show_count(found.count, is_more=found.is_more, unindexed=found.unindexed)
        self._page.show_payment_methods(found.payment_methods)

    async def _show_timeline(self, payment_key: str) -> None:
        timeline = await self._history.timeline(payment_key)
        if timeline is not None:
            self._page.show_timeline(timeline.order, timeline.events)

    async def _save(self, wanted: Filter, path: str) -> None:
        orders, reason = 0, ""
        try:
            orders = await self._history.save(wanted, path)
        except OSError as error:
            reason = error.strerror or type(error).__name__
        self._window.show_toast(history_words.saved(path, orders, reason))

    def _request(self, kind: str, work: Callable[[], Awaitable[None]]) -> None:
        if kind in self._requests:
            self._requests[kind].cancel()
        task = self._requests[kind] = asyncio.ensure_future(self._run(work))
        task.add_done_callback(partial(self._on_done, kind))

    def _on_done(self, kind: str, task: asyncio.Task[None]) -> None:
        if self._requests.get(kind) is task:
            del self._requests[kind]

    async def _run(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except StoreError as error:
            _log.warning("the history cannot be read: %s", error)
            self._page.show_failure(str(error))
