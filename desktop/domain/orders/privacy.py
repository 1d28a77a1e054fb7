"""Removes personal data from an order, and decides when that is due.

The order is read and written again from harmless fields only. All other data (names, phones, addresses, notes
and unknown fields) cannot reach the result.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.json_scalars import with_entities
from desktop.domain.orders.order import Choice
from desktop.domain.orders.reading.moments import read_moment
from desktop.domain.orders.reading.payload import (
    PERSONAL_DATA_REMOVED,
    ReadOrder,
    read_order,
    usable_payment_key,
)
from desktop.domain.text.local_time import ISTANBUL

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from desktop.domain.orders.order import Option, OptionGroup, Order, OrderLine

LONGEST_SCHEDULE: Final = timedelta(days=30)
"""Longest extra time for a scheduled order: a mistyped year must not keep its data for good."""

_TEXTS: Final = (
    "status_text",
    "shipping_method",
    "courier_type",
    "payment_method",
    "restaurant_id",
    "restaurant_name",
)
_KEY: Final = re.compile(r'"payment_key"\s*:\s*"([0-9a-fA-F-]{36})"')
_UNREADABLE: Final = "?"
"""Stands for a value that could not be read, and may hold anything: it stays unreadable, not absent."""
_LARGEST_INTEGER: Final = 2**63 - 1

_encoder: Final = msgspec.json.Encoder(decimal_format="number")


def redact_before(now: datetime, days: int) -> datetime | None:
    """Return the time before which orders lose their personal data; None, if `days` is 0, for never."""
    return now - timedelta(days=days) if days > 0 else None


def is_due(received_at: datetime, scheduled_at: datetime | None, before: datetime) -> bool:
    """Return whether an order's personal data are older than `before`; a scheduled order needs them until its time."""
    if received_at >= before:
        return False
    return scheduled_at is None or scheduled_at < before or received_at < before - LONGEST_SCHEDULE


def without_personal_data(raw: str) -> str:
    """Return an order's JSON without personal data.

    Number, status, money, times, payment, delivery and restaurant stay. Dishes keep names, quantities, prices
    and options, but no notes. An unreadable order keeps only its payment key. A second pass changes nothing.
    """
    try:
        read = read_order(raw.encode("utf-8", "replace"))
    except RecursionError:
        return _encoded(_key_alone(raw))
    if not isinstance(read, ReadOrder):
        return _encoded({})
    return _encoded(_harmless_fields(read.order))


def _key_alone(raw: str) -> dict[str, Any]:
    found = _KEY.search(raw)
    key = usable_payment_key(found[1]) if found else None
    return {} if key is None else {"payment_key": key, PERSONAL_DATA_REMOVED: True}


def _encoded(value: dict[str, Any]) -> str:
    return _encoder.encode(value).decode()


def _harmless_fields(order: Order) -> dict[str, Any]:
    return _without_empty(
        {
            "payment_key": order.payment_key,
            "id": _number(order.number),
            "status_id": order.status_id or None,
            **{name: with_entities(getattr(order, name)) for name in _TEXTS},
            "total": order.total,
            "discount": order.discount,
            "courier_fee": order.courier_fee,
            "order_tip": order.tip,
            "date": _time(order.placed_at) or _day_of(order),
            "scheduled_date": _schedule(order),
            "items": [_dish(line) for line in order.lines],
            PERSONAL_DATA_REMOVED: True,
        }
    )


def _day_of(order: Order) -> str | None:
    """Return the day of an order whose date has no time: the reports count it on that day."""
    received = next((field.text for field in order.unread if field.path == "date"), None)
    moment = None if received is None else read_moment(received)
    return None if moment is None or moment.day is None else moment.day.isoformat()


def _schedule(order: Order) -> str | None:
    if order.scheduled_until is not None:
        return f"{_time(order.scheduled_at)} - {_time(order.scheduled_until)}"
    if order.scheduled_day is not None:
        return order.scheduled_day.isoformat()
    return _UNREADABLE if order.schedule_is_unclear else _time(order.scheduled_at)


def _dish(line: OrderLine) -> dict[str, Any]:
    return _without_empty(
        {
            "name": with_entities(line.name),
            "quantity": _quantity(line.quantity),
            "price": line.unit_price,
            "total": line.total,
            "options": _marked(_nodes(line.groups, Choice.ADDED)),
        }
    )


def _nodes(groups: Iterable[OptionGroup], inherited: Choice) -> list[dict[str, Any]]:
    """Return groups as entries of a list of options; options outside a group stand in that list themselves."""
    nodes: list[dict[str, Any]] = []
    for group in groups:
        inner = [_option(option, group.choice) for option in group.options]
        inner += _nodes(group.groups, group.choice)
        # A group is read with its options first.
        inner.sort(key=lambda node: "ilave_basligi" in node or "ilave_opsiyonlari" in node)
        kind = _kind(group.choice, inherited)
        if group.title:
            title = {"ilave_basligi": with_entities(group.title)}
            nodes.append(_without_empty({**title, **kind, "ilave_opsiyonlari": _marked(inner)}))
        elif kind and inner:
            nodes.append({**kind, "ilave_opsiyonlari": _marked(inner)})
        else:
            nodes += inner
    return nodes


def _marked(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return entries of a list; where one is marked as not chosen, the others are marked as chosen."""
    if not any("selected" in node for node in nodes):
        return nodes
    return [{"selected": True, **node} for node in nodes]


def _option(option: Option, inherited: Choice) -> dict[str, Any]:
    # The quantity marks an option: without one, a list of options could belong to a group.
    return _without_empty(
        {
            "name": with_entities(option.name),
            "quantity": _quantity(option.quantity),
            "price": option.price,
            "total": option.total,
            **_kind(option.choice, inherited),
            "options": _marked(_nodes(option.groups, option.choice)),
        }
    )


def _kind(choice: Choice, inherited: Choice) -> dict[str, Any]:
    """Return the fields that say an entry's choice, none where it has that of what it belongs to."""
    if choice is inherited:
        return {}
    if choice is Choice.NOT_CHOSEN:
        return {"selected": False}
    word = {Choice.ADDED: "ekleme", Choice.REMOVED: "cikarma"}.get(choice, _UNREADABLE)
    return {"ekleme_cikarma": word}


def _quantity(quantity: Decimal | None) -> Decimal | str:
    return _UNREADABLE if quantity is None else quantity


def _without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _number(text: str) -> int | str:
    """Return a number in the vendor's form: an integer if it is one."""
    if text.isascii() and text.isdecimal() and str(int(text[:19])) == text and int(text) <= _LARGEST_INTEGER:
        return int(text)
    return with_entities(text)


def _time(moment: datetime | None) -> str | None:
    """Return a time in the vendor's form: Europe/Istanbul, without an offset."""
    return None if moment is None else moment.astimezone(ISTANBUL).replace(tzinfo=None).isoformat(" ")
