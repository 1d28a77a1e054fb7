"""JSON values -> text, numbers, amounts, flags: one reader for the fields of orders, dishes and options.

A value has three answers: known, ambiguous or unreadable (then shown as it came), or absent.
"""

from __future__ import annotations

import enum
import json
import re
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from desktop.domain.text.search_folding import folded

_LARGEST_WHOLE: Final = 10**9
_LARGEST_AMOUNT: Final = Decimal(_LARGEST_WHOLE)
_LONGEST_EXPONENT: Final = 400
"""Largest exponent of a JSON number, either sign, that is written out; more than any double needs. Ten
characters can otherwise stand for a number with a thousand million digits.
"""
_LONGEST_UNREAD: Final = 4000

_CURRENCY: Final = re.compile(r"^(?:TL|TRY|₺)\s*|\s*(?:TL|TRY|₺)$", re.IGNORECASE)
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,30}")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{0,30}[.,][0-9]{1,30}")
_DOT_THOUSANDS: Final = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,30})?")
_COMMA_THOUSANDS: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,30})?")
_EITHER: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
"""One separator before three digits: thousands or decimals."""

_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

_TRUE: Final = frozenset({"1", "true", "yes", "on", "evet", "secili", "secildi"})
_FALSE: Final = frozenset({"0", "false", "no", "off", "hayir", "secilmedi", "secili degil"})


class Unclear(enum.Enum):
    """Why a value that is there was not read."""

    AMBIGUOUS = enum.auto()
    UNREADABLE = enum.auto()


def is_absent(value: object) -> bool:
    """Return whether a field says nothing: null, a blank text, or an empty list or object. 0 and false say something."""
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or (isinstance(value, (list, dict)) and not value)


def as_text(value: object) -> str | None:
    """Return a scalar as text (numbers as written), None for anything else."""
    if isinstance(value, str):
        return value.strip()
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return format(value, "f") if _can_be_written_out(value) else str(value)
    return str(value) if isinstance(value, int) else None


def as_readable(value: object) -> str:
    """Return any JSON value as readable text of limited length."""
    text = as_text(value)
    if text is None:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_UNREAD else text[:_LONGEST_UNREAD] + " …"


def _can_be_written_out(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and abs(exponent) <= _LONGEST_EXPONENT


def is_sane(number: Decimal) -> bool:
    """Return whether a number can be a count or an amount of lira."""
    # Checked first: the number may be too large for a comparison.
    return _can_be_written_out(number) and abs(number) <= _LARGEST_AMOUNT


def as_number(value: object) -> Decimal | Unclear:
    """Return a number, or a number written as text, exactly.

    Text may use a decimal comma ("157,5") and dots for thousands ("1.417,50"), or the other way round
    ("1,417.50"). "1.250" and "1,250" may be either and are not guessed.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value) if -_LARGEST_WHOLE <= value <= _LARGEST_WHOLE else Unclear.UNREADABLE
    if isinstance(value, Decimal):
        return value if is_sane(value) else Unclear.UNREADABLE
    return _number_in(value) if isinstance(value, str) else Unclear.UNREADABLE


@lru_cache(maxsize=1024)
def _number_in(value: str) -> Decimal | Unclear:
    text = _CURRENCY.sub("", value.strip())
    if _EITHER.fullmatch(text):
        return Unclear.AMBIGUOUS
    if _INTEGER.fullmatch(text):
        plain = text
    elif _DECIMAL.fullmatch(text):
        plain = text.replace(",", ".")
    elif _DOT_THOUSANDS.fullmatch(text):
        plain = text.replace(".", "").replace(",", ".")
    elif _COMMA_THOUSANDS.fullmatch(text):
        plain = text.replace(",", "")
    else:
        return Unclear.UNREADABLE
    number = Decimal(plain)
    return number if is_sane(number) else Unclear.UNREADABLE


def both_readings(text: str) -> tuple[Decimal, Decimal] | None:
    """Return an ambiguous amount read with thousands and with decimals, None if it is not ambiguous."""
    bare = _CURRENCY.sub("", text.strip())
    if not _EITHER.fullmatch(bare):
        return None
    return Decimal(re.sub("[.,]", "", bare)), Decimal(bare.replace(",", "."))


def as_flag(value: object) -> bool | None:
    """Return a yes or no in any usual spelling, None for anything else."""
    if isinstance(value, bool):
        return value
    text = as_text(value)
    if text is None:
        return None
    word = folded(text)
    return True if word in _TRUE else False if word in _FALSE else None


def without_entities(value: Any) -> Any:
    """Return a JSON value with the HTML entities of all its texts decoded, once: "Ayran &amp; Su" is "Ayran & Su"."""
    if isinstance(value, str):
        return _without_entities(value) if "&" in value else value
    if isinstance(value, list):
        return [without_entities(each) for each in value]
    if isinstance(value, dict):
        return {name: without_entities(each) for name, each in value.items()}
    return value


def _without_entities(text: str) -> str:
    # Seldom needed, and it has a table of 2,231 names.
    from html import unescape

    return _ENTITY.sub(lambda found: unescape(found[0]), text)


def with_entities(text: str) -> str:
    """Return a text that `without_entities` turns into the given one."""
    return text.replace("&", "&amp;") if _ENTITY.search(text) else text
