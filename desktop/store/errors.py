"""Errors of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.domain.tills import StoreProblem


class StoreError(Exception):
    """The database cannot be used; the program made no mistake."""


class CannotSaveError(StoreError):
    """The database cannot be read or written now: disk full, locked, read-only, damaged or gone.

    Nothing of the transaction was saved.
    """


class StoreProblemError(CannotSaveError):
    """The shared database cannot be used now, and why. Its text has neither values nor the password."""

    def __init__(self, reason: str, problem: StoreProblem, *, in_doubt: bool = False) -> None:
        """Remember the reason.

        Args:
            reason: for the log.
            problem: for people.
            in_doubt: whether the answer to the commit was lost: the transaction may have been saved all the same.
        """
        super().__init__(reason)
        self.problem = problem
        self.in_doubt = in_doubt


class DisplacedError(CannotSaveError):
    """Another program owns the data folder now; this program may change nothing in it."""


class NotLeaderError(StoreError):
    """Another till leads: only the one that leads may do this, and nothing of it was saved."""


class NewerDatabaseError(StoreError):
    """A newer version of the program wrote the file; it is left untouched."""


class OlderProgramError(StoreError):
    """The shared database needs a newer version of this program."""


class OlderDatabaseError(StoreError):
    """An older version of the program wrote the file, and it may only be read."""


class OldEngineError(StoreError):
    """This computer's SQLite is too old."""


class DamagedDatabaseError(CannotSaveError):
    """The file is damaged, and it may only be read."""


class BrokenRuleError(Exception):
    """A mistake of the program: a transaction broke a rule of the database, and nothing of it was saved."""


class UnknownRowError(LookupError):
    """The outbox has no such row (any more)."""
