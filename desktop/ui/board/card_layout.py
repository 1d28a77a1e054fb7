"""A card laid out: which words stand where for one order at one width. Nothing is painted here.

What changes with the clock (the age), the pointer or the chosen minutes is left to the delegate, so a layout
stays good until its order, the width or the look changes.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont

from desktop.domain.orders.board import BoardOrder, CommandState
from desktop.domain.orders.lifecycle import Column
from desktop.ui.text import order_words
from desktop.ui.text.format import MINUTE, day_and_clock, money, one_line, order_number
from desktop.ui.widgets.glyphs import Glyph
from desktop.ui.widgets.text_wrap import wrapped
from desktop.ui.widgets.theme import Style

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.ui.widgets.theme import CardLook

AMBER_AFTER: Final = 2 * MINUTE
RED_AFTER: Final = 5 * MINUTE
"""Seconds of waiting after which a card grows warmer."""

NUMBER: Final = 28
_NUMBERS: Final = (NUMBER, 24, 20, 16)
"""Sizes of an order's number: the largest that fits."""
AGE: Final = 24
TIME_LEFT: Final = 20
WIDE_CARD: Final = 300
"""Pixels (at 100 %) of a card from which its text is 18 instead of 16."""
_APART: Final = 8
"""Pixels at 100 % between an order's number and its age."""
SMALL: Final = 14
NOTE: Final = 15

_NORMAL: Final = QFont.Weight.Normal
_DEMI: Final = QFont.Weight.DemiBold
_BOLD: Final = QFont.Weight.Bold
_SIGNS: Final = {
    "check": Glyph.CHECK,
    "warning": Glyph.WARNING,
    "sending": Glyph.SENDING,
    "clock": Glyph.CLOCK,
}


class Tone(enum.Enum):
    """How warm a card is."""

    NONE = enum.auto()
    CALM = enum.auto()
    WAITING = enum.auto()
    LATE = enum.auto()


class Age(NamedTuple):
    """What stands at the right of the number."""

    text: str
    tone: Tone

    @property
    def glyph(self) -> Glyph | None:
        """Colour is never alone: each warm tone has a sign."""
        return {Tone.WAITING: Glyph.CLOCK, Tone.LATE: Glyph.WARNING}.get(self.tone)

    @property
    def token(self) -> str:
        """Return the colour of the text."""
        return {Tone.WAITING: "waiting_ink", Tone.LATE: "late_ink"}.get(self.tone, "ink")


def age_of(order: BoardOrder, where: Column, now: datetime) -> Age:
    """Return an order's age as its column shows it."""
    if where is Column.NEW:
        waited = (now - order.received_at).total_seconds()
        late = waited >= RED_AFTER or order.gone_at is not None
        tone = Tone.LATE if late else Tone.WAITING if waited >= AMBER_AFTER else Tone.CALM
        return Age(order_words.waiting_age(waited), tone)
    due = order.due_at
    if where is Column.LATER and due is not None:
        return Age(day_and_clock(due, now), Tone.NONE)
    if where is Column.PREPARING and due is not None:
        left = (due - now).total_seconds()
        late = -left >= MINUTE
        return Age(order_words.time_left(left if late else max(left, 0.0)), Tone.LATE if late else Tone.NONE)
    begun = (order.accepted_at or order.changed_at) if where is Column.PREPARING else order.changed_at
    return Age(order_words.calm_age((now - begun).total_seconds()), Tone.NONE)


class CardPart(NamedTuple):
    """One line of text, placed."""

    rect: QRect
    baseline: int
    text: str
    style: Style


class Sign(NamedTuple):
    """One glyph, placed."""

    rect: QRect
    glyph: Glyph
    token: str


@dataclass(slots=True)
class CardLayout:
    """An order laid out in a column; all places count from the card's upper left corner."""

    order: BoardOrder
    where: Column
    width: int
    height: int = 0
    parts: list[CardPart] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    note_bar: QRect | None = None
    note_token: str = "waiting"
    age: QRect = field(default_factory=QRect)
    age_baseline: int = 0
    age_pixels: int = AGE
    button: QRect | None = None
    refused: bool = False


class CardLayouter:
    """Lays cards out with the fonts of one look."""

    def __init__(self, look: CardLook) -> None:
        self._look = look
        self.names_branch = False
        """Whether a card says which branch its order is for."""

    def lay_out(self, order: BoardOrder, where: Column, width: int, now: datetime) -> CardLayout:
        """Lay a card out for a width in pixels."""
        card = CardLayout(order, where, width)
        card.refused = order.accept is not None and order.accept.state is CommandState.REFUSED
        look = self._look
        left = look.px(20 if where is Column.NEW else 15)
        pad = look.px(7 if look.is_compact else 12)
        inner = QRect(left, pad, max(width - left - look.px(15), look.px(60)), 0)
        text = 18 if width >= look.px(WIDE_CARD) else 16
        y = self._first_row(card, inner)
        said = order.order
        if self.names_branch:
            y = self._elided(card, inner, y, (one_line(said.restaurant_name, 80), SMALL, _DEMI, "info"))
        kind = f"{order_words.shipping(said)} · {order_words.items(said.item_count)}"
        y = self._pair(card, inner, y, (kind, text, _NORMAL, "ink"), (money(said.total), text, _BOLD, "ink"))
        if not (look.is_compact and where is Column.NEW):
            y = self._facts(card, inner, y, text)
        y = self._note(card, inner, y)
        y = self._states(card, inner, y, now)
        if where is Column.NEW and order.waits:
            card.button = QRect(inner.left(), y + look.px(8), inner.width(), look.px(48))
            y = card.button.bottom() + 1
        card.height = y + pad
        return card

    def _first_row(self, card: CardLayout, inner: QRect) -> int:
        """Place number and age, under each other where they would not fit side by side."""
        look = self._look
        order = card.order
        big = look.metrics(NUMBER, _BOLD)
        number = order_number(order.order.number, order.payment_key)
        new = card.where is Column.NEW
        narrow = card.width < look.px(WIDE_CARD)
        card.age_pixels = AGE if new else TIME_LEFT - 2 if narrow else TIME_LEFT
        age_width = self._age_width(card)
        baseline = inner.top() + big.ascent()
        bottom = inner.top() + big.height()
        # Never so near that both are read as one number.
        if big.horizontalAdvance(number) + look.px(_APART) + age_width <= inner.width():
            card.age = QRect(inner.right() + 1 - age_width, inner.top(), age_width, big.height())
            card.age_baseline = baseline
            room = inner.width() - age_width
        else:
            small = look.metrics(card.age_pixels, _DEMI)
            card.age = QRect(inner.left(), bottom, inner.width(), small.height())
            card.age_baseline = bottom + small.ascent()
            bottom += small.height()
            room = inner.width()
        # What is called out is read whole: rather smaller than with its end cut off, which is what tells two apart.
        pixels = next((size for size in _NUMBERS if self._fits(number, size, room)), _NUMBERS[-1])
        shown = look.metrics(pixels, _BOLD).elidedText(number, Qt.TextElideMode.ElideRight, room)
        card.parts.append(
            CardPart(
                QRect(inner.left(), inner.top(), room, big.height()),
                baseline,
                shown,
                Style(pixels, _BOLD, "ink"),
            )
        )
        return bottom + look.px(2)

    def _fits(self, number: str, pixels: int, room: int) -> bool:
        return self._look.metrics(pixels, _BOLD).horizontalAdvance(number) <= room

    def _age_width(self, card: CardLayout) -> int:
        """Return the room an age may need in its whole life, so that the layout need not change with it."""
        look = self._look
        metrics = look.metrics(card.age_pixels, _DEMI)
        sign = look.px(card.age_pixels + 2)
        if card.where is Column.NEW:
            return metrics.horizontalAdvance("88:88") + sign
        if card.where is Column.LATER:
            return metrics.horizontalAdvance("88.88. 88:88")
        if card.where is not Column.PREPARING or card.order.due_at is None:
            return metrics.horizontalAdvance(order_words.minutes(888))
        left, late = order_words.time_left(88 * MINUTE), order_words.time_left(-88 * MINUTE)
        return max(metrics.horizontalAdvance(left), metrics.horizontalAdvance(late) + sign) + look.px(2)

    def _facts(self, card: CardLayout, inner: QRect, y: int, text: int) -> int:
        """Place payment and district, or what has to be collected."""
        said = card.order.order
        collect = order_words.to_collect(said) if card.where is Column.ON_THE_WAY else ""
        if collect:
            y += self._look.px(4)
            for line in wrapped(collect, self._look.font(text - 1), inner.width(), 2):
                y = self._line(card, inner, y, line, Style(text - 1, _NORMAL, "muted"))
            return y
        if card.where is not Column.NEW:
            return y
        left, right = order_words.payment(said), "" if said.is_pickup else district(card.order)
        if not left and not right:
            return y
        return self._pair(
            card,
            inner,
            y,
            (left, text - 1, _NORMAL, "muted"),
            (right, text - 1, _NORMAL, "muted"),
            stack=False,
        )

    def _note(self, card: CardLayout, inner: QRect, y: int) -> int:
        note = one_line(card.order.order.note, 300)
        if not note:
            return y
        look = self._look
        lines = wrapped(note, look.font(NOTE, _DEMI), inner.width() - look.px(12), 2)
        top = y + look.px(6)
        y = top + look.px(4)
        moved = inner.adjusted(look.px(12), 0, 0, 0)
        for line in lines:
            y = self._line(card, moved, y, line, Style(NOTE, _DEMI, "ink"))
        y += look.px(4)
        card.note_bar = QRect(inner.left(), top, look.px(4), y - top)
        return y

    def _states(self, card: CardLayout, inner: QRect, y: int, now: datetime) -> int:
        command = order_words.command_line(card.order)
        lines = order_words.marks(card.order, now)
        # On the way it no longer matters who accepted when.
        if command is not None and card.where is not Column.ON_THE_WAY:
            lines.insert(0, command)
        look = self._look
        for line in lines:
            glyph = _SIGNS.get(line.sign)
            indent = look.px(20) if glyph is not None else 0
            weight = _DEMI if line.sign == "warning" else _NORMAL
            y += look.px(4)
            metrics = look.metrics(SMALL, weight)
            if glyph is not None:
                side = look.px(14)
                card.signs.append(
                    Sign(
                        QRect(inner.left(), y + (metrics.height() - side) // 2, side, side), glyph, line.token
                    )
                )
            moved = inner.adjusted(indent, 0, 0, 0)
            for each in wrapped(line.text, look.font(SMALL, weight), moved.width(), 4):
                y = self._line(card, moved, y, each, Style(SMALL, weight, line.token))
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
        left: tuple[str, int, QFont.Weight, str],
        right: tuple[str, int, QFont.Weight, str],
        *,
        stack: bool = True,
    ) -> int:
        """Place two texts at the ends of a line; the second gets a line of its own, or is cut, without room."""
        look = self._look
        y += look.px(4)
        gap = look.px(8)
        left_width = look.metrics(left[1], left[2]).horizontalAdvance(left[0])
        metrics = look.metrics(right[1], right[2])
        right_width = metrics.horizontalAdvance(right[0])
        left_text, right_text = left[0], right[0]
        if left_width + gap + right_width > inner.width() and right_text:
            if stack:
                y = self._elided(card, inner, y, left)
                return self._elided(card, inner, y, right)
            room = max(inner.width() - left_width - gap, inner.width() // 3)
            right_text = metrics.elidedText(right_text, Qt.TextElideMode.ElideRight, room)
            right_width = metrics.horizontalAdvance(right_text)
        room = inner.width() - (right_width + gap if right_text else 0)
        left_text = look.metrics(left[1], left[2]).elidedText(left_text, Qt.TextElideMode.ElideRight, room)
        bottom = self._line(card, inner, y, left_text, Style(*left[1:]))
        if right_text:
            end = inner.adjusted(inner.width() - right_width, 0, 0, 0)
            self._line(card, end, y, right_text, Style(*right[1:]))
        return bottom

    def _elided(
        self, card: CardLayout, inner: QRect, y: int, what: tuple[str, int, QFont.Weight, str]
    ) -> int:
        text, wanted, weight, token = what
        # Rather a little smaller than cut.
        pixels = next(
            (size for size in (wanted, wanted - 1, wanted - 2) if self._holds(inner, text, size, weight)),
            wanted,
        )
        cut = self._look.metrics(pixels, weight).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        return self._line(card, inner, y, cut, Style(pixels, weight, token))

    def _holds(self, inner: QRect, text: str, pixels: int, weight: QFont.Weight) -> bool:
        return self._look.metrics(pixels, weight).horizontalAdvance(text) <= inner.width()


def district(order: BoardOrder) -> str:
    """Return where a delivery goes, in a word or two: the district when the address names one, else its first line."""
    lines = order.order.address
    named = next((line.removeprefix("İlçe").strip(" :") for line in lines if line.startswith("İlçe")), "")
    return one_line(named or (lines[0] if lines else ""), 60)
