"""Errors that a person reads, and the exit codes of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from desktop.domain.text.translation import Message

EXIT_OK: Final = 0
EXIT_MACHINE: Final = 1
EXIT_USAGE: Final = 2
EXIT_IN_USE: Final = 3
EXIT_STORE: Final = 4
EXIT_CRASH: Final = 5


class UserError(Exception):
    """A problem that a person can fix: its message says what happened and what to do.

    ``str(error)`` is the message in the language in force; `languages.in_both(error.message)` gives Turkish and English.
    """

    code = EXIT_MACHINE
    """Exit code of a process that ends with this error; a subclass may have another one."""

    def __init__(self, message: Message, *, code: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
