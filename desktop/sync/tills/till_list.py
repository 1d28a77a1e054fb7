"""The tills that share the database: read when one comes or goes, and from time to time."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from desktop.store.changes import Kind
from desktop.store.errors import CannotSaveError
from desktop.sync.events import TillsChanged
from desktop.sync.tasks import BackgroundTasks

if TYPE_CHECKING:
    from desktop.domain.tills import Till
    from desktop.store import Store
    from desktop.store.changes import Changes
    from desktop.sync.events import EventBus
    from desktop.sync.tasks import FailureReport

_log = logging.getLogger(__name__)

_SECONDS: Final = 30.0
_SECONDS_IN_VIEW: Final = 10.0
"""Seconds between two reads while people look at the list; a till is written down every ten seconds."""


class TillList:
    """Publishes the tills."""

    def __init__(self, store: Store, events: EventBus, failures: FailureReport) -> None:
        self.tills: tuple[Till, ...] = ()
        """As last read."""
        self._store = store
        self._events = events
        self._tasks = BackgroundTasks(failures)
        self._in_view = False
        self._woken = asyncio.Event()
        store.on_changes(self._on_changes)

    async def load(self) -> None:
        """Read and publish the tills; where the database cannot be read, those that were read last stay."""
        try:
            self.tills = await self._store.tills()
        except CannotSaveError as error:
            _log.warning("the tills cannot be read: %s", error)
        else:
            self._events.emit(TillsChanged(self.tills))

    def start(self) -> None:
        """Follow the tills from now on."""
        self._tasks.keep_running("tills", self._follow)

    def look(self, *, in_view: bool) -> None:
        """Read more often while people look at the list."""
        self._in_view = in_view
        if in_view:
            self._woken.set()

    async def close(self) -> None:
        """Read no more."""
        await self._tasks.close()

    def _on_changes(self, changes: Changes) -> None:
        if not changes.kinds.isdisjoint({Kind.TILLS, Kind.LEASE}):
            self._woken.set()

    async def _follow(self) -> None:
        while True:
            try:
                async with asyncio.timeout(_SECONDS_IN_VIEW if self._in_view else _SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                pass
            self._woken.clear()
            await self.load()
