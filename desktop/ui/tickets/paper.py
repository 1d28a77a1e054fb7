"""One paper: its width in dots, its fonts, and texts that are wrapped on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QTextLayout, QTextOption

from desktop.domain.tickets.ticket import Align
from desktop.ui.tickets.bands import Letters
from desktop.ui.tickets.fonts import Fonts, fonts

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QFontMetricsF, QTextLine

FULL_WIDTH: Final = 576
"""Dots of paper of 80 mm, to which all distances refer."""
_SHARE: Final = 0.48
"""On narrower paper letters shrink by half as much: people stand as far away from it."""
_LARGEST: Final = 1.4
"""On a page of an office printer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a wrapped text, with the place of its letters from its own left and top."""

    layout: QTextLayout
    line: QTextLine
    width: float
    height: int

    def at(self, left: float, top: float, *, white: bool = False) -> Letters:
        """Return the line as a mark."""
        return Letters(self.layout, self.line, left, top, white)


class Paper:
    """The measures of a paper.

    Args:
        width: in dots.
        scale: of the letters, in per cent.
        factor: of the letters, whatever the width; on a screen people choose their size.
    """

    def __init__(self, width: int, scale: int = 100, *, factor: float = 0.0) -> None:
        self.width = width
        share = width / FULL_WIDTH
        factor = factor or min(1 - _SHARE + _SHARE * share, _LARGEST) * scale / 100
        self._fonts: Fonts = fonts(round(factor, 3))
        self.margin = self.dots(4)

    def dots(self, at_full_width: float) -> int:
        """Return a distance on this paper; at least one dot."""
        return self._fonts.dots(at_full_width)

    def font(self, size: int, *, bold: bool) -> tuple[QFont, QFontMetricsF]:
        """Return a font and its metrics."""
        return self._fonts.font(size, bold=bold)

    def length(self, text: str, size: int, *, bold: bool) -> float:
        """Return the dots of a text on one line."""
        return self._fonts.font(size, bold=bold)[1].horizontalAdvance(text)

    def line_height(self, size: int, *, bold: bool) -> int:
        """Return the rows of a line."""
        metrics = self._fonts.font(size, bold=bold)[1]
        return math.ceil(metrics.ascent() + metrics.descent())

    def wrapped(self, text: str, size: int, *, bold: bool, room: float) -> list[Line]:
        """Return a text in lines of at most so many dots; a word that is longer is divided."""
        font, _ = self._fonts.font(size, bold=bold)
        height = self.line_height(size, bold=bold)
        lines = []
        for paragraph in text.split("\n"):
            layout = QTextLayout(paragraph or " ", font)
            option = QTextOption()
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(room, 1))
                lines.append(Line(layout, line, line.naturalTextWidth(), height))
            layout.endLayout()
        return lines

    def aligned(self, line: Line, align: Align, left: float, room: float) -> float:
        """Return the left edge of a line in its room."""
        if align is Align.LEFT:
            return left
        free = room - line.width
        return left + (free if align is Align.RIGHT else free / 2)
