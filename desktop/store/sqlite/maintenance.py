"""The care of the database file and of the files beside it: backups, old personal data, who may read them.

Plain functions on connections and paths; they raise sqlite3's errors and OSError, which the store translates, and run on
its thread. What of an order is personal is told by a function that is passed in.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
import sqlite3
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from desktop.store.rows import to_milliseconds
from desktop.store.sqlite.error_codes import is_damage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_log = logging.getLogger(__name__)

BACKUP_FOLDER: Final = "backups"

LONGEST_SCHEDULE: Final = timedelta(days=30)
"""How long an order for later keeps its data past `before` at most: a mistyped year must not keep them for good."""

_BACKUP: Final = re.compile(r"tezgah-(\d{4}-\d\d-\d\d)\.db")
_ASIDE: Final = (
    "tezgah.before-*.db*",
    "tezgah.damaged-*.db*",
    "tezgah.replaced-*.db*",
    "tezgah.handed-over-*.db*",
    "tezgah.taken-over-*.db*",
    "tezgah.salvage.db*",
)
_UNFINISHED: Final = ".new"
_COMPANIONS: Final = ("-wal", "-shm", "-journal")

_DUE: Final = (
    "blanked_at IS NULL AND received_at < ?1"
    " AND (scheduled_at IS NULL OR scheduled_at < ?1 OR received_at < ?2)"
)
"""Orders that have lost their time: before ?1 or, for later ones, before ?2 at the latest."""

# What the vendor said of an order can name the customer; of events, these are in words of our own.
_FORGET_WORDS: Final = (
    "UPDATE outbox SET message = '' WHERE kind = 'acknowledge' AND payment_key = ?1 AND message <> ''",
    "UPDATE outbox SET message = '' WHERE kind <> 'acknowledge' AND payment_key = ?1 AND message <> ''",
    "UPDATE events SET detail = '' WHERE payment_key = ?1 AND kind NOT IN ('accept pressed', 'accepted')",
)


# Old personal data


def forget(
    connection: sqlite3.Connection,
    before: datetime,
    blank: Callable[[str], str],
    limit: int,
    now: datetime,
) -> int:
    """Take the personal data out of orders received before a time, inside a transaction; begin with the oldest.

    Orders for later keep theirs until then. What came from the vendor about those orders in the history and the outbox
    goes too, and what was received and was no order at all, whatever it holds.

    Args:
        connection: in a transaction.
        before: the time.
        blank: from an order's JSON to the same without personal data.
        limit: orders, and payloads that were none, at most.
        now: what is written down as the time of it.

    Returns:
        How many were changed or deleted; 0 when nothing is left to do.
    """
    searchable = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'order_search'").fetchone()
    moments = (to_milliseconds(before), to_milliseconds(before - LONGEST_SCHEDULE))
    orders = connection.execute(
        f"SELECT payment_key, raw, rowid FROM orders WHERE {_DUE} ORDER BY received_at LIMIT ?3",  # noqa: S608
        (*moments, limit),
    ).fetchall()
    for key, raw, rowid in orders:
        connection.execute(
            "UPDATE orders SET raw = ?, blanked_at = ? WHERE payment_key = ?",
            (blank(raw), to_milliseconds(now), key),
        )
        if searchable:  # a backup can be from before there was a search
            connection.execute("DELETE FROM order_search WHERE rowid = ?", (rowid,))
            connection.execute("UPDATE orders SET indexed = 0 WHERE rowid = ?", (rowid,))
        for statement in _FORGET_WORDS:
            connection.execute(statement, (key,))
    left = connection.execute(f"SELECT 1 FROM orders WHERE {_DUE} LIMIT 1", moments).fetchone()  # noqa: S608
    if orders and searchable and left is None:
        # The last batch. A search table only notes what is deleted; brought together, it has it no more.
        connection.execute("INSERT INTO order_search (order_search) VALUES ('optimize')")
    rejected = connection.execute(
        "DELETE FROM rejected WHERE fingerprint IN (SELECT fingerprint FROM rejected WHERE last_seen < ? LIMIT ?)",
        (to_milliseconds(before), limit),
    )
    return len(orders) + rejected.rowcount


def overwrite_what_is_deleted(connection: sqlite3.Connection) -> None:
    """Let nothing that is deleted or changed stay readable in unused parts of the file."""
    connection.execute("PRAGMA secure_delete = ON")


def empty_log(connection: sqlite3.Connection) -> None:
    """Bring the write-ahead log into the database and cut it to nothing: it still has pages as they were before.

    When another program reads the database just then, the log stays for the next time; nobody waits for it.
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
        sqlite3.Error, OSError: it could not be; nothing is left of it.
    """
    fresh = target.with_name(target.name + _UNFINISHED)
    try:
        _remove(fresh)
        create_private(fresh)
        with contextlib.closing(sqlite3.connect(fresh)) as copied:
            # Reads through the write-ahead log; a copied file would miss what is only there.
            connection.backup(copied)
            _check_whole(copied, connection)
            copied.execute("PRAGMA journal_mode = DELETE")
        fresh.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            _remove(fresh)
        raise


def first_damage(connection: sqlite3.Connection) -> str:
    """Return ``ok``, or the first thing that SQLite finds wrong with the file, without changing anything."""
    try:
        found: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return str(error)
    # The findings may stand under a heading in stars.
    return next((line for line in found.splitlines() if not line.startswith("***")), found)


def _check_whole(copied: sqlite3.Connection, original: sqlite3.Connection) -> None:
    """Refuse a damaged copy: as a backup it would push a good one out. Tells whether the database itself is damaged."""
    if first_damage(copied) == "ok":
        return
    if (found := first_damage(original)) != "ok":
        error = sqlite3.DatabaseError(found)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error
    raise OSError(errno.EIO, "what was copied cannot be read")


def back_up(connection: sqlite3.Connection, folder: Path, day: date, keep: int) -> Path | None:
    """Make the backup of a day and delete the oldest above `keep`; None where the day has its backup already.

    Raises:
        sqlite3.Error, OSError: it could not be made; older ones are as they were.
    """
    backups = folder / BACKUP_FOLDER
    backups.mkdir(mode=0o700, exist_ok=True)
    target = backups / f"tezgah-{day.isoformat()}.db"
    if target.exists():
        return None
    copy(connection, target)
    for _, path in list(all_backups(folder))[:-keep]:
        _remove(path)
    return target


def all_backups(folder: Path) -> Iterator[tuple[date, Path]]:
    """Yield the daily backups with their days, oldest first."""
    for path in sorted((folder / BACKUP_FOLDER).glob("tezgah-*.db")):
        named = _BACKUP.fullmatch(path.name)
        with contextlib.suppress(ValueError):
            if named:
                yield date.fromisoformat(named[1]), path


def forget_in_backup(day: date, path: Path, before: datetime, blank: Callable[[str], str], limit: int) -> int:
    """Do in the backup of a day what `forget` does, in one transaction; returns as it does.

    One that cannot be read or written now is logged and left for the next time. Once all that is in it is too old to be
    kept it is deleted.
    """
    if not path.exists():
        return 0
    try:
        # Whoever looks into it just now is not waited for.
        with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            overwrite_what_is_deleted(connection)
            connection.execute("BEGIN IMMEDIATE")
            changed = forget(connection, before, blank, limit, datetime.now(UTC))
            connection.execute("COMMIT")
            return changed
    except sqlite3.Error as error:
        _log.warning("%s: personal data cannot be taken out: %s", path.name, error)
    if day < before.date():
        with contextlib.suppress(OSError):
            _remove(path)
    return 0


def delete_old_files(folder: Path, before: datetime) -> None:
    """Delete what was put aside before a time: damaged databases, copies of before a migration, unfinished copies.

    They cannot be relied on to lose their personal data in another way. What cannot be deleted is logged and left for
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
    """Make an empty file that only its owner may read, where there is none; SQLite gives the files beside it the same."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def make_private(database: Path) -> None:
    """Let only the owner read the database and all that was made of it, however it was made."""
    if os.name != "posix":
        return  # on Windows the folder of the profile is private
    folder = database.parent
    backups = folder / BACKUP_FOLDER
    files = [database, *(database.with_name(database.name + suffix) for suffix in _COMPANIONS)]
    files += [path for pattern in _ASIDE for path in folder.glob(pattern)]
    for path, mode in [(backups, 0o700), *((file, 0o600) for file in [*files, *backups.glob("*")])]:
        # Of files that are another's only their owner can say.
        with contextlib.suppress(OSError):
            if path.stat().st_mode & 0o077:
                path.chmod(mode)


def _remove(path: Path) -> None:
    for suffix in ("", *_COMPANIONS):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
