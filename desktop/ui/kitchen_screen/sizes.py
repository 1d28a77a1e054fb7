"""The sizes of the wall: heights of letters, widths of columns, distances. All in pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.kitchen.flow import Wall
from desktop.domain.tickets.ticket import Size
from desktop.ui.tickets.paper import Paper

if TYPE_CHECKING:
    from PySide6.QtCore import QSize

DISH_SIZES: Final = (76, 64, 54, 46, 40, 34, 28)
"""Heights of a dish's letters, the largest first. The smallest is read from two metres at 1366 × 768."""
_DISH_ON_PAPER: Final = 51
_EMS: Final = 11
"""A column is at least so many letters high as it is wide: a dish of two words then has one line."""
MARGIN: Final = 8
"""Around the columns, and between them."""
PAD: Final = 8
"""Between the edge of a card and its text."""
EDGE: Final = 2


class CardSize:
    """The measures of the cards for one height of letters."""

    def __init__(self, pixels: int, columns: int, width: int, height: int) -> None:
        self.pixels = pixels
        self.columns = columns
        self.width = (width - MARGIN) // columns - MARGIN
        """The width of a card."""
        self.paper = Paper(self.width - 2 * PAD, factor=pixels / _DISH_ON_PAPER)
        self.line = self.paper.line_height(Size.TEXT, bold=True)
        self.number = self.paper.line_height(Size.DISH, bold=True)
        self.head = max(44, self.number + self.line + 2 * EDGE)
        self.more = self.line + EDGE
        self.wall = Wall(columns, height - 2 * MARGIN, MARGIN, self.head, self.more)

    @property
    def key(self) -> tuple[int, int]:
        """By which texts are laid out alike."""
        return self.pixels, self.width


def card_sizes(room: QSize) -> list[CardSize]:
    """Return the sizes that a wall of this size has room for, the largest first; at least one."""
    width, height = max(room.width(), 120), max(room.height(), 120)
    found = []
    for pixels in DISH_SIZES:
        columns = max(1, (width - MARGIN) // (pixels * _EMS + MARGIN))
        smallest = pixels == DISH_SIZES[-1]
        if smallest or columns > 1:
            found.append(CardSize(pixels, columns, width, height))
    return found
