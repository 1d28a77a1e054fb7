"""(A ticket's picture) -> a PDF with one page of its size, for a system queue that takes no printer commands."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from desktop.domain.tickets.image import TicketImage

_POINTS_PER_DOT: Final = 72 / 203.2
"""Ticket printers have 8 dots a millimetre."""


def page(picture: TicketImage) -> bytes:
    """Return the PDF."""
    width, height = picture.width * _POINTS_PER_DOT, picture.rows * _POINTS_PER_DOT
    dots = zlib.compress(picture.dots)
    drawing = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /I Do Q".encode()
    image = (
        f"<</Type/XObject/Subtype/Image/Width {picture.width}/Height {picture.rows}/ColorSpace/DeviceGray"
        f"/BitsPerComponent 1/Decode[1 0]/Filter/FlateDecode/Length {len(dots)}>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]/Contents 4 0 R"
        "/Resources<</XObject<</I 5 0 R>>>>>>".encode(),
        _stream(f"<</Length {len(drawing)}>>", drawing),
        _stream(image, dots),
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


def _stream(dictionary: str, content: bytes) -> bytes:
    return dictionary.encode() + b"\nstream\n" + content + b"\nendstream"
