"""Ends calls that hang on a silent line: psycopg has no time-outs of its own, and Windows has no `tcp_user_timeout`."""

from __future__ import annotations

import heapq
import itertools
import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

CALL_SECONDS: Final = 4.0
"""People wait that long for a press without a second thought."""


class Deadline:
    """The end of one call."""

    def __init__(self, line: socket.socket | None) -> None:
        self._line = line
        self.expired = False
        """Whether the line was shut: the connection is of no use any more."""
        self.is_over = False

    def shut(self) -> None:
        """End the call; the driver reports a lost connection."""
        self.expired = True
        with suppress(OSError):
            if self._line is not None:
                self._line.shutdown(socket.SHUT_RDWR)


class _Watchdog:
    """One thread for all calls of the process. It sleeps until the first deadline that it knows."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, int, Deadline]] = []
        self._numbers = itertools.count()
        self._wakes_at = 0.0
        """When the thread looks again."""
        self._thread: threading.Thread | None = None

    def add(self, deadline: Deadline, seconds: float) -> None:
        end = time.monotonic() + seconds
        with self._changed:
            heapq.heappush(self._waiting, (end, next(self._numbers), deadline))
            if self._thread is None or not self._thread.is_alive():  # a forked process has no threads
                self._thread = threading.Thread(target=self._run, name="store-deadlines", daemon=True)
                self._thread.start()
            elif end < self._wakes_at:
                self._changed.notify()

    def finish(self, deadline: Deadline) -> None:
        with self._changed:  # waits for a shutdown that has begun
            deadline.is_over = True

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                while self._waiting and (self._waiting[0][2].is_over or self._waiting[0][0] <= now):
                    _, _, deadline = heapq.heappop(self._waiting)
                    if not deadline.is_over:
                        deadline.shut()
                self._wakes_at = self._waiting[0][0] if self._waiting else float("inf")
                self._changed.wait(self._wakes_at - now if self._waiting else None)


_watchdog: Final = _Watchdog()


@contextmanager
def deadline(connection: psycopg.Connection[Any], seconds: float = CALL_SECONDS) -> Iterator[Deadline]:
    """Shut the line of a connection if the block lasts longer.

    The driver then raises `OperationalError` inside the block. The connection is of no use any more, and whether a commit
    that was under way took effect is not known. A closed connection has no deadline.
    """
    # A copy of the descriptor: the driver may close its own inside the block, and its number would be another line's.
    try:
        line = socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM)
    except (OSError, psycopg.Error):  # it is closed already
        yield Deadline(None)
        return
    with line:
        made = Deadline(line)
        _watchdog.add(made, seconds)
        try:
            yield made
        finally:
            _watchdog.finish(made)
