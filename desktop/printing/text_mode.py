"""(A ticket) -> letters for a printer on a slow serial line, where a picture takes minutes.

A printer has 256 letters at a time. The code page is one with all Turkish letters; what it lacks is replaced by a similar
letter or "?", never by nothing. No line is longer than the paper: words that are longer are divided.
"""

from __future__ import annotations

import enum
import textwrap
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop.domain.tickets.ticket import (
    Align,
    Bar,
    Boxed,
    Dish,
    DishNote,
    Inverse,
    Part,
    QrCode,
    Row,
    Rule,
    Ruler,
    Sign,
    Size,
    Space,
    Text,
)
from desktop.printing.raster import RasterOptions, beginning, ending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.domain.tickets.ticket import Block, Ticket


class CodePage(enum.StrEnum):
    """A code page with all Turkish letters; the value is its name in Python and is stored with the printer."""

    CP857 = "cp857"
    CP1254 = "cp1254"


TABLES: Final = {CodePage.CP857: 13, CodePage.CP1254: 48}
"""The numbers of Epson for ESC t; other makers have others, which a person can type."""

_SIMILAR: Final = {
    "₺": "TL", "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "−": "-", "→": "->", "…": "...",
    "•": "*", "□": "?", "○": "o", "×": "x", "\u00a0": " ", "·": "-", "€": "EUR",
}  # fmt: skip
"""Letters that the code pages may lack, and how they are written then."""
_ROW_MILLIMETRES: Final = 4
_LEAST: Final = 8
"""Columns of a text, however far it is moved in."""


@dataclass(frozen=True, slots=True)
class TextOptions:
    """A printer's choices in text mode."""

    columns: int = 48
    """Letters of a line: 48 on 80 mm, 32 on 58 mm."""
    code_page: CodePage = CodePage.CP857
    table: int | None = None
    """The code page's number for ESC t, None for Epson's."""
    raster: RasterOptions = field(default_factory=RasterOptions)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    wide: bool = False
    """Whether letters have twice their width and height."""
    bold: bool = False
    inverse: bool = False
    centred: bool = False


def encode_text(ticket: Ticket, options: TextOptions) -> bytes:
    """Return the bytes of a ticket in text mode."""
    table = TABLES[options.code_page] if options.table is None else options.table
    parts = [beginning(options.raster), b"\x1bt" + bytes([table & 0xFF])]
    for block in ticket.blocks:
        parts += [_encoded(line, options.code_page) for line in _lines(block, options.columns)]
    parts += ending(1, options.raster)
    return b"".join(parts)


def text_lines(ticket: Ticket, columns: int) -> list[str]:
    """Return the lines of a ticket without emphasis, none longer than so many letters."""
    return [line.text for block in ticket.blocks for line in _lines(block, columns)]


def _encoded(line: _Line, page: CodePage) -> bytes:
    on = b"\x1bE\x01" if line.bold else b""
    off = b"\x1bE\x00" if line.bold else b""
    for wanted, begin, end in (
        (line.wide, b"\x1d!\x11", b"\x1d!\x00"),
        (line.inverse, b"\x1dB\x01", b"\x1dB\x00"),
        (line.centred, b"\x1ba\x01", b"\x1ba\x00"),
    ):
        if wanted:
            on, off = on + begin, end + off
    # The alignment is obeyed at the start of a line only.
    return on + b"".join(_letter(letter, page) for letter in line.text) + b"\n" + off


def _letter(letter: str, page: CodePage) -> bytes:
    try:
        found = letter.encode(page.value)
    except UnicodeEncodeError:
        bare = unicodedata.normalize("NFKD", letter)[0]
        found = (bare if bare.isascii() else "?").encode()
    return found if found[0] >= ord(" ") else b"?"


def _similar(text: str) -> str:
    return "".join(_SIMILAR.get(letter, letter) for letter in text)


def _lines(block: Block, columns: int) -> Iterator[_Line]:  # noqa: C901, PLR0912 - a table
    match block:
        case Bar(left, right):
            for text in _wrapped(f"{left}  {right}".strip(), columns // 2):
                yield _Line(text.ljust(columns // 2), wide=True, bold=True, inverse=True)
        case Row():
            yield from _row(block, columns)
        case Text(text, size, bold, align):
            wide = size >= Size.LARGE
            for line in _wrapped(text, columns // 2 if wide else columns):
                yield _Line(line, wide, bold, centred=align is Align.CENTRE)
        case Boxed():
            yield from _boxed(block, columns)
        case Inverse(text, centred):
            for line in _wrapped(text, columns // 2):
                yield _Line(line, wide=True, bold=True, inverse=True, centred=centred)
        case Dish():
            yield from _dish(block, columns)
        case Rule(_, dashed):
            yield _Line(("-" if dashed else "=") * columns)
        case Space(millimetres):
            yield from (_Line("") for _ in range(round(millimetres / _ROW_MILLIMETRES)))
        case QrCode(content, text):
            yield from (_Line(line) for line in (*_wrapped(text, columns), *_wrapped(content, columns)))
        case Ruler():
            yield _Line("".join(str((place + 1) % 10) for place in range(columns)))


def _row(block: Row, columns: int) -> Iterator[_Line]:
    indent = min(2 * block.level, columns // 2)
    wide = block.size >= Size.LARGE
    room = (columns // 2 if wide else columns) - indent
    left, right = _similar(block.left), _similar(block.right)
    if len(left) + len(right) + 1 <= room:
        yield _Line(" " * indent + left.ljust(room - len(right)) + right, wide, block.bold)
        return
    for line in _wrapped(left, room):
        yield _Line(" " * indent + line, wide, block.bold)
    for line in _wrapped(right, room) if right else ():
        yield _Line(" " * indent + line.rjust(room), wide, block.bold)


def _boxed(block: Boxed, columns: int) -> Iterator[_Line]:
    if block.title:
        for line in _wrapped(block.title, columns):
            yield _Line(line.ljust(columns), bold=True, inverse=True)
    else:
        yield _Line("=" * columns)
    wide = not block.title
    for line in _wrapped(block.text, columns // 2 if wide else columns):
        yield _Line(line, wide, bold=True, inverse=block.loud, centred=wide)
    yield _Line("=" * columns)


def _dish(block: Dish, columns: int) -> Iterator[_Line]:
    struck = "XXX " if block.struck else ""
    for line in _wrapped(f"{struck}{block.quantity} {block.name}", columns // 2):
        yield _Line(line, wide=True, bold=True)
    for part in block.parts:
        indent = min(2 + 2 * part.level, columns - _LEAST)
        room = columns - indent
        match part:
            case DishNote(text=text):
                for line in _wrapped(text, room):
                    yield _Line(" " * indent + line.ljust(room), bold=True, inverse=True)
            case Part(sign=sign, text=text, tag=tag, price=price):
                before = f"{tag}: " if sign is Sign.REMOVED else f"{sign.value} " if sign else ""
                for line in _wrapped(f"{before}{text} {price}".strip(), room):
                    yield _Line(" " * indent + line, bold=True)


def _wrapped(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    for paragraph in _similar(text).split("\n"):
        lines += textwrap.wrap(paragraph, max(columns, 1), break_on_hyphens=False) or [""]
    return lines
