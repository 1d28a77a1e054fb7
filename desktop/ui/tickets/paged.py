"""Tickets on pages: a PDF as large as the ticket, or the sheets of an office printer at its own resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from desktop.domain.tickets.ticket import Bar, Row, Size, Ticket
from desktop.ui.tickets.bands import Band, height_of, pages, paint
from desktop.ui.tickets.layout import DOTS_PER_MILLIMETRE, lay_out

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice

_LONGEST_PAGE: Final = 38_000
"""Rows of one page: a PDF has none that is longer than five metres."""
_MARGIN: Final = 12.0
"""White edge of a sheet in millimetres: office printers print none of it."""
_RESOLUTION: Final = 300
_BLEED: Final = 0.5
_SMALLER: Final = (1.0, 0.85, 0.7)
"""Sizes of the letters that are tried until a ticket fits on one sheet."""


def ticket_pdf(ticket: Ticket, width: int) -> bytes:
    """Return a PDF with one page as large as the ticket on paper of so many dots."""
    bands = lay_out(ticket, width)
    divided = pages(bands, _LONGEST_PAGE)
    rows = max(map(height_of, divided))
    size = QSizeF(width / DOTS_PER_MILLIMETRE, rows / DOTS_PER_MILLIMETRE)
    page = QPageSize(size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    return _pdf(page, 0.0, divided, width)


def sheet_pdf(ticket: Ticket, page: QPageSize) -> bytes:
    """Return a PDF with sheets of a size such as A4."""
    width, rows = _room(page.size(QPageSize.Unit.Millimeter) - QSizeF(2 * _MARGIN, 2 * _MARGIN))
    return _pdf(page, _MARGIN, _sheets(ticket, width, rows), width)


def print_ticket(ticket: Ticket, device: QPagedPaintDevice) -> None:
    """Print a ticket on a system printer: on as many sheets as it needs, never through a line.

    Args:
        ticket: to print.
        device: with its page size and margins; its resolution is used as it is.
    """
    layout = device.pageLayout()
    width, rows = _room(layout.paintRect(QPageLayout.Unit.Millimeter).size())
    _paint(device, _sheets(ticket, width, rows), width)


def _room(millimetres: QSizeF) -> tuple[int, int]:
    """Return the dots of a row and the rows that a sheet has room for."""
    return (
        max(1, int(millimetres.width() * DOTS_PER_MILLIMETRE)),
        max(1, int(millimetres.height() * DOTS_PER_MILLIMETRE)),
    )


def _sheets(ticket: Ticket, width: int, rows: int) -> list[list[Band]]:
    """Return the bands of each sheet; several have a line with their number at the end."""
    for size in _SMALLER:
        bands = lay_out(replace(ticket, scale=round(ticket.scale * size)), width)
        if height_of(bands) <= rows:
            return [bands]
    bands = lay_out(ticket, width)
    name = next((f"{block.left} {block.right}" for block in ticket.blocks if isinstance(block, Bar)), "")

    def mark(number: int, count: int) -> list[Band]:
        return lay_out(Ticket(ticket.kind, (Row(name, f"{number}/{count}", Size.SMALL),)), width)

    divided = pages(bands, rows - height_of(mark(1, 1)))
    return [[*page, *mark(number, len(divided))] for number, page in enumerate(divided, 1)]


def _pdf(page: QPageSize, margin: float, divided: list[list[Band]], width: int) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator("Tezgâh")
    writer.setResolution(_RESOLUTION)
    edge = QMarginsF(margin, margin, margin, margin)
    writer.setPageLayout(
        QPageLayout(page, QPageLayout.Orientation.Portrait, edge, QPageLayout.Unit.Millimeter)
    )
    _paint(writer, divided, width)
    buffer.close()
    return bytes(content.data())


def _paint(device: QPagedPaintDevice, divided: list[list[Band]], width: int) -> None:
    painter = QPainter(device)
    try:
        scale = painter.viewport().width() / width
        for place, bands in enumerate(divided):
            if place:
                device.newPage()
            painter.save()
            painter.scale(scale, scale)
            paint(painter, bands, _BLEED)
            painter.restore()
    finally:
        painter.end()
