"""Runs transactions on one connection, on the store's thread: the write lock, the fence, the notification, a second try."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import psycopg

from desktop.domain.tills import StoreProblem
from desktop.store.errors import (
    BrokenRuleError,
    NotLeaderError,
    OlderProgramError,
    StoreError,
    StoreProblemError,
)
from desktop.store.postgres.error_codes import translated
from desktop.store.postgres.notifications import encode
from desktop.store.postgres.schema import WRITE_LOCK
from desktop.store.postgres.search import WordSearch
from desktop.store.queries.connection import Surroundings
from desktop.store.queries.transaction import Transaction
from desktop.store.rows import from_milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from desktop.store.postgres.line import Line
    from desktop.store.postgres.pipeline import PipelinedConnection, PipelinedRows

T = TypeVar("T")

_CLOCK: Final = "SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT)"
# The clock is read when the lock is there: another till's transaction may have taken long.
_LOCK_AND_CLOCK: Final = f"WITH locked AS MATERIALIZED ({WRITE_LOCK}) {_CLOCK} FROM locked"
_FENCE: Final = "SELECT 1 FROM lease WHERE epoch = :epoch AND till = :till"
_NOTIFY: Final = "SELECT pg_notify(:channel, :payload)"
_PAUSE: Final = 1.0
"""Seconds after a failed attempt to connect in which calls are refused at once: people wait for an answer."""


class TillIdentity(NamedTuple):
    """This till, as its transactions name it."""

    process: str
    """Random, for each start of the program."""
    name: str
    channel: str
    """On which the tills hear of each other's changes."""


class Transactions:
    """The connection of the store's thread."""

    def __init__(
        self,
        connect: Callable[[], PipelinedConnection],
        identity: TillIdentity,
        line: Line,
        on_doubt: Callable[[], object] = lambda: None,
    ) -> None:
        """Take a function that connects.

        Args:
            connect: raises StoreError where it cannot.
            identity: this till.
            line: learns whether the connection can be used.
            on_doubt: called after a second try where the first one may have been committed: nobody has published what it
                changed, and this till leaves out its own notifications.
        """
        self._on_doubt = on_doubt
        self._connect = connect
        self._identity = identity
        self._line = line
        self._pipeline: PipelinedConnection | None = None
        self._failed_at: float | None = None
        self._failure = ("", StoreProblem.UNREACHABLE)
        self._round_trips = 0

    @property
    def round_trips(self) -> int:
        """Counted over all connections."""
        return self._round_trips + (0 if self._pipeline is None else self._pipeline.round_trips)

    def write(self, work: Callable[[Transaction], T], epoch: int | None = None) -> T:
        """Run `work` as one transaction; `epoch` is the term in which this till leads, where only the leader may do this.

        Where the connection is lost, `work` runs once more on a new one. Where the answer to COMMIT was lost, it may have
        been saved already: a press has an id, and everything else can be saved twice.

        Raises:
            NotLeaderError, BrokenRuleError, CannotSaveError: nothing was saved.
        """
        return self._twice(lambda pipeline: self._write(pipeline, work, epoch))

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on one state of the database.

        Raises:
            CannotSaveError: the database cannot be read.
        """
        return self._twice(lambda pipeline: self._read(pipeline, work))

    def read_statement(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` without a transaction: each statement sees the state of its own moment.

        Raises:
            CannotSaveError: the database cannot be read.
        """
        return self._twice(lambda pipeline: work(self._beside(pipeline)))

    def _beside(self, pipeline: PipelinedConnection) -> Transaction:
        def now() -> datetime:
            raise BrokenRuleError("a statement without a transaction has no time")

        pipeline.failure = None
        pipeline.is_committing = False
        return Transaction(Surroundings(pipeline, WordSearch(pipeline), now, self._identity.name))

    def connect(self) -> PipelinedConnection:
        """Return the connection, a new one where it was lost.

        Raises:
            StoreError: there is none now.
        """
        if self._pipeline is not None:
            return self._pipeline
        if self._failed_at is not None and time.monotonic() - self._failed_at < _PAUSE:
            raise StoreProblemError(*self._failure)
        try:
            self._pipeline = self._connect()
        except StoreError as error:
            problem = getattr(error, "problem", StoreProblem.OLD_PROGRAM)
            self._failed_at, self._failure = time.monotonic(), (str(error), problem)
            self._line.lost("store", problem)
            raise
        self._failed_at = None
        self._line.back("store")
        return self._pipeline

    def probe(self) -> bool:
        """Try to connect, where the connection was lost; return whether there is one."""
        self._failed_at = None
        with contextlib.suppress(StoreError):
            self.connect()
        return self._pipeline is not None

    def close(self) -> None:
        """Close the connection."""
        self._drop()

    def _twice(self, run: Callable[[PipelinedConnection], T]) -> T:
        try:
            return self._once(run)
        except _LostError as error:
            first = error.reason
        try:
            return self._again(run, first)
        finally:
            if first.in_doubt:
                self._on_doubt()

    def _again(self, run: Callable[[PipelinedConnection], T], first: StoreProblemError) -> T:
        try:
            return self._once(run)
        except _LostError as error:
            self._line.lost("store", error.reason.problem)
            error.reason.in_doubt |= first.in_doubt
            raise error.reason from None
        except StoreProblemError as error:
            error.in_doubt |= first.in_doubt
            raise

    def _once(self, run: Callable[[PipelinedConnection], T]) -> T:
        try:
            pipeline = self.connect()
        except OlderProgramError as error:
            # The tables were upgraded while this program ran.
            raise StoreProblemError(str(error), StoreProblem.OLD_PROGRAM) from None
        try:
            return run(pipeline)
        except psycopg.Error as error:
            found = pipeline.failure if isinstance(pipeline.failure, psycopg.Error) else error
            known = translated(found, committing=pipeline.is_committing)
        if not pipeline.connection.closed:
            raise known
        self._drop()
        if not isinstance(known, StoreProblemError):
            raise known
        raise _LostError(known)

    def _write(self, pipeline: PipelinedConnection, work: Callable[[Transaction], T], epoch: int | None) -> T:
        def begin() -> PipelinedRows:
            pipeline.execute("BEGIN")
            clock = pipeline.execute(_LOCK_AND_CLOCK)
            if epoch is not None:
                led = pipeline.execute(_FENCE, {"epoch": epoch, "till": self._identity.process})
                if led.fetchone() is None:
                    raise NotLeaderError
            return clock

        with self._transaction(pipeline, begin) as tx:
            result = work(tx)
            if epoch is not None:
                pipeline.begin()
            changes = tx.changes
            if changes:
                payload = encode(self._identity.process, changes)
                pipeline.execute(_NOTIFY, {"channel": self._identity.channel, "payload": payload})
        return result

    def _read(self, pipeline: PipelinedConnection, work: Callable[[Transaction], T]) -> T:
        def begin() -> PipelinedRows:
            pipeline.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return pipeline.execute(_CLOCK)

        with self._transaction(pipeline, begin) as tx:
            return work(tx)

    @contextlib.contextmanager
    def _transaction(
        self, pipeline: PipelinedConnection, begin: Callable[[], PipelinedRows]
    ) -> Iterator[Transaction]:
        clocks: list[PipelinedRows] = []

        def now() -> datetime:
            pipeline.begin()
            return from_milliseconds(clocks[0].fetchone()[0])

        pipeline.failure = None
        pipeline.is_committing = pipeline.has_written = False
        pipeline.opening = lambda: clocks.append(begin())
        try:
            yield Transaction(Surroundings(pipeline, WordSearch(pipeline), now, self._identity.name))
            self._commit(pipeline)
        except BaseException:
            if pipeline.has_begun:
                self._roll_back(pipeline)
            raise
        finally:
            pipeline.opening = None

    @staticmethod
    def _commit(pipeline: PipelinedConnection) -> None:
        if pipeline.failure is not None:
            # Somebody went on after an error: nothing before it is in the transaction any more.
            raise pipeline.failure
        if not pipeline.has_begun:
            return
        if not pipeline.has_written and not pipeline.is_unanswered:
            # Nothing can go wrong any more, and the lock ends when it arrives: the next call takes the answer along.
            pipeline.execute("COMMIT")
            return
        # Before it is sent: an error that comes at once may come too late.
        pipeline.is_committing = True
        ended = pipeline.execute("COMMIT")
        pipeline.sync()
        if ended.status != "COMMIT":
            raise BrokenRuleError("the transaction had failed before its end")

    def _roll_back(self, pipeline: PipelinedConnection) -> None:
        if pipeline.connection.closed:
            return
        try:
            pipeline.execute("ROLLBACK")
            pipeline.sync()
        except psycopg.Error:
            # Unusable: the next call has a new one.
            pipeline.close()

    def _drop(self) -> None:
        if self._pipeline is not None:
            self._round_trips += self._pipeline.round_trips
            self._pipeline.close()
            self._pipeline = None


class _LostError(Exception):
    """The connection was lost in the middle of a transaction."""

    def __init__(self, reason: StoreProblemError) -> None:
        super().__init__()
        self.reason = reason
