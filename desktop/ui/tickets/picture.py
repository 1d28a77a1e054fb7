"""(A ticket, dots) -> its picture: black and white, row by row, as every printer and the preview have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, qRgb

from desktop.domain.tickets.image import TicketImage
from desktop.ui.tickets.bands import height_of, paint
from desktop.ui.tickets.layout import lay_out

if TYPE_CHECKING:
    from desktop.domain.tickets.ticket import Ticket

_THRESHOLD: Final = 160
"""Greys below it are black: at 128 thin strokes vanish."""
_DIGITS: Final = bytes(ord("1" if grey < _THRESHOLD else "0") for grey in range(256))
_BYTE: Final = 8
_COLOURS: Final = [qRgb(255, 255, 255), qRgb(0, 0, 0)]
"""White is a bit that is 0, black one that is 1."""


def draw_ticket(ticket: Ticket, width: int) -> TicketImage:
    """Return the picture of a ticket.

    Args:
        ticket: to draw.
        width: dots of the paper.
    """
    bands = lay_out(ticket, width)
    whole_bytes = -(-width // _BYTE) * _BYTE
    grey = QImage(whole_bytes, max(1, height_of(bands)), QImage.Format.Format_Grayscale8)
    grey.fill(Qt.GlobalColor.white)
    painter = QPainter(grey)
    try:
        # The dots after the width are none of the paper.
        painter.setClipRect(0, 0, width, grey.height())
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        paint(painter, bands)
    finally:
        painter.end()
    return TicketImage(width, grey.height(), _as_dots(grey))


def as_qimage(picture: TicketImage) -> QImage:
    """Return a ticket's picture for a window or a file."""
    image = QImage(
        picture.dots, picture.width, picture.rows, picture.bytes_per_row, QImage.Format.Format_Mono
    )
    image.setColorTable(_COLOURS)
    # Qt does not copy the bytes, and they may go.
    return image.copy()


def _as_dots(grey: QImage) -> bytes:
    """Return one bit for each byte of a picture whose width is a number of whole bytes."""
    stride, width, rows = grey.bytesPerLine(), grey.width(), grey.height()
    greys = bytes(grey.constBits())
    if stride != width:
        greys = b"".join(greys[start : start + width] for start in range(0, stride * rows, stride))
    # A number with one binary digit for each dot: ten times as fast as Qt's conversion, and without a loop.
    return int(greys.translate(_DIGITS), 2).to_bytes(rows * width // _BYTE, "big")
