"""Opens the database file, keeps it in shape, and runs transactions on its one worker thread.

One connection, used by one thread only: a slow disk never holds up the window, and two connections to one file
never meet. What the transactions do is in `transaction`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from desktop.store import recovery, upkeep
from desktop.store.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

T = TypeVar("T")

_log = logging.getLogger(__name__)

DATABASE_NAME: Final = "tezgah.db"

_MIGRATIONS: Final = Path(__file__).with_name("migrations")
_BUSY_SECONDS: Final = 2.0
_BEGIN_ANEW_AT_MOST: Final = 3
"""Damaged files in one run; more are a failing disk, which has to be said."""

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
        self._identity: tuple[int, int] | None = None
        """Of the file that is open: a path can come to mean another file, or none."""
        self._begun_anew = 0
        self._closed = False
        self.moved_aside: Path | None = None
        """Where a damaged file was put when a new one was begun."""

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

    async def check(self) -> str:
        """Return ``ok``, or the first thing that SQLite finds wrong with the file.

        Raises:
            CannotSaveError: the file cannot be read.
        """
        return await self._run(self._check)

    async def back_up(self, day: date, keep: int = 7) -> Path | None:
        """Copy the database to ``backups/tezgah-YYYY-MM-DD.db``; None where that day has its backup already.

        Args:
            day: the day, in local time.
            keep: how many of the newest backups are kept; the others are deleted.

        Raises:
            CannotSaveError: it could not be made; nothing is left of it, and older ones are as they were.
        """
        return await self._run(lambda: self._back_up(day, keep))

    async def blank(self, before: datetime, blank: Callable[[str], str], batch: int = 200) -> int:
        """Take personal data out of orders received before a time; to be repeated until it returns 0.

        Other work gets its turn between two batches. What is deleted is overwritten, and with the last batch the
        write-ahead log is emptied.

        Args:
            before: the time; an order for later keeps its data until then.
            blank: from an order's JSON to the same without personal data.
            batch: orders at a time, at most.

        Returns:
            How many orders were blanked and payloads that were none deleted.

        Raises:
            CannotSaveError: nothing of this batch was saved.
        """
        return await self._run(lambda: self._blank(before, blank, batch))

    async def tidy_files(self, before: datetime, blank: Callable[[str], str], batch: int = 200) -> None:
        """Take personal data older than a time out of the backups, and delete other copies that are older than it.

        What cannot be changed now is logged and left for the next time. Arguments are those of `blank`.
        """
        folder = self._path.parent
        await self._run(lambda: upkeep.delete_old_files(folder, before))
        for day, path in await self._run(lambda: list(upkeep.all_backups(folder))):
            some = partial(upkeep.forget_in_backup, day, path, before, blank, batch)
            while await self._run(some):
                pass

    async def close(self) -> None:
        """Finish what was begun and close the file. Safe to call twice."""
        try:
            await self._run(self._close_for_good)
        except RuntimeError:
            return  # the thread had ended already
        self._executor.shutdown(wait=False)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    # What follows runs on the worker thread.

    def _open_or_begin_anew(self) -> None:
        try:
            self._open()
        except OSError as error:
            raise CannotSaveError(str(error.strerror)) from error
        except sqlite3.DatabaseError as error:
            if _primary_code(error) not in _DAMAGED_CODES:
                raise _translated(error) from error
            self._begin_anew()

    def _begin_anew(self) -> None:
        """Put a damaged file aside and go on with a new one that has what could be read of it."""
        self._close()
        aside = None
        try:
            aside = self._move_aside("damaged")
            self._open()
        except (OSError, sqlite3.DatabaseError) as error:
            self._close()
            if aside is not None:
                self._put_back(aside)
            raise CannotSaveError(str(error)) from error
        self.moved_aside = aside
        self._begun_anew += 1
        if self._connection is not None:
            recovery.take_over(self.moved_aside, self._connection)
            backups = [path for _, path in upkeep.all_backups(self._path.parent)]
            if backups:
                recovery.take_history(backups[-1], self._connection, datetime.now(UTC))

    def _put_back(self, aside: Path) -> None:
        """Undo a move aside after which no new file could be begun: it is to be found, and said, the next time."""
        with contextlib.suppress(OSError):
            for suffix in ("-wal", "-shm", ""):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
                companion = aside.with_name(aside.name + suffix)
                if companion.exists():
                    companion.replace(self._path.with_name(self._path.name + suffix))

    def _stay_on_the_file(self) -> None:
        """Write no further into a file that is not there any more: what is saved in it ends with the program.

        The connection still reads all that was saved; it becomes a new file in the old place.
        """
        connection = self._connection
        if connection is None or self._identity_of_file() == self._identity:
            return
        _log.error("the database file was removed or replaced while it was open: writing it anew")
        try:
            if self._path.exists():
                # Its companions are those of the file that we still have open.
                self._move_aside("replaced", suffixes=())
            upkeep.copy(connection, self._path)
            self._close()
            for suffix in ("-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            self._open()
        except OSError as error:
            raise CannotSaveError(f"the database file is gone ({error.strerror})") from error

    def _identity_of_file(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _open(self) -> None:
        with contextlib.suppress(OSError):  # SQLite will say it better
            upkeep.create_private(self._path)
        connection = sqlite3.connect(
            self._path,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        self._connection = connection
        # Before anything is changed, how the file keeps its journal included.
        _refuse_newer(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL: what is acknowledged must survive a power cut, not only a crash.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        upkeep.overwrite_what_is_deleted(connection)
        self._migrate(connection)
        upkeep.make_private(self._path)
        self._identity = self._identity_of_file()

    def _migrate(self, connection: sqlite3.Connection) -> None:
        steps = _migrations()
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if 0 < version < len(steps):
            upkeep.copy(connection, self._path.with_suffix(f".before-{version + 1}.db"))
        for number, step in enumerate(steps[version:], start=version + 1):
            if int(step.name.split("_")[0]) != number:
                message = f"migration {step.name} is out of order"
                raise AssertionError(message)
            script = step.read_text("utf-8")
            connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")

    def _move_aside(self, why: str, suffixes: tuple[str, ...] = ("-wal", "-shm")) -> Path:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        target = self._path.with_name(f"{self._path.stem}.{why}-{stamp}{self._path.suffix}")
        self._path.replace(target)
        for suffix in suffixes:
            companion = self._path.with_name(self._path.name + suffix)
            if companion.exists():
                companion.replace(target.with_name(target.name + suffix))
        return target

    def _back_up(self, day: date, keep: int) -> Path | None:
        try:
            return self._with(
                lambda connection: upkeep.back_up(connection, self._path.parent, day, keep), mends=False
            )
        except OSError as error:
            raise CannotSaveError(str(error.strerror)) from error

    def _check(self) -> str:
        # Not by `_with`: to look does not begin a new file.
        if self._connection is None:
            message = "the store is closed"
            raise CannotSaveError(message)
        try:
            return upkeep.first_damage(self._connection)
        except sqlite3.DatabaseError as error:
            raise _translated(error) from error

    def _blank(self, before: datetime, blank: Callable[[str], str], batch: int) -> int:
        def work(connection: sqlite3.Connection) -> int:
            return upkeep.forget(connection, before, blank, batch, datetime.now(UTC))

        changed = self._with(lambda connection: _in_transaction(connection, "BEGIN IMMEDIATE", work))
        if changed == 0:
            self._with(upkeep.empty_log)
        return changed

    def _transact(self, begin: str, work: Callable[[Transaction], T]) -> T:
        return self._with(
            lambda connection: _in_transaction(connection, begin, lambda inner: work(Transaction(inner)))
        )

    def _with(self, work: Callable[[sqlite3.Connection], T], *, mends: bool = True) -> T:
        """Run `work` on the connection; errors of the machine become `CannotSaveError`.

        A file that turns out to be damaged is put aside, and `work` run again on a new one, where `mends` allows that.
        """
        if self._closed:
            message = "the store is closed"
            raise CannotSaveError(message)
        if self._connection is None:  # no new file could be begun in place of a damaged one
            self._open_or_begin_anew()
        connection = self._connection
        assert connection is not None  # noqa: S101 - opened or raised
        try:
            self._stay_on_the_file()
            return work(self._connection or connection)
        except sqlite3.DatabaseError as error:
            damaged = _primary_code(error) in _DAMAGED_CODES
            if not damaged or not mends or self._begun_anew >= _BEGIN_ANEW_AT_MOST:
                raise _translated(error) from error
        # Nothing can be saved in a damaged file, and asking for it again would not mend it.
        self._begin_anew()
        return self._with(work)

    def _close_for_good(self) -> None:
        self._closed = True
        self._close()

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def newest_version() -> int:
    """Return the version of the schema that this program knows."""
    return len(_migrations())


def _migrations() -> list[Path]:
    return sorted(_MIGRATIONS.glob("[0-9]*.sql"))


def _refuse_newer(connection: sqlite3.Connection) -> None:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    known = newest_version()
    if version > known:
        message = f"database version {version}, program knows {known}"
        raise NewerDatabaseError(message)


def _in_transaction(connection: sqlite3.Connection, begin: str, work: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute(begin)
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _primary_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _translated(error: sqlite3.Error) -> Exception:
    """Return what to raise for it: the user's disk is told apart from our own mistakes."""
    if _primary_code(error) in _ENVIRONMENT_CODES:
        # Messages of SQLite can quote SQL, never values; keep the plain reason.
        return CannotSaveError(re.sub(r"\s+", " ", str(error))[:200])
    return error
