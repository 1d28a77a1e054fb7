"""(Heights of tickets, a wall of columns) -> where each stands, as a newspaper flows.

A ticket that fits into a column is divided only where much of the column would stay empty, its first part fills much of
that, and never over two pages.
A longer one goes on in the next column. Parts are counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_SHARE: Final = 0.4
"""A ticket that does not fit into the rest of a column begins there only where so much of the column is left."""
_LEAST_FILLED: Final = 0.5
"""And only where its first part fills so much of that: a head without a dish tells a cook nothing."""


class Unit(NamedTuple):
    """A row of a ticket that is never divided."""

    height: int
    begins: bool
    """Whether a dish, a note or the like begins with it: a ticket is divided before such a row where that is possible."""


class Wall(NamedTuple):
    """The measures of a wall, in pixels."""

    columns: int
    """Columns in view."""
    height: int
    gap: int
    """Between two tickets."""
    head: int
    """The height of a ticket's head."""
    more: int
    """The height of the line that says that a ticket goes on."""


class Placed(NamedTuple):
    """A ticket, or one part of a long one."""

    ticket: int
    """Its place in the list."""
    first: int
    end: int
    """Its units, `end` excluded."""
    column: int
    """Counted over all pages."""
    top: int
    height: int
    part: int
    parts: int

    @property
    def goes_on(self) -> bool:
        """Whether another part follows."""
        return self.part < self.parts


def flow(tickets: Sequence[Sequence[Unit]], wall: Wall) -> list[Placed]:
    """Return the place of each ticket, and of each part of a long one."""
    placed: list[Placed] = []
    column, top = 0, 0
    for number, units in enumerate(tickets):
        whole = wall.head + sum(unit.height for unit in units)
        free = wall.height - top
        is_last = column % wall.columns == wall.columns - 1
        fits = whole <= wall.height
        if (
            top
            and whole > free
            and (
                free < wall.height * _LEAST_SHARE
                or (fits and (is_last or _first_part(units, free, wall) < free * _LEAST_FILLED))
            )
        ):
            column, top = column + 1, 0
            free = wall.height
        parts: list[Placed] = []
        first = 0
        while True:
            room = wall.height - top - wall.head
            end = _end(units, first, room, wall.more)
            high = wall.head + sum(unit.height for unit in units[first:end])
            high += wall.more if end < len(units) else 0
            parts.append(Placed(number, first, end, column, top, high, len(parts) + 1, 0))
            first = end
            if first >= len(units):
                break
            column, top = column + 1, 0
        placed += [part._replace(parts=len(parts)) for part in parts]
        top += parts[-1].height + wall.gap
    return placed


def pages(placed: Sequence[Placed], columns: int) -> int:
    """Return the number of pages, at least one."""
    return max((each.column for each in placed), default=0) // columns + 1


def _first_part(units: Sequence[Unit], free: int, wall: Wall) -> int:
    """Return the height of the part that the rest of a column has room for."""
    end = _end(units, 0, free - wall.head, wall.more)
    return wall.head + sum(unit.height for unit in units[:end]) + wall.more


def _end(units: Sequence[Unit], first: int, room: int, more: int) -> int:
    """Return the end of the units that fit; at least one does, whatever its height."""
    if sum(unit.height for unit in units[first:]) <= room:
        return len(units)
    used, end, good = 0, first, 0
    while end < len(units) and (end == first or used + units[end].height <= room - more):
        used += units[end].height
        end += 1
        if end < len(units) and units[end].begins:
            good = end
    return good or end
