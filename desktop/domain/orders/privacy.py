"""Removes personal data from an order, and decides when that is due.

The order is read and written again from harmless fields only. All other data (names, phones, addresses, notes
and unknown fields) cannot reach the result.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.orders.payload import ReadOrder, read_order, usable_payment_key
from desktop.domain.text.local_time import ISTANBUL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.domain.orders.order import Modifier, Order, OrderLine

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
_DISH: Final = re.compile(r"(\w+)\[(\d+)\]")
_NO_DISH: Final = {"name": "", "quantity": 1, "price": None, "total": None, "options": []}
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
    and modifiers. An unreadable order keeps only its payment key. A second pass changes nothing.
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
    return {} if key is None else {"payment_key": key}


def _encoded(value: dict[str, Any]) -> str:
    return _encoder.encode(value).decode()


def _harmless_fields(order: Order) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "payment_key": order.payment_key,
        "id": _number(order.number),
        "status_id": order.status_id or None,
        **{name: getattr(order, name) for name in _TEXTS},
        "total": order.total,
        "discount": order.discount,
        "courier_fee": order.courier_fee,
        "order_tip": order.tip,
        "date": _time(order.placed_at),
        "scheduled_date": _time(order.scheduled_at),
    }
    # A dish that is no object is shown as text with any content. `problems` lists these dishes.
    found = [match for problem in order.problems if (match := _DISH.match(problem))]
    unreadable = {int(match[2]) for match in found if match.end() == len(match.string)}
    dishes = ["" if index in unreadable else _dish(line) for index, line in enumerate(order.lines)]
    # A problem of a dish without a name contains the name of the list, which must not change.
    nameless = any(isinstance(dish, dict) and "name" not in dish for dish in dishes)
    fields[found[0][1] if nameless and found else "items"] = dishes
    return _without_empty(fields)


def _dish(line: OrderLine) -> dict[str, Any] | str:
    fields = {
        "name": line.name,
        "quantity": line.quantity,
        "price": line.unit_price,
        "total": line.total,
        "options": list(_options(line.modifiers)),
    }
    # An empty dish becomes an empty text, as it may have been: an object without a name is a problem.
    return "" if fields == _NO_DISH else _without_empty(fields)


def _options(modifiers: Iterable[Modifier]) -> Iterator[dict[str, Any]]:
    for (group, removes), members in groupby(modifiers, attrgetter("group", "removes")):
        kind = {"ekleme_cikarma": "cikarma"} if removes else {}
        chosen = [
            _without_empty({"name": member.name, "quantity": member.quantity, "price": member.price})
            for member in members
        ]
        if group:
            yield {"ilave_basligi": group, **kind, "ilave_opsiyonlari": chosen}
        else:
            yield from (member | kind for member in chosen)


def _without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _number(text: str) -> int | str:
    """Return a number in the vendor's form: an integer if it is one."""
    if text.isascii() and text.isdecimal() and str(int(text[:19])) == text and int(text) <= _LARGEST_INTEGER:
        return int(text)
    return text


def _time(moment: datetime | None) -> str | None:
    """Return a time in the vendor's form: Europe/Istanbul, without an offset."""
    return None if moment is None else moment.astimezone(ISTANBUL).replace(tzinfo=None).isoformat(" ")
