"""Stored orders as records and as CSV; `order_json` writes JSON. Nothing here changes an order."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.orders.privacy import is_due, without_personal_data
from desktop.domain.text.local_time import ISTANBUL
from desktop.sync.board.board_rows import stored_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from decimal import Decimal

    from desktop.domain.orders.order import OrderLine
    from desktop.store.rows import StoredOrder

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
"""The columns; JSON has more, see `order_json`. Times are ISO 8601 in Europe/Istanbul, money is
exact decimal text in lira."""

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_CUT: Final = re.compile(r"([;\t\r\n][;\s\"]*)([=+\-@＝＋－＠])")
"""A formula behind a character at which a spreadsheet may split: a Turkish one splits at ;."""


def without_old_personal_data(rows: Iterable[StoredOrder], before: datetime | None) -> Iterator[StoredOrder]:
    """Yield the orders; remove personal data from old ones that the store has not blanked yet.

    Args:
        rows: stored orders.
        before: orders received before it are old; None for no limit.
    """
    for row in rows:
        if before is not None and row.received_at < before:
            scheduled_at = stored_order(row.raw, row.status_id).open_until
            if is_due(row.received_at, scheduled_at, before):
                yield msgspec.structs.replace(row, raw=without_personal_data(row.raw))
                continue
        yield row


def record(row: StoredOrder) -> dict[str, Any]:
    """Return the exported columns of one stored order."""
    order = stored_order(row.raw, row.status_id)
    return {
        "payment_key": row.payment_key,
        "id": order.number,
        "status_id": row.status_id,
        "status_text": order.status_text,
        "received_at": _time(row.received_at),
        "acknowledged_at": _time(row.acknowledged_at),
        "accepted_at": _time(row.accepted_at),
        "preparing_time": row.preparing_time,
        "rang_at": _time(row.rang_at),
        "muted_at": _time(row.first_muted_at),
        "accept_pressed_at": _time(row.accept_pressed_at),
        "total": _money(order.total),
        "discount": _money(order.discount),
        "courier_fee": _money(order.courier_fee),
        "order_tip": _money(order.tip),
        "date": _time(order.placed_at),
        "scheduled_date": _time(order.scheduled_at),
        "shipping_method": order.shipping_method,
        "courier_type": order.courier_type,
        "payment_method": order.payment_method,
        "restaurant_id": order.restaurant_id,
        "restaurant_name": order.restaurant_name,
        "customer_name": order.customer_name,
        "customer_phone": order.customer_phone,
        "address": ", ".join(order.address),
        "note": order.note,
        "items": "; ".join(f"{_pieces(line)} x {line.name}" for line in order.lines),
    }


def _pieces(line: OrderLine) -> str:
    return line.received_quantity if line.quantity is None else format(line.quantity, "f")


def csv_lines(rows: Iterable[StoredOrder]) -> Iterator[str]:
    """Yield the lines of a CSV file with a heading; no cell can become a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        values = record(row)
        writer.writerow([_cell(values[name]) for name in COLUMNS])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value).replace("\x00", "")
    text = _CUT.sub(r"\1'\2", text)
    # Spreadsheets run these formulas, also behind blanks.
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(ISTANBUL).isoformat(timespec="seconds")


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")
