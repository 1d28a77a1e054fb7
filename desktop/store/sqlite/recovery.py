"""Recovery of a damaged database file: as many rows as SQLite can still read.

It works on a copy, so that the damaged file stays as it was found. It runs on the store's thread.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
from typing import TYPE_CHECKING, Final

from desktop.store.rows import to_milliseconds
from desktop.store.sqlite import connections

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_log = logging.getLogger(__name__)

_TABLES: Final = (
    "orders",
    "events",
    "outbox",
    "rejected",
    "gaps",
    "facts",
    "cached",
    "branches",
    "off_sale",
    "portions",
    "portions_taken",
    "print_jobs",
    "kitchen_bumps",
)
"""Tables that others refer to come first."""


def recover_rows(damaged: Path, connection: sqlite3.Connection) -> int:
    """Copy the readable rows of a damaged file into a new database; return their number.

    It never raises for damage; a full disk fails the next transaction.
    """
    copied = damaged.with_name("tezgah.salvage.db")
    suffixes = ("", "-wal")
    copied_rows = 0
    try:
        for suffix in suffixes:
            source = damaged.with_name(damaged.name + suffix)
            if source.exists():
                shutil.copyfile(source, copied.with_name(copied.name + suffix))
        with contextlib.closing(connections.connect(copied)) as source_connection:
            for table in _TABLES:
                copied_rows += _copy_table(source_connection, connection, table)
    except (OSError, sqlite3.Error) as error:
        _log.warning("the rest of the damaged database cannot be read: %s", error)
    finally:
        for suffix in (*suffixes, "-shm"):
            with contextlib.suppress(OSError):
                copied.with_name(copied.name + suffix).unlink(missing_ok=True)
    _renumber(connection)
    _log.warning("rows recovered from the damaged database: %d", copied_rows)
    return copied_rows


def restore_history(backup: Path, connection: sqlite3.Connection, now: datetime) -> None:
    """Add the missing orders of a backup as history: off the board, and with nothing to send for them.

    The backup has an older state of them; their present state is unknown.
    """
    try:
        known = {key for (key,) in connection.execute("SELECT payment_key FROM orders")}
        (last_job,) = connection.execute("SELECT coalesce(max(id), 0) FROM print_jobs").fetchone()
        bumps = {row for (row,) in connection.execute("SELECT id FROM kitchen_bumps")}
        with contextlib.closing(connections.connect(f"{backup.as_uri()}?mode=ro", uri=True)) as source:
            for table in ("orders", "events", "gaps", "print_jobs", "kitchen_bumps"):
                _copy_table(source, connection, table)
        restored = [
            (to_milliseconds(now), key)
            for (key,) in connection.execute("SELECT payment_key FROM orders").fetchall()
            if key not in known
        ]
        connection.executemany(
            "UPDATE orders SET put_away_at = coalesce(put_away_at, ?1), counted_at = coalesce(counted_at, accepted_at)"
            " WHERE payment_key = ?2",
            restored,
        )
        # A bump whose recall is missing would hide a ticket: what is older than the file is history alone.
        connection.executemany(
            "DELETE FROM kitchen_bumps WHERE id = ?",
            [
                (row,)
                for row, key in connection.execute("SELECT id, payment_key FROM kitchen_bumps").fetchall()
                if row not in bumps and key in known
            ],
        )
        # They waited when the backup was made. Nobody knows what became of them since, and nobody wants them now.
        connection.execute(
            "UPDATE print_jobs SET state = 'unknown', answered_at = ?1"
            " WHERE state IN ('queued', 'not_begun', 'sending') AND (id > ?2 OR payment_key NOT IN"
            " (SELECT payment_key FROM orders WHERE put_away_at IS NULL))",
            (to_milliseconds(now), last_job),
        )
        _renumber(connection)
        _log.warning("orders restored from the backup %s: %d", backup.name, len(restored))
    except sqlite3.Error as error:
        _log.warning("the backup %s cannot be read: %s", backup.name, error)


def _renumber(connection: sqlite3.Connection) -> None:
    """Number all orders in the order of arrival, and index them again: they were read from both ends of the table."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM order_facts")
        connection.execute("DELETE FROM order_search")
        connection.execute(
            "CREATE TEMP TABLE places AS SELECT rowid AS was,"
            " row_number() OVER (ORDER BY received_at, rowid) AS place FROM orders"
        )
        connection.execute("CREATE INDEX temp.places_was ON places (was)")
        # By way of negative numbers: two orders never share one meanwhile.
        connection.execute(
            "UPDATE orders SET indexed = 0, rowid = -(SELECT place FROM places WHERE was = orders.rowid)"
        )
        connection.execute("UPDATE orders SET rowid = -rowid")
        connection.execute("DROP TABLE temp.places")
        connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        # A full disk fails the next transaction; until then only the order of searches is wrong.
        _log.warning("the orders could not be numbered: %s", error)
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _copy_table(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> int:
    # Anything else under its name, such as a view, is not ours.
    ours = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? AND sql NOT LIKE 'CREATE VIRTUAL%'"
    here = {row[1] for row in target.execute(f"PRAGMA table_info({table})")}
    try:
        if source.execute(ours, (table,)).fetchone() is None:
            return 0
        columns = [row[1] for row in source.execute(f"PRAGMA table_info({table})") if row[1] in here]
    except sqlite3.DatabaseError:
        return 0
    if not columns:
        return 0
    names = ", ".join(columns)
    places = ", ".join("?" * len(columns))
    copied_rows = 0
    target.execute("BEGIN IMMEDIATE")
    # From both ends: a damaged page in the middle hides neither the rows before it nor those behind it. NOT INDEXED: an
    # index can be damaged where the rows are whole.
    for direction in ("ASC", "DESC"):
        with contextlib.suppress(sqlite3.DatabaseError):
            rows = source.execute(f"SELECT {names} FROM {table} NOT INDEXED ORDER BY rowid {direction}")  # noqa: S608
            for row in rows:
                # Rows that break a rule are left out, for example the event of an order that could not be read.
                with contextlib.suppress(sqlite3.IntegrityError):
                    copied_rows += target.execute(
                        f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})",  # noqa: S608 - our own names
                        row,
                    ).rowcount
    target.execute("COMMIT")
    return copied_rows
