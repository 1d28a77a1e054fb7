"""Connections to SQLite files that trust nothing in a file: it may be damaged, or come from somebody else.

SQL inside a file (views, triggers, defaults, generated columns) may call no function and use no virtual table that could
do harm, and each cell is checked before it is used. Where the sqlite3 module offers it (Python 3.12), the connection is
defensive too: no statement can damage the file itself.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Final

from desktop.store.errors import OldEngineError

if TYPE_CHECKING:
    from pathlib import Path


class StoreConnection(sqlite3.Connection):
    """A connection that remembers a failed statement, so that its transaction fails even where the error was caught.

    SQLite itself would save the rest of the transaction, PostgreSQL would not.
    """

    failure: sqlite3.Error | None = None

    def raise_caught(self) -> None:
        """Raise the error of a statement that somebody caught and went on after."""
        if self.failure is not None:
            raise self.failure

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        try:
            return super().execute(*arguments)
        except sqlite3.Error as error:
            self.failure = error
            raise

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        try:
            return super().executemany(*arguments)
        except sqlite3.Error as error:
            self.failure = error
            raise


OLDEST: Final = (3, 39)
"""The first version of SQLite that knows all statements: IS NOT DISTINCT FROM."""


def raise_if_old() -> None:
    """Raise OldEngineError where this Python has an older SQLite: its first statements would work, and later ones not."""
    if sqlite3.sqlite_version_info < OLDEST:
        raise OldEngineError(sqlite3.sqlite_version)


def connect(database: Path | str, **options: Any) -> StoreConnection:
    """Open a database as `sqlite3.connect` does, with its options.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    connection = sqlite3.connect(database, factory=StoreConnection, **options)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    # Not in Python 3.11.
    configure = getattr(connection, "setconfig", None)
    if configure is not None:
        configure(getattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE"), True)  # noqa: B009 - unknown to 3.11's types
    return connection
