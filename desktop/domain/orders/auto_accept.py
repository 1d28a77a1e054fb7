"""(A waiting order, number of waiting orders, rule, local time) -> whether the rule accepts it.

In doubt a person decides: doubtful, refused, reopened and any not clearly new orders are left alone.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import msgspec

from desktop.domain.orders import lifecycle
from desktop.domain.orders.allergies import allergies_in
from desktop.domain.orders.order import Money, OrderStatus, groups_of

if TYPE_CHECKING:
    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order


class AutoAccept(msgspec.Struct, frozen=True):
    """The rule. Every condition must hold."""

    preparing_time: int
    """Promised minutes."""
    begins: time | None = None
    ends: time | None = None
    """Local times of day between which the rule holds; None for the whole day. The span may include midnight."""
    most_waiting: int | None = None
    """The rule holds up to this number of waiting orders, the order itself included."""
    total_under: Money | None = None
    """A person decides on orders of this amount or more, and on those without a total."""
    allergy_words: tuple[str, ...] = ()
    """Words in a note that always leave the order to a person."""
    without_note: bool = True
    """Whether a person decides on an order with a note, its own or one of a dish, a group or an option."""


class Rush(msgspec.Struct, frozen=True):
    """The kitchen is busy: these minutes are added to every preparation time."""

    minutes: int
    until: int
    """Milliseconds since 1970 UTC."""


def with_rush(preparing_time: int, rush_minutes: int) -> int:
    """Return the minutes to promise, at most the vendor's maximum."""
    return min(preparing_time + rush_minutes, lifecycle.MAX_PREPARING_TIME)


def may_accept(row: BoardOrder, waiting: int, rule: AutoAccept, at: time) -> bool:
    """Return whether the rule accepts an order at a local time of day.

    `waiting` is the number of orders that wait for a person, this one included.
    """
    order = row.order
    if not row.may_accept or order.status_id != OrderStatus.RECEIVED:
        return False
    if row.accept is not None or row.action is not None or row.muted or order.doubts or not order.lines:
        return False
    if row.changed_at != row.received_at:
        # The order had another status, and somebody reopened it: a rule must not accept it again.
        return False
    if not _holds(rule, at) or (rule.most_waiting is not None and waiting > rule.most_waiting):
        return False
    if rule.total_under is not None and (order.total is None or order.total >= rule.total_under):
        return False
    if allergies_in(order, rule.allergy_words):
        return False
    return not (rule.without_note and _has_note(order))


def _has_note(order: Order) -> bool:
    """Return whether a person wrote something: on the order, a dish, a group or an option."""
    return bool(order.note) or any(
        line.note
        or line.unread
        or any(group.note or group.unread for group in groups_of(line.groups))
        or any(option.note or option.unread for option in line.options())
        for line in order.lines
    )


def _holds(rule: AutoAccept, at: time) -> bool:
    if rule.begins is None or rule.ends is None or rule.begins == rule.ends:
        return True
    if rule.begins < rule.ends:
        return rule.begins <= at < rule.ends
    return at >= rule.begins or at < rule.ends
