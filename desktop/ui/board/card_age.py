"""The age of a card: how long an order has waited, or the time left until it is due, and how urgent that looks."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.domain.orders.lifecycle import Column
from desktop.ui.text.format import MINUTE
from desktop.ui.text.orders import order_words, press_words, schedule_words
from desktop.ui.widgets.glyphs import Glyph

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder

AMBER_AFTER: Final = 2 * MINUTE
RED_AFTER: Final = 5 * MINUTE
"""Seconds of waiting after which a card turns amber, then red."""


class Tone(enum.Enum):
    """How urgent a card looks."""

    NONE = enum.auto()
    CALM = enum.auto()
    WAITING = enum.auto()
    LATE = enum.auto()


class Age(NamedTuple):
    """The time at the right of the number."""

    text: str
    tone: Tone

    @property
    def glyph(self) -> Glyph | None:
        """The sign of an urgent tone: colour alone is not enough for everybody."""
        return {Tone.WAITING: Glyph.CLOCK, Tone.LATE: Glyph.WARNING}.get(self.tone)

    @property
    def token(self) -> str:
        """The colour of the text."""
        return {Tone.WAITING: "waiting_ink", Tone.LATE: "late_ink"}.get(self.tone, "ink")


def age_of(order: BoardOrder, column: Column, now: datetime) -> Age:
    """Return an order's age as its column shows it, or the seconds in which its action can be taken back."""
    if left := order.seconds_to_take_back(now):
        return Age(press_words.seconds(left), Tone.WAITING)
    if column is Column.NEW:
        waited = (now - order.received_at).total_seconds()
        late = waited >= RED_AFTER or order.gone_at is not None
        tone = Tone.LATE if late else Tone.WAITING if waited >= AMBER_AFTER else Tone.CALM
        return Age(order_words.waiting_age(waited), tone)
    due = order.due_at
    if column is Column.LATER:
        # The asked-for time as it came stands beside it.
        return Age("?" if due is None else schedule_words.day_and_time(due, now), Tone.NONE)
    if column is Column.PREPARING and due is not None:
        left = (due - now).total_seconds()
        late = -left >= MINUTE
        return Age(order_words.time_left(left if late else max(left, 0.0)), Tone.LATE if late else Tone.NONE)
    since = (order.accepted_at or order.changed_at) if column is Column.PREPARING else order.changed_at
    return Age(order_words.calm_age((now - since).total_seconds()), Tone.NONE)
