"""Maintenance of the database file and the files beside it: backups, old personal data, file permissions.

Plain functions on connections and paths, run on the store's thread. They raise sqlite3's errors and OSError, which
the store translates. A function that is passed in removes personal data from an order.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
import sqlite3
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.privacy import LONGEST_SCHEDULE
from desktop.store.rows import optional_milliseconds, to_milliseconds
from desktop.store.sqlite import connections
from desktop.store.sqlite.error_codes import is_damage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_log = logging.getLogger(__name__)

BACKUP_FOLDER: Final = "backups"

_BACKUP: Final = re.compile(r"tezgah-(\d{4}-\d\d-\d\d)\.db")
_ASIDE: Final = (
    "tezgah.before-*.db*",
    "tezgah.damaged-*.db*",
    "tezgah.replaced-*.db*",
    "tezgah.handed-over-*.db*",
    "tezgah.taken-over-*.db*",
    "tezgah.moved-*.db*",
    "tezgah.salvage.db*",
)
_UNFINISHED: Final = ".new"
_COMPANIONS: Final = ("-wal", "-shm", "-journal")

_DUE: Final = (
    "blanked_at IS NULL AND received_at < ?1"
    " AND (scheduled_at IS NULL OR scheduled_at < ?1 OR received_at < ?2)"
    " AND coalesce(placed_at, 0) NOT BETWEEN ?1 AND ?3"
    " AND (?4 IS NULL OR put_away_at IS NOT NULL OR status_id IN (5, 6) OR"
    " (accepted_at IS NOT NULL AND changed_at <= ?4 AND coalesce(scheduled_at, 0) <= ?4))"
)
"""Orders to blank: received before ?1 or, when they are for later, before ?2 at the latest.

Not those that the vendor dates between ?1 and ?3, now: our clock was wrong when they came. Not those on the board, which
begins at ?4.
"""

# The vendor's messages can name the customer; the details of these two kinds of events are our own.
_BLANK_MESSAGES: Final = (
    "UPDATE outbox SET message = '' WHERE kind = 'acknowledge' AND payment_key = ?1 AND message <> ''",
    "UPDATE outbox SET message = '' WHERE kind <> 'acknowledge' AND payment_key = ?1 AND message <> ''",
    "UPDATE events SET detail = '' WHERE payment_key = ?1 AND kind NOT IN ('accept pressed', 'accepted')",
)


# Old personal data


def blank_orders(
    connection: sqlite3.Connection,
    before: datetime,
    blank: Callable[[str], str],
    limit: int,
    now: datetime,
    *,
    board_since: datetime | None = None,
) -> int:
    """Remove personal data from orders received before a time, the oldest first, inside a transaction.

    Orders for later keep theirs until then. The vendor's messages about those orders go too, in events and outbox, and
    so do rejected payloads, whatever they hold.

    Args:
        connection: in a transaction.
        before: the time.
        blank: turns an order's JSON into the same without personal data.
        limit: orders, and rejected payloads, at most.
        now: the time that is saved with them.
        board_since: orders on the board keep theirs, see `Transaction.on_board`; None in a backup, which has no board.

    Returns:
        The number of changed orders and deleted payloads; 0 when nothing is left to do.
    """
    searchable = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'order_search'").fetchone()
    unseen = connection.execute("SELECT 1 FROM pragma_table_info('orders') WHERE name = 'unseen'").fetchone()
    printed = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'print_jobs'").fetchone()
    cooked = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'kitchen_bumps'").fetchone()
    moments = (
        to_milliseconds(before),
        to_milliseconds(before - LONGEST_SCHEDULE),
        to_milliseconds(now),
        optional_milliseconds(board_since),
    )
    orders = connection.execute(
        f"SELECT payment_key, raw, rowid FROM orders WHERE {_DUE} ORDER BY received_at LIMIT ?5",  # noqa: S608
        (*moments, limit),
    ).fetchall()
    for key, raw, rowid in orders:
        connection.execute(
            "UPDATE orders SET raw = ?, blanked_at = ? WHERE payment_key = ?",
            (blank(raw), to_milliseconds(now), key),
        )
        if unseen:  # an old backup can be without that column; it holds an earlier state of the order
            connection.execute("UPDATE orders SET unseen = '' WHERE payment_key = ? AND unseen <> ''", (key,))
        if printed:
            connection.execute(
                "UPDATE print_jobs SET detail = '' WHERE payment_key = ? AND detail <> ''", (key,)
            )
        if cooked:
            connection.execute("DELETE FROM kitchen_bumps WHERE payment_key = ?", (key,))
        if searchable:  # an old backup can be without a search index
            connection.execute("DELETE FROM order_search WHERE rowid = ?", (rowid,))
            connection.execute("UPDATE orders SET indexed = 0 WHERE rowid = ?", (rowid,))
        for statement in _BLANK_MESSAGES:
            connection.execute(statement, (key,))
    left = connection.execute(f"SELECT 1 FROM orders WHERE {_DUE} LIMIT 1", moments).fetchone()  # noqa: S608
    if orders and searchable and left is None:
        # The last batch. A search table only marks rows as deleted; optimising removes them.
        connection.execute("INSERT INTO order_search (order_search) VALUES ('optimize')")
    rejected = connection.execute(
        "DELETE FROM rejected WHERE fingerprint IN (SELECT fingerprint FROM rejected WHERE last_seen < ? LIMIT ?)",
        (to_milliseconds(before), limit),
    )
    return len(orders) + rejected.rowcount


def enable_secure_delete(connection: sqlite3.Connection) -> None:
    """Let SQLite overwrite deleted and changed data, so that no unused part of the file still has it."""
    connection.execute("PRAGMA secure_delete = ON")


def fold_log(connection: sqlite3.Connection) -> bool:
    """Move the write-ahead log into the database, and wait for nobody; return whether all of it is there now.

    A disk that has no room for it is no error: the log keeps the rows.
    """
    try:
        busy, logged, moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlite3.OperationalError as error:
        if is_damage(error):
            raise
        return False
    return not busy and bool(logged == moved)


def empty_log(connection: sqlite3.Connection) -> None:
    """Move the write-ahead log into the database and truncate it: it still has older versions of pages.

    While another program reads the database, the log stays until the next call; nothing waits for that program.
    """
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(patience)}")


# Backups


def copy(connection: sqlite3.Connection, target: Path) -> None:
    """Write the database as one file, whole or not at all.

    Raises:
        sqlite3.Error, OSError: it could not be written; nothing is left of it.
    """
    fresh = target.with_name(target.name + _UNFINISHED)
    try:
        _remove(fresh)
        create_private(fresh)
        with contextlib.closing(connections.connect(fresh)) as copied:
            # This reads through the write-ahead log; a copy of the file would miss its rows.
            connection.backup(copied)
            _check_whole(copied, connection)
            copied.execute("PRAGMA journal_mode = DELETE")
        fresh.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            _remove(fresh)
        raise


def first_damage(connection: sqlite3.Connection) -> str:
    """Return ``ok``, or the first damage that SQLite finds in the file; change nothing."""
    try:
        found: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return str(error)
    # A heading in stars can stand above the findings.
    return next((line for line in found.splitlines() if not line.startswith("***")), found)


def _check_whole(copied: sqlite3.Connection, original: sqlite3.Connection) -> None:
    """Refuse a damaged copy: as a backup it would replace a good one. The error says whether the original is damaged."""
    if first_damage(copied) == "ok":
        return
    if (found := first_damage(original)) != "ok":
        error = sqlite3.DatabaseError(found)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error
    raise OSError(errno.EIO, "the copy cannot be read")


def back_up(connection: sqlite3.Connection, folder: Path, day: date, keep: int | None) -> Path | None:
    """Make the backup of a day, unless there is one, and delete the oldest above `keep`, None for none; return the new one.

    The oldest go also where nothing is new: what was kept while the time was unsure may be deleted now.

    Raises:
        sqlite3.Error, OSError: it could not be made; older backups are untouched.
    """
    backups = folder / BACKUP_FOLDER
    backups.mkdir(mode=0o700, exist_ok=True)
    target = backups / f"tezgah-{day.isoformat()}.db"
    is_new = not target.exists()
    if is_new:
        copy(connection, target)
    if keep is not None:
        for _, path in all_backups(folder)[:-keep]:
            _remove(path)
    return target if is_new else None


def all_backups(folder: Path) -> list[tuple[date, Path]]:
    """Return the daily backups with their days, oldest first."""
    backups = []
    for path in sorted((folder / BACKUP_FOLDER).glob("tezgah-*.db")):
        named = _BACKUP.fullmatch(path.name)
        with contextlib.suppress(ValueError):
            if named:
                backups.append((date.fromisoformat(named[1]), path))
    return backups


def blank_backup(day: date, path: Path, before: datetime, blank: Callable[[str], str], limit: int) -> int:
    """Do in the backup of a day what `blank_orders` does, in one transaction; return the same number.

    A backup that cannot be read or written now is logged and left for the next time. It is deleted once its day is
    before that time.
    """
    if not path.exists():
        return 0
    try:
        # Do not wait for another program that reads it.
        with contextlib.closing(connections.connect(path, timeout=0, isolation_level=None)) as connection:
            enable_secure_delete(connection)
            connection.execute("BEGIN IMMEDIATE")
            changed = blank_orders(connection, before, blank, limit, datetime.now(UTC))
            connection.execute("COMMIT")
            return changed
    except sqlite3.Error as error:
        _log.warning("%s: personal data cannot be removed: %s", path.name, error)
    if day < before.date():
        with contextlib.suppress(OSError):
            _remove(path)
    return 0


def delete_old_files(folder: Path, before: datetime) -> None:
    """Delete copies from before a time: damaged databases, copies made before a migration, unfinished copies.

    Their personal data cannot be removed reliably in another way. A file that cannot be deleted is logged and left for
    the next time.
    """
    aside = [path for pattern in _ASIDE for path in folder.glob(pattern)]
    unfinished = list((folder / BACKUP_FOLDER).glob(f"*{_UNFINISHED}*"))
    for path in aside + unfinished:
        try:
            if path in unfinished or path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("%s cannot be deleted: %s", path.name, error.strerror)


# Files


def create_private(path: Path) -> None:
    """Create an empty file, where there is none, that only its owner may read; SQLite gives its companions the same mode."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def make_private(database: Path) -> None:
    """Let only the owner read the database and all copies of it."""
    if os.name != "posix":
        return  # on Windows, the profile folder is private
    folder = database.parent
    backups = folder / BACKUP_FOLDER
    files = [database, *(database.with_name(database.name + suffix) for suffix in _COMPANIONS)]
    files += [path for pattern in _ASIDE for path in folder.glob(pattern)]
    for path, mode in [(backups, 0o700), *((file, 0o600) for file in [*files, *backups.glob("*")])]:
        # Another user's files cannot be changed.
        with contextlib.suppress(OSError):
            if path.stat().st_mode & 0o077:
                path.chmod(mode)


def _remove(path: Path) -> None:
    for suffix in ("", *_COMPANIONS):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
