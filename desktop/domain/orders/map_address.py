"""Reduces an address to the parts for a map: street, district and city, but not the door; and the link to that map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

MAP: Final = "https://www.google.com/maps/search/?api=1&query="
_PRIVATE: Final = re.compile(r"(Bina|Apt\.|Blok|Kat|Daire)(\s|$)|\w+:")
"""Prefixes that `payload` writes before lines for the courier only, and before unknown fields."""
_DISTRICT: Final = "İlçe "


def map_query(address: Sequence[str]) -> str:
    """Return the search text for the address lines of an order, "" without a usable line."""
    lines = (line.replace("\n", " ").strip() for line in address)
    return ", ".join(line.removeprefix(_DISTRICT) for line in lines if line and not _PRIVATE.match(line))


def map_link(address: Sequence[str]) -> str:
    """Return the web address of a map for the address lines of an order, "" without a usable line."""
    query = map_query(address)
    return f"{MAP}{quote(query, safe='')}" if query else ""
