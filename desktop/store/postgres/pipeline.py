"""A connection whose statements travel together: what counts on a network is round trips, not statements.

Statements are sent at once and their answers are awaited only where somebody asks for one. An error of a statement is
raised at the next answer, or at the end of the transaction; it can not be swallowed, because the server refuses all that
follows it.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, ParamSpec

import msgspec
import psycopg

from desktop.store.postgres.deadline import Deadlines
from desktop.store.postgres.translation import inserted_rows, only_reads, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

P = ParamSpec("P")


class PipelinedRows:
    """The answer to a statement, awaited when it is asked for."""

    def __init__(self, pipeline: PipelinedConnection, cursor: psycopg.Cursor[Any]) -> None:
        self._pipeline = pipeline
        self._cursor = cursor

    @property
    def rowcount(self) -> int:
        """Number of rows that the statement found or changed."""
        return self._arrived().rowcount

    @property
    def status(self) -> str:
        """The server's word for what it did, such as ``COMMIT``."""
        return self._arrived().statusmessage or ""

    def fetchone(self) -> Any:
        """Return the next row, None after the last one."""
        return self._arrived().fetchone()

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        return self._arrived().fetchall()

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows that are left."""
        return iter(self._arrived().fetchall())

    def _arrived(self) -> psycopg.Cursor[Any]:
        if self._cursor.pgresult is None:
            self._pipeline.sync()
        return self._cursor


class _SyncedCursor(psycopg.Cursor[Any]):
    """Ends each statement with a Sync, which nobody awaits.

    Without one, the server counts a session as busy until the next statement comes: `idle_in_transaction_session_timeout`
    does not end it, and a till that is stopped between two statements keeps the write lock for as long as its computer is on.
    """

    # psycopg has no public way: its `Pipeline.sync` waits for the answers.
    def _maybe_prepare_gen(self, *given: Any, **named: Any) -> Generator[Any, Any, None]:
        yield from super()._maybe_prepare_gen(*given, **named)
        pipeline = self._conn._pipeline  # noqa: SLF001
        if pipeline is not None:
            pipeline._enqueue_sync()  # noqa: SLF001


class PipelinedConnection:
    """Executes the statements of both engines on one connection to PostgreSQL."""

    def __init__(self, connection: psycopg.Connection[Any], seconds: float) -> None:
        """Take a connection in autocommit; it stays in pipeline mode until it is closed.

        Args:
            connection: used by one thread.
            seconds: a call that takes longer is ended by cutting the line.
        """
        self.connection = connection
        # Poolers between, which lose prepared statements, are refused. Planning costs the server more than inserting.
        connection.prepare_threshold = 3
        connection.cursor_factory = _SyncedCursor
        self._deadlines = Deadlines(connection, seconds)
        self._mode = connection.pipeline()
        try:
            self._pipeline = self._mode.__enter__()
        except BaseException:
            self._deadlines.close()
            connection.close()
            raise
        self.round_trips = 0
        """Counted since the connection was opened."""
        self.opening: Callable[[], None] | None = None
        """Begins a transaction when its first statement comes: until then, nobody waits for its lock."""
        self.failure: Exception | None = None
        """The first error of the present transaction."""
        self.is_committing = False
        """Whether the present transaction has sent its COMMIT."""
        self.has_written = False
        """Whether the present transaction may have changed something."""
        self.is_unanswered = False
        """Whether statements were sent whose answers nobody has awaited."""

    @property
    def has_begun(self) -> bool:
        """Whether the transaction that is due was begun."""
        return self.opening is None

    def begin(self) -> None:
        """Begin the transaction that is due."""
        opening, self.opening = self.opening, None
        if opening is not None:
            opening()

    def execute(self, statement: str, values: Mapping[str, object] | None = None, /) -> PipelinedRows:
        """Send a statement that is written for both engines."""
        if not only_reads(statement):
            self.has_written = True
        return self._send(translated(statement), _storable(values) if values else None)

    def _send(self, text: str, values: Mapping[str, object] | None) -> PipelinedRows:
        self.begin()
        cursor = self.connection.cursor()
        self.is_unanswered = True
        self._call(cursor.execute, text, values)
        return PipelinedRows(self, cursor)

    def executemany(self, statement: str, rows: Iterable[Mapping[str, object]], /) -> object:
        """Send a statement for many rows of values: as one that adds them all, or once for each row."""
        given = list(rows)
        if not given:
            return None
        self.has_written = True
        inserted = inserted_rows(statement) if len(given) > 1 else None
        added = None if inserted is None else inserted.rows_of(given)
        if inserted is not None and added is not None:
            return self._send(inserted.text, {"rows": _as_json(added)})
        self.begin()
        text = translated(statement)
        self.is_unanswered = True
        self._call(self.connection.cursor().executemany, text, [_storable(row) for row in given])
        return None

    def sync(self) -> None:
        """Wait until all that was sent is done.

        Raises:
            psycopg.Error: the first statement that failed.
        """
        self.round_trips += 1
        self.is_unanswered = False
        self._call(self._pipeline.sync)

    def close(self) -> None:
        """Close the connection."""
        try:
            with contextlib.suppress(psycopg.Error):
                self._call(self._mode.__exit__, None, None, None)
        finally:
            self._deadlines.close()
            self.connection.close()

    def _call(self, call: Callable[P, object], *given: P.args, **named: P.kwargs) -> None:
        """Run a call of psycopg under the deadline, and keep the first error."""
        try:
            with self._deadlines:
                call(*given, **named)
        except psycopg.Error as error:
            if self.failure is None:
                self.failure = error
            raise


def _storable(values: Mapping[str, object]) -> dict[str, object]:
    """Replace NUL characters: PostgreSQL refuses a whole transaction for one of them."""
    return {
        name: value.replace("\0", "\ufffd") if isinstance(value, str) and "\0" in value else value
        for name, value in values.items()
    }


def _as_json(rows: list[dict[str, object]]) -> str:
    text = msgspec.json.encode(rows)
    if rb"\u0000" in text:
        text = msgspec.json.encode([_storable(row) for row in rows])
    return text.decode()
