"""What people pressed and is being saved: it never fails silently, and the end waits a moment for it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from desktop.store import CannotSaveError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)

_LAST_PRESS: Final = 1.0
"""Seconds that the end waits for what was just pressed to be saved."""


class CommandRunner:
    """Runs what each press begins, beside everything else."""

    def __init__(
        self, on_cannot_save: Callable[[str], None], on_failed: Callable[[str, BaseException], None]
    ) -> None:
        self._on_cannot_save = on_cannot_save
        self._on_failed = on_failed
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended = False

    def begin(self, action: Callable[[], Awaitable[object]]) -> None:
        """Run what a press began."""
        if self._ended:
            return
        task = asyncio.ensure_future(self._run(action))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, action: Callable[[], Awaitable[object]]) -> None:
        try:
            await action()
        except CannotSaveError as error:
            self._on_cannot_save(str(error))
        except Exception as error:  # noqa: BLE001 - a press must be answered, whatever went wrong
            _log.error("action failed", exc_info=error)
            self._on_failed("action", error)

    async def end(self) -> None:
        """Take no more; wait a moment for the last ones: a press counts, also the last one before the end."""
        self._ended = True
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=_LAST_PRESS)
