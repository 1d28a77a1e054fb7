"""(Problems of printing, time) -> whether their sound is played now: at once, and again until somebody has looked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.printing.job import PrinterProblem
from desktop.domain.trouble import TroubleKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.trouble import Trouble

AGAIN_AFTER: Final = 180.0
"""Seconds between two sounds while nobody has looked."""
PRINTING: Final = frozenset({TroubleKind.PRINTER, TroubleKind.PRINT_UNKNOWN, TroubleKind.PRINT_EXPIRED})
"""Troubles of which the tickets' page tells the way out."""


def is_urgent(trouble: Trouble) -> bool:
    """Whether a ticket may be missing now; paper that ends soon is heard once only."""
    return trouble.kind in PRINTING and not trouble.detail.startswith(f"{PrinterProblem.PAPER_LOW}\n")


class PrinterBell:
    """Remembers which problems people know of."""

    def __init__(self) -> None:
        self._known: frozenset[object] = frozenset()
        self._urgent = False
        self._rang_at: float | None = None
        self._looked = False

    def follow(self, troubles: Iterable[Trouble], steady: float) -> bool:
        """Take the present problems; return whether a new one is to be heard now, at this steady time in seconds."""
        printing = [trouble for trouble in troubles if trouble.kind in PRINTING]
        now = frozenset(trouble.identity for trouble in printing)
        new, self._known = now - self._known, now
        self._urgent = any(map(is_urgent, printing))
        if new:
            self._looked, self._rang_at = False, steady
        return bool(new)

    def look(self) -> None:
        """Note that somebody looks at the problems that there are."""
        self._looked = True

    def is_due(self, steady: float) -> bool:
        """Return whether the sound is to be heard again."""
        if not self._urgent or self._looked or self._rang_at is None or steady - self._rang_at < AGAIN_AFTER:
            return False
        self._rang_at = steady
        return True
