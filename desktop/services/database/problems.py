"""Errors that people read where the store of the options cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.store_problems import happened, to_do
from desktop.domain.text.translation import Message
from desktop.store.errors import NewerDatabaseError, OldEngineError, StoreError, StoreProblemError
from desktop.system.user_errors import EXIT_STORE, UserError

if TYPE_CHECKING:
    from desktop.domain.tills import StoreProblem
    from desktop.system.settings.options import Options


def sentences(problem: StoreProblem, place: str) -> Message:
    """Return what happened with a shared database, and what to do."""
    return Message("{happened} {to_do}", happened=happened(problem, place), to_do=to_do(problem, place))


def store_failed(error: Exception, options: Options) -> UserError | None:
    """Return the error of a command or a start whose shared database, or whose SQLite, cannot be used; else None."""
    if isinstance(error, OldEngineError):
        return UserError(_old_engine(error), code=EXIT_STORE)
    if not isinstance(error, StoreProblemError) or options.store_address is None:
        return None
    return UserError(sentences(error.problem, options.store_address.place), code=EXIT_STORE)


def _old_engine(error: OldEngineError) -> Message:
    return Message(
        "The SQLite {version} of this computer's Python is too old. Tezgâh needs SQLite 3.39 or newer:"
        " start it with a newer Python, or install the packaged Tezgâh. Nothing was changed.",
        version=error,
    )


def start_failed(error: StoreError, options: Options) -> Message:
    """Return the reason, for the window, why the program cannot start, and what to do."""
    if isinstance(error, StoreProblemError) and options.store_address is not None:
        return sentences(error.problem, options.store_address.place)
    if isinstance(error, OldEngineError):
        return _old_engine(error)
    if isinstance(error, NewerDatabaseError):
        return Message(
            "The orders of this computer were saved by a newer version of Tezgâh.\n"
            "Install that version again; nothing was changed.",
        )
    return Message(
        "The folder for orders cannot be used: {folder}\n"
        "Free some disk space or check the permissions, then start Tezgâh again.",
        folder=options.data_dir,
    )
