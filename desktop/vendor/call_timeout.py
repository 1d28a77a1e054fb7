"""Bounds the whole time of a call, with one timer for all calls.

A timer per call would do, but in Qt's loop a cancelled timer lives until it would have fired, and a rush makes
hundreds of calls. Deadlines are looked at every half second.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

_TICK: Final = 0.5


class _Guarded:
    __slots__ = ("deadline", "expired", "task")

    def __init__(self, task: asyncio.Task[object], deadline: float) -> None:
        self.task = task
        self.deadline = deadline
        self.expired = False


class CallTimeout:
    """Ends calls that take too long."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guarded: set[_Guarded] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def guard(self, call: Awaitable[T], seconds: float) -> T:
        """Await `call` in the current task.

        Raises:
            TimeoutError: it took longer than `seconds`.
        """
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - only coroutines get here
        cancelled_before = task.cancelling()
        guarded = _Guarded(task, self._clock() + seconds)
        self._guarded.add(guarded)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_TICK, self._look)
        try:
            return await call
        except asyncio.CancelledError:
            if guarded.expired and task.uncancel() <= cancelled_before:
                raise TimeoutError from None
            raise
        finally:
            self._guarded.discard(guarded)

    def _look(self) -> None:
        self._timer = None
        now = self._clock()
        for guarded in self._guarded:
            if not guarded.expired and now >= guarded.deadline:
                guarded.expired = True
                guarded.task.cancel()
        if self._guarded:
            self._timer = asyncio.get_running_loop().call_later(_TICK, self._look)
