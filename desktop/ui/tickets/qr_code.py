"""A QR code with its text beside it, or the text alone where no code fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.tickets.ticket import Size
from desktop.ui.tickets.bands import Band, Squares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.domain.tickets.ticket import QrCode
    from desktop.ui.tickets.paper import Paper

_SIDES: Final = (5, 4, 3)
"""Dots of a square, the best first; telephones read no smaller ones from thermal paper."""
_SHARE: Final = 0.55
"""The largest share of the paper for the code."""
_QUIET: Final = 2
"""White squares around a code; the paper itself is white."""


def qr_bands(block: QrCode, paper: Paper) -> Iterator[Band]:
    """Yield the bands of a QR code."""
    rows = squares(block.content)
    side = next((side for side in _SIDES if len(rows) * side <= _SHARE * paper.width), 0) if rows else 0
    margin = paper.margin
    if not side:
        for line in paper.wrapped(block.text, Size.NORMAL, bold=False, room=paper.width - 2 * margin):
            yield Band(line.height, (line.at(margin, 0),))
        return
    quiet = _QUIET * side
    width = len(rows) * side
    start = margin + width + 2 * quiet
    lines = paper.wrapped(block.text, Size.NORMAL, bold=False, room=paper.width - start - margin)
    text_height = sum(line.height for line in lines)
    height = max(width, text_height) + 2 * quiet
    top = (height - text_height) / 2
    marks = [Squares(rows, margin, (height - width) // 2, side)]
    letters = []
    for line in lines:
        letters.append(line.at(start, top))
        top += line.height
    yield Band(height, (*marks, *letters))


def squares(content: str) -> tuple[bytes, ...]:
    """Return the rows of a QR code, () where the content is too long for one."""
    # Only tickets with a map need it.
    import segno

    try:
        code = segno.make_qr(content, error="m")
    except segno.DataOverflowError:
        return ()
    return tuple(bytes(row) for row in code.matrix)
