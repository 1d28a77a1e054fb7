"""How money, times, counts and foreign text are written: pure functions, without Qt.

Text from the vendor is shown only after `plain` or `one_line`: what cannot be seen, or turns the text
around it, is taken out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.domain.text.local_time import ISTANBUL

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

_LONGEST_AMOUNT: Final = 12
"""Digits before the comma up to which an amount is written out; a longer one is not money."""
_SWAP_SEPARATORS: Final = str.maketrans({",": ".", ".": ","})

# Controls, zero-width characters, marks and overrides of the writing direction, tags: nothing a cook can read.
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
    """Return text that shows what it says: no controls, no invisible or direction-turning characters.

    Args:
        text: Anything.
        limit: Characters to keep; a cut text ends in "…".
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
    """Return the same on one line, at most `limit` characters long."""
    return " ".join(plain(text, limit).split())


def money(amount: Decimal | None) -> str:
    """Write an amount as ``1.417,50 TL``, "" when there is none."""
    bare = amount_only(amount)
    return f"{bare} TL" if bare else ""


def amount_only(amount: Decimal | None) -> str:
    """Write an amount as ``1.417,50``."""
    if amount is None:
        return ""
    if not amount.is_finite() or amount.adjusted() > _LONGEST_AMOUNT:
        return one_line(str(amount), 24)
    return f"{amount:,.2f}".translate(_SWAP_SEPARATORS)


def count(quantity: Decimal) -> str:
    """Write a quantity: ``2``, ``1,5``."""
    if not quantity.is_finite() or abs(quantity.adjusted()) > _LONGEST_AMOUNT:
        return one_line(str(quantity), 24)
    return f"{quantity.normalize():f}".replace(".", ",")


def phone(text: str) -> str:
    """Write a Turkish phone number as ``0533 000 00 07``; any other text is left as it is."""
    shown = plain(text)
    number = _TURKISH_PHONE.fullmatch(_BETWEEN_DIGITS.sub("", shown))
    return f"0{number[1]} {number[2]} {number[3]} {number[4]}" if number else shown


def clock(at: datetime) -> str:
    """Write a time of day as ``14:32``, in the restaurant's zone."""
    return at.astimezone(ISTANBUL).strftime("%H:%M")


def clock_with_seconds(at: datetime) -> str:
    """Write a time of day as ``14:32:05``, in the restaurant's zone."""
    return at.astimezone(ISTANBUL).strftime("%H:%M:%S")


def day_and_clock(at: datetime, now: datetime) -> str:
    """Write a time as ``14:32``, with the date before it when that is not today's."""
    local = at.astimezone(ISTANBUL)
    if local.date() == now.astimezone(ISTANBUL).date():
        return local.strftime("%H:%M")
    return local.strftime("%d.%m. %H:%M")


def stopwatch(seconds: float) -> str:
    """Write an age as ``2:41``; one that has not begun (the clocks differ) is ``0:00``."""
    whole = max(0, int(seconds))
    return f"{whole // MINUTE}:{whole % MINUTE:02d}"


def order_number(number: str, payment_key: str) -> str:
    """Return what people call an order: ``#1031``, or the beginning of its key when it has no number."""
    shown = one_line(number, 24).removeprefix("#")
    return f"#{shown}" if shown else f"{payment_key[:6].upper()}…"
