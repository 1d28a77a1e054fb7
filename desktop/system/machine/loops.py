"""Event loops that end at once although a lookup of a name, or a write to a dead network folder, still hangs.

asyncio and qasync run such calls on threads and wait for these threads when the loop is closed: without an answer from
the name server the program would end half a minute after its window has gone, and hold its data folder until then. The
system cannot break such a call off. So it runs on a daemon thread, which the end of the process ends.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import time
from concurrent.futures import Executor, Future
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from desktop.system.machine.background import run_in_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

_Result = TypeVar("_Result")

LAST_SECONDS: Final = 1.0
"""How long closing a loop waits for work that is under way, for example a file that is being written."""


class Lookups(asyncio.AbstractEventLoop):
    """Mixin of an event loop: looks names up on daemon threads, and never waits for them at the end."""

    async def getaddrinfo(
        self,
        host: bytes | str | None,
        port: bytes | str | int | None,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002 - asyncio's name
        proto: int = 0,
        flags: int = 0,
    ) -> list[Any]:
        """Look a name up, see `socket.getaddrinfo`."""
        return await run_in_thread(
            partial(socket.getaddrinfo, host, port, family, type, proto, flags), "lookup"
        )


class DaemonExecutor(Executor):
    """Runs each piece of work on a daemon thread of its own; `shutdown` waits for a moment only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: set[threading.Thread] = set()
        self._closed = False

    def submit(self, fn: Callable[..., _Result], /, *args: Any, **kwargs: Any) -> Future[_Result]:
        """Start work.

        Raises:
            RuntimeError: it is shut down.
        """
        future: Future[_Result] = Future()

        def work() -> None:
            try:
                if future.set_running_or_notify_cancel():
                    _run(future, partial(fn, *args, **kwargs))
            finally:
                with self._lock:
                    self._threads.discard(threading.current_thread())

        thread = threading.Thread(target=work, name="work", daemon=True)
        with self._lock:
            if self._closed:
                raise RuntimeError("the loop is closed")
            self._threads.add(thread)
        thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 - of Executor
        """Take no more work, and wait at most `LAST_SECONDS` in all for what is under way."""
        with self._lock:
            self._closed = True
            threads = list(self._threads)
        until = time.monotonic() + LAST_SECONDS
        for thread in threads if wait else ():
            thread.join(max(0.0, until - time.monotonic()))


def _run(future: Future[_Result], work: Callable[[], _Result]) -> None:
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 - the future raises it
        future.set_exception(error)
    else:
        future.set_result(result)


if sys.platform == "win32":
    _Loop = asyncio.ProactorEventLoop
else:
    _Loop = asyncio.SelectorEventLoop


class TerminalLoop(Lookups, _Loop):
    """The loop of the program without a window."""


def run_loop(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run work without a window, like `asyncio.run`; a lookup that hangs does not delay the end."""
    with asyncio.Runner(loop_factory=TerminalLoop) as runner:
        return runner.run(work)
