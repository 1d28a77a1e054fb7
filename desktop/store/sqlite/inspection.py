"""A look into the database from outside, for a check-up: read-only, and nothing of any order's content.

For another process than the one that works on the file; inside the program `Store` answers.
"""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from desktop.store.rows import optional_time
from desktop.store.sqlite.schema import newest_version

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store.sqlite.transaction import Transaction


class Inspection(msgspec.Struct, frozen=True):
    """What a database holds, in numbers."""

    integrity: str
    """``ok``, or the first thing that SQLite finds wrong."""
    version: int
    """Of the schema."""
    schema: str
    """SQL of the tables."""
    counts: dict[str, int]
    """Rows by table, ``outbox accept owed`` and ``events received`` by what they are."""
    newest: int
    """Version of the schema that this program knows."""
    listened_at: datetime | None
    """When an answer of the vendor was last saved."""

    @property
    def queued(self) -> int:
        """Calls that the vendor has not answered for good."""
        return sum(
            count
            for name, count in self.counts.items()
            if name.startswith("outbox ") and name.rpartition(" ")[2] in {"owed", "unsure"}
        )


def inspect_file(path: Path) -> Inspection:
    """Look into a database file without changing it.

    Raises:
        sqlite3.Error: it cannot be read at all.
    """
    log = path.with_name(f"{path.name}-wal")
    if not log.exists():
        # SQLite lays -wal and -shm beside a database even to read it. Where there is none nobody works on the file,
        # and it can be read as it lies.
        try:
            found = _look(f"{path.resolve().as_uri()}?mode=ro&immutable=1")
        except sqlite3.Error:
            if not log.exists():
                raise
        else:
            if not log.exists():
                return found
    return _look(f"{path.resolve().as_uri()}?mode=ro")


def _look(address: str) -> Inspection:
    with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
        try:
            (integrity,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            integrity = str(error)
        return _inspection(connection, str(integrity).splitlines()[0])


def inspect(tx: Transaction, integrity: str) -> Inspection:
    """Look into the database from a transaction; `integrity` is what `Store.check` said."""
    return _inspection(tx.connection, integrity)


def _inspection(connection: sqlite3.Connection, integrity: str) -> Inspection:
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
        ):
            counts.update(connection.execute(query))
        if "facts" in tables:
            row = connection.execute("SELECT value FROM facts WHERE name = 'listened_at'").fetchone()
            listened_at = optional_time(None if row is None else row[0])
    return Inspection(integrity, version, schema, counts, newest_version(), listened_at)
