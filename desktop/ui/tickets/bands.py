"""Bands: rows of dots with what is painted on them, one below the other; none overlaps another.

A page ends between two bands, and so never in a line of letters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter, QTextLayout, QTextLine


class Mark(Protocol):
    """Something that is painted."""

    def paint(self, painter: QPainter, top: float) -> None:
        """Paint it; its own heights count from `top`."""
        ...


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle, in dots."""

    left: float
    top: float
    width: float
    height: float
    black: bool = True

    def paint(self, painter: QPainter, top: float) -> None:
        colour = Qt.GlobalColor.black if self.black else Qt.GlobalColor.white
        painter.fillRect(QRectF(self.left, top + self.top, self.width, self.height), colour)


@dataclass(frozen=True, slots=True)
class Letters:
    """One line of a laid-out text."""

    layout: QTextLayout
    """Owns the line."""
    line: QTextLine
    left: float
    top: float
    white: bool = False

    def paint(self, painter: QPainter, top: float) -> None:
        painter.setPen(Qt.GlobalColor.white if self.white else Qt.GlobalColor.black)
        self.line.draw(painter, QPointF(self.left - self.line.x(), top + self.top - self.line.y()))


@dataclass(frozen=True, slots=True)
class Squares:
    """The black squares of a QR code."""

    rows: tuple[bytes, ...]
    """A byte that is not 0 is black."""
    left: float
    top: float
    side: float
    """Dots of one square."""

    def paint(self, painter: QPainter, top: float) -> None:
        for place, row in enumerate(self.rows):
            for column, value in enumerate(row):
                if value:
                    painter.fillRect(
                        QRectF(
                            self.left + column * self.side,
                            top + self.top + place * self.side,
                            self.side,
                            self.side,
                        ),
                        Qt.GlobalColor.black,
                    )


@dataclass(frozen=True, slots=True)
class Band:
    """A piece that is not divided."""

    height: int
    marks: tuple[Mark, ...] = ()


def height_of(bands: Sequence[Band]) -> int:
    """Return the rows of bands together."""
    return sum(band.height for band in bands)


def paint(painter: QPainter, bands: Sequence[Band], bleed: float = 0) -> None:
    """Paint bands from the top of the painter.

    Args:
        painter: one dot is one of its units.
        bands: to paint.
        bleed: dots by which black reaches below its own: where the units are no whole dots of a page, a white line would be seen
            between two black bands.
    """
    top = 0
    for band in bands:
        for mark in band.marks:
            if bleed and isinstance(mark, Fill) and mark.black:
                replace(mark, height=mark.height + bleed).paint(painter, top)
            else:
                mark.paint(painter, top)
        top += band.height


def pages(bands: Sequence[Band], rows: int) -> list[list[Band]]:
    """Divide bands into pages of at most so many rows; a band that is higher than a page has one of its own."""
    divided: list[list[Band]] = [[]]
    used = 0
    for band in bands:
        if divided[-1] and used + band.height > rows:
            divided.append([])
            used = 0
        divided[-1].append(band)
        used += band.height
    return divided
