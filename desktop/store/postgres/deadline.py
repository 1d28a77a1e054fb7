"""Ends calls that hang on a silent line: psycopg has no time-outs of its own, and Windows has no `tcp_user_timeout`."""

from __future__ import annotations

import heapq
import itertools
import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, Self

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

CALL_SECONDS: Final = 4.0
"""People wait that long for a press without a second thought."""


class Deadlines:
    """The deadlines of a connection's calls, one at a time: ``with deadlines: call()``, again and again.

    The driver raises `OperationalError` in a call that takes too long. The connection is of no use any more then, and
    whether a commit that was under way took effect is not known. A closed connection has no deadline.
    """

    def __init__(self, connection: psycopg.Connection[Any], seconds: float = CALL_SECONDS) -> None:
        """Take a connection; `close` lets go of it.

        Args:
            connection: used by one thread.
            seconds: that a call may take.
        """
        self._seconds = seconds
        self._line: socket.socket | None = None
        # A copy of the descriptor: the driver may close its own in a call, and its number would be another line's.
        with suppress(OSError, psycopg.Error):  # it is closed already
            self._line = socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM)
        self.expired = False
        """Whether the line was shut: the connection is of no use any more."""
        self.end: float | None = None
        """When the call that is under way has to end."""
        self.is_watched = False
        """Whether the watchdog looks at the end."""

    def __enter__(self) -> Self:
        self.end = time.monotonic() + self._seconds
        if not self.is_watched:
            _watchdog.watch(self)
        return self

    def __exit__(self, *_error: object) -> None:
        self.end = None

    def shut(self) -> None:
        """End the call; the driver reports a lost connection."""
        self.expired = True
        with suppress(OSError):
            if self._line is not None:
                self._line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the connection; safe to call twice."""
        with _watchdog.changed:  # waits for a shutdown that has begun
            line, self._line = self._line, None
        if line is not None:
            line.close()


class _Watchdog:
    """One thread for all calls of the process. It sleeps until the first end that it knows.

    A call costs it nothing: it looks again when the first call that it was told of should have ended, at whatever call is
    under way then.
    """

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self._watched: list[tuple[float, int, Deadlines]] = []
        self._numbers = itertools.count()
        self._wakes_at = 0.0
        """When the thread looks again."""
        self._thread: threading.Thread | None = None

    def watch(self, deadlines: Deadlines) -> None:
        """Look at the end of the call that has begun."""
        with self.changed:
            end = deadlines.end
            if deadlines.is_watched or end is None:
                return
            self._add(end, deadlines)
            if self._thread is None or not self._thread.is_alive():  # a forked process has no threads
                self._thread = threading.Thread(target=self._run, name="store-deadlines", daemon=True)
                self._thread.start()
            elif end < self._wakes_at:
                self.changed.notify()

    def _add(self, end: float, deadlines: Deadlines) -> None:
        deadlines.is_watched = True
        heapq.heappush(self._watched, (end, next(self._numbers), deadlines))

    def _run(self) -> None:
        with self.changed:
            while True:
                now = time.monotonic()
                while self._watched and self._watched[0][0] <= now:
                    self._look(heapq.heappop(self._watched)[2], now)
                self._wakes_at = self._watched[0][0] if self._watched else float("inf")
                self.changed.wait(self._wakes_at - now if self._watched else None)

    def _look(self, deadlines: Deadlines, now: float) -> None:
        # In this order: a call that begins now either sees that nobody looks at it, or is seen here.
        deadlines.is_watched = False
        end = deadlines.end
        if end is None:
            return
        if end <= now:
            deadlines.shut()
        else:
            self._add(end, deadlines)


_watchdog: Final = _Watchdog()


@contextmanager
def deadline(connection: psycopg.Connection[Any], seconds: float = CALL_SECONDS) -> Iterator[Deadlines]:
    """Shut the line of a connection if the block lasts longer, see `Deadlines`."""
    made = Deadlines(connection, seconds)
    try:
        with made:
            yield made
    finally:
        made.close()
