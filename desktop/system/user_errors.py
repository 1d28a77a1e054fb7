"""How the program refuses to run, or ends: a sentence in both languages and an exit code."""

from __future__ import annotations

from typing import Final

EXIT_OK: Final = 0
EXIT_MACHINE: Final = 1
EXIT_USAGE: Final = 2
EXIT_IN_USE: Final = 3
EXIT_STORE: Final = 4
EXIT_CRASH: Final = 5


class UserError(Exception):
    """The program will not run so; says why in both languages."""

    def __init__(self, code: int, turkish: str, english: str) -> None:
        super().__init__(english)
        self.code = code
        self.turkish = turkish
        self.english = english
