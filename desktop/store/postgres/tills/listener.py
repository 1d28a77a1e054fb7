"""The listening connection of a till, on a thread of its own.

A notification is a hint, never the truth: on each new connection everything counts as changed. A line that fell silent
looks like a quiet one, so the duties write and read on the same connection, each time under a deadline.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import selectors
import socket
import threading
import time
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import msgspec
import psycopg
from psycopg import sql

from desktop.domain.tills import StoreProblem
from desktop.store.changes import EVERYTHING, Changes, Kind
from desktop.store.errors import CannotSaveError, OlderProgramError, StoreError, StoreProblemError
from desktop.store.postgres.deadline import Deadlines
from desktop.store.postgres.error_codes import translated
from desktop.store.postgres.line_checks import check_hearing
from desktop.store.postgres.notifications import decode
from desktop.store.postgres.tills.times import TIMES, LeaseTimes

if TYPE_CHECKING:
    from collections.abc import Callable

    Connection = psycopg.Connection[Any]

T = TypeVar("T")

log = logging.getLogger(__name__)

_ANYTHING: Final = Changes(EVERYTHING.kinds - {Kind.VERSION}, None)
"""Somebody notified in other words; an upgrade of the tables is told in these words by all versions."""


class Duty(Protocol):
    """Regular work on the listening connection, on its thread. Errors of the driver mean that the line is lost."""

    def start(self) -> None:
        """Forget what was read on an earlier connection."""

    def hear(self, changes: Changes) -> bool:
        """Take note of what another till changed; return whether there is something to do at once."""
        ...

    def step(self, connection: Connection) -> float:
        """Do what is due; return the seconds until there is more to do."""
        ...

    def leave(self, connection: Connection) -> None:
        """Tell the others that this till ends."""


class Listener:
    """Hears what other tills change, and runs the duties and short calls on the same connection."""

    def __init__(
        self,
        connect: Callable[[], Connection],
        *,
        process: str,
        channel: str,
        tell: Callable[[Changes], object],
        on_line: Callable[[StoreProblem | None], object],
        times: LeaseTimes = TIMES,
    ) -> None:
        """Prepare it; `start` connects.

        Args:
            connect: returns a new, checked connection in autocommit, or raises StoreError.
            process: of this till; its own notifications are left out.
            channel: of the store.
            tell: gets what others changed, on the thread of the listener.
            on_line: gets why the line is lost, or None when it is back, on the thread of the listener.
            times: of the calls and attempts.
        """
        self._connect = connect
        self._process = process
        self._channel = channel
        self._tell = tell
        self._on_line = on_line
        self._times = times
        self._duties: list[Duty] = []
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._requests: deque[_Request] = deque()
        self._connected = False
        self._closing = False
        self._serving_since = float("inf")
        self._told: StoreProblem | None = None
        self._heard: list[str] = []
        self._ear, self._bell = socket.socketpair()
        self._ear.setblocking(False)
        self._bell.setblocking(False)

    def add(self, duty: Duty) -> None:
        """Add a duty, before the start."""
        self._duties.append(duty)

    def start(self) -> None:
        """Connect, and connect again whenever the line is lost, until `close`."""
        self._thread = threading.Thread(target=self._run, name="store-listener", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Let the duties look at once whether something is due, or try at once to connect. Any thread may call it."""
        with self._lock, contextlib.suppress(OSError):  # full: it wakes anyway; closed: nobody waits
            self._bell.send(b"\0")

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run a short call on the connection.

        Raises:
            CannotSaveError: the line is lost. It is not known whether the call took effect.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        with self._lock:
            if not self._connected:
                raise CannotSaveError("the line to the database is lost")
            self._requests.append(_Request(work, loop, done))
        self.wake()
        return await done

    async def close(self) -> None:
        """Leave in order, as far as the line allows it within the deadline, and end the thread. Safe to call twice."""
        self._closing = True
        self.wake()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, self._times.deadline)
        else:
            self._close_sockets()

    def _run(self) -> None:
        failures = 0
        while not self._closing:
            self._serving_since = float("inf")
            try:
                self._serve()
                failures = 0
            except Exception as error:  # noqa: BLE001 - the thread goes on, or the till would hear nothing any more
                # A line that breaks again and again is tried with pauses too.
                if time.monotonic() - self._serving_since > self._times.retries[-1]:
                    failures = 0
                self._report(_problem_of(error), error)
                if failures:
                    self._pause(self._times.retries[min(failures, len(self._times.retries)) - 1])
                failures += 1
        self._close_sockets()

    def _serve(self) -> None:
        """Use one connection until the program ends or the tables are upgraded; a lost line raises."""
        with (
            contextlib.closing(self._connect()) as connection,
            contextlib.closing(Deadlines(connection, self._times.deadline)) as deadlines,
            selectors.DefaultSelector() as selector,
        ):
            selector.register(self._ear, selectors.EVENT_READ)
            selector.register(connection.fileno(), selectors.EVENT_READ)
            try:
                due = time.monotonic() + self._set_up(connection, deadlines)
                while not self._closing:
                    # Also those that came together with an answer: the socket does not tell of them any more.
                    heard = self._hear(connection)
                    if Kind.VERSION in heard.kinds:
                        return  # each new connection checks the version
                    # Most notifications are for the boards alone: the duties do not look whether something is due then.
                    if self._concerns_duties(heard) or self._wait(selector, due - time.monotonic()):
                        due = time.monotonic() + self._do(connection, deadlines)
                for duty in self._duties:
                    with deadlines:
                        duty.leave(connection)
            finally:
                self._fail_requests()

    def _concerns_duties(self, changes: Changes) -> bool:
        is_due = False
        for duty in self._duties:
            is_due |= duty.hear(changes)
        return is_due

    def _wait(self, selector: selectors.BaseSelector, seconds: float) -> bool:
        """Wait until something arrives; return whether the bell rang, or the time is over."""
        if seconds <= 0.0:
            return True
        ready = selector.select(seconds)
        if any(key.fileobj is self._ear for key, _ in ready):
            self._silence_bell()
            return True
        return not ready

    def _set_up(self, connection: Connection, deadlines: Deadlines) -> float:
        """Listen, and do what is due; return the seconds until there is more to do."""
        with deadlines:
            check_hearing(connection)
        connection.add_notify_handler(lambda note: self._heard.append(note.payload))
        with deadlines:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        for duty in self._duties:
            duty.start()
        wait = self._do(connection, deadlines)
        self._serving_since = time.monotonic()
        with self._lock:
            self._connected = True
        self._report(None)
        # Only now, after LISTEN: what happens from here on is heard.
        self._publish(EVERYTHING)
        return wait

    def _do(self, connection: Connection, deadlines: Deadlines) -> float:
        """Run what was asked for and what is due; return the seconds until there is more to do."""
        for _ in range(len(self._requests)):  # not those that come meanwhile: the duties get their turn
            request = self._requests.popleft()
            with deadlines:
                request.run(connection)
        waits = [self._times.look]
        for duty in self._duties:
            with deadlines:
                waits.append(duty.step(connection))
        return max(0.0, min(waits))

    def _hear(self, connection: Connection) -> Changes:
        """Publish all notifications that have arrived, also those that came together with an answer."""
        heard, self._heard = self._heard, []
        # Not `notifies()`: it waits for the socket, and the driver's library may hold some that it has read already.
        while True:
            connection.pgconn.consume_input()
            before = len(heard)
            while note := connection.pgconn.notifies():
                heard.append(note.extra.decode("utf-8", "replace"))
            if len(heard) == before:
                break
        changes = Changes()
        for payload in heard:
            changes |= self._changes_of(payload)
        if changes:
            self._publish(changes)
        return changes

    def _changes_of(self, payload: str) -> Changes:
        try:
            process, changes = decode(payload)
        except msgspec.DecodeError:  # of a newer program, perhaps
            return _ANYTHING
        return Changes() if process == self._process else changes

    def _publish(self, changes: Changes) -> None:
        if not self._closing:
            self._tell(changes)

    def _report(self, problem: StoreProblem | None, error: Exception | None = None) -> None:
        if self._closing:
            return
        if problem != self._told:
            # The name of the error is enough: the driver's texts may quote values.
            log.info("Line to the shared database: %s (%s)", problem or "back", type(error).__name__)
        self._told = problem
        self._on_line(problem)

    def _fail_requests(self) -> None:
        with self._lock:
            self._connected = False
            left = list(self._requests)
            self._requests.clear()
        for request in left:
            request.fail()

    def _pause(self, seconds: float) -> None:
        self._silence_bell()
        if self._closing:
            return
        with selectors.DefaultSelector() as selector:
            selector.register(self._ear, selectors.EVENT_READ)
            selector.select(seconds)

    def _silence_bell(self) -> None:
        with contextlib.suppress(OSError):
            self._ear.recv(4096)

    def _close_sockets(self) -> None:
        with self._lock:
            self._ear.close()
            self._bell.close()


class _Request:
    """A short call that somebody awaits in an event loop."""

    def __init__(
        self, work: Callable[[Connection], T], loop: asyncio.AbstractEventLoop, done: asyncio.Future[T]
    ) -> None:
        self._work = work
        self._loop = loop
        self._done: asyncio.Future[Any] = done

    def run(self, connection: Connection) -> None:
        """Make the call.

        Raises:
            psycopg.Error: the line is lost.
        """
        try:
            result = self._work(connection)
        except psycopg.Error:
            self.fail()
            raise
        except Exception as error:  # noqa: BLE001 - raised where it is awaited
            self._settle(partial(self._done.set_exception, error))
        else:
            self._settle(partial(self._done.set_result, result))

    def fail(self) -> None:
        """Say that the line was lost."""
        error = CannotSaveError("the line to the database was lost")
        self._settle(partial(self._done.set_exception, error))

    def _settle(self, act: Callable[[], None]) -> None:
        def settle() -> None:
            if not self._done.done():
                act()

        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
            self._loop.call_soon_threadsafe(settle)


def _problem_of(error: Exception) -> StoreProblem:
    if isinstance(error, psycopg.Error):
        error = translated(error)
    if isinstance(error, OlderProgramError):
        return StoreProblem.OLD_PROGRAM
    if isinstance(error, StoreProblemError):
        return error.problem
    if isinstance(error, (StoreError, OSError)):
        return StoreProblem.UNREACHABLE
    log.error("The listening connection failed", exc_info=error)
    return StoreProblem.FAILED
