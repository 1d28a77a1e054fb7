"""The database file of a data folder: opened, migrated, repaired, and written once more where it was removed.

Everything here runs on the store's thread. A file that is damaged, removed or replaced while it is open does not stop
saving. Where another program took the folder, nothing in it is changed any more.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from desktop.store.errors import CannotSaveError, DamagedDatabaseError, DisplacedError
from desktop.store.queries.connection import Surroundings
from desktop.store.queries.transaction import Transaction
from desktop.store.sqlite import connections, maintenance, recovery
from desktop.store.sqlite.disk_room import DiskRoom
from desktop.store.sqlite.error_codes import is_damage, translated
from desktop.store.sqlite.schema import migrate, refuse_foreign, refuse_newer, refuse_older
from desktop.store.sqlite.search import SqliteSearch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

T = TypeVar("T")

_log = logging.getLogger(__name__)

_BUSY_SECONDS: Final = 2.0
_MOST_REPLACEMENTS: Final = 3
"""Damaged files in one run; more of them are a failing disk, and people must know."""

_LARGEST_LOG: Final = 64 << 10
"""Bytes of the log that stay allocated after its content is in the file."""

_BESIDE: Final = ("-wal", "-shm")

READS: Final = "BEGIN"
WRITES: Final = "BEGIN IMMEDIATE"
"""Statements that start a transaction."""


class DatabaseFile:
    """One connection to one file."""

    def __init__(
        self, path: Path, holds: Callable[[], bool] | None = None, *, reads_only: bool = False
    ) -> None:
        """Remember the path; nothing is opened yet.

        Args:
            path: path of the file.
            holds: locks the folder again where its lock was removed, and returns whether this program still owns it;
                raises OSError where it cannot be locked now. None where no other program can take the folder.
            reads_only: whether another program may own the file: nothing is created, repaired or moved.
        """
        self._path = path
        self._reads_only = reads_only
        self._holds = holds
        self._connection: connections.StoreConnection | None = None
        self._identities: dict[str, tuple[int, int] | None] = {}
        """Device and inode of the open file and its companions by suffix: a path can come to name another file, or none."""
        self._replacements = 0
        self.room = DiskRoom(path.parent)
        self._ended = False
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        """Gives the time of what is saved."""
        self.moved_aside: Path | None = None
        """Path of a damaged file that a new one replaced."""
        self.rewritten = 0
        """How often the open file was removed or replaced, and written once more."""

    def open_or_replace(self) -> None:
        """Open the file; move a damaged one aside and create a new one.

        Raises:
            NewerDatabaseError: the file is of a newer version.
            OlderDatabaseError: it is of an older one and may only be read.
            DamagedDatabaseError: it is damaged and may only be read.
            OldEngineError: this computer's SQLite is too old.
            CannotSaveError: it cannot be opened or written.
        """
        connections.raise_if_old()
        try:
            self._open_to_read() if self._reads_only else self._open()
        except OSError as error:
            raise CannotSaveError(str(error.strerror)) from error
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise translated(error) from error
            if self._reads_only:
                raise DamagedDatabaseError(str(error)) from error
            self._replace_damaged()

    def _replace_damaged(self) -> None:
        """Move a damaged file aside and continue with a new one that has the rows that could be read."""
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
        self._replacements += 1
        if self._connection is not None:
            recovery.recover_rows(self.moved_aside, self._connection)
            backups = maintenance.all_backups(self._path.parent)
            if backups:
                recovery.restore_history(backups[-1][1], self._connection, datetime.now(UTC))

    def _put_back(self, aside: Path) -> None:
        """Undo a move aside after which no new file could be created: the next start must find the damage."""
        with contextlib.suppress(OSError):
            for suffix in (*_BESIDE, ""):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
                companion = aside.with_name(aside.name + suffix)
                if companion.exists():
                    companion.replace(self._path.with_name(self._path.name + suffix))

    def _rewrite_if_gone(self) -> None:
        """Write the file once more where it or its log is gone: where a path names another file, or none.

        Rows saved in a removed file end with the program. The connection still reads all of them.
        """
        connection = self._connection
        if self._reads_only or connection is None or not (lost := self._lost()):
            return
        # Once more: another program may have taken the folder during the transaction.
        self._check_owner()
        names = ", ".join(self._path.name + suffix for suffix in lost)
        _log.error("%s was removed or replaced while it was open: writing the database once more", names)
        try:
            if "" not in lost and not any(map(self._identity_now, lost)) and maintenance.fold_log(connection):
                # Nothing of another program is in the way, and all rows are in the file that is in place.
                self._close()
                self._open()
                self.rewritten += 1
                return
            if self._path.exists():
                # A companion can belong to the other file, or still to the file that is open here.
                beside = [name for name in _BESIDE if self._identity_now(name) != self._identities.get(name)]
                self._move_aside("replaced", beside)
            maintenance.copy(connection, self._path)
            self._close()
            for suffix in _BESIDE:
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            self._open()
            self.rewritten += 1
        except OSError as error:
            raise CannotSaveError(f"the database file is gone ({error.strerror})") from error

    def _lost(self) -> list[str]:
        """Return the suffixes of the open files whose paths name another file now, or none."""
        for suffix in _BESIDE:
            # SQLite creates a companion when it first needs it.
            if self._identities.get(suffix) is None:
                self._identities[suffix] = self._identity_now(suffix)
        return [suffix for suffix, opened in self._identities.items() if opened != self._identity_now(suffix)]

    def _identity_now(self, suffix: str) -> tuple[int, int] | None:
        try:
            found = self._path.with_name(self._path.name + suffix).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _check_owner(self) -> None:
        """Raise DisplacedError where another program owns the folder now: its files must not be overwritten."""
        try:
            ours = self._holds is None or self._holds()
        except OSError as error:
            raise CannotSaveError(f"the data folder is gone ({error.strerror})") from error
        if not ours:
            raise DisplacedError("another program works on the data folder")

    def ensure_in_place(self) -> None:
        """See `Store.ensure_in_place`."""

        def work(connection: sqlite3.Connection) -> None:
            maintenance.fold_log(connection)
            if not self._reads_only:
                self.room.watch(connection)

        self._with(work)

    def _open_to_read(self) -> None:
        # SQLite needs to create files beside it. Where it cannot, no other program can either, and the file is stable.
        how = "mode=rw" if os.access(self._path.parent, os.W_OK) else "mode=ro&immutable=1"
        self._connection = connections.connect(
            f"{self._path.absolute().as_uri()}?{how}",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        refuse_newer(self._connection)
        refuse_foreign(self._connection)
        refuse_older(self._connection)

    def _open(self) -> None:
        with contextlib.suppress(OSError):  # SQLite gives a better reason
            maintenance.create_private(self._path)
        connection = connections.connect(
            self._path,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        self._connection = connection
        # Before any change, the journal mode included.
        refuse_newer(connection)
        refuse_foreign(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL: an acknowledged order must survive a power cut, not only a crash.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # A burst of orders must not keep its room on the disk for good.
        connection.execute(f"PRAGMA journal_size_limit = {_LARGEST_LOG}")
        maintenance.enable_secure_delete(connection)
        migrate(connection, self._path)
        maintenance.make_private(self._path)
        # The log alone has the tables of a new file until then.
        maintenance.fold_log(connection)
        self._identities = {suffix: self._identity_now(suffix) for suffix in ("", *_BESIDE)}

    def _move_aside(self, why: str, suffixes: Iterable[str] = _BESIDE) -> Path:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        target = self._path.with_name(f"{self._path.stem}.{why}-{stamp}{self._path.suffix}")
        self._path.replace(target)
        for suffix in suffixes:
            companion = self._path.with_name(self._path.name + suffix)
            if companion.exists():
                companion.replace(target.with_name(target.name + suffix))
        return target

    def back_up(self, day: date, keep: int | None) -> Path | None:
        """See `Store.back_up`."""
        try:
            return self._with(
                lambda connection: maintenance.back_up(connection, self._path.parent, day, keep),
                repairs=False,
            )
        except OSError as error:
            raise CannotSaveError(str(error.strerror)) from error

    def check(self) -> str:
        """See `Store.check`."""
        # Not by `_with`: a check must not create a new file.
        if self._connection is None:
            message = "the store is closed"
            raise CannotSaveError(message)
        try:
            return maintenance.first_damage(self._connection)
        except sqlite3.DatabaseError as error:
            raise translated(error) from error

    def blank(
        self, before: datetime, blank: Callable[[str], str], batch: int, board_since: datetime | None
    ) -> int:
        """See `Store.blank`."""

        def work(connection: sqlite3.Connection) -> int:
            return maintenance.blank_orders(
                connection, before, blank, batch, datetime.now(UTC), board_since=board_since
            )

        changed = self._with(
            lambda connection: _in_transaction(connection, WRITES, work), spends_reserve=False
        )
        if changed == 0:
            self._with(maintenance.empty_log)
        return changed

    def transact(
        self,
        begin: str,
        work: Callable[[Transaction], T],
        into_file: bool = False,  # noqa: FBT001, FBT002 - by position
        spends_reserve: bool = True,  # noqa: FBT001, FBT002
    ) -> T:
        """Run `work` as a transaction that starts with this statement; see `Store.write`.

        Raises:
            CannotSaveError: nothing of it was saved.
        """
        result = self._with(
            lambda connection: _in_transaction(
                connection, begin, lambda inner: work(Transaction(self._surroundings(inner)))
            ),
            spends_reserve=spends_reserve,
        )
        if begin != READS:
            # What was just saved in a log that is gone would end with the program, and is about to be acknowledged.
            self._save_in_place(into_file)
        return result

    def _save_in_place(self, into_file: bool) -> None:  # noqa: FBT001
        try:
            self._rewrite_if_gone()
            if self._connection is not None and (into_file or self.room.short is not None):
                maintenance.fold_log(self._connection)
        except sqlite3.DatabaseError as error:
            raise translated(error) from error

    def _with(
        self,
        work: Callable[[connections.StoreConnection], T],
        *,
        repairs: bool = True,
        spends_reserve: bool = True,
    ) -> T:
        """Run `work` on the connection; errors of SQLite become those of the store.

        A file that turns out to be damaged is moved aside, and `work` runs again on a new one, unless `repairs` is False.
        It also runs again after a disk without room got some.
        """
        if self._ended:
            message = "the store is closed"
            raise CannotSaveError(message)
        self._check_owner()
        if self._connection is None:  # no new file could be created in place of a damaged one
            self.open_or_replace()
        connection = self._connection
        assert connection is not None  # noqa: S101 - opened or raised
        try:
            self._rewrite_if_gone()
            try:
                return work(self._connection or connection)
            except sqlite3.OperationalError as error:
                connection = self._connection or connection
                if not repairs or not self.room.relieve(connection, error, spends_reserve=spends_reserve):
                    raise
                return work(self._connection or connection)
        except sqlite3.DatabaseError as error:
            if is_damage(error) and self._reads_only:
                raise DamagedDatabaseError(str(error)) from error
            if not is_damage(error) or not repairs or self._replacements >= _MOST_REPLACEMENTS:
                raise translated(error) from error
        # Nothing can be saved in a damaged file, and another attempt would not repair it.
        self._replace_damaged()
        return self._with(work, spends_reserve=spends_reserve)

    def close(self) -> None:
        """Close the file for good."""
        self._ended = True
        self._close()

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _surroundings(self, connection: sqlite3.Connection) -> Surroundings:
        return Surroundings(connection, SqliteSearch(connection), self._store_time)

    def _store_time(self) -> datetime:
        now = self.now()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _in_transaction(
    connection: connections.StoreConnection, begin: str, work: Callable[[sqlite3.Connection], T]
) -> T:
    connection.execute(begin)
    connection.failure = None
    try:
        result = work(connection)
        if begin != READS:
            connection.raise_caught()
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result
