"""Limits the total time of a call, with one timer for all calls.

One timer per call would be simpler. In Qt's loop, however, a cancelled timer lives until it would have fired,
and a rush makes hundreds of calls. Deadlines are therefore checked every half second.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

_CHECK_SECONDS: Final = 0.5


@dataclass(eq=False, slots=True)
class _RunningCall:
    task: asyncio.Task[object]
    deadline: float
    expired: bool = False


class CallTimeout:
    """Cancels calls that take too long."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._running_calls: set[_RunningCall] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def guard(self, call: Awaitable[T], seconds: float) -> T:
        """Await `call` in the current task.

        Raises:
            TimeoutError: it took longer than `seconds`.
        """
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - only coroutines call this
        cancelled_before = task.cancelling()
        running = _RunningCall(task, self._clock() + seconds)
        self._running_calls.add(running)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_CHECK_SECONDS, self._check_deadlines)
        try:
            return await call
        except asyncio.CancelledError:
            if running.expired and task.uncancel() <= cancelled_before:
                raise TimeoutError from None
            raise
        finally:
            self._running_calls.discard(running)

    def _check_deadlines(self) -> None:
        self._timer = None
        now = self._clock()
        for running in self._running_calls:
            if not running.expired and now >= running.deadline:
                running.expired = True
                running.task.cancel()
        if self._running_calls:
            self._timer = asyncio.get_running_loop().call_later(_CHECK_SECONDS, self._check_deadlines)
