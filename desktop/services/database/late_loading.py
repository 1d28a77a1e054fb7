"""Loads what a store has, or waits for a shared database that cannot be used at the start."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from desktop.store.errors import CannotSaveError
from desktop.sync.tasks import BackgroundTasks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop.domain.tills import StoreLine
    from desktop.store import Store
    from desktop.sync.troubles import TroubleList

_log = logging.getLogger(__name__)

_AGAIN: Final = 1.0
"""Seconds until the next attempt while the line is there."""


class LateLoading:
    """Calls a function that loads everything, at once or when the line to the database is back."""

    def __init__(self, store: Store, load: Callable[[], Awaitable[None]], troubles: TroubleList) -> None:
        self._store = store
        self._load = load
        self._tasks = BackgroundTasks(troubles)
        self._waits = False
        store.on_line(self._on_line)

    async def load(self) -> None:
        """Load, unless the line is lost.

        Raises:
            StoreError: the database cannot be read.
        """
        self._waits = self._store.line.is_lost
        if self._waits:
            return
        try:
            await self._load()
        except CannotSaveError:
            # Lost since it was opened: as if it had been lost then. A file of this computer comes back by no line.
            if not self._store.line.is_lost:
                raise
            self._waits = True

    async def close(self) -> None:
        """Wait no more."""
        self._waits = False
        await self._tasks.close()

    def _on_line(self, line: StoreLine) -> None:
        if self._waits and not line.is_lost:
            self._waits = False
            self._tasks.start(self._load_now(), "load the board")

    async def _load_now(self) -> None:
        while not self._store.line.is_lost:
            try:
                await self._load()
            except CannotSaveError as error:
                # A busy server refuses too, and its line is not lost: nothing would say that it is back.
                _log.warning("the board cannot be loaded yet: %s", error)
                await asyncio.sleep(_AGAIN)
            else:
                return
        self._waits = True
