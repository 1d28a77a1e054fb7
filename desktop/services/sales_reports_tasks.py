"""Counts reports and writes them to files beside the running program's work. Never imports Qt."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.services.sales_reports import Counted, count
from desktop.store.errors import StoreError
from desktop.system.files.atomic_file import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime
    from typing import Any

    from desktop.domain.sales.period import Period
    from desktop.store import Store

_log = logging.getLogger(__name__)


class SalesReports:
    """Answers "what did we sell?" while the program runs. All methods but `close` return at once."""

    def __init__(
        self,
        store: Callable[[], Store],
        now: Callable[[], datetime],
        *,
        on_counted: Callable[[Counted], None],
        on_failed: Callable[[Period, str], None],
        on_saved: Callable[[str, str], None],
    ) -> None:
        """Take what is needed.

        Args:
            store: returns the open store.
            now: the wall clock, aware.
            on_counted: told a report.
            on_failed: told which period could not be counted, and why.
            on_saved: told the path of a file, and why it could not be written ("" when it was).
        """
        self._store = store
        self._now = now
        self._on_counted = on_counted
        self._on_failed = on_failed
        self._on_saved = on_saved
        self._counting: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def count(self, period: Period) -> None:
        """Count a period; one that is being counted is given up."""
        if self._counting is not None:
            self._counting.cancel()
        self._counting = self._spawn(self._count(period))

    def save(self, path: str, data: bytes) -> None:
        """Write a file, whole or not at all."""
        self._spawn(self._save(path, data))

    async def close(self) -> None:
        """Give up counting; what is being written is finished."""
        if self._counting is not None:
            self._counting.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _count(self, period: Period) -> None:
        try:
            counted = await count(self._store(), period, self._now())
        except StoreError as error:
            _log.warning("a report could not be counted: %s", error)
            self._on_failed(period, str(error))
        else:
            self._on_counted(counted)

    async def _save(self, path: str, data: bytes) -> None:
        reason = ""
        try:
            await asyncio.to_thread(write_atomically, Path(path), [data])
        except OSError as error:
            reason = error.strerror or type(error).__name__
        self._on_saved(path, reason)

    def _spawn(self, run: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(run)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
