"""Opens the database file, keeps it in shape, and runs transactions on its one worker thread.

One connection, used by one thread only: a slow disk never holds up the window, and two connections to one file
never meet. What the transactions do is in `transaction`.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from desktop.store.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

DATABASE_NAME: Final = "tezgah.db"

_MIGRATIONS: Final = Path(__file__).with_name("migrations")
_BUSY_SECONDS: Final = 2.0

_ENVIRONMENT_CODES: Final = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_AUTH,
    }
)
_DAMAGED_CODES: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class StoreError(Exception):
    """Something is wrong with the database that is not a mistake of the program."""


class CannotSaveError(StoreError):
    """The database cannot be read or written now: disk full, locked, read-only, damaged, gone.

    Nothing of the transaction was saved.
    """


class NewerDatabaseError(StoreError):
    """The file was written by a newer version of the program and is left untouched."""


class Store:
    """The database of one data folder.

    `open` and every `read` and `write` run on the store's own thread; they may be awaited from one event loop.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._connection: sqlite3.Connection | None = None
        self.moved_aside: Path | None = None
        """Where a damaged file was put when a new one was begun at opening."""

    @classmethod
    async def open(cls, data_dir: Path) -> Store:
        """Open `tezgah.db` in a folder, making or migrating it as needed.

        A damaged file is moved aside, with the time in its name, and a new one begun: the vendor repeats what was
        not acknowledged.

        Raises:
            NewerDatabaseError: the file is of a newer version.
            CannotSaveError: the file cannot be opened or written.
        """
        store = cls(data_dir / DATABASE_NAME)
        try:
            await store._run(store._open_or_begin_anew)
        except BaseException:
            await store.close()
            raise
        return store

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` as one durable transaction; when it raises, nothing of it is kept.

        Raises:
            CannotSaveError: nothing was saved.
        """
        return await self._run(lambda: self._transact("BEGIN IMMEDIATE", work))

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on one consistent state of the database.

        Raises:
            CannotSaveError: the database cannot be read.
        """
        return await self._run(lambda: self._transact("BEGIN", work))

    async def close(self) -> None:
        """Finish what was begun and close the file. Safe to call twice."""
        try:
            await self._run(self._close)
        except RuntimeError:
            return  # the thread had ended already
        self._executor.shutdown(wait=False)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    # What follows runs on the worker thread.

    def _open_or_begin_anew(self) -> None:
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            if _primary_code(error) not in _DAMAGED_CODES:
                raise _translated(error) from error
            self._close()
            try:
                self.moved_aside = self._move_aside()
                self._open()
            except (OSError, sqlite3.DatabaseError) as second:
                raise CannotSaveError(str(second)) from second

    def _open(self) -> None:
        connection = sqlite3.connect(
            self._path,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        self._connection = connection
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL: what is acknowledged must survive a power cut, not only a crash.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        self._migrate(connection)

    def _migrate(self, connection: sqlite3.Connection) -> None:
        steps = sorted(_MIGRATIONS.glob("[0-9]*.sql"))
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(steps):
            message = f"database version {version}, program knows {len(steps)}"
            raise NewerDatabaseError(message)
        if 0 < version < len(steps):
            self._back_up(connection, f"before-{version + 1}")
        for number, step in enumerate(steps[version:], start=version + 1):
            if int(step.name.split("_")[0]) != number:
                message = f"migration {step.name} is out of order"
                raise AssertionError(message)
            script = step.read_text("utf-8")
            connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")

    def _back_up(self, connection: sqlite3.Connection, label: str) -> None:
        # Connection.backup reads through the write-ahead log; a copied file would miss what is only there.
        copy = sqlite3.connect(self._path.with_suffix(f".{label}.db"))
        try:
            connection.backup(copy)
        finally:
            copy.close()

    def _move_aside(self) -> Path:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        target = self._path.with_name(f"{self._path.stem}.damaged-{stamp}{self._path.suffix}")
        self._path.replace(target)
        for suffix in ("-wal", "-shm"):
            companion = self._path.with_name(self._path.name + suffix)
            if companion.exists():
                companion.replace(target.with_name(target.name + suffix))
        return target

    def _transact(self, begin: str, work: Callable[[Transaction], T]) -> T:
        connection = self._connection
        if connection is None:
            message = "the store is closed"
            raise CannotSaveError(message)
        try:
            connection.execute(begin)
            try:
                result = work(Transaction(connection))
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.DatabaseError as error:
            raise _translated(error) from error
        return result

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _primary_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _translated(error: sqlite3.Error) -> Exception:
    """Return what to raise for it: the user's disk is told apart from our own mistakes."""
    if _primary_code(error) in _ENVIRONMENT_CODES:
        # Messages of SQLite can quote SQL, never values; keep the plain reason.
        return CannotSaveError(re.sub(r"\s+", " ", str(error))[:200])
    return error
