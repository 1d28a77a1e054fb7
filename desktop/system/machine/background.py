"""Blocking work on daemon threads, which do not delay the end of the program."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


async def run_in_thread(work: Callable[[], Result], name: str) -> Result:
    """Run blocking work on a daemon thread and return its result; it may take as long as it needs.

    Args:
        work: its result is returned and its exception is raised.
        name: of the thread, for debuggers.
    """
    return await BackgroundThread(name).enqueue(work)


class BackgroundThread:
    """Runs blocking work in order, one piece at a time. The thread exists only while there is work."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()
        self._running = False

    def enqueue(self, work: Callable[[], Result]) -> asyncio.Future[Result]:
        """Enqueue work; the future gets its result or exception.

        Work whose future is cancelled before it starts is skipped; work that has started always finishes.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()
        with self._lock:
            self._waiting.append(partial(_do, work, loop, done))
            if self._running:
                return done
            self._running = True
        threading.Thread(target=self._run, name=self._name, daemon=True).start()
        return done

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running = False
                    return
                next_work = self._waiting.popleft()
            next_work()


def _do(work: Callable[[], Result], loop: asyncio.AbstractEventLoop, done: asyncio.Future[Result]) -> None:
    if done.cancelled():
        return

    def settle(act: Callable[[], None]) -> None:
        if not done.done():
            act()

    # The loop may be closed: then nobody waits for the result.
    with contextlib.suppress(RuntimeError):
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - the future raises it
            loop.call_soon_threadsafe(settle, partial(done.set_exception, error))
        else:
            loop.call_soon_threadsafe(settle, partial(done.set_result, result))
