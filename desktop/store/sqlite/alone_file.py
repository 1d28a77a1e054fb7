"""The database with which one till works alone: last night's backup, and the board as this till last read it."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from typing import TYPE_CHECKING, Final

from desktop.store.errors import CannotSaveError, StoreError
from desktop.store.order_rows import write_beside, write_orders
from desktop.store.queries.base import as_list
from desktop.store.rows import to_milliseconds
from desktop.store.sqlite import connections, maintenance, schema
from desktop.store.sqlite.error_codes import translated
from desktop.store.sqlite.moving import new_file, remove, stored_file
from desktop.store.taking import COPIED_AFTER, highest, mark_beginning, set_value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from pathlib import Path

    from desktop.store.order_rows import OrderRows, RowsBeside

_log = logging.getLogger(__name__)

TAKEN_AT: Final = "alone_taken_at"
"""Single value of the file: when the shared database had taken its orders. Nothing in it is needed any more then."""
_NAME: Final = "tezgah.db"
_ELSE: Final = "payment_key NOT IN (SELECT value FROM json_each(:given))"
_PUT_AWAY: Final = (
    f"UPDATE outbox SET state = 'withdrawn', settled_at = :now WHERE state IN ('owed', 'unsure') AND {_ELSE}",  # noqa: S608 - constants
    f"UPDATE outbox SET needs_person = false WHERE {_ELSE}",  # noqa: S608
    f"UPDATE orders SET put_away_at = :now WHERE put_away_at IS NULL AND status_id NOT IN (5, 6) AND {_ELSE}",  # noqa: S608
    "UPDATE print_jobs SET state = 'cancelled', ended_at = :now WHERE state IN ('queued', 'not_begun', 'sending')",
    "UPDATE print_jobs SET answered_at = :now WHERE state IN ('unknown', 'expired') AND answered_at IS NULL",
)
"""For a backup's orders that are not on the last board: since then, the tills sent, printed or gave up what was due. Nothing
of it may happen again."""


def build(folder: Path, orders: OrderRows, beside: RowsBeside | None, now: datetime) -> Path | None:
    """Make `tezgah.db` in a folder; one that is there is renamed.

    Args:
        folder: of the program's data.
        orders: the board; its rows count more than those of a backup.
        beside: branches, dishes off sale and so on, None where they are not known.
        now: the time.

    Returns:
        The path of the file that was there before, None without one.

    Raises:
        StoreError: nothing was changed.
    """
    target, fresh = folder / _NAME, folder / "tezgah.alone.db"
    try:
        remove(fresh)
        _begin_with_backup(folder, fresh)
        with _transaction(fresh) as connection:
            values = {"given": as_list(orders.keys), "now": to_milliseconds(now)}
            for statement in _PUT_AWAY:
                connection.execute(statement, values)
            copied_after = highest(connection, "events")
            write_orders(connection, orders)
            if beside is not None:
                write_beside(connection, beside)
            set_value(connection, COPIED_AFTER, copied_after)
            connection.execute("DELETE FROM facts WHERE name = ?", (TAKEN_AT,))
            mark_beginning(connection)
        aside = _put_aside(target, f"tezgah.replaced-{now:%Y%m%d-%H%M%S}.db")
        try:
            fresh.replace(target)
        except OSError:
            put_back(folder, aside)
            raise
    except sqlite3.Error as error:
        raise translated(error) from None
    except OSError as error:
        raise CannotSaveError(str(error.strerror)) from None
    finally:
        with contextlib.suppress(OSError):
            remove(fresh)
    return aside


def put_back(folder: Path, aside: Path | None) -> None:
    """Undo `build`."""
    target = folder / _NAME
    remove(target)
    if aside is not None:
        _rename(aside, target)


def put_away_taken(folder: Path, day: date) -> Path | None:
    """Rename `tezgah.db` where it is of a till that worked alone, and the shared database has taken its orders.

    Nobody has it open. Another file stays where it is.

    Args:
        folder: of the program's data.
        day: for the name.
    """
    target = folder / _NAME
    if not target.exists():
        return None
    try:
        with contextlib.closing(connections.connect(target, isolation_level=None)) as connection:
            is_taken = connection.execute("SELECT 1 FROM facts WHERE name = ?", (TAKEN_AT,)).fetchone()
        return _put_aside(target, f"tezgah.alone-{day.isoformat()}.db") if is_taken else None
    except (sqlite3.Error, OSError) as error:
        _log.warning("the file of the time alone stays where it is: %s", error)
        return None


def _begin_with_backup(folder: Path, fresh: Path) -> None:
    for _, backup in reversed(maintenance.all_backups(folder)):
        try:
            with contextlib.closing(connections.connect(backup, isolation_level=None)) as source:
                schema.refuse_newer(source)
                maintenance.copy(source, fresh)
            with contextlib.closing(connections.connect(fresh, isolation_level=None)) as connection:
                schema.migrate(connection, fresh)
            for before in folder.glob("tezgah.alone.before-*.db"):
                remove(before)
            with stored_file(fresh):
                return
        except (sqlite3.Error, StoreError) as error:
            # An older one, or the board alone, is better than nothing.
            _log.warning("%s cannot be used: %s", backup.name, error)
            remove(fresh)
    with new_file(fresh):
        pass


@contextlib.contextmanager
def _transaction(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(connections.connect(path, isolation_level=None)) as connection:
        maintenance.enable_secure_delete(connection)
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


def _put_aside(target: Path, name: str) -> Path | None:
    if not target.exists():
        return None
    aside = target.with_name(name)
    number = 1
    while aside.exists():
        number += 1
        aside = target.with_name(name.removesuffix(".db") + f"-{number}.db")
    _rename(target, aside)
    return aside


def _rename(source: Path, target: Path) -> None:
    # The log first: a database without it would be read as it was before.
    for suffix in ("-wal", "-shm", "-journal", ""):
        companion = source.with_name(source.name + suffix)
        if companion.exists():
            companion.replace(target.with_name(target.name + suffix))
