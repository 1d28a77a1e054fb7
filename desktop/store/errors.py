"""Errors of the store."""

from __future__ import annotations


class StoreError(Exception):
    """The database cannot be used; the program made no mistake."""


class CannotSaveError(StoreError):
    """The database cannot be read or written now: disk full, locked, read-only, damaged or gone.

    Nothing of the transaction was saved.
    """


class DisplacedError(CannotSaveError):
    """Another program owns the data folder now; this program may change nothing in it."""


class NotLeaderError(StoreError):
    """Another till leads: only the one that leads may do this, and nothing of it was saved."""


class NewerDatabaseError(StoreError):
    """A newer version of the program wrote the file; it is left untouched."""


class OlderDatabaseError(StoreError):
    """An older version of the program wrote the file, and it may only be read."""


class DamagedDatabaseError(CannotSaveError):
    """The file is damaged, and it may only be read."""


class BrokenRuleError(Exception):
    """A mistake of the program: a transaction broke a rule of the database, and nothing of it was saved."""


class UnknownRowError(LookupError):
    """The outbox has no such row (any more)."""
