"""(A read order) -> doubts about the whole: what is missing for its kind, and a sum that does not match."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Final

from desktop.domain.json_scalars import as_number
from desktop.domain.orders.order import Choice, Courier, Doubt, DoubtKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.domain.orders.order import Order, OrderLine

_ZERO: Final = Decimal(0)
_ROUNDING: Final = Decimal("0.05")
"""Lira; rounded prices of several dishes may differ from the rounded total by that."""
_AMOUNTS: Final = frozenset({DoubtKind.AMOUNT_AMBIGUOUS, DoubtKind.AMOUNT_UNREADABLE})
_ALL: Final = Decimal(100)
"""Percent."""
_MOST_UNKNOWN: Final = 4
"""Unknown amounts of an order that may explain a difference; more would explain anything."""


def doubts_of(order: Order, *, complete: bool, has_place: bool) -> Iterator[Doubt]:
    """Yield the doubts about an order as a whole.

    Args:
        order: the order, with the doubts of its fields.
        has_place: whether the address names a place, not only a city or a door.
        complete: whether the order is as the vendor sent it; nothing is missing in one without personal data.
    """
    kinds = {doubt.kind for doubt in order.doubts}
    if complete:
        yield from _missing(order, kinds, has_place=has_place)
    if order.total is not None and not kinds & _AMOUNTS and not _adds_up(order, order.total):
        yield Doubt(DoubtKind.SUM_DIFFERS, "total", format(order.total, "f"))


def _missing(order: Order, kinds: set[DoubtKind], *, has_place: bool) -> Iterator[Doubt]:
    unread = {field.path for field in order.unread}
    if not order.lines and DoubtKind.DISHES_UNREADABLE not in kinds:
        yield Doubt(DoubtKind.NO_DISHES, "items")
    if order.total is None and "total" not in unread:
        yield Doubt(DoubtKind.TOTAL_MISSING, "total")
    if not order.number and "id" not in unread:
        yield Doubt(DoubtKind.NUMBER_MISSING, "id")
    if order.shipping_method == "delivery" and order.courier_type == Courier.CUSTOMER and has_place:
        yield Doubt(DoubtKind.WAY_UNCLEAR, "courier_type", order.courier_type)
    if order.is_pickup or order.courier_type == Courier.PLATFORM:
        # Nobody of the restaurant goes to the customer, who has the number of the order.
        return
    if not has_place:
        yield Doubt(DoubtKind.NO_ADDRESS, "address")
    if DoubtKind.CUSTOMER_UNREADABLE in kinds:
        return
    if not order.customer_phone:
        yield Doubt(DoubtKind.NO_PHONE, "customer.phone")
    if not order.customer_name:
        yield Doubt(DoubtKind.NO_CUSTOMER, "customer.name")


def _adds_up(order: Order, total: Decimal) -> bool:
    """Return whether the total fits the parts in any usual way, or cannot be checked.

    Prices may be of one piece or of the line, with or without options; the total may be before or after discount,
    delivery fee and tip. A difference that an unknown amount explains is none.
    """
    if total < 0:
        return False
    sums = _sums(order.lines)
    if sums is None or total in sums:
        return True
    unknown = [
        abs(number)
        for field in order.unread
        if isinstance(number := as_number(field.text), Decimal) and number
    ]
    if len(unknown) > _MOST_UNKNOWN:
        return True
    fees = (fee for fee in (order.courier_fee, order.tip) if fee)
    changes = [*((_ZERO, fee) for fee in fees), *((_ZERO, each, -each) for each in unknown)]
    discount = abs(order.discount or _ZERO)
    # In the order of likelihood: the first one fits almost always.
    return any(
        abs(base - cut + sum(chosen, _ZERO) - total) <= _ROUNDING
        for base in sums
        for cut in _discounts(base, discount)
        for chosen in product(*changes)
    )


def _discounts(base: Decimal, discount: Decimal) -> tuple[Decimal, ...]:
    """Return what a discount may take away: its lira, its percent, or nothing if the prices contain it."""
    if not discount:
        return (_ZERO,)
    return (discount, base * discount / 100, _ZERO) if discount <= _ALL else (discount, _ZERO)


def _sums(lines: Iterable[OrderLine]) -> list[Decimal] | None:
    """Return the possible sums of the dishes, None if a price or a quantity is unknown or all are free."""
    by_total = by_price = by_line = once = by_dish = _ZERO
    for line in lines:
        options = _options(line)
        if line.quantity is None or options is None:
            return None
        if line.unit_price is not None:
            pieces, price = line.unit_price * line.quantity, line.unit_price
        elif line.total is not None:
            pieces = price = line.total
        else:
            return None
        by_price += pieces
        by_total += pieces if line.total is None else line.total
        by_line += price if line.total is None else line.total
        once += options
        by_dish += options * line.quantity
    bases = (by_total,) if by_total == by_price == by_line else (by_total, by_price, by_line)
    extras = (by_dish, once, _ZERO) if by_dish or once else (_ZERO,)
    return [base + extra for base in bases for extra in extras] if any(bases) else None


def _options(line: OrderLine) -> Decimal | None:
    """Return the price of the chosen options for one piece of a dish, None if it is unknown."""
    amount = _ZERO
    for option in line.options() if line.groups else ():
        if option.choice is not Choice.ADDED:
            continue
        if option.quantity is None:
            return None
        if option.total is not None:
            amount += option.total
        elif option.price is not None:
            amount += option.price * option.quantity
    return amount
