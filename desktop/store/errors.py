"""What can be wrong with the database that is not a mistake of the program, and how SQLite's own errors become that."""

from __future__ import annotations

import re
import sqlite3
from typing import Final

_ENVIRONMENT_CODES: Final = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_AUTH,
    }
)
_DAMAGED_CODES: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class StoreError(Exception):
    """Something is wrong with the database that is not a mistake of the program."""


class CannotSaveError(StoreError):
    """The database cannot be read or written now: disk full, locked, read-only, damaged, gone.

    Nothing of the transaction was saved.
    """


class UnknownRowError(LookupError):
    """The outbox has no such row (any more)."""


class DisplacedError(CannotSaveError):
    """Another program works on the data folder by now: nothing of it may be changed here any more."""


class NewerDatabaseError(StoreError):
    """The file was written by a newer version of the program and is left untouched."""


class OlderDatabaseError(StoreError):
    """The file was written by an older version, and whoever only reads does not change it."""


class DamagedDatabaseError(CannotSaveError):
    """The file is damaged, and whoever only reads does not mend it."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite found the file damaged, or no database."""
    return _primary_code(error) in _DAMAGED_CODES


def translated(error: sqlite3.Error) -> Exception:
    """Return what to raise for it: the user's disk is told apart from our own mistakes."""
    if _primary_code(error) in _ENVIRONMENT_CODES:
        # Messages of SQLite can quote SQL, never values; keep the plain reason.
        return CannotSaveError(re.sub(r"\s+", " ", str(error))[:200])
    return error


def _primary_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
