"""The columns of an exported order, with their values: times, numbers and texts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.reading.doubt_words import sentence
from desktop.services.exports import dishes_text
from desktop.sync.board.board_rows import stored_order

if TYPE_CHECKING:
    from desktop.domain.orders.order import Order
    from desktop.store.rows import StoredOrder

Value = datetime | Decimal | int | str | None
"""Times are aware, amounts exact and in lira."""

COLUMNS: Final = (
    "payment_key",
    "id",
    "status_id",
    "status_text",
    "received_at",
    "acknowledged_at",
    "accepted_at",
    "preparing_time",
    "rang_at",
    "muted_at",
    "accept_pressed_at",
    "total",
    "discount",
    "courier_fee",
    "order_tip",
    "date",
    "scheduled_date",
    "shipping_method",
    "courier_type",
    "payment_method",
    "restaurant_id",
    "restaurant_name",
    "customer_name",
    "customer_phone",
    "address",
    "note",
    "items",
)
"""The columns of each export."""

DOUBTS: Final = "doubts"
"""A column of tables only: JSON has a list of its own."""


def read(row: StoredOrder) -> Order:
    """Return a stored order, read."""
    return stored_order(row.raw, row.status_id)


def values(row: StoredOrder, order: Order) -> dict[str, Value]:
    """Return the values of `COLUMNS`.

    Args:
        row: a stored order.
        order: the same, read.
    """
    return {
        "payment_key": row.payment_key,
        "id": order.number,
        "status_id": row.status_id,
        "status_text": order.status_text,
        "received_at": row.received_at,
        "acknowledged_at": row.acknowledged_at,
        "accepted_at": row.accepted_at,
        "preparing_time": row.preparing_time,
        "rang_at": row.rang_at,
        "muted_at": row.first_muted_at,
        "accept_pressed_at": row.accept_pressed_at,
        "total": order.total,
        "discount": order.discount,
        "courier_fee": order.courier_fee,
        "order_tip": order.tip,
        "date": order.placed_at,
        "scheduled_date": order.scheduled_at or order.scheduled_received or None,
        "shipping_method": order.shipping_method,
        "courier_type": order.courier_type,
        "payment_method": order.payment_method,
        "restaurant_id": order.restaurant_id,
        "restaurant_name": order.restaurant_name,
        "customer_name": order.customer_name,
        "customer_phone": order.customer_phone,
        "address": ", ".join(order.address),
        "note": order.note,
        "items": dishes_text.in_one_line(order.lines, plain_number),
    }


def doubts(order: Order) -> str:
    """Return what the reading of an order is unsure of, in sentences."""
    return " ".join(str(sentence(doubt)) for doubt in order.doubts)


def plain_number(number: Decimal) -> str:
    """Return a number with a decimal point."""
    return format(number, "f")


def turkish_number(number: Decimal) -> str:
    """Return a number with a decimal comma, without signs between thousands."""
    return format(number, "f").replace(".", ",")
