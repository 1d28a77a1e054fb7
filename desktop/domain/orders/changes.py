"""(An order before, after) -> the changed parts that a person must see."""

from __future__ import annotations

import enum
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import structs

from desktop.domain.text.translation import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.orders.order import Order, OrderLine


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


class DishChange(NamedTuple):
    """One dish that was added, removed or changed."""

    name: str
    before: Decimal | None
    """Its quantity, None if it is new."""
    after: Decimal | None
    """Its quantity, None if it was removed. Where both are equal, its options or its note changed."""


def changed_dishes(before: Order, after: Order) -> list[DishChange]:
    """Return the dishes that differ: first those of the order before, then the new ones."""
    old, new = _by_name(before.lines), _by_name(after.lines)
    return [
        DishChange(name, _quantity(old.get(name)), _quantity(new.get(name)))
        for name in {**old, **new}
        if _alike(old.get(name, [])) != _alike(new.get(name, []))
    ]


def _by_name(lines: Iterable[OrderLine]) -> dict[str, list[OrderLine]]:
    named = defaultdict(list)
    for line in lines:
        named[line.name].append(line)
    return named


def _quantity(lines: list[OrderLine] | None) -> Decimal | None:
    return None if lines is None else sum(map(_pieces, lines), Decimal(0))


def _pieces(line: OrderLine) -> Decimal:
    """Return a quantity; one that could not be read counts as one, and is flagged elsewhere."""
    return Decimal(1) if line.quantity is None else line.quantity


def _alike(lines: list[OrderLine]) -> dict[OrderLine, Decimal]:
    """Return the quantity of each kind of portion: two lines of one portion are one line of two."""
    kinds: dict[OrderLine, Decimal] = defaultdict(Decimal)
    for line in lines:
        kinds[structs.replace(line, quantity=Decimal(1), unit_price=None, total=None)] += _pieces(line)
    return kinds


def part_name(part: ChangedPart) -> str:
    """Return the word for a part of an order, "" for its acceptance: that has sentences of its own."""
    return {
        ChangedPart.ACCEPTANCE: "",
        ChangedPart.STATUS: tr("status"),
        ChangedPart.DISHES: tr("dishes"),
        ChangedPart.NOTE: tr("note"),
        ChangedPart.TIME: tr("time"),
        ChangedPart.ADDRESS: tr("address"),
        ChangedPart.CUSTOMER: tr("customer"),
        ChangedPart.DELIVERY: tr("delivery"),
        ChangedPart.TOTAL: tr("total"),
        ChangedPart.PAYMENT: tr("payment"),
        ChangedPart.OTHER: tr("other details"),
    }[part]
