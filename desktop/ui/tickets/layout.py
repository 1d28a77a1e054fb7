"""(A ticket, the width of a paper) -> bands. Whatever is too long wraps; nothing is cut off, nothing is left out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from desktop.domain.tickets.ticket import (
    Align,
    Bar,
    Boxed,
    Dish,
    Inverse,
    QrCode,
    Row,
    Rule,
    Ruler,
    Size,
    Space,
    Text,
)
from desktop.ui.tickets.bands import Band, Fill, Letters
from desktop.ui.tickets.dishes import DishColumn
from desktop.ui.tickets.fonts import BAR, MONEY, NUMBER
from desktop.ui.tickets.paper import Paper
from desktop.ui.tickets.qr_code import qr_bands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.domain.tickets.ticket import Block, Ticket

DOTS_PER_MILLIMETRE: Final = 8
"""Dots of a thermal printer with 203 per inch."""
_RIGHT_SHARE: Final = 0.6
"""A right text that is longer than this share of the paper has a line of its own."""


def lay_out(ticket: Ticket, width: int) -> list[Band]:
    """Return the bands of a ticket on paper of so many dots."""
    paper = Paper(width, ticket.scale)
    column = DishColumn(paper, [block for block in ticket.blocks if isinstance(block, Dish)])
    bands = [band for block in ticket.blocks for band in _block(block, paper, column)]
    return [*bands, Band(paper.dots(4))]


def bands_of(block: Block, paper: Paper, column: DishColumn) -> list[Band]:
    """Return the bands of one block; a screen colours each block in its own way."""
    return list(_block(block, paper, column))


def _block(block: Block, paper: Paper, column: DishColumn) -> Iterator[Band]:  # noqa: C901 - a table
    match block:
        case Bar():
            yield from _bar(block, paper)
        case Row():
            yield from _row(block, paper)
        case Text():
            yield from _text(block, paper)
        case Boxed():
            yield from _boxed(block, paper)
        case Inverse():
            yield from _inverse(block, paper)
        case Dish():
            yield from column.bands(block)
        case Rule():
            yield from _rule(block, paper)
        case Space():
            yield Band(round(block.millimetres * DOTS_PER_MILLIMETRE))
        case QrCode():
            yield from qr_bands(block, paper)
        case Ruler():
            yield from _ruler(block, paper)


def _bar(block: Bar, paper: Paper) -> Iterator[Band]:
    side = paper.dots(14)
    room = paper.width - 2 * side
    left = paper.wrapped(block.left, BAR, bold=True, room=room)
    right = paper.wrapped(block.right, NUMBER, bold=True, room=room) if block.right else []
    fits = len(left) == len(right) == 1 and left[0].width + right[0].width + 2 * side <= room
    if fits:
        height = right[0].height - paper.dots(12)
        yield Band(
            height,
            (
                Fill(0, 0, paper.width, height),
                left[0].at(side, (height - left[0].height) / 2, white=True),
                right[0].at(paper.width - side - right[0].width, (height - right[0].height) / 2, white=True),
            ),
        )
    else:
        for line in (*left, *right):
            yield Band(line.height, (Fill(0, 0, paper.width, line.height), line.at(side, 0, white=True)))
    yield Band(paper.dots(6))


def _row(block: Row, paper: Paper) -> Iterator[Band]:
    start = min(paper.margin + paper.dots(40) * block.level, paper.width // 2)
    room = paper.width - start - paper.margin
    gap = paper.dots(20)
    right = paper.wrapped(block.right, block.size, bold=block.bold, room=room) if block.right else []
    beside = len(right) == 1 and right[0].width <= _RIGHT_SHARE * room
    left_room = room - right[0].width - gap if beside else room
    left = paper.wrapped(block.left, block.size, bold=block.bold, room=left_room)
    if right and not beside and len(left) == len(right) == 1:
        beside = left[0].width + right[0].width + gap <= room
    for place, line in enumerate(left):
        marks = [line.at(start, 0)]
        if beside and not place:
            marks.append(right[0].at(paper.width - paper.margin - right[0].width, 0))
        yield Band(line.height, tuple(marks))
    if not beside:
        for line in right:
            yield Band(line.height, (line.at(paper.aligned(line, Align.RIGHT, start, room), 0),))


def _text(block: Text, paper: Paper) -> Iterator[Band]:
    room = paper.width - 2 * paper.margin
    for line in paper.wrapped(block.text, block.size, bold=block.bold, room=room):
        yield Band(line.height, (line.at(paper.aligned(line, block.align, paper.margin, room), 0),))


def _boxed(block: Boxed, paper: Paper) -> Iterator[Band]:
    yield Band(paper.dots(6))
    edge, side, pad = paper.dots(4), paper.dots(14), paper.dots(6)
    room = paper.width - 2 * side
    if block.title:
        for line in paper.wrapped(block.title, Size.NORMAL, bold=True, room=room):
            yield Band(
                line.height + 2, (Fill(0, 0, paper.width, line.height + 2), line.at(side, 1, white=True))
            )
    else:
        yield Band(edge, (Fill(0, 0, paper.width, edge),))
    size = Size.TEXT if block.title else _loudest(block.text, paper, room)
    align = Align.LEFT if block.title else Align.CENTRE
    lines = paper.wrapped(block.text, size, bold=True, room=room)
    for place, line in enumerate(lines):
        above = pad if not place else 0
        height = line.height + above + (pad if place == len(lines) - 1 else 0)
        sides = (
            (Fill(0, 0, paper.width, height),)
            if block.loud
            else (Fill(0, 0, edge, height), Fill(paper.width - edge, 0, edge, height))
        )
        left = paper.aligned(line, align, side, room)
        yield Band(height, (*sides, line.at(left, above, white=block.loud)))
    yield Band(edge, (Fill(0, 0, paper.width, edge),))
    yield Band(paper.dots(6))


def _loudest(text: str, paper: Paper, room: float) -> int:
    """Return the largest size in which a text fits on one line, one between where it fits in none."""
    sizes = (Size.LARGE, MONEY, Size.TEXT)
    return next((size for size in sizes if paper.length(text, size, bold=True) <= room), MONEY)


def _inverse(block: Inverse, paper: Paper) -> Iterator[Band]:
    yield Band(paper.dots(6))
    side, pad = paper.dots(14), paper.dots(8)
    room = paper.width - 2 * side
    lines = paper.wrapped(block.text, _loudest(block.text, paper, room), bold=True, room=room)
    align = Align.CENTRE if block.centred else Align.LEFT
    for place, line in enumerate(lines):
        above = pad if not place else 0
        height = line.height + above + (pad if place == len(lines) - 1 else 0)
        left = paper.aligned(line, align, side, room)
        yield Band(height, (Fill(0, 0, paper.width, height), line.at(left, above, white=True)))
    yield Band(paper.dots(8))


def _rule(block: Rule, paper: Paper) -> Iterator[Band]:
    gap = paper.dots(8)
    yield Band(gap)
    height = paper.dots(4) if block.thick else 2
    if block.dashed:
        dash, step = paper.dots(8), paper.dots(14)
        fills = tuple(
            Fill(left, 0, min(dash, paper.width - left), height) for left in range(0, paper.width, step)
        )
        yield Band(height, fills)
    else:
        yield Band(height, (Fill(0, 0, paper.width, height),))
    yield Band(gap)


def _ruler(block: Ruler, paper: Paper) -> Iterator[Band]:
    thick = paper.dots(3)
    for mark in block.marks:
        if mark > paper.width:
            continue
        line = paper.wrapped(str(mark), Size.TEXT, bold=True, room=paper.width)[0]
        height = line.height + 2 * thick
        label: Letters = line.at(mark - line.width - paper.dots(10), 0)
        yield Band(height, (label, Fill(0, line.height, mark, thick), Fill(mark - thick, 0, thick, height)))
        yield Band(math.ceil(paper.dots(8)))
