"""Dishes: quantities in boxes of one width at the left, names and what belongs to them beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.tickets.ticket import Dish, DishNote, Part, Sign, Size
from desktop.ui.tickets.bands import Band, Fill

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.ui.tickets.bands import Mark
    from desktop.ui.tickets.paper import Line, Paper

_WIDEST: Final = 0.34
"""The largest share of the paper for a quantity; a longer one stands above its dish."""
_DEEPEST: Final = 0.5
"""The largest share of the paper by which an option is moved in; deeper ones have a mark."""
_MOST_MARKS: Final = 3
_LEAST_ROOM: Final = 0.22
"""The least share of the paper for the text of an option beside its sign."""


class DishColumn:
    """The dishes of one ticket: all names begin at the same place."""

    def __init__(self, paper: Paper, dishes: Sequence[Dish]) -> None:
        self._paper = paper
        self._side = paper.dots(9)
        widths = [self._box_width(dish) for dish in dishes]
        fitting = [width for width in widths if width <= _WIDEST * paper.width]
        self._box = max([paper.dots(66), *fitting])
        self._start = self._box + paper.dots(15)

    def bands(self, dish: Dish) -> Iterator[Band]:
        """Yield the bands of a dish."""
        paper = self._paper
        room = paper.width - self._start - paper.margin
        names = paper.wrapped(dish.name, Size.DISH, bold=True, room=room)
        if self._box_width(dish) <= self._box:
            yield self._first(dish, names.pop(0))
        else:
            yield from self._long_quantity(dish)
        for line in names:
            yield Band(line.height, (line.at(self._start, 0), *self._strike(dish, line)))
        for part in dish.parts:
            yield from self._note(part) if isinstance(part, DishNote) else self._part(part)

    def _box_width(self, dish: Dish) -> float:
        return self._paper.length(dish.quantity, Size.DISH, bold=True) + 2 * self._side

    def _first(self, dish: Dish, name: Line) -> Band:
        amount = self._paper.wrapped(dish.quantity, Size.DISH, bold=True, room=self._box)[0]
        high = amount.height - self._paper.dots(4)
        height = max(high, name.height)
        top = (height - high) / 2
        left = (self._box - amount.width) / 2
        return Band(
            height,
            (
                *self._frame(self._box, top, high, filled=dish.many),
                amount.at(left, (height - amount.height) / 2, white=dish.many),
                name.at(self._start, 0),
                *self._strike(dish, name),
            ),
        )

    def _long_quantity(self, dish: Dish) -> Iterator[Band]:
        """Yield a quantity that is a text, such as one that could not be read: white on black, above its dish."""
        room = self._paper.width - 2 * self._side
        for line in self._paper.wrapped(dish.quantity, Size.DISH, bold=True, room=room):
            fill = Fill(0, 0, self._paper.width, line.height)
            yield Band(line.height, (fill, line.at(self._side, 0, white=True)))

    def _frame(self, width: float, top: float, height: float, *, filled: bool) -> Iterator[Mark]:
        yield Fill(0, top, width, height)
        if not filled:
            edge = self._paper.dots(3)
            yield Fill(edge, top + edge, width - 2 * edge, height - 2 * edge, black=False)

    def _strike(self, dish: Dish, line: Line) -> Iterator[Mark]:
        if dish.struck:
            yield Fill(self._start, line.height * 0.56, line.width, self._paper.dots(4))

    def _indent(self, level: int) -> tuple[float, int]:
        """Return the left edge for a level, and the levels that have no room."""
        step = self._paper.dots(30)
        fitting = max(0, int((_DEEPEST * self._paper.width - self._start) // step))
        return self._start + step * min(level, fitting), max(0, level - fitting)

    def _part(self, part: Part) -> Iterator[Band]:
        paper = self._paper
        left, deeper = self._indent(part.level)
        if part.sign is Sign.REMOVED:
            yield from self._removed(part, left)
            return
        sign = part.sign.value + "›" * min(deeper, _MOST_MARKS)
        start = left + (paper.length(f"{sign} ", Size.TEXT, bold=True) if sign else 0)
        if not self._has_room(start):
            yield from self._below(sign, left)
            start = left
            sign = ""
        lines = paper.wrapped(part.text, Size.TEXT, bold=True, room=paper.width - start - paper.margin)
        for place, line in enumerate(lines):
            marks: list[Mark] = [line.at(start, 0)]
            if sign and not place:
                marks.append(
                    paper.wrapped(sign, Size.TEXT, bold=True, room=paper.width)[0].at(left, 0),
                )
            yield Band(line.height, tuple(marks))

    def _removed(self, part: Part, left: float) -> Iterator[Band]:
        paper = self._paper
        tag = paper.wrapped(part.tag, Size.NORMAL, bold=True, room=paper.width)[0]
        side = paper.dots(8)
        width = tag.width + 2 * side
        start = left + width + paper.dots(13)
        if not self._has_room(start):
            yield Band(tag.height, (Fill(left, 0, width, tag.height), tag.at(left + side, 0, white=True)))
            lines = paper.wrapped(part.text, Size.TEXT, bold=True, room=paper.width - left - paper.margin)
            for line in lines:
                yield Band(line.height, (line.at(left, 0),))
            return
        lines = paper.wrapped(part.text, Size.TEXT, bold=True, room=paper.width - start - paper.margin)
        for place, line in enumerate(lines):
            marks: list[Mark] = [line.at(start, 0)]
            if not place:
                high = tag.height + 1
                top = (line.height - high) // 2
                marks += [Fill(left, top, width, high), tag.at(left + side, top, white=True)]
            yield Band(line.height, tuple(marks))

    def _has_room(self, start: float) -> bool:
        return self._paper.width - start >= _LEAST_ROOM * self._paper.width

    def _below(self, sign: str, left: float) -> Iterator[Band]:
        """Yield a sign on a line of its own, where its text has no room beside it."""
        for line in self._paper.wrapped(sign, Size.TEXT, bold=True, room=self._paper.width - left):
            yield Band(line.height, (line.at(left, 0),))

    def _note(self, note: DishNote) -> Iterator[Band]:
        paper = self._paper
        left, _ = self._indent(note.level)
        pad, side = paper.dots(7), paper.dots(14)
        yield Band(paper.dots(7))
        lines = paper.wrapped(note.text, Size.TEXT, bold=True, room=paper.width - left - 2 * side)
        for place, line in enumerate(lines):
            above = pad if not place else 0
            height = line.height + above + (pad if place == len(lines) - 1 else 0)
            fill = Fill(left, 0, paper.width - left, height)
            yield Band(height, (fill, line.at(left + side, above, white=True)))
        yield Band(paper.dots(4))
