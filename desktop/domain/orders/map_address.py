"""Which part of an address a map needs: street, district and city, and nothing that tells the door."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_PRIVATE: Final = re.compile(r"(Bina|Apt\.|Blok|Kat|Daire)(\s|$)|\w+:")
"""How `payload` begins the lines that nobody but the courier needs, and those of fields that no rule knows."""
_DISTRICT: Final = "İlçe "


def place_of(address: Sequence[str]) -> str:
    """Return what a map is asked for, "" where nothing of it can be told.

    Args:
        address: the lines of an order's address, as `payload` writes them.
    """
    lines = (line.replace("\n", " ").strip() for line in address)
    return ", ".join(line.removeprefix(_DISTRICT) for line in lines if line and not _PRIVATE.match(line))
