"""(A ticket or its picture, a printer) -> what that printer gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.tickets.ticket import TicketDrawingError
from desktop.printing.pdf_page import page
from desktop.printing.raster import Beep, Cut, RasterOptions, encode
from desktop.printing.transport import Form

if TYPE_CHECKING:
    from desktop.domain.printing.printer import Printer
    from desktop.domain.tickets.image import TicketImage
    from desktop.domain.tickets.ticket import Ticket, TicketDrawer

_DOTS_PER_LETTER: Final = 12


async def for_form(ticket: Ticket, printer: Printer, form: Form, drawer: TicketDrawer | None) -> bytes:
    """Return a ticket as its transport takes it.

    Raises:
        TicketDrawingError: tickets cannot be drawn on this computer.
    """
    if printer.text_mode and form is Form.BYTES:
        return text_bytes(ticket, printer)
    if drawer is None:
        raise TicketDrawingError("nothing draws tickets here", no_qt=True)
    picture = await drawer.draw(ticket, printer.width)
    return raster_bytes(picture, printer) if form is Form.BYTES else page(picture)


def raster_bytes(picture: TicketImage, printer: Printer) -> bytes:
    """Return the commands that print a picture."""
    return encode(picture, _options(printer))


def text_bytes(ticket: Ticket, printer: Printer) -> bytes:
    """Return the commands that print a ticket in letters."""
    from desktop.printing.text_mode import CodePage, TextOptions, encode_text

    columns = printer.width // _DOTS_PER_LETTER
    options = TextOptions(columns, CodePage(printer.code_page), raster=_options(printer))
    return encode_text(ticket, options)


def _options(printer: Printer) -> RasterOptions:
    return RasterOptions(
        Cut(printer.cut), printer.feed_millimetres, Beep(printer.beep), opens_drawer=printer.drawer
    )
