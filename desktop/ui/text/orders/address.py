"""An address in at most three lines: the street, the way inside the house, and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.ui.text.format import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LINES: Final = 3
_INSIDE: Final = ("Bina ", "Apt. ", "Blok ", "Kat ", "Daire ")
"""The words that `domain.orders` puts before the parts that lead from the street to the door."""


def in_few_lines(parts: Sequence[str]) -> str:
    """Join the parts of an address, in their order; long ones still wrap."""
    cleaned = [" ".join(plain(part).split()) for part in parts]
    if len(cleaned) <= MOST_LINES:
        return "\n".join(cleaned)
    inside = [place for place, part in enumerate(cleaned) if part.startswith(_INSIDE)]
    first, end = (inside[0], inside[-1] + 1) if inside else (1, 2)
    lines = (cleaned[:first], cleaned[first:end], cleaned[end:])
    return "\n".join(", ".join(line) for line in lines if line)
