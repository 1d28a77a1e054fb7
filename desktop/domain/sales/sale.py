"""What a stored order says to a report: when, how much, how paid, which dishes, and whether it was cancelled.

Reads only what is counted, at a tenth of the cost; a payload that does not fit exactly is left to `payload`, which
reads anything.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from desktop.domain.orders.json_fields import is_sane
from desktop.domain.orders.lifecycle import Action, says_already_done
from desktop.domain.orders.order import Courier, Order, OrderStatus
from desktop.domain.orders.payload import ReadOrder, read_order

PLACED_EARLIER: Final = timedelta(days=7)
"""So long before its arrival an order may have been placed; what says to be older has a mistyped date."""
PLACED_LATER: Final = timedelta(days=1)
"""So long after it: clocks differ. Beyond these an order belongs to the day it arrived, so that none is lost."""

_LARGEST: Final = Decimal(10) ** 9


class SoldLine(msgspec.Struct, frozen=True):
    """One dish of an order."""

    name: str
    quantity: Decimal
    amount: Decimal | None
    """Lira: the line's price, else its price for one as often as it was ordered; None where no price is known."""


class Goods(msgspec.Struct, frozen=True):
    """What a payload tells of what was sold."""

    payment_method: str
    pickup: bool
    lines: tuple[SoldLine, ...]


class Sale(msgspec.Struct, frozen=True):
    """An order as it is counted."""

    at: datetime
    """When it was placed, or received where that is not known; the day it belongs to."""
    received_at: datetime
    accepted_at: datetime | None
    total: Decimal | None
    cancelled: bool
    reason_id: int | None = None
    """Of our own cancel."""
    payment_method: str = ""
    pickup: bool = False
    lines: tuple[SoldLine, ...] = ()


class Silence(msgspec.Struct, frozen=True):
    """A time in which no orders could arrive."""

    began_at: datetime
    ended_at: datetime
    off: bool
    """Whether the program did not run."""


def was_cancelled(status_id: int, *, confirmed: bool, gone_message: str | None) -> bool:
    """Return whether an order was cancelled, as far as it is known here.

    Args:
        status_id: its last status.
        confirmed: whether the vendor confirmed a cancel of ours.
        gone_message: the vendor's sentence when an action found it no longer open; None where that did not happen.
    """
    if status_id == OrderStatus.CANCELLED or confirmed:
        return True
    # The vendor never announces a cancel from elsewhere: it shows in what it says to an action.
    return gone_message is not None and says_already_done(Action.CANCEL, gone_message)


class _Line(msgspec.Struct):
    name: str | None = None
    food_name: str | None = None
    title: str | None = None
    quantity: int | None = None
    count: int | None = None
    qty: int | None = None
    adet: int | None = None
    total: Decimal | None = None
    total_price: Decimal | None = None
    price: Decimal | None = None


class _Payload(msgspec.Struct):
    payment_method: str | None = None
    shipping_method: str | None = None
    courier_type: str | None = None
    items: list[_Line] | None = None
    foods: list[_Line] | None = None
    products: list[_Line] | None = None
    order_items: list[_Line] | None = None
    orders: list[_Line] | None = None


_decoder: Final = msgspec.json.Decoder(_Payload)


def read_goods(raw: bytes) -> Goods:
    """Return what a stored payload tells of what was sold; of one that cannot be read, nothing."""
    return _read_quickly(raw) or read_slowly(raw)


def read_slowly(raw: bytes) -> Goods:
    """Return the same by the reader that takes anything."""
    read = read_order(raw)
    return _of(read.order) if isinstance(read, ReadOrder) else Goods("", pickup=False, lines=())


def _of(order: Order) -> Goods:
    lines = (
        SoldLine(line.name, line.quantity, _amount(line.total, line.unit_price, line.quantity))
        for line in order.lines
    )
    return Goods(order.payment_method, order.is_pickup, tuple(lines))


def _amount(total: Decimal | None, price: Decimal | None, quantity: Decimal) -> Decimal | None:
    if total is not None:
        return total
    return None if price is None else price * quantity


def _read_quickly(raw: bytes) -> Goods | None:
    """Read a payload whose fields are just as expected, else return None."""
    try:
        payload = _decoder.decode(raw)
    except (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError):
        return None
    found = payload.items or payload.foods or payload.products or payload.order_items or payload.orders
    lines = []
    for line in found or ():
        name = (line.name or line.food_name or line.title or "").strip()
        quantity = _quantity(line)
        total = line.total_price if line.total is None else line.total
        if not name or quantity is None or not _is_sane(total) or not _is_sane(line.price):
            return None
        lines.append(SoldLine(name, quantity, _amount(total, line.price, quantity)))
    shipping, courier = (payload.shipping_method or "").strip(), (payload.courier_type or "").strip()
    return Goods(
        (payload.payment_method or "").strip(),
        shipping == "pickup" or courier == Courier.CUSTOMER,
        tuple(lines),
    )


def _quantity(line: _Line) -> Decimal | None:
    for number in (line.quantity, line.count, line.qty, line.adet):
        if number is not None:
            return Decimal(number) if 0 < number <= _LARGEST else None
    return Decimal(1)


def _is_sane(amount: Decimal | None) -> bool:
    return amount is None or is_sane(amount)
