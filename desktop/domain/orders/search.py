"""Search in stored orders: the filter, the searchable texts of an order, and the order's recorded events.

All texts are folded: a search without accents, or in capitals, finds the vendor's spelling.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import msgspec

from desktop.domain.orders.order import Order
from desktop.domain.restaurant.branch import usable_id
from desktop.domain.text.search_folding import folded

_WORD: Final = re.compile(r"[^\W_]+")
_PHONE: Final = re.compile(r"[+()\-./\s\d]*\d[+()\-./\s\d]*")
_NATIONAL: Final = 10
"""Digits of a Turkish number without the leading 0 or +90."""
_ENDS: Final = (7, 4)
"""Numbers of last digits by which people search for a phone."""
_LONGEST: Final = 12
"""Further words of a search are ignored."""


class Filter(msgspec.Struct, frozen=True):
    """Conditions of a search; the default finds every order."""

    text: str = ""
    """As typed."""
    since: datetime | None = None
    until: datetime | None = None
    """The first moment after the searched period, aware."""
    status_ids: tuple[int, ...] = ()
    payment_methods: tuple[str, ...] = ()
    """All spellings of one payment method, as the vendor wrote them; empty for any."""
    restaurant_id: str = ""
    pickup: bool | None = None

    @property
    def is_everything(self) -> bool:
        """Whether the filter finds every order."""
        return self == Filter()


class SearchFields(msgspec.Struct, frozen=True):
    """The searchable fields of an order; number, customer, phone and dishes are folded."""

    pickup: bool = False
    payment_method: str = ""
    restaurant_id: str = ""
    number: str = ""
    customer: str = ""
    phone: str = ""
    dishes: str = ""


class FoundOrder(msgspec.Struct, frozen=True):
    """An order in the list of a search."""

    place: int
    """Its number in the order of arrival."""
    order: Order
    received_at: datetime
    accepted_at: datetime | None


class OrderEvent(msgspec.Struct, frozen=True):
    """One entry in an order's history."""

    payment_key: str
    at: datetime
    kind: str
    """As stored: ``accept pressed``."""
    status_id: int
    detail: str
    """The vendor's message, or a number; "" for neither."""
    till: str = ""
    """Name of the till where it happened, as stored; "" for a single till."""


def search_fields(order: Order) -> SearchFields:
    """Return the searchable fields of an order."""
    return SearchFields(
        pickup=order.is_pickup,
        payment_method=order.payment_method,
        restaurant_id=usable_id(order.restaurant_id),
        number=" ".join(_words(order.number)),
        customer=" ".join(_words(order.customer_name)),
        phone=" ".join(_phone_words(order.customer_phone)),
        dishes=" ".join(word for line in order.lines for word in _words(line.name)),
    )


def search_words(text: str) -> list[str]:
    """Return the words of a typed text; each must begin a word of the order. An empty list finds every order.

    Digits with blanks or signs between them are one word, so that every spelling of a phone number finds it.
    """
    if _PHONE.fullmatch(text.strip()):
        # Digits of other scripts count as none.
        return [number] if (number := _national(text)) else []
    return _words(text)[:_LONGEST]


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))


def _phone_words(phone: str) -> list[str]:
    number = _national(phone)
    return [number, *(number[-end:] for end in _ENDS if len(number) > end)] if number else []


def _national(text: str) -> str:
    """Return the digits of a phone number without country code and leading zero."""
    digits = "".join(character for character in text if character.isascii() and character.isdecimal())
    if len(digits) > _NATIONAL and digits.startswith("90"):
        digits = digits.removeprefix("90")
    return digits.removeprefix("0") or digits
