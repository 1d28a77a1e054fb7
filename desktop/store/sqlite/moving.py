"""Files of the embedded store as the source or the target of a copy."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Final

from desktop.store.errors import CannotSaveError
from desktop.store.sqlite import connections, maintenance, schema
from desktop.store.sqlite.error_codes import translated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_UNFINISHED: Final = ".new"


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a transaction on a new store without rows, which is at `path` after the block, whole or not at all.

    Raises:
        CannotSaveError: it could not be written; nothing is left of it.
    """
    fresh = path.with_name(path.name + _UNFINISHED)
    try:
        remove(fresh)
        maintenance.create_private(fresh)
        with contextlib.closing(connections.connect(fresh, isolation_level=None)) as connection:
            schema.migrate(connection, fresh)
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode = DELETE")
        fresh.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            remove(fresh)
        if isinstance(error, sqlite3.Error):
            raise translated(error) from None
        if isinstance(error, OSError):
            raise CannotSaveError(str(error.strerror)) from None
        raise


@contextlib.contextmanager
def stored_file(path: Path) -> Iterator[sqlite3.Connection]:
    """Give one state of a store's file, which no program may change meanwhile.

    Raises:
        CannotSaveError: it cannot be read.
        OlderDatabaseError, NewerDatabaseError: it is of another version.
    """
    try:
        with contextlib.closing(connections.connect(path, isolation_level=None)) as connection:
            schema.refuse_newer(connection)
            schema.refuse_older(connection)
            connection.execute("BEGIN")
            yield connection
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise translated(error) from None


def remove(path: Path) -> None:
    """Delete a file and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
