"""Errors of SQLite by their codes: the machine's, the file's damage, or a mistake of the program."""

from __future__ import annotations

import re
import sqlite3
from typing import Final

from desktop.store.errors import BrokenRuleError, CannotSaveError

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


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether SQLite found the file damaged, or no database."""
    return _primary_code(error) in _DAMAGED_CODES


def is_full(error: sqlite3.Error) -> bool:
    """Return whether SQLite found no room on the disk."""
    return _primary_code(error) == sqlite3.SQLITE_FULL


def translated(error: sqlite3.Error) -> Exception:
    """Return the store's error for one of SQLite: the user's disk, or a mistake of the program."""
    # Messages of SQLite can quote SQL, never values.
    reason = re.sub(r"\s+", " ", str(error))[:200]
    if _primary_code(error) in _ENVIRONMENT_CODES:
        return CannotSaveError(reason)
    return BrokenRuleError(reason)


def _primary_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
