"""The few symbols of the window as vector paths: independent of fonts, and sharp at any size."""

from __future__ import annotations

import enum
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter


class Glyph(enum.Enum):
    """The meaning of a symbol."""

    WARNING = enum.auto()
    CLOCK = enum.auto()
    CHECK = enum.auto()
    DOT = enum.auto()
    SENDING = enum.auto()
    BELL = enum.auto()
    BELL_MUTED = enum.auto()
    MENU = enum.auto()


def draw(painter: QPainter, glyph: Glyph, where: QRectF, color: QColor) -> None:
    """Draw a symbol into a square area."""
    painter.save()
    painter.translate(where.topLeft())
    painter.scale(where.width() / 16, where.height() / 16)
    if glyph in _FILLED:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(
            QPen(color, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
    painter.drawPath(_path(glyph))
    painter.restore()


_FILLED = frozenset({Glyph.WARNING, Glyph.DOT})


@cache
def _path(glyph: Glyph) -> QPainterPath:
    return _PATHS[glyph]()


def _warning() -> QPainterPath:
    outer = QPainterPath(QPointF(8, 1.2))
    outer.lineTo(15.4, 14.4)
    outer.lineTo(0.6, 14.4)
    outer.closeSubpath()
    mark = QPainterPath()
    mark.addRoundedRect(QRectF(7.15, 5.6, 1.7, 4.6), 0.8, 0.8)
    mark.addEllipse(QPointF(8, 12.2), 1.05, 1.05)
    return outer.subtracted(mark)


def _clock() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(8, 8), 6.4, 6.4)
    path.moveTo(8, 4.4)
    path.lineTo(8, 8.2)
    path.lineTo(10.4, 9.8)
    return path


def _check() -> QPainterPath:
    path = QPainterPath(QPointF(2.4, 8.6))
    path.lineTo(6.2, 12.4)
    path.lineTo(13.6, 3.8)
    return path


def _dot() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(8, 8), 5, 5)
    return path


def _sending() -> QPainterPath:
    path = QPainterPath(QPointF(8, 13.4))
    path.lineTo(8, 3)
    path.moveTo(3.6, 7.2)
    path.lineTo(8, 2.8)
    path.lineTo(12.4, 7.2)
    return path


def _bell() -> QPainterPath:
    path = QPainterPath(QPointF(2.2, 11.6))
    path.lineTo(13.8, 11.6)
    path.cubicTo(12.2, 10.2, 12.2, 8.8, 12.2, 7)
    path.cubicTo(12.2, 3.8, 10.2, 2.2, 8, 2.2)
    path.cubicTo(5.8, 2.2, 3.8, 3.8, 3.8, 7)
    path.cubicTo(3.8, 8.8, 3.8, 10.2, 2.2, 11.6)
    path.moveTo(6.4, 13.9)
    path.cubicTo(7.2, 14.7, 8.8, 14.7, 9.6, 13.9)
    return path


def _bell_muted() -> QPainterPath:
    path = _bell()
    path.moveTo(1.8, 1.8)
    path.lineTo(14.2, 14.2)
    return path


def _menu() -> QPainterPath:
    path = QPainterPath()
    for y in (3.8, 8, 12.2):
        path.moveTo(2.4, y)
        path.lineTo(13.6, y)
    return path


_PATHS = {
    Glyph.WARNING: _warning,
    Glyph.CLOCK: _clock,
    Glyph.CHECK: _check,
    Glyph.DOT: _dot,
    Glyph.SENDING: _sending,
    Glyph.BELL: _bell,
    Glyph.BELL_MUTED: _bell_muted,
    Glyph.MENU: _menu,
}
