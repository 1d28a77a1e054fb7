"""Background tasks: they are referenced while they run, their exceptions are reported, and they end in order."""

from __future__ import annotations

import asyncio
import logging
import weakref
from typing import TYPE_CHECKING, Any, Final, Protocol

from desktop.store import NotLeaderError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

_log = logging.getLogger(__name__)

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 30.0


class FailureReport(Protocol):
    """Shows people that something unexpected happened."""

    def task_failed(self, name: str, error: BaseException) -> None: ...


class BackgroundTasks:
    """A group of tasks. Expected errors are handled inside the tasks; only unexpected ones are reported here."""

    def __init__(self, failures: FailureReport) -> None:
        self._failures = failures
        self._tasks: set[asyncio.Task[object]] = set()
        self._cancelled: weakref.WeakSet[asyncio.Task[object]] = weakref.WeakSet()

    def start(self, work: Coroutine[Any, Any, object], name: str) -> None:
        """Run a coroutine once. An exception is logged and reported."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)

    def keep_running(self, name: str, work: Callable[..., Awaitable[object]], *arguments: object) -> None:
        """Call a function until it returns. After an exception it starts again, with a pause of 1 to 30 seconds."""
        self.start(self._run_until_done(name, work, *arguments), name)

    async def wait(self, seconds: float) -> None:
        """Wait until all tasks have ended, at most for so many seconds."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)

    def cancel(self) -> None:
        """Cancel all tasks, each one once: a second cancel would interrupt the end of a task."""
        # Not `task.cancelling()`: a timeout that has just expired inside the task counts there too.
        for task in self._tasks - set(self._cancelled):
            self._cancelled.add(task)
            task.cancel()

    async def close(self) -> None:
        """Cancel all tasks and wait for their end; a second caller waits as well."""
        self.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _on_done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._handle(task.get_name(), error)

    async def _run_until_done(
        self, name: str, work: Callable[..., Awaitable[object]], *arguments: object
    ) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                await work(*arguments)
            except Exception as error:  # noqa: BLE001 - one task must not end the program, whatever went wrong
                self._handle(name, error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                return

    def _handle(self, name: str, error: BaseException) -> None:
        if isinstance(error, NotLeaderError):
            # Nothing went wrong: another till does it now.
            _log.info("not done here: another till leads", extra={"task": name})
        else:
            self._report(name, error)

    def _report(self, name: str, error: BaseException) -> None:
        _log.error("task failed", exc_info=error, extra={"task": name})
        self._failures.task_failed(name, error)
