"""The file of a till's journal, see `store.journal`. It holds customers' data for two days, and is deleted, never repaired."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from desktop.store.errors import CannotSaveError
from desktop.store.journal import JOURNAL_NAME, JournalEntry
from desktop.store.rows import from_milliseconds, optional_milliseconds, optional_time, to_milliseconds
from desktop.store.sqlite import connections, maintenance
from desktop.store.sqlite.error_codes import is_damage, translated
from desktop.store.sqlite.moving import remove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_log = logging.getLogger(__name__)

T = TypeVar("T")

LASTS: Final = timedelta(hours=48)

_VERSION: Final = 1
_TABLES: Final = """
BEGIN IMMEDIATE;
CREATE TABLE orders (payment_key TEXT PRIMARY KEY, raw TEXT NOT NULL, status_id INTEGER NOT NULL, at INTEGER NOT NULL,
    done_status INTEGER, done_at INTEGER, minutes INTEGER) STRICT;
CREATE TABLE store (id INTEGER NOT NULL) STRICT;
PRAGMA user_version = 1;
COMMIT;
"""
_NOTE: Final = (
    "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (payment_key) DO UPDATE SET raw = excluded.raw,"
    " status_id = excluded.status_id, at = excluded.at, done_status = excluded.done_status, done_at = excluded.done_at,"
    " minutes = coalesce(excluded.minutes, orders.minutes)"
)


def delete_journal(folder: Path, before: datetime | None = None) -> None:
    """Delete the journal of a data folder, or only one that was last written before a time. Nobody has it open."""
    path = folder / JOURNAL_NAME
    with contextlib.suppress(FileNotFoundError):
        if before is None or datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
            remove(path)


def _migrate(connection: sqlite3.Connection) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        connection.executescript(_TABLES)
    elif version != _VERSION:
        error = sqlite3.DatabaseError("another version")
        # As a damaged one: it is deleted.
        error.sqlite_errorcode = sqlite3.SQLITE_NOTADB
        raise error


class SqliteJournal:
    """One file with one connection, on a thread of its own."""

    def __init__(self, folder: Path) -> None:
        """Prepare; the file is opened, or made, when it is first used."""
        self._path = folder / JOURNAL_NAME
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._connection: sqlite3.Connection | None = None

    async def note(self, entries: Iterable[JournalEntry]) -> None:
        """See `Journal.note`: the minutes of an earlier entry stay."""
        rows = [
            (
                entry.payment_key, entry.raw, entry.status_id, to_milliseconds(entry.at), entry.done_status,
                optional_milliseconds(entry.done_at), entry.minutes,
            )
            for entry in entries
        ]  # fmt: skip
        await self._run(lambda connection: connection.executemany(_NOTE, rows))

    async def entries(self) -> list[JournalEntry]:
        """Return all entries, the oldest first.

        Raises:
            StoreError: the file cannot be read.
        """
        rows = await self._run(
            lambda connection: connection.execute("SELECT * FROM orders ORDER BY at").fetchall()
        )
        return [
            JournalEntry(key, raw, status, from_milliseconds(at), done, optional_time(done_at), minutes)
            for key, raw, status, at, done, done_at, minutes in rows
        ]

    async def store_id(self) -> int | None:
        """Return the number of the database that the entries are of, None where there is none yet.

        Raises:
            StoreError: the file cannot be read.
        """
        row = await self._run(lambda connection: connection.execute("SELECT id FROM store").fetchone())
        return None if row is None else int(row[0])

    async def begin(self, store_id: int) -> None:
        """Begin anew with another database.

        Raises:
            StoreError: nothing was changed.
        """

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM orders")
            connection.execute("DELETE FROM store")
            connection.execute("INSERT INTO store VALUES (?)", (store_id,))

        await self._run(work)

    async def forget(self, before: datetime) -> None:
        """Remove the entries from before a time.

        Raises:
            StoreError: nothing was removed.
        """
        statement = "DELETE FROM orders WHERE max(at, coalesce(done_at, at)) < ?"
        await self._run(lambda connection: connection.execute(statement, (to_milliseconds(before),)))

    async def close(self) -> None:
        """Close the file. It is opened again where the last answer is still being saved."""
        await asyncio.get_running_loop().run_in_executor(self._executor, self._close)

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._transact, work)

    def _transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            try:
                return self._once(work)
            except sqlite3.Error as error:
                self._close()
                if not is_damage(error):
                    raise
                _log.warning("the journal is damaged: a new one is begun")
                remove(self._path)
                return self._once(work)
        except sqlite3.Error as error:
            raise translated(error) from None
        except OSError as error:
            raise CannotSaveError(str(error.strerror)) from None

    def _once(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._open()
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        result = work(connection)
        connection.execute("COMMIT")
        return result

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        maintenance.create_private(self._path)
        connection = connections.connect(self._path, isolation_level=None)
        try:
            # Deleted entries are overwritten, and no second file keeps them.
            maintenance.enable_secure_delete(connection)
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = FULL")
            _migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
