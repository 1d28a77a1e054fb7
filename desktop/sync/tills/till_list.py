"""The tills that share the database: read when one comes or goes, and from time to time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

from desktop.store.errors import CannotSaveError
from desktop.sync.events import TillsChanged

if TYPE_CHECKING:
    from desktop.domain.tills import Till
    from desktop.store import Store
    from desktop.sync.events import EventBus

_log = logging.getLogger(__name__)

_SECONDS: Final = 30.0
_SECONDS_IN_VIEW: Final = 10.0
"""Seconds between two reads while people look at the list; a till is written down every ten seconds."""


class TillList:
    """Call `run` in a task, and `load` whenever a till came or went."""

    def __init__(self, store: Store, events: EventBus) -> None:
        self.tills: tuple[Till, ...] = ()
        """As last read."""
        self._store = store
        self._events = events
        self._in_view = False
        self._woken = asyncio.Event()

    async def load(self) -> None:
        """Read and publish the tills.

        Raises:
            CannotSaveError: the database cannot be read; the tills that were read last stay.
        """
        self.tills = await self._store.tills()
        self._events.emit(TillsChanged(self.tills))

    def look(self, *, in_view: bool) -> None:
        """Read at once and more often while people look at the list."""
        self._in_view = in_view
        self._woken.set()

    async def run(self) -> None:
        """Read from time to time until cancelled: a till that is silent tells nobody."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_SECONDS_IN_VIEW if self._in_view else _SECONDS):
                    await self._woken.wait()
            self._woken.clear()
            try:
                await self.load()
            except CannotSaveError as error:
                _log.info("the tills cannot be read: %s", error)
