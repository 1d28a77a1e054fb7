"""(A ticket's picture) -> a PDF with pages of its width, for a system queue that takes no printer commands."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from desktop.domain.tickets.image import TicketImage

if TYPE_CHECKING:
    from collections.abc import Iterator

_POINTS_PER_DOT: Final = 72 / 203.2
"""Ticket printers have 8 dots a millimetre."""
_LONGEST: Final = 2150
"""Rows of a sheet: the system shrinks a page that is longer than its paper until nobody can read it."""
_GAP: Final = 6
"""White rows at which a ticket may be divided: between lines, not between a letter and its dot."""


def page(picture: TicketImage) -> bytes:
    """Return the PDF: one page of the ticket's size, or several where it is longer than a sheet of A4."""
    sheets = list(_sheets(picture))
    kids = " ".join(f"{number} 0 R" for number in range(3, 3 + 3 * len(sheets), 3))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(sheets)}>>".encode(),
    ]
    for sheet in sheets:
        objects += _page_objects(sheet, len(objects) + 1)
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


def _page_objects(picture: TicketImage, number: int) -> list[bytes]:
    """Return a page, its drawing and its picture; `number` is that of the first."""
    width, height = picture.width * _POINTS_PER_DOT, picture.rows * _POINTS_PER_DOT
    dots = zlib.compress(picture.dots)
    drawing = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /I Do Q".encode()
    image = (
        f"<</Type/XObject/Subtype/Image/Width {picture.width}/Height {picture.rows}/ColorSpace/DeviceGray"
        f"/BitsPerComponent 1/Decode[1 0]/Filter/FlateDecode/Length {len(dots)}>>"
    )
    return [
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]/Contents {number + 1} 0 R"
        f"/Resources<</XObject<</I {number + 2} 0 R>>>>>>".encode(),
        _stream(f"<</Length {len(drawing)}>>", drawing),
        _stream(image, dots),
    ]


def _sheets(picture: TicketImage) -> Iterator[TicketImage]:
    """Yield the parts of a picture, divided at white rows where there are some."""
    size = (picture.width + 7) // 8
    white = bytes(size)
    start = 0
    while picture.rows - start > _LONGEST:
        end = start + _LONGEST
        rows = range(end, start + _LONGEST * 2 // 3, -1)
        end = next((row for row in rows if _is_gap(picture.dots, row, size, white)), end)
        yield TicketImage(picture.width, end - start, picture.dots[start * size : end * size])
        start = end
    yield TicketImage(picture.width, picture.rows - start, picture.dots[start * size :])


def _is_gap(dots: bytes, row: int, size: int, white: bytes) -> bool:
    return all(dots[(row - back) * size : (row - back + 1) * size] == white for back in range(1, _GAP + 1))


def _stream(dictionary: str, content: bytes) -> bytes:
    return dictionary.encode() + b"\nstream\n" + content + b"\nendstream"
