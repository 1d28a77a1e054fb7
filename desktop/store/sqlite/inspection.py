"""Numbers about a database for a check-up: read-only, and without the content of any order.

`inspect_file` is for another process than the one that has the file open.
"""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from desktop.store.rows import optional_time
from desktop.store.sqlite import connections
from desktop.store.sqlite.schema import newest_version

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store.queries.connection import Connection
    from desktop.store.queries.transaction import Transaction


class Inspection(msgspec.Struct, frozen=True):
    """The content of a database in numbers."""

    integrity: str
    """``ok``, or the first damage that SQLite finds."""
    version: int
    """Version of the schema."""
    schema: str
    """SQL of the tables."""
    counts: dict[str, int]
    """Rows by table, and by kind: ``outbox accept owed``, ``events received``."""
    newest: int
    """Newest version of the schema that this program knows."""
    listened_at: datetime | None
    """When an answer of the vendor was last saved."""

    @property
    def queued(self) -> int:
        """Number of calls without a final answer of the vendor."""
        return sum(
            count
            for name, count in self.counts.items()
            if name.startswith("outbox ") and name.rpartition(" ")[2] in {"owed", "unsure"}
        )


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
    listened_at = None
    with contextlib.suppress(sqlite3.DatabaseError):
        for table in tables:
            (counts[table],) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
        for query in (
            "SELECT 'outbox ' || kind || ' ' || state, count(*) FROM outbox GROUP BY 1",
            "SELECT 'events ' || kind, count(*) FROM events GROUP BY 1",
            "SELECT 'orders status ' || status_id, count(*) FROM orders GROUP BY 1",
            "SELECT 'kitchen ' || kind, count(*) FROM kitchen_bumps GROUP BY 1",
            "SELECT 'print jobs ' || state, count(*) FROM print_jobs GROUP BY 1",
        ):
            counts.update(connection.execute(query))
        if "facts" in tables:
            row = connection.execute("SELECT value FROM facts WHERE name = 'listened_at'").fetchone()
            listened_at = optional_time(None if row is None else row[0])
    return Inspection(integrity, version, schema, counts, newest_version(), listened_at)
