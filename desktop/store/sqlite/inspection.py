"""Numbers about a database for a check-up: read-only, and without the content of any order.

`inspect_file` is for another process than the one that has the file open.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from desktop.store.inspection import Inspection, count_rows, listened_at
from desktop.store.sqlite import connections
from desktop.store.sqlite.schema import newest_version

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store.queries.connection import Connection
    from desktop.store.queries.transaction import Transaction


def inspect_file(path: Path) -> Inspection:
    """Inspect a database file without changing it.

    Raises:
        sqlite3.Error: it cannot be read at all.
    """
    log = path.with_name(f"{path.name}-wal")
    if not log.exists():
        # SQLite creates -wal and -shm even to read a database. Where there is no -wal, no program has the file open, and
        # it is stable.
        try:
            found = _inspect(f"{path.resolve().as_uri()}?mode=ro&immutable=1")
        except sqlite3.Error:
            if not log.exists():
                raise
        else:
            if not log.exists():
                return found
    return _inspect(f"{path.resolve().as_uri()}?mode=ro")


def _inspect(address: str) -> Inspection:
    with contextlib.closing(connections.connect(address, uri=True)) as connection:
        try:
            (integrity,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            integrity = str(error)
        return _inspection(connection, str(integrity).splitlines()[0])


def inspect(tx: Transaction, integrity: str) -> Inspection:
    """Inspect the database from a transaction; `integrity` is the answer of `Store.check`."""
    return _inspection(tx.connection, integrity)


def _inspection(connection: Connection, integrity: str) -> Inspection:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    schema = "\n".join(
        f"{sql};" for (sql,) in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
    )
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    ]
    counts: dict[str, int] = {}
    at = None
    with contextlib.suppress(sqlite3.DatabaseError):
        count_rows(connection, tables, counts)
        if "facts" in tables:
            at = listened_at(connection)
    return Inspection("sqlite", integrity, version, schema, counts, newest_version(), at)
