"""Formats for money, times, quantities and foreign text, the same in the window and on paper.

Text of the vendor is shown only after `plain` or `one_line`. They remove invisible characters and those that change
the direction of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.domain.text.local_time import ISTANBUL

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

_LONGEST_AMOUNT: Final = 12
"""Digits before the comma from which a number is no longer shown as an amount."""
_SWAP_SEPARATORS: Final = str.maketrans({",": ".", ".": ","})

# Control characters, zero-width characters, direction marks and overrides, tags.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc"
    "\U000e0000-\U000e007f]"
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_STACKED_MARKS: Final = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]+"
)

_BETWEEN_DIGITS: Final = re.compile(r"[\s().\-–]+")
_TURKISH_PHONE: Final = re.compile(r"(?:\+90|0090|90|0)?([2-58]\d{2})(\d{3})(\d{2})(\d{2})", re.ASCII)

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE


def plain(text: str, limit: int | None = None) -> str:
    """Return text without control, invisible and direction-changing characters.

    Args:
        text: any text.
        limit: number of characters to keep; a cut text ends in "…".
    """
    cut = limit is not None and len(text) > limit
    if cut:
        text = text[:limit]
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", text).replace("\t", " ")
    text = _SURROGATE.sub("\ufffd", text)
    text = _STACKED_MARKS.sub(r"\1", text)
    return text.rstrip() + "…" if cut else text.strip()


def one_line(text: str, limit: int = 400) -> str:
    """Return `plain` text on one line, at most `limit` characters long."""
    return " ".join(plain(text, limit).split())


def money(amount: Decimal | None) -> str:
    """Return an amount as ``1.417,50 TL``, "" for None."""
    bare = amount_only(amount)
    return f"{bare} TL" if bare else ""


def amount_only(amount: Decimal | None) -> str:
    """Return an amount as ``1.417,50``, "" for None."""
    if amount is None:
        return ""
    if not amount.is_finite() or amount.adjusted() > _LONGEST_AMOUNT:
        return one_line(str(amount), 24)
    return f"{amount:,.2f}".translate(_SWAP_SEPARATORS)


def count(quantity: Decimal) -> str:
    """Return a quantity as ``2`` or ``1,5``."""
    if not quantity.is_finite() or abs(quantity.adjusted()) > _LONGEST_AMOUNT:
        return one_line(str(quantity), 24)
    return f"{quantity.normalize():f}".replace(".", ",")


def phone(text: str) -> str:
    """Return a Turkish phone number as ``0533 000 00 07``, any other text unchanged."""
    cleaned = plain(text)
    number = _TURKISH_PHONE.fullmatch(_BETWEEN_DIGITS.sub("", cleaned))
    return f"0{number[1]} {number[2]} {number[3]} {number[4]}" if number else cleaned


def clock(at: datetime) -> str:
    """Return a time of day as ``14:32``, in the time zone of the restaurant."""
    return at.astimezone(ISTANBUL).strftime("%H:%M")


def clock_with_seconds(at: datetime) -> str:
    """Return a time of day as ``14:32:05``, in the time zone of the restaurant."""
    return at.astimezone(ISTANBUL).strftime("%H:%M:%S")


def day_and_clock(at: datetime, now: datetime) -> str:
    """Return a time as ``14:32``, after its date if that is not today."""
    local = at.astimezone(ISTANBUL)
    if local.date() == now.astimezone(ISTANBUL).date():
        return local.strftime("%H:%M")
    return local.strftime("%d.%m. %H:%M")


def stopwatch(seconds: float) -> str:
    """Return an age in seconds as ``2:41``; a negative one (clocks differ) is ``0:00``."""
    whole = max(0, int(seconds))
    return f"{whole // MINUTE}:{whole % MINUTE:02d}"


def order_number(number: str, payment_key: str) -> str:
    """Return an order's number as ``#1031``, or the start of its payment key if it has none."""
    cleaned = one_line(number, 24).removeprefix("#")
    return f"#{cleaned}" if cleaned else f"{payment_key[:6].upper()}…"
