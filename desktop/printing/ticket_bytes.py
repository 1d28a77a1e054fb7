"""(A ticket or its picture, a printer) -> what that printer gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.printing.raster import Beep, Cut, RasterOptions, encode

if TYPE_CHECKING:
    from desktop.domain.printing.printer import Printer
    from desktop.domain.tickets.image import TicketImage
    from desktop.domain.tickets.ticket import Ticket

_DOTS_PER_LETTER: Final = 12


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
