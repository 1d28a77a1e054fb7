"""What can be saved out of a damaged database file: as many rows as SQLite can still read.

Works on a copy, so that the damaged file stays as it was found for whoever can do more with it. Runs on the store's
thread.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
from typing import TYPE_CHECKING, Final

from desktop.store.rows import to_milliseconds

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_log = logging.getLogger(__name__)

_TABLES: Final = ("orders", "events", "outbox", "rejected", "gaps", "facts", "cached", "branches", "off_sale")
"""Those that others refer to come first."""


def take_over(damaged: Path, connection: sqlite3.Connection) -> int:
    """Copy what can be read of a damaged file into a new database; returns how many rows that were.

    Never raises for what the damage does; a full disk shows itself at the next transaction.
    """
    copied = damaged.with_name("tezgah.salvage.db")
    suffixes = ("", "-wal")
    taken = 0
    try:
        for suffix in suffixes:
            source = damaged.with_name(damaged.name + suffix)
            if source.exists():
                shutil.copyfile(source, copied.with_name(copied.name + suffix))
        with contextlib.closing(sqlite3.connect(copied)) as source_connection:
            for table in _TABLES:
                taken += _take_table(source_connection, connection, table)
    except (OSError, sqlite3.Error) as error:
        _log.warning("the damaged database gives no more: %s", error)
    finally:
        for suffix in (*suffixes, "-shm"):
            with contextlib.suppress(OSError):
                copied.with_name(copied.name + suffix).unlink(missing_ok=True)
    _index_anew(connection)
    _log.warning("rows taken over from the damaged database: %d", taken)
    return taken


def take_history(backup: Path, connection: sqlite3.Connection, now: datetime) -> None:
    """Add the orders of a backup that are not there, as history: off the board, and with nothing owed for them.

    They were as the backup has them some time ago; what became of them since is not known any more.
    """
    try:
        known = {key for (key,) in connection.execute("SELECT payment_key FROM orders")}
        with contextlib.closing(sqlite3.connect(f"{backup.as_uri()}?mode=ro", uri=True)) as source:
            for table in ("orders", "events", "gaps"):
                _take_table(source, connection, table)
        restored = [
            (to_milliseconds(now), key)
            for (key,) in connection.execute("SELECT payment_key FROM orders").fetchall()
            if key not in known
        ]
        connection.executemany(
            "UPDATE orders SET put_away_at = coalesce(put_away_at, ?) WHERE payment_key = ?", restored
        )
        _index_anew(connection)
        _log.warning("orders taken from the backup %s: %d", backup.name, len(restored))
    except sqlite3.Error as error:
        _log.warning("the backup %s cannot be read: %s", backup.name, error)


def _index_anew(connection: sqlite3.Connection) -> None:
    """Let looking back read all orders again, in the order in which they once came: they were read from both ends."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM order_facts")
        connection.execute("DELETE FROM order_search")
        connection.execute(
            "CREATE TEMP TABLE places AS SELECT rowid AS was,"
            " row_number() OVER (ORDER BY received_at, rowid) AS place FROM orders"
        )
        connection.execute("CREATE INDEX temp.places_was ON places (was)")
        # By way of places that none has: two orders cannot share one meanwhile.
        connection.execute(
            "UPDATE orders SET indexed = 0, rowid = -(SELECT place FROM places WHERE was = orders.rowid)"
        )
        connection.execute("UPDATE orders SET rowid = -rowid")
        connection.execute("DROP TABLE temp.places")
        connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        # A full disk shows itself at the next transaction; what is found is only not in order.
        _log.warning("the history could not be put in order: %s", error)
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _take_table(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> int:
    here = {row[1] for row in target.execute(f"PRAGMA table_info({table})")}
    try:
        columns = [row[1] for row in source.execute(f"PRAGMA table_info({table})") if row[1] in here]
    except sqlite3.DatabaseError:
        return 0
    if not columns:
        return 0
    names = ", ".join(columns)
    places = ", ".join("?" * len(columns))
    taken = 0
    target.execute("BEGIN IMMEDIATE")
    # From both ends: a damaged page in the middle hides neither what is before nor what is behind it. NOT INDEXED: the
    # rows may be whole where an index is not.
    for direction in ("ASC", "DESC"):
        with contextlib.suppress(sqlite3.DatabaseError):
            rows = source.execute(f"SELECT {names} FROM {table} NOT INDEXED ORDER BY rowid {direction}")  # noqa: S608
            for row in rows:
                # Rows that break a rule (an event of an order that could not be read) are left behind.
                with contextlib.suppress(sqlite3.IntegrityError):
                    taken += target.execute(
                        f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})",  # noqa: S608 - our own names
                        row,
                    ).rowcount
    target.execute("COMMIT")
    return taken
