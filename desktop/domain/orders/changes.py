"""(An order before, after) -> the changed parts that a person must see."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.orders.order import Order


class ChangedPart(enum.StrEnum):
    """A part of an order in the view of staff."""

    ACCEPTANCE = "acceptance"
    """Nobody knows whether our accept took effect: a person has to look at the vendor's panel. No change of the order."""
    STATUS = "status"
    DISHES = "dishes"
    NOTE = "note"
    TIME = "time"
    ADDRESS = "address"
    CUSTOMER = "customer"
    DELIVERY = "delivery"
    TOTAL = "total"
    PAYMENT = "payment"
    OTHER = "other"
    """Rarely important fields, and every unknown field."""


_FIELDS: Final[dict[ChangedPart, tuple[str, ...]]] = {
    ChangedPart.STATUS: ("status_id",),
    ChangedPart.DISHES: ("lines",),
    ChangedPart.NOTE: ("note",),
    ChangedPart.TIME: ("scheduled_at", "scheduled_until", "scheduled_day", "scheduled_received"),
    ChangedPart.ADDRESS: ("address",),
    ChangedPart.CUSTOMER: ("customer_name", "customer_phone"),
    ChangedPart.DELIVERY: ("shipping_method", "courier_type"),
    ChangedPart.TOTAL: ("total", "discount", "courier_fee", "tip"),
    ChangedPart.PAYMENT: ("payment_method",),
    ChangedPart.OTHER: ("number", "placed_at", "restaurant_id", "restaurant_name", "unread"),
}
"""`doubts` is missing: each follows from the other fields."""


def changed_parts(before: Order, after: Order) -> tuple[ChangedPart, ...]:
    """Return the changed parts, the most important first."""
    return tuple(
        part
        for part, names in _FIELDS.items()
        if any(getattr(before, name) != getattr(after, name) for name in names)
    )


def merge_parts(*stored: Iterable[str]) -> tuple[ChangedPart, ...]:
    """Return the named parts, each once, the most important first; unknown names are ignored."""
    named = {name for names in stored for name in names}
    return tuple(part for part in ChangedPart if part in named)
