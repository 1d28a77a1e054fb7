"""What an order is found by when somebody looks back, and what a typed text asks for.

Everything is folded: what is typed without accents, or in capitals, finds what the vendor wrote.
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
"""Digits of a Turkish number without the 0 or +90 before it."""
_ENDS: Final = (7, 4)
"""Last digits of a phone that people search by."""
_LONGEST: Final = 12
"""Words of a search that count."""


class Filter(msgspec.Struct, frozen=True):
    """What is looked for; the default is everything."""

    text: str = ""
    """As typed."""
    since: datetime | None = None
    until: datetime | None = None
    """The first moment after the wanted time, aware."""
    status_ids: tuple[int, ...] = ()
    payment_method: str = ""
    restaurant_id: str = ""
    pickup: bool | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Filter()


class Facts(msgspec.Struct, frozen=True):
    """What an order is found by. The texts are folded."""

    pickup: bool
    payment_method: str
    restaurant_id: str
    number: str
    customer: str
    phone: str
    dishes: str


def facts_of(order: Order) -> Facts:
    """Return what an order is found by."""
    return Facts(
        pickup=order.is_pickup,
        payment_method=order.payment_method,
        restaurant_id=usable_id(order.restaurant_id),
        number=" ".join(_words(order.number)),
        customer=" ".join(_words(order.customer_name)),
        phone=" ".join(_phone_words(order.customer_phone)),
        dishes=" ".join(word for line in order.lines for word in _words(line.name)),
    )


def expression(text: str) -> str:
    """Return what a typed text asks for, as an expression of FTS5; "" where it asks for nothing.

    Each word has to begin a word of the order. Digits with blanks or signs between them are one number, so that a
    phone is found however it is written.
    """
    if _PHONE.fullmatch(text.strip()):
        return _quoted(_national(text))
    return " ".join(_quoted(word) for word in _words(text)[:_LONGEST])


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))


def _phone_words(phone: str) -> list[str]:
    number = _national(phone)
    return [number, *(number[-end:] for end in _ENDS if len(number) > end)] if number else []


def _national(text: str) -> str:
    """Return the digits of a phone number without what stands before it in other countries and at home."""
    digits = "".join(character for character in text if character.isascii() and character.isdecimal())
    if len(digits) > _NATIONAL and digits.startswith("90"):
        digits = digits.removeprefix("90")
    return digits.removeprefix("0") or digits


def _quoted(word: str) -> str:
    # Quoted, no character of it means anything to FTS5; the star is ours: the beginning of a word is enough.
    return f'"{word}"*' if word else ""


class Found(msgspec.Struct, frozen=True):
    """An order as the history lists it."""

    place: int
    """In the order of arrival."""
    order: Order
    received_at: datetime
    accepted_at: datetime | None


class Happening(msgspec.Struct, frozen=True):
    """Something that happened to an order."""

    at: datetime
    kind: str
    """As it is stored: ``accept pressed``."""
    status_id: int
    detail: str
    """Of the vendor, or a number; "" for nothing more."""
