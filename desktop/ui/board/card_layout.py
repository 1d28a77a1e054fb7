"""The layout of a card: the texts of one order and their places, for one width. Nothing is painted here.

The delegate paints all that depends on the clock, the pointer or the chosen minutes. A layout therefore stays valid
until its order, the width or the theme changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont

from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.lifecycle import Column
from desktop.domain.text.translation import tr
from desktop.ui.order import card_words
from desktop.ui.text import plurals
from desktop.ui.text.format import MINUTE, one_line, order_number
from desktop.ui.text.orders import order_words, payment_words, press_words
from desktop.ui.widgets.glyphs import Glyph
from desktop.ui.widgets.text_wrap import wrapped
from desktop.ui.widgets.theme import TOUCH, Style

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.domain.orders.order import Order, OrderLine
    from desktop.ui.widgets.theme import CardLook

NUMBER: Final = 28
_NUMBERS: Final = (NUMBER, 24, 20, 16)
"""Font sizes of an order's number: the largest that fits is used. For the last two its age stands below it."""
AGE: Final = 24
TIME_LEFT: Final = 20
WIDE_CARD: Final = 300
"""Width of a card in pixels at 100 % from which its text has 18 pixels instead of 16."""
_REMEMBERED: Final = 2000
"""Texts whose width is remembered."""
_GAP: Final = 8
"""Pixels at 100 % between an order's number and its age."""
SMALL: Final = 14
NOTE: Final = 15
DISH: Final = 15
_DISH_LINES: Final = 7
_DISH_LINES_COMPACT: Final = 4
"""Lines for dishes on one card; more dishes are counted, and all of them are in the detail."""
_OPTIONS_ROOM: Final = 56
"""Pixels at 100 % that a name in a compact card leaves for its options: nobody may overlook that there are any."""
_ROW: Final = TOUCH - 6
"""Height of a row of a scheduled order at 100 %, without the gaps around it."""

_NORMAL: Final = QFont.Weight.Normal
_DEMI: Final = QFont.Weight.DemiBold
_BOLD: Final = QFont.Weight.Bold
_SIGNS: Final = {
    "check": Glyph.CHECK,
    "warning": Glyph.WARNING,
    "sending": Glyph.SENDING,
    "clock": Glyph.CLOCK,
}


class CardPart(NamedTuple):
    """One line of text with its place."""

    rect: QRect
    baseline: int
    text: str
    style: Style


class Sign(NamedTuple):
    """One glyph with its place."""

    rect: QRect
    glyph: Glyph
    token: str


class CardLayout(msgspec.Struct):
    """An order laid out in a column; all places are relative to the card's upper left corner."""

    order: BoardOrder
    column: Column
    width: int
    height: int = 0
    parts: list[CardPart] = msgspec.field(default_factory=list)
    signs: list[Sign] = msgspec.field(default_factory=list)
    note_bar: QRect | None = None
    age: QRect = msgspec.field(default_factory=QRect)
    age_baseline: int = 0
    age_pixels: int = AGE
    button: QRect | None = None


class CardLayouter:
    """Lays cards out with the fonts of a theme."""

    def __init__(self, look: CardLook) -> None:
        self._look = look
        self._widths: dict[tuple[str, int, QFont.Weight, int], int] = {}
        self._dish_lines: dict[OrderLine, card_words.DishLine] = {}
        self.allergies: Callable[[Order], tuple[str, ...]] = lambda _order: ()
        self.ticket_problem: Callable[[str], str] = lambda _payment_key: ""
        """Returns the allergy words in the notes of an order."""
        self.shows_branch = False
        """Whether a card shows the branch of its order."""

    def lay_out(self, order: BoardOrder, column: Column, width: int, now: datetime) -> CardLayout:
        """Lay a card out for a width in pixels."""
        card = CardLayout(order, column, width)
        look = self._look
        if column is Column.LATER:
            return self._row(card, now)
        left = look.px(20 if column is Column.NEW else 15)
        pad = look.px(7 if look.is_compact else 12)
        inner = QRect(left, pad, max(width - left - look.px(15), look.px(60)), 0)
        pixels = 18 if width >= look.px(WIDE_CARD) else 16
        y = self._first_row(card, inner)
        data = order.order
        if self.shows_branch:
            name = one_line(data.restaurant_name, 80)
            y = self._elided(card, inner, y, name, Style(SMALL, _DEMI, "info"))
        kind = f"{order_words.shipping(data)} · {order_words.items(data.item_count)}"
        total = (order_words.total(data), Style(pixels, _BOLD, "ink"))
        y = self._pair(card, inner, y, (kind, Style(pixels, _NORMAL, "ink")), total)
        if not (look.is_compact and column is Column.NEW):
            y = self._payment(card, inner, y, pixels - 1)
        if column is Column.PREPARING:
            y = self._dishes(card, inner, y)
        y = self._note(card, inner, y)
        y = self._states(card, inner, y, now)
        if column is Column.NEW and order.waits:
            card.button = QRect(inner.left(), y + look.px(8), inner.width(), look.px(48))
            y = card.button.bottom() + 1
        card.height = y + pad
        return card

    def _first_row(self, card: CardLayout, inner: QRect) -> int:
        """Place number and age side by side, or below each other if they do not fit."""
        look = self._look
        order = card.order
        big = look.metrics(NUMBER, _BOLD)
        number = order_number(order.order.number, order.payment_key)
        new = card.column is Column.NEW
        narrow = card.width < look.px(WIDE_CARD)
        card.age_pixels = AGE if new else TIME_LEFT - 2 if narrow else TIME_LEFT
        age_width = self._age_width(card)
        baseline = inner.top() + big.ascent()
        bottom = inner.top() + big.height()
        # The gap prevents people from reading both as one number. A number a little smaller saves a line on each card.
        beside = inner.width() - look.px(_GAP) - age_width
        if any(self._fits(number, size, _BOLD, beside) for size in _NUMBERS[:2]):
            card.age = QRect(inner.right() + 1 - age_width, inner.top(), age_width, big.height())
            card.age_baseline = baseline
            room = beside
        else:
            small = look.metrics(card.age_pixels, _DEMI)
            card.age = QRect(inner.left(), bottom, inner.width(), small.height())
            card.age_baseline = bottom + small.ascent()
            bottom += small.height()
            room = inner.width()
        # Staff call the number out: it becomes smaller before its end, which distinguishes orders, is cut.
        pixels = next((size for size in _NUMBERS if self._fits(number, size, _BOLD, room)), _NUMBERS[-1])
        shown = look.metrics(pixels, _BOLD).elidedText(number, Qt.TextElideMode.ElideRight, room + 1)
        area = QRect(inner.left(), inner.top(), room, big.height())
        card.parts.append(CardPart(area, baseline, shown, Style(pixels, _BOLD, "ink")))
        return bottom + look.px(2)

    def _fits(self, text: str, pixels: int, weight: QFont.Weight, room: int) -> bool:
        return self._width(text, Style(pixels, weight, "ink")) <= room

    def _age_width(self, card: CardLayout) -> int:
        """Return the largest width an age can need, so that the layout does not depend on the clock."""
        look = self._look
        metrics = look.metrics(card.age_pixels, _DEMI)
        sign = look.px(card.age_pixels + 2)
        if card.column is Column.NEW:
            return metrics.horizontalAdvance("88:88") + sign
        if card.column is Column.LATER:
            tomorrow = tr("tomorrow {time}").format(time="88:88")
            return max(map(metrics.horizontalAdvance, ("88.88. 88:88", tomorrow)))
        if card.column is not Column.PREPARING or card.order.due_at is None:
            return metrics.horizontalAdvance(order_words.minutes(888))
        left, late = order_words.time_left(88 * MINUTE), order_words.time_left(-88 * MINUTE)
        return max(metrics.horizontalAdvance(left), metrics.horizontalAdvance(late) + sign) + look.px(2)

    def _payment(self, card: CardLayout, inner: QRect, y: int, pixels: int) -> int:
        """Place payment and district, or the cash that the courier collects."""
        data = card.order.order
        style = Style(pixels, _NORMAL, "muted")
        collect = payment_words.to_collect(data) if card.column is Column.ON_THE_WAY else ""
        if collect:
            y += self._look.px(4)
            for line in wrapped(collect, self._look.font(pixels), inner.width(), 2):
                y = self._line(card, inner, y, line, style)
            return y
        if card.column is not Column.NEW:
            return y
        left, right = payment_words.payment(data), "" if data.is_pickup else card_words.district(card.order)
        if not left and not right:
            return y
        return self._pair(card, inner, y, (left, style), (right, style), stack=False)

    def _dishes(self, card: CardLayout, inner: QRect, y: int) -> int:
        """Place the dishes: quantity, name and, below or beside it, the options."""
        look = self._look
        lines = card.order.order.lines
        room = _DISH_LINES_COMPACT if look.is_compact else _DISH_LINES
        y += look.px(4)
        for place, line in enumerate(lines):
            dish = self._dish_line(line)
            below = bool(dish.options) and not look.is_compact
            last = place == len(lines) - 1
            # A line must be left for the number of those that are not shown.
            if 1 + below + (not last) > room and (place or not last):
                left = plurals.more_dishes(len(lines) - place)
                return self._line(card, inner, y, left, Style(SMALL, _DEMI, "muted"))
            room -= 1 + below
            y = self._dish(card, inner, y + look.px(2), dish, many=line.quantity is None or line.quantity > 1)
        return y

    def _dish(self, card: CardLayout, inner: QRect, y: int, dish: card_words.DishLine, *, many: bool) -> int:
        look = self._look
        style = Style(DISH, _BOLD if many else _NORMAL, "ink")
        indent = max(self._width(dish.quantity, style) + look.px(6), look.px(28))
        self._line(card, inner, y, dish.quantity, style)
        beside = inner.adjusted(indent, 0, 0, 0)
        rest = look.px(_OPTIONS_ROOM) if look.is_compact and dish.options else 0
        name = Style(DISH, _DEMI if many else _NORMAL, "ink")
        shown = self._shown(dish.name, name, beside.width() - rest)
        bottom = self._line(card, beside, y, shown, name)
        if not dish.options:
            return bottom
        if not look.is_compact:
            return self._cut(card, beside, bottom, dish.options, Style(SMALL, _NORMAL, "info"))
        after = beside.adjusted(self._width(shown, name) + look.px(8), 0, 0, 0)
        self._cut(card, after, y, dish.options, Style(SMALL, _NORMAL, "info"))
        return bottom

    def _dish_line(self, line: OrderLine) -> card_words.DishLine:
        """Return the texts of a dish. Many orders have the same ones."""
        dish = self._dish_lines.get(line)
        if dish is None:
            if len(self._dish_lines) > _REMEMBERED:
                self._dish_lines.clear()
            dish = self._dish_lines[line] = card_words.dish(line)
        return dish

    def _width(self, text: str, style: Style) -> int:
        """Return the width of a text in pixels. Measuring takes most of the time of a layout, so it is remembered."""
        key = (text, style.pixels, style.weight, self._look.text_scale)
        width = self._widths.get(key)
        if width is None:
            if len(self._widths) > _REMEMBERED:
                self._widths.clear()
            metrics = self._look.metrics(style.pixels, style.weight)
            width = self._widths[key] = metrics.horizontalAdvance(text)
        return width

    def _shown(self, text: str, style: Style, room: int) -> str:
        """Return a text, elided if it does not fit."""
        if self._width(text, style) <= room:
            return text
        metrics = self._look.metrics(style.pixels, style.weight)
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _row(self, card: CardLayout, now: datetime) -> CardLayout:
        """Lay a scheduled order out as one line: time, number, kind, what has to be seen, amount."""
        look = self._look
        data = card.order.order
        card.age_pixels = TIME_LEFT - 2
        card.height = look.px(_ROW)
        row = QRect(look.px(10), 0, card.width - look.px(22), card.height)
        baseline = (card.height + look.metrics(NOTE, _DEMI).capHeight()) // 2
        card.age = QRect(row.left(), 0, self._age_width(card), card.height)
        card.age_baseline = baseline
        left, right = card.age.right() + look.px(16), row.right() + 1
        places = [
            (order_number(data.number, data.payment_key), Style(TIME_LEFT - 2, _BOLD, "ink")),
            (
                f"{order_words.shipping(data)} · {order_words.items(data.item_count)}",
                Style(NOTE, _NORMAL, "ink"),
            ),
        ]
        total = (order_words.total(data), Style(NOTE, _BOLD, "ink"))
        width, number = self._width(*total), self._width(*places[0]) + look.px(16)
        if right - width > left + number:
            card.parts.append(CardPart(QRect(right - width, 0, width, card.height), baseline, *total))
            right -= width + look.px(16)
        if self.shows_branch:
            places.append((one_line(data.restaurant_name, 80), Style(SMALL, _DEMI, "info")))
        urgent = [line for line in self._lines(card.order, now) if line.sign in {"warning", "sending"}]
        places += [(line.text, Style(SMALL, _DEMI, line.token)) for line in urgent]
        places.append((one_line(data.note, 300), Style(NOTE, _DEMI, "waiting_ink")))
        for text, style in places:
            if not text or right - left < look.px(28):
                continue
            shown = self._shown(text, style, right - left)
            width = self._width(shown, style)
            card.parts.append(CardPart(QRect(left, 0, width, card.height), baseline, shown, style))
            left += width + look.px(16)
        return card

    def _note(self, card: CardLayout, inner: QRect, y: int) -> int:
        note = one_line(card.order.order.note, 300)
        if not note:
            return y
        look = self._look
        lines = wrapped(note, look.font(NOTE, _DEMI), inner.width() - look.px(12), 2)
        top = y + look.px(6)
        y = top + look.px(4)
        indented = inner.adjusted(look.px(12), 0, 0, 0)
        for line in lines:
            y = self._line(card, indented, y, line, Style(NOTE, _DEMI, "ink"))
        y += look.px(4)
        card.note_bar = QRect(inner.left(), top, look.px(4), y - top)
        return y

    def _lines(self, order: BoardOrder, now: datetime) -> list[order_words.TextLine]:
        """Return the lines about state, changes and doubts, an allergy first."""
        lines = card_words.state_lines(order, now)
        if words := self.allergies(order.order):
            lines.insert(0, order_words.TextLine(press_words.allergy(words), "late_ink", "warning"))
        if missing := self.ticket_problem(order.payment_key):
            lines.insert(0, order_words.TextLine(missing, "late_ink", "warning"))
        return lines

    def _states(self, card: CardLayout, inner: QRect, y: int, now: datetime) -> int:
        look = self._look
        for line in self._lines(card.order, now):
            glyph = _SIGNS.get(line.sign)
            indent = look.px(20) if glyph is not None else 0
            weight = _DEMI if line.sign == "warning" else _NORMAL
            y += look.px(4)
            metrics = look.metrics(SMALL, weight)
            if glyph is not None:
                side = look.px(14)
                area = QRect(inner.left(), y + (metrics.height() - side) // 2, side, side)
                card.signs.append(Sign(area, glyph, line.token))
            indented = inner.adjusted(indent, 0, 0, 0)
            for each in wrapped(line.text, look.font(SMALL, weight), indented.width(), 4):
                y = self._line(card, indented, y, each, Style(SMALL, weight, line.token))
        return y

    def _line(self, card: CardLayout, inner: QRect, y: int, text: str, style: Style) -> int:
        metrics = self._look.metrics(style.pixels, style.weight)
        rect = QRect(inner.left(), y, inner.width(), metrics.height())
        card.parts.append(CardPart(rect, y + metrics.ascent(), text, style))
        return rect.bottom() + 1

    def _pair(
        self,
        card: CardLayout,
        inner: QRect,
        y: int,
        left: tuple[str, Style],
        right: tuple[str, Style],
        *,
        stack: bool = True,
    ) -> int:
        """Place two texts at the ends of one line. If they do not fit, use two lines or elide the right text."""
        look = self._look
        y += look.px(4)
        gap = look.px(8)
        (left_text, left_style), (right_text, right_style) = left, right
        left_width, right_width = self._width(*left), self._width(*right)
        if left_width + gap + right_width > inner.width() and right_text:
            if stack:
                y = self._elided(card, inner, y, left_text, left_style)
                return self._elided(card, inner, y, right_text, right_style)
            room = max(inner.width() - left_width - gap, inner.width() // 3)
            right_text = self._shown(right_text, right_style, room)
            right_width = self._width(right_text, right_style)
        room = inner.width() - (right_width + gap if right_text else 0)
        left_text = self._shown(left_text, left_style, room)
        bottom = self._line(card, inner, y, left_text, left_style)
        if right_text:
            end = inner.adjusted(inner.width() - right_width, 0, 0, 0)
            self._line(card, end, y, right_text, right_style)
        return bottom

    def _cut(self, card: CardLayout, inner: QRect, y: int, text: str, style: Style) -> int:
        return self._line(card, inner, y, self._shown(text, style, inner.width()), style)

    def _elided(self, card: CardLayout, inner: QRect, y: int, text: str, style: Style) -> int:
        """Place a text that becomes up to two pixels smaller before it is cut."""
        sizes = (style.pixels, style.pixels - 1, style.pixels - 2)
        fitting = (size for size in sizes if self._fits(text, size, style.weight, inner.width()))
        style = style._replace(pixels=next(fitting, style.pixels))
        return self._cut(card, inner, y, text, style)
