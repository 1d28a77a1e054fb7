"""Work that may wait for long, on daemon threads that do not keep the program from ending."""

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
    """Do work on a daemon thread: a keyring may wait for its owner, a server for its network, for as long as it takes.

    Args:
        work: returns or raises what is then returned or raised here.
        name: of the thread, for whoever looks at a hanging program.
    """
    return await BackgroundThread(name).begin(work)


class BackgroundThread:
    """One piece of work after the other, in the order in which it was asked for, however long one of them waits.

    There is a thread only while there is work.
    """

    def __init__(self, name: str) -> None:
        """Take the name of the thread, for whoever looks at a hanging program."""
        self._name = name
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()
        self._works = False

    def begin(self, work: Callable[[], Result]) -> asyncio.Future[Result]:
        """Put work at the end of the line; what it returns or raises is the future's.

        Work whose future is cancelled before its turn is left out; what has begun goes on.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()
        with self._lock:
            self._waiting.append(partial(_do, work, loop, done))
            if self._works:
                return done
            self._works = True
        threading.Thread(target=self._run, name=self._name, daemon=True).start()
        return done

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._works = False
                    return
                following = self._waiting.popleft()
            following()


def _do(work: Callable[[], Result], loop: asyncio.AbstractEventLoop, done: asyncio.Future[Result]) -> None:
    if done.cancelled():
        return

    def settle(act: Callable[[], None]) -> None:
        if not done.done():
            act()

    # The loop may have ended meanwhile: nobody waits then.
    with contextlib.suppress(RuntimeError):
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - it is raised again where it is waited for
            loop.call_soon_threadsafe(settle, partial(done.set_exception, error))
        else:
            loop.call_soon_threadsafe(settle, partial(done.set_result, result))
