"""The Turkish ending "from" after a time of day, by how its last number is spoken: 16:02'den, 16:03'ten, 16:40'tan."""

from __future__ import annotations

from typing import Final

_UNITS: Final = ("", "den", "den", "ten", "ten", "ten", "dan", "den", "den", "dan")
_TENS: Final = ("dan", "dan", "den", "dan", "tan", "den")
"""After the round numbers 0 (sıfır), 10, 20, 30, 40, 50."""


def from_time(clock: str) -> str:
    """Return a time such as ``16:02`` with its ending. Any text that ends in a time is possible."""
    hours, _, minutes = clock.rpartition(" ")[2].partition(":")
    # "16:00" is spoken as the hour alone.
    number = int(minutes) or int(hours)
    ending = _UNITS[number % 10] or _TENS[number // 10]
    return f"{clock}'{ending}"
