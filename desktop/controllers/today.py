"""Counts the running day for the panel of the quiet hour, while it is in view."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from desktop.domain.sales.period import Period, Span
from desktop.domain.text.local_time import ISTANBUL
from desktop.services.today import count_today
from desktop.store.errors import StoreError
from desktop.sync.events import BoardReplaced, OrdersChanged

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.store import Store
    from desktop.sync.events import EventBus
    from desktop.ui.window.main_window import MainWindow

_log = logging.getLogger(__name__)


class TodayController:
    """Fills `QuietPanel`. It counts nothing while an order is selected."""

    def __init__(
        self,
        window: MainWindow,
        store: Store,
        now: Callable[[], datetime],
        *,
        shows_takings: Callable[[], bool],
    ) -> None:
        """Connect the panel.

        Args:
            window: with the panel.
            store: open.
            now: returns the time of day, aware.
            shows_takings: whether everybody at the counter may see amounts.
        """
        self._panel = window.board_page.quiet
        self._store = store
        self._now = now
        self._shows_takings = shows_takings
        self._counting: asyncio.Task[None] | None = None
        self._panel.wanted.connect(self.count)

    def start(self, events: EventBus) -> None:
        """Follow changes of orders, and count now."""
        events.subscribe(OrdersChanged, self._on_changed)
        events.subscribe(BoardReplaced, self._on_changed)
        self._panel.request()

    async def close(self) -> None:
        """Stop counting."""
        if self._counting is not None:
            self._counting.cancel()
            await asyncio.gather(self._counting, return_exceptions=True)

    def _on_changed(self, _event: OrdersChanged | BoardReplaced) -> None:
        self._panel.request_soon()

    def count(self) -> None:
        """Count and show the day, unless that happens already."""
        is_counting = self._counting is not None and not self._counting.done()
        if not is_counting:
            self._counting = asyncio.ensure_future(self._show())

    async def _show(self) -> None:
        moment = self._now()
        day = Period.of(Span.DAY, moment.astimezone(ISTANBUL).date())
        try:
            today = await count_today(self._store, day, moment)
        except StoreError as error:
            _log.warning("the day cannot be counted: %s", error)
        else:
            self._panel.show_today(today, takings=self._shows_takings())
