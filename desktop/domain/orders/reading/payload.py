"""The vendor's JSON -> `Order`, one by one: a bad order is reported and never affects the others.

This module maps the fields of orders, `dishes` those of dishes. Undocumented fields are read under several candidate
names. Unrecognised fields end in `unread`, and what is unsure in `doubts`, for a person.
"""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.json_scalars import as_number, as_readable, as_text, is_absent, without_entities
from desktop.domain.orders.order import Doubt, DoubtKind, Order, UnreadField, courier_code, shipping_code
from desktop.domain.orders.reading.checks import doubts_of
from desktop.domain.orders.reading.dishes import read_lines
from desktop.domain.orders.reading.json_fields import FieldReader
from desktop.domain.orders.reading.json_repeats import with_repeated_fields
from desktop.domain.orders.reading.json_split import split_fields, split_list
from desktop.domain.orders.reading.moments import Moment, read_moment
from desktop.domain.orders.reading.suspicions import with_suspicions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

UNREADABLE_STATUS: Final = 0
"""Replaces a missing or invalid status id; the vendor's ids are positive."""

_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_KEY_IN_RAW: Final = re.compile(rb'"payment_key"\s*:\s*"([0-9a-fA-F-]{36})"')

PERSONAL_DATA_REMOVED: Final = "personal_data_removed"
"""The field that `privacy` leaves in an order without personal data: nothing is missing in it."""

_GRAVITY: Final = {kind: place for place, kind in enumerate(DoubtKind)}

# Keys of delivery addresses in reading order, with the word that a courier expects before the value.
_ADDRESS_WORDS: Final = {
    "address": "",
    "street": "",
    "neighborhood": "Mah.",
    "building": "Bina",
    "building_name": "Bina",
    "apartment": "Apt.",
    "block": "Blok",
    "floor": "Kat",
    "door": "Daire",
    "door_number": "Daire",
    "flat": "Daire",
    "district": "İlçe",
    "city": "",
    "description": "Tarif:",
    "directions": "Tarif:",
}
_ADDRESS_PLACES: Final = {name: place for place, name in enumerate(_ADDRESS_WORDS)}
_ADDRESS_TECHNICAL: Final = ("id", "lat", "lng", "latitude", "longitude")

_NO_PLACE: Final = frozenset(
    {
        *_ADDRESS_TECHNICAL,
        *("apartment", "block", "floor", "door", "door_number", "flat", "description", "directions"),
        *("district", "city", "town", "county", "province", "country", "title", "name", "type", "phone"),
    }
)
"""Fields of an address that alone lead nobody to the customer."""

_strict_decoder: Final = msgspec.json.Decoder(float_hook=Decimal)


class ReadOrder(msgspec.Struct, frozen=True):
    """An order and its JSON text."""

    order: Order
    raw: str
    """The JSON object as received."""


class RejectedPayload(msgspec.Struct, frozen=True):
    """An entry without a usable payment key, or with the key of another order."""

    fingerprint: str
    """SHA-256 of the payload, in hex: equal payloads are recorded once."""
    raw: str


class Batch(msgspec.Struct, frozen=True):
    """The contents of one answer."""

    orders: tuple[ReadOrder, ...] = ()
    rejected: tuple[RejectedPayload, ...] = ()


class PayloadError(ValueError):
    """The answer is no list of orders."""


def usable_payment_key(value: object) -> str | None:
    """Return a payment key in lower case if it is a UUID, else None."""
    if isinstance(value, str) and _UUID.fullmatch(value.strip()):
        return value.strip().lower()
    return None


def read_orders(data: bytes) -> Batch:
    """Read the `data` of a `get-current` answer.

    If an order appears twice, the later entry counts. A different order with the same key is rejected and
    reported, because calls with this key would affect both.

    Raises:
        PayloadError: `data` is neither a list nor empty nor one order.
    """
    orders: dict[str, ReadOrder] = {}
    rejected: dict[str, RejectedPayload] = {}
    for raw in _elements(data):
        read = read_order(raw)
        if isinstance(read, ReadOrder):
            before = orders.get(read.order.payment_key)
            if before is not None and is_different_order(before.order, read.order):
                covered = rejected_payload(before.raw)
                rejected[covered.fingerprint] = covered
            orders[read.order.payment_key] = read
        else:
            rejected[read.fingerprint] = read
    return Batch(tuple(orders.values()), tuple(rejected.values()))


def is_different_order(one: Order, other: Order) -> bool:
    """Return whether two entries with one payment key differ in number or restaurant, if both have one."""
    pairs = ((one.number, other.number), (one.restaurant_id, other.restaurant_id))
    return any(here and there and here != there for here, there in pairs)


def rejected_payload(raw: str) -> RejectedPayload:
    """Return the stored form of an entry that is no order."""
    return RejectedPayload(hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest(), raw)


def _elements(data: bytes) -> list[bytes]:
    body = data.strip()
    if body in (b"", b"null", b'""', b"{}"):
        return []
    try:
        if body.startswith(b"["):
            return [bytes(raw) for raw in msgspec.json.decode(body, type=list[msgspec.Raw])]
        if body.startswith(b"{"):
            fields = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
            if "payment_key" in fields:
                return [body]
            if all(name.isdigit() for name in fields):
                return [bytes(raw) for raw in fields.values()]
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        elements = split_list(body) or _of_numbered_fields(body)
        if elements is None:
            raise PayloadError(str(error)) from error
        return elements
    message = f"a list of orders was expected, not {body[:1].decode('utf-8', 'replace')}…"
    raise PayloadError(message)


def _of_numbered_fields(body: bytes) -> list[bytes] | None:
    """Return the values of a list that is written as an object ``{"0": {…}, "1": {…}}``; None for anything else."""
    fields = split_fields(body)
    if not fields:
        return None
    if any(name == b"payment_key" for name, _ in fields):
        return [body]
    return [value for _, value in fields] if all(name.isdigit() for name, _ in fields) else None


def read_order(raw: bytes) -> ReadOrder | RejectedPayload:
    """Read one element of the list of orders."""
    # No JSON has a NUL, and no database saves one as it is: an order would differ from its own row at each poll.
    text = raw.decode("utf-8", "replace").replace("\0", "\ufffd")
    value = _decode(raw, text)
    key = usable_payment_key(value.get("payment_key")) if isinstance(value, dict) else None
    if isinstance(value, dict) and key is not None:
        try:
            if "&" in text or "\\u0026" in text:
                value = without_entities(value)
            return ReadOrder(_order(key, value), text)
        except RecursionError:
            # Nested too deep for Python, but not for the decoder.
            return _unreadable(key, text)
    if value is None:
        # No JSON, for example endless nesting. The payment key may still be readable, and saves the order.
        found = _KEY_IN_RAW.search(raw)
        key = usable_payment_key(found[1].decode("ascii")) if found else None
        if key is not None:
            return _unreadable(key, text)
    return RejectedPayload(hashlib.sha256(raw).hexdigest(), text)


def _unreadable(key: str, text: str) -> ReadOrder:
    """Return the order as far as possible: its key, and the whole text for people."""
    order = Order(
        payment_key=key,
        status_id=UNREADABLE_STATUS,
        unread=(UnreadField("payload", as_readable(text)),),
        doubts=(Doubt(DoubtKind.ORDER_UNREADABLE, "payload"),),
    )
    return ReadOrder(order, text)


def _decode(raw: bytes, text: str) -> Any:
    """Return the JSON value, None if it cannot be read."""
    try:
        value = _strict_decoder.decode(raw)
    except (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError):
        pass
    else:
        return with_repeated_fields(text, value)
    try:
        # The lenient reader accepts NaN, raw control characters and half surrogates.
        clean = text.encode("utf-8", "replace").decode()
        value = json.loads(clean, strict=False, parse_float=Decimal, parse_constant=str)
        whole = json.dumps(value, default=str, ensure_ascii=False).encode("utf-8", "replace")
        return json.loads(whole, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return None


def _order(key: str, source: Mapping[str, Any]) -> Order:
    fields = FieldReader(source)
    fields.ignore("payment_key", PERSONAL_DATA_REMOVED)
    status_id = _status_id(fields)
    number = fields.text("id")
    lines = read_lines(fields)
    placed_at = _placed_at(fields)
    scheduled, received = fields.moment("scheduled_date", placed_at)
    customer, customer_unread = _customer(fields)
    read = Order(
        payment_key=key,
        status_id=status_id,
        number=number,
        status_text=fields.text("status_text"),
        shipping_method=shipping_code(fields.text("shipping_method")),
        courier_type=courier_code(fields.text("courier_type")),
        payment_method=fields.text("payment_method"),
        note=fields.text("note"),
        total=fields.amount("total"),
        discount=fields.amount("discount"),
        courier_fee=fields.amount("courier_fee"),
        tip=fields.amount("order_tip"),
        placed_at=placed_at,
        scheduled_at=scheduled.at,
        scheduled_until=scheduled.until,
        scheduled_day=scheduled.day,
        scheduled_received=received,
        restaurant_id=fields.text("restaurant_id"),
        restaurant_name=fields.text("restaurant_name"),
        customer_name=customer[0],
        customer_phone=customer[1],
        address=_address(fields),
        lines=lines,
        # Last: all other fields are taken.
        unread=(*customer_unread, *fields.unread()),
        doubts=tuple(fields.doubts),
    )
    has_place = bool(read.address) and _has_place(source.get("address"))
    complete = source.get(PERSONAL_DATA_REMOVED) is not True
    read = with_suspicions(read)
    doubts = [*read.doubts, *doubts_of(read, complete=complete, has_place=has_place)]
    if not doubts:
        return read
    doubts.sort(key=lambda each: _GRAVITY[each.kind])
    return msgspec.structs.replace(read, doubts=tuple(doubts))


def _placed_at(fields: FieldReader) -> datetime | None:
    value = fields.take("date")
    moment = Moment() if value is None else read_moment(value)
    if moment is None or moment.day is not None:
        fields.add_invalid("date", value)
        return None
    return moment.at


def _status_id(fields: FieldReader) -> int:
    value = fields.take("status_id")
    number = as_number(value)
    if isinstance(number, Decimal) and number > 0 and number == number.to_integral_value():
        return int(number)
    if is_absent(value):
        fields.doubt(DoubtKind.STATUS_UNREADABLE, "status_id")
    else:
        fields.add_invalid("status_id", value, DoubtKind.STATUS_UNREADABLE)
    return UNREADABLE_STATUS


def _customer(fields: FieldReader) -> tuple[tuple[str, str], tuple[UnreadField, ...]]:
    value = fields.take("customer")
    if isinstance(value, dict):
        inner = FieldReader(value, "customer", fields.doubts)
        inner.ignore("id")
        result = (inner.text("name", "full_name"), inner.text("phone", "phone_number", "gsm"))
        return result, inner.unread()
    if value is not None and (text := as_text(value)) is not None:
        return (text, ""), ()
    if value is not None:
        fields.add_invalid("customer", value, DoubtKind.CUSTOMER_UNREADABLE)
    return ("", ""), ()


def _has_place(address: object) -> bool:
    """Return whether an address says more than a city, a door or a way to it: something in words."""
    if isinstance(address, dict):
        return any(_has_place(value) for name, value in address.items() if name not in _NO_PLACE)
    return any(character.isalpha() for character in as_text(address) or "")


def _place_in_address(name: str) -> int:
    return _ADDRESS_PLACES.get(name, len(_ADDRESS_PLACES))


def _address(fields: FieldReader) -> tuple[str, ...]:
    value = fields.take("address")
    if value is None:
        return ()
    if not isinstance(value, dict):
        return (as_readable(value),)
    lines = []
    for name in sorted(value, key=_place_in_address):
        if name in _ADDRESS_TECHNICAL or is_absent(value[name]):
            continue
        word = _ADDRESS_WORDS.get(name, f"{name}:")
        lines.append(f"{word} {as_readable(value[name])}".strip())
    return tuple(line for line in lines if line)
