"""Stored orders as JSON: the exported columns, the order as staff see it, its doubts, and the vendor's object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.orders.reading.doubt_words import sentence
from desktop.domain.text.escapes import escaped_json
from desktop.domain.text.local_time import ISTANBUL
from desktop.services.order_export import record
from desktop.sync.board.board_rows import stored_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from decimal import Decimal

    from desktop.domain.orders.order import Doubt, Option, OptionGroup, Order, OrderLine, UnreadField
    from desktop.store.rows import StoredOrder

_encoder: Final = msgspec.json.Encoder(decimal_format="number")


def json_lines(rows: Iterable[StoredOrder]) -> Iterator[str]:
    """Yield the text of a JSON list, one order a line.

    ``read`` is the tree of dishes as staff see it, and the asked-for time. Quantities are numbers there; null is one that could not be read,
    and ``received_quantity`` then has it as it came. Prices are exact decimal text in lira, as in the columns.
    ``doubts`` lists what the program is unsure of. ``raw`` is the vendor's object where it is proper JSON.
    """
    separator = "[\n"
    for row in rows:
        order = stored_order(row.raw, row.status_id)
        fields = record(row) | {
            "read": {"dishes": [_dish(line) for line in order.lines], "scheduled": _scheduled(order)},
            "doubts": [_doubt(doubt) for doubt in order.doubts],
            "raw": _raw(row.raw),
        }
        yield separator + escaped_json(_encoder.encode(fields).decode())
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _scheduled(order: Order) -> dict[str, str | None] | None:
    """Return the asked-for time, None for as soon as possible; ``received`` is one not known to the minute."""
    if order.scheduled_at is None and not order.schedule_is_unclear:
        return None
    return {
        "at": _time(order.scheduled_at),
        "until": _time(order.scheduled_until),
        "day": None if order.scheduled_day is None else order.scheduled_day.isoformat(),
        "received": order.scheduled_received or None,
    }


def _dish(line: OrderLine) -> dict[str, Any]:
    return {
        "name": line.name,
        **_quantity(line),
        "price": _money(line.unit_price),
        "total": _money(line.total),
        "note": line.note,
        "groups": _groups(line.groups),
        "unread": _unread(line.unread),
    }


def _groups(groups: tuple[OptionGroup, ...]) -> list[dict[str, Any]]:
    return [
        {
            "title": group.title,
            "choice": group.choice.value,
            "received_choice": group.received_choice,
            "note": group.note,
            "options": [_option(option) for option in group.options],
            "groups": _groups(group.groups),
            "unread": _unread(group.unread),
        }
        for group in groups
    ]


def _option(option: Option) -> dict[str, Any]:
    return {
        "name": option.name,
        **_quantity(option),
        "price": _money(option.price),
        "total": _money(option.total),
        "note": option.note,
        "choice": option.choice.value,
        "received_choice": option.received_choice,
        "groups": _groups(option.groups),
        "unread": _unread(option.unread),
    }


def _quantity(node: OrderLine | Option) -> dict[str, Any]:
    if node.quantity is None:
        return {"quantity": None, "received_quantity": node.received_quantity}
    return {"quantity": node.quantity}


def _unread(fields: tuple[UnreadField, ...]) -> list[dict[str, str]]:
    return [{"path": field.path, "text": field.text} for field in fields]


def _doubt(doubt: Doubt) -> dict[str, str]:
    return {
        "kind": doubt.kind.value,
        "sentence": str(sentence(doubt)),
        "received": doubt.received,
        "about": doubt.about,
        "path": doubt.path,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(ISTANBUL).isoformat(timespec="seconds")


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def _raw(raw: str) -> msgspec.Raw | str:
    try:
        msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError):
        return raw
    return msgspec.Raw(raw.encode())
