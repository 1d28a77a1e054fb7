"""(An order that waits, how many wait, the rule, the local time) -> whether a rule may accept it instead of a person.

In doubt a person decides: what could not be read, what was refused or taken back before, and what is not plainly new is
left waiting.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import msgspec

from desktop.domain.orders import lifecycle
from desktop.domain.orders.order import Money, OrderStatus

if TYPE_CHECKING:
    from desktop.domain.orders.board import BoardOrder


class AutoAccept(msgspec.Struct, frozen=True):
    """The rule. Every condition has to hold."""

    preparing_time: int
    """Minutes that are promised."""
    begins: time | None = None
    ends: time | None = None
    """Local times of day between which it holds; None for the whole day. May reach over midnight."""
    most_waiting: int | None = None
    """It holds while no more orders than these wait, the order itself included."""
    total_under: Money | None = None
    """Orders of this amount and above are left to a person, as are those without a total."""
    without_note: bool = True
    """Whether an order with a note, of its own or on a dish, is left to a person."""


class Rush(msgspec.Struct, frozen=True):
    """The kitchen is busy: so many minutes are added to every preparation time."""

    minutes: int
    until: int
    """Milliseconds since 1970 UTC."""


def with_rush(preparing_time: int, rush_minutes: int) -> int:
    """Return the minutes to promise, at most what the vendor takes."""
    return min(preparing_time + rush_minutes, lifecycle.MAX_PREPARING_TIME)


def may_accept(order: BoardOrder, waiting: int, rule: AutoAccept, at: time) -> bool:
    """Return whether the rule accepts an order.

    Args:
        order: on the board.
        waiting: how many orders wait for a person, this one included.
        rule: what people chose.
        at: local time of day.
    """
    said = order.order
    if not order.may_accept or said.status_id != OrderStatus.RECEIVED:
        return False
    if order.accept is not None or order.action is not None or order.muted or said.problems or not said.lines:
        return False
    if order.changed_at != order.received_at:
        # It was in another status before, and somebody took it back: not to have it accepted again by nobody.
        return False
    if not _holds(rule, at) or (rule.most_waiting is not None and waiting > rule.most_waiting):
        return False
    if rule.total_under is not None and (said.total is None or said.total >= rule.total_under):
        return False
    has_note = bool(said.note) or any(line.note or line.unread for line in said.lines)
    return not (rule.without_note and has_note)


def _holds(rule: AutoAccept, at: time) -> bool:
    if rule.begins is None or rule.ends is None or rule.begins == rule.ends:
        return True
    if rule.begins < rule.ends:
        return rule.begins <= at < rule.ends
    return at >= rule.begins or at < rule.ends
