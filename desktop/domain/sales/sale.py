"""The sales view of a stored order: time, amount, payment, dishes, and whether it was cancelled.

The quick reader reads only these fields, at a tenth of the cost of `payload`; it leaves unusual payloads to `payload`,
which reads anything.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import msgspec

from desktop.domain.business_day import BEGINS, start_of
from desktop.domain.json_scalars import as_number, is_sane
from desktop.domain.orders.lifecycle import Action, says_already_done
from desktop.domain.orders.order import Courier, Order, OrderStatus, courier_code, shipping_code
from desktop.domain.orders.reading.moments import read_moment
from desktop.domain.orders.reading.payload import ReadOrder, read_order
from desktop.domain.sales.period import PLACED_EARLIER, PLACED_LATER
from desktop.domain.text.local_time import ISTANBUL

_LARGEST: Final = Decimal(10) ** 9


class SoldLine(msgspec.Struct, frozen=True):
    """One dish of an order."""

    name: str
    quantity: Decimal
    amount: Decimal | None
    """Lira: the total of the line, else price times quantity; None where no price is known."""


class Goods(msgspec.Struct, frozen=True):
    """The sold dishes of a payload."""

    payment_method: str
    pickup: bool
    lines: tuple[SoldLine, ...]
    tip: Decimal | None = None
    delivery_fee: Decimal | None = None
    discount: Decimal | None = None


class Sale(msgspec.Struct, frozen=True):
    """An order of a sales report."""

    at: datetime
    """When it was placed, or received where that is unknown; its day counts."""
    received_at: datetime
    accepted_at: datetime | None
    total: Decimal | None
    cancelled: bool
    reason_id: int | None = None
    """The reason of our own cancel."""
    progressed: bool = False
    """Whether its status shows that somebody accepted it, also where the time is unknown."""
    payment_method: str = ""
    pickup: bool = False
    lines: tuple[SoldLine, ...] = ()
    tip: Decimal | None = None
    delivery_fee: Decimal | None = None
    discount: Decimal | None = None


def counted_at(
    placed_at: datetime | None, received_at: datetime, raw: bytes, begins: time = BEGINS
) -> datetime:
    """Return the moment at which an order counts.

    An order with a date but no time belongs to that business day: to the moment of its arrival, or to the nearest moment
    of that day. Without a plausible date its arrival counts.

    Args:
        placed_at: when it was placed, None if that is unknown. Midnight may stand for a date without a time.
        received_at: when it arrived here.
        raw: its payload.
        begins: local begin of the business day.
    """
    is_midnight = placed_at is not None and placed_at.astimezone(ISTANBUL).time() == time()
    day = _day_alone(raw) if placed_at is None or is_midnight else None
    if day is not None:
        since, until = start_of(day, begins), start_of(day + timedelta(days=1), begins)
        if since - PLACED_LATER <= received_at < until + PLACED_EARLIER:
            return min(max(received_at, since), until - timedelta(milliseconds=1))
    return received_at if placed_at is None else placed_at


class _Dated(msgspec.Struct):
    date: Any = None


_dated_decoder: Final = msgspec.json.Decoder(_Dated)


def _day_alone(raw: bytes) -> date | None:
    try:
        moment = read_moment(_dated_decoder.decode(raw).date)
    except (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError):
        return None
    return None if moment is None else moment.day


def was_cancelled(status_id: int, *, confirmed: bool, gone_message: str | None) -> bool:
    """Return whether an order was cancelled, as far as this program knows.

    Args:
        status_id: its last status.
        confirmed: whether the vendor confirmed a cancel of ours.
        gone_message: the vendor's sentence when an action found it no longer open; None where that did not happen.
    """
    if status_id == OrderStatus.CANCELLED or confirmed:
        return True
    # The vendor never reports a cancel from elsewhere; only its answer to an action shows it.
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
    order_tip: Any = None
    courier_fee: Any = None
    discount: Any = None
    items: list[_Line] | None = None
    foods: list[_Line] | None = None
    products: list[_Line] | None = None
    order_items: list[_Line] | None = None
    orders: list[_Line] | None = None


_decoder: Final = msgspec.json.Decoder(_Payload, float_hook=Decimal)


def read_goods(raw: bytes) -> Goods:
    """Return the sold dishes of a stored payload; an unreadable payload has none."""
    return _read_quickly(raw) or read_slowly(raw)


def read_slowly(raw: bytes) -> Goods:
    """Return the same with the tolerant reader."""
    read = read_order(raw)
    return _of(read.order) if isinstance(read, ReadOrder) else Goods("", pickup=False, lines=())


def _of(order: Order) -> Goods:
    lines = (
        SoldLine(line.name, quantity, _amount(line.total, line.unit_price, quantity))
        for line in order.lines
        # A dish of unknown quantity was sold at least once.
        for quantity in (Decimal(1) if line.quantity is None else line.quantity,)
    )
    return Goods(
        order.payment_method,
        order.is_pickup,
        tuple(lines),
        tip=order.tip,
        delivery_fee=order.courier_fee,
        discount=_discount(order.discount),
    )


def _amount(total: Decimal | None, price: Decimal | None, quantity: Decimal) -> Decimal | None:
    if total is not None:
        return total
    return None if price is None else price * quantity


def _read_quickly(raw: bytes) -> Goods | None:
    """Read a payload with exactly the expected fields, else return None."""
    if b"&" in raw or b"\\u0026" in raw:
        return None  # maybe HTML entities
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
    shipping = shipping_code((payload.shipping_method or "").strip())
    courier = courier_code((payload.courier_type or "").strip())
    return Goods(
        (payload.payment_method or "").strip(),
        shipping == "pickup" or courier == Courier.CUSTOMER,
        tuple(lines),
        tip=_sum_of(payload.order_tip),
        delivery_fee=_sum_of(payload.courier_fee),
        discount=_discount(_sum_of(payload.discount)),
    )


def _sum_of(value: object) -> Decimal | None:
    number = as_number(value)
    return number if isinstance(number, Decimal) else None


def _discount(amount: Decimal | None) -> Decimal | None:
    """Return what was taken off; some write it with a minus, and sums must not cancel out."""
    return None if amount is None else abs(amount)


def _quantity(line: _Line) -> Decimal | None:
    for number in (line.quantity, line.count, line.qty, line.adet):
        if number is not None:
            return Decimal(number) if 0 < number <= _LARGEST else None
    return Decimal(1)


def _is_sane(amount: Decimal | None) -> bool:
    # An amount with three decimals may be a text like "1.250", which the tolerant reader does not guess.
    return amount is None or (is_sane(amount) and amount.as_tuple().exponent != -3)  # noqa: PLR2004 - decimals
