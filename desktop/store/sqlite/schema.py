"""The schema of the database: numbered SQL files, each run once, on the store's thread."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Final

from desktop.store.errors import NewerDatabaseError, OlderDatabaseError
from desktop.store.sqlite import maintenance

_LITTLE_ROOM: Final = 4 << 20
"""Bytes."""

_MIGRATIONS: Final = Path(__file__).with_name("migrations")


def newest_version() -> int:
    """Return the version of the schema that this program knows."""
    return len(_migrations())


def refuse_newer(connection: sqlite3.Connection) -> None:
    """Refuse a file of a newer version; change nothing.

    Raises:
        NewerDatabaseError: the file is of a newer version.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    known = newest_version()
    if version > known:
        message = f"database version {version}, program knows {known}"
        raise NewerDatabaseError(message)


def refuse_older(connection: sqlite3.Connection) -> None:
    """Refuse a file that needs a migration; change nothing.

    Raises:
        OlderDatabaseError: the file is of an older version.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version < newest_version():
        message = f"database version {version}, program needs {newest_version()}"
        raise OlderDatabaseError(message)


def refuse_foreign(connection: sqlite3.Connection) -> None:
    """Refuse a file with parts that run SQL of their own: our files have no triggers and no views.

    Raises:
        sqlite3.DatabaseError: there is such a part; its code is that of damage, so that the rows alone are kept.
    """
    found = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')"
        " OR (sql LIKE 'CREATE VIRTUAL TABLE%' AND (name <> 'order_search' OR sql NOT LIKE '% USING fts5 (%'))"
    ).fetchone()
    if found is not None:
        error = sqlite3.DatabaseError("the file contains SQL that is not ours")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Migrate a file to the newest version; one with content is copied beside itself first."""
    steps = _migrations()
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if 0 < version < len(steps):
        maintenance.copy(connection, path.with_suffix(f".before-{version + 1}.db"))
    for number, step in enumerate(steps[version:], start=version + 1):
        if int(step.name.split("_")[0]) != number:
            message = f"migration {step.name} is out of order"
            raise AssertionError(message)
        script = step.read_text("utf-8")
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
        if shutil.disk_usage(path.parent).free < _LITTLE_ROOM:
            # The log of all steps together would leave no room for the tables themselves.
            maintenance.empty_log(connection)


def _migrations() -> list[Path]:
    return sorted(_MIGRATIONS.glob("[0-9]*.sql"))
