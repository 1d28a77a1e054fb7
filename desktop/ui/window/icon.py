"""The program's icon: a counter bell with the number of waiting orders, or with a warning."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPainterPath, QPixmap

from desktop.ui.widgets import theme

_SIZES = (16, 22, 24, 32, 48, 64)
_MOST = 99


def app_icon(waiting: int = 0, *, receiving: bool = True) -> QIcon:
    """Return the icon: with a number if orders wait, grey with "!" if none can arrive."""
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_draw(size, waiting, receiving=receiving))
    return icon


def _draw(size: int, waiting: int, *, receiving: bool) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 64, size / 64)
    painter.setPen(Qt.PenStyle.NoPen)
    tokens = theme.LIGHT
    painter.setBrush(QColor(tokens.accept if receiving else tokens.muted))
    painter.drawRoundedRect(QRectF(2, 2, 60, 60), 14, 14)
    painter.setBrush(QColor(tokens.on_accept))
    painter.drawPath(_bell())
    if waiting or not receiving:
        painter.setBrush(QColor(tokens.late))
        painter.drawEllipse(QPointF(44, 20), 20, 20)
        painter.setPen(QColor(tokens.on_late))
        font = QFont(QGuiApplication.font())
        text = "!" if not receiving else str(waiting) if waiting <= _MOST else f"{_MOST}+"
        font.setPixelSize(32 if len(text) == 1 else 24 if len(text) == 2 else 16)  # noqa: PLR2004 - digits
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        painter.drawText(QRectF(24, 0, 40, 40), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return pixmap


def _bell() -> QPainterPath:
    path = QPainterPath(QPointF(14, 42))
    path.arcTo(QRectF(14, 24, 36, 36), 180, -180)
    path.closeSubpath()
    path.addRoundedRect(QRectF(10, 45, 44, 6), 3, 3)
    knob = QPainterPath()
    knob.addRoundedRect(QRectF(29, 16, 6, 10), 2, 2)
    return path.united(knob)
