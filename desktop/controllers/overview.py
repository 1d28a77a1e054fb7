"""Connects the views beside the board: counts the running day, and gives a demo its history."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from desktop.controllers.today import TodayController
from desktop.store.errors import StoreError
from desktop.system.machine.clock import now

if TYPE_CHECKING:
    from desktop.services.backend import Backend
    from desktop.system.settings.settings_file import CurrentSettings
    from desktop.ui.window.main_window import MainWindow

_log = logging.getLogger(__name__)


class OverviewController:
    """Counts the running day; saves two weeks of invented orders for a demo."""

    def __init__(self, window: MainWindow, backend: Backend, current: CurrentSettings) -> None:
        self._backend = backend
        # A PIN is set where not everybody at the counter may do and see everything.
        self._today = TodayController(
            window, backend.store, now, shows_takings=lambda: not current.settings.pin
        )
        self._seeding: asyncio.Task[None] | None = None

    def start(self, *, demo: bool) -> None:
        """Count now and after each change; a demo's history is saved meanwhile."""
        self._today.start(self._backend.events)
        if demo:
            self._seeding = asyncio.ensure_future(self._seed())

    async def close(self) -> None:
        """Stop before the store is closed."""
        if self._seeding is not None:
            self._seeding.cancel()
            await asyncio.gather(self._seeding, return_exceptions=True)
        await self._today.close()

    async def _seed(self) -> None:
        # Only a demo needs the simulator.
        from desktop.services.demo_history import seed_history

        try:
            await seed_history(self._backend.store, now())
        except StoreError as error:
            _log.warning("the demo has no history: %s", error)
        self._today.count()
