"""Connections to SQLite files that trust nothing in a file: it may be damaged, or come from somebody else.

SQL inside a file (views, triggers, defaults, generated columns) may call no function and use no virtual table that could
do harm, and each cell is checked before it is used. Where the sqlite3 module offers it (Python 3.12), the connection is
defensive too: no statement can damage the file itself.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def connect(database: Path | str, **options: Any) -> sqlite3.Connection:
    """Open a database as `sqlite3.connect` does, with its options.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    connection: sqlite3.Connection = sqlite3.connect(database, **options)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    # Not in Python 3.11.
    configure = getattr(connection, "setconfig", None)
    if configure is not None:
        configure(getattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE"), True)  # noqa: B009 - unknown to 3.11's types
    return connection
