"""(A ticket's picture) -> the bytes that an ESC/POS printer reads: pictures only, so that no code page garbles a letter.

No library does it: python-escpos 3.1 needs nine dependencies and up to 390 ms for its import, prints warnings to standard
output, cuts a connection at once where a printer still answers, and one of its modes overflows a length field into metres of
garbage. What is needed of the published command tables of Epson (`GS v 0`, `GS V`, `ESC ( A`, `ESC p`) is this module.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.domain.tickets.image import TicketImage

INITIALISE: Final = b"\x1b@"
_CUTS: Final = {"full": b"\x1dV\x00", "partial": b"\x1dV\x01", "none": b""}
_MOST_ROWS: Final = 255
"""The longest band: some printers read one byte of the number of rows."""
_LEAST_ROWS: Final = 24
"""A band is not ended by a white row before: each costs some printers a pause."""
_DOTS_PER_MILLIMETRE: Final = 8

_REAL_TIME: Final = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
"""Epson printers obey these also inside of a picture: a request for the state, for recovery, a pulse for the drawer."""
_LOWEST_BIT: Final = 1


class Cut(enum.StrEnum):
    """How the paper is cut; the value is stored with the printer."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Beep(enum.StrEnum):
    """The command by which a printer sounds; the value is stored with the printer."""

    NONE = "none"
    EPSON = "epson"
    CLONE = "clone"


_BEEPS: Final = {
    Beep.NONE: b"",
    # ESC ( A: two rings of pattern 1, each with 100 ms.
    Beep.EPSON: b"\x1b(A\x04\x00\x30\x31\x02\x01",
    # ESC B: two rings of 200 ms.
    Beep.CLONE: b"\x1bB\x02\x02",
}


@dataclass(frozen=True, slots=True)
class RasterOptions:
    """A printer's choices."""

    cut: Cut = Cut.FULL
    feed_millimetres: int = 18
    """White paper after the ticket: the cutter stands behind the head."""
    beep: Beep = Beep.NONE
    opens_drawer: bool = False


def encode(picture: TicketImage, options: RasterOptions, *, after_broken_job: bool = False) -> bytes:
    """Return the bytes of a ticket.

    Args:
        picture: to print.
        options: of the printer.
        after_broken_job: whether the job before may have ended inside of a picture: its missing rows are filled with white.
    """
    return b"".join(_parts(picture, options, after_broken_job=after_broken_job))


def _parts(picture: TicketImage, options: RasterOptions, *, after_broken_job: bool) -> Iterator[bytes]:
    if after_broken_job:
        # The printer takes these for the rest of the old band; else it ignores them. Then the remains are cut off.
        yield bytes(_MOST_ROWS * picture.bytes_per_row)
        yield INITIALISE
        yield from ending(picture.bytes_per_row, options)
    yield beginning(options)
    for top, rows in bands(picture):
        yield _band(picture, top, rows)
    yield from ending(picture.bytes_per_row, options)


def beginning(options: RasterOptions) -> bytes:
    """Return what stands before a ticket: a sound and the drawer, where they were chosen."""
    # ESC p: connector 2, 50 ms on, 500 ms off.
    return INITIALISE + _BEEPS[options.beep] + (b"\x1bp\x00\x19\xfa" if options.opens_drawer else b"")


def ending(bytes_per_row: int, options: RasterOptions) -> Iterator[bytes]:
    """Yield the white paper up to the cutter, and the cut."""
    # By rows of a picture: the unit of ESC J is another one on each maker's printers.
    yield from _white(bytes_per_row, options.feed_millimetres * _DOTS_PER_MILLIMETRE)
    yield _CUTS[options.cut]


def bands(picture: TicketImage) -> Iterator[tuple[int, int]]:
    """Yield the first row and the number of rows of each band.

    A band ends with a white row where there is one: some printers leave a gap between bands.
    """
    size = picture.bytes_per_row
    white = bytes(size)
    top = 0
    while top < picture.rows:
        end = min(top + _MOST_ROWS, picture.rows)
        if end < picture.rows:
            candidates = range(end, top + _LEAST_ROWS, -1)
            end = next(
                (row for row in candidates if picture.dots[(row - 1) * size : row * size] == white), end
            )
        yield top, end - top
        top = end


def _band(picture: TicketImage, top: int, rows: int) -> bytes:
    size = picture.bytes_per_row
    return _header(size, rows) + harmless(picture.dots[top * size : (top + rows) * size])


def _header(size: int, rows: int) -> bytes:
    """Return GS v 0 with its lengths: bytes of a row, then rows, each with the low byte first."""
    return b"\x1dv0\x00" + size.to_bytes(2, "little") + rows.to_bytes(2, "little")


def _white(size: int, rows: int) -> Iterator[bytes]:
    while rows > 0:
        some = min(rows, _MOST_ROWS)
        yield _header(size, some) + bytes(size * some)
        rows -= some


def harmless(dots: bytes) -> bytes:
    """Return the data of a picture without the sequences that a printer would obey: each is broken by one dot."""
    if not any(sequence in dots for sequence in _REAL_TIME):
        return dots
    changed = bytearray(dots)
    for sequence in _REAL_TIME:
        start = changed.find(sequence)
        while start >= 0:
            # 10 becomes 11: a dot more in a row of letters that nobody sees.
            changed[start] |= _LOWEST_BIT
            start = changed.find(sequence, start + 1)
    return bytes(changed)
