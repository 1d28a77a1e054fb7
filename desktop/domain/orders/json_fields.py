"""Reads one JSON object field by field, and records which fields were read, invalid or left.

This module knows JSON types (text, number, date, money), not orders. `payload` knows the fields of orders.
"""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, TypeVar

from desktop.domain.orders.order import UnreadField
from desktop.domain.text.local_time import ISTANBUL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_T = TypeVar("_T")

_LARGEST_AMOUNT: Final = Decimal(10) ** 9
_LONGEST_EXPONENT: Final = 400
"""Largest exponent of a JSON number, either sign, that is written out; more than any double needs. Ten
characters can otherwise stand for a number with a thousand million digits.
"""
_LONGEST_UNREAD: Final = 4000

_ABSENT: Final[tuple[object, ...]] = (None, "", [], {})


def as_text(value: object) -> str | None:
    """Return a scalar as text (numbers as written), None for anything else."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return format(value, "f") if _can_be_written_out(value) else str(value)
    return str(value) if isinstance(value, int) else None


def _can_be_written_out(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and abs(exponent) <= _LONGEST_EXPONENT


def is_sane(number: Decimal) -> bool:
    """Return whether a number can be a count or an amount of lira."""
    # Checked first: the number may be too large for a comparison.
    return _can_be_written_out(number) and abs(number) <= _LARGEST_AMOUNT


def as_decimal(value: object) -> Decimal | None:
    """Return a number, or a number written as text, exactly; None for anything else.

    Text may use a decimal comma ("157,5") and dots for thousands ("1.417,50"). If the last separator is a
    dot, their roles are swapped ("1,417.50").
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Decimal)):
        number = Decimal(value)
    elif isinstance(value, str):
        text = value.strip().removesuffix("TL").removesuffix("₺").strip()
        if text.rfind(".") > text.rfind(",") >= 0:
            text = text.replace(",", "")
        elif "," in text:
            text = text.replace(".", "").replace(",", ".")
        try:
            number = Decimal(text)
        except InvalidOperation:
            return None
    else:
        return None
    return number if is_sane(number) else None


def as_time(value: object) -> datetime | None:
    """Return the vendor's time ("2026-01-16 15:10:54", naive Europe/Istanbul) as an aware datetime."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return moment.replace(tzinfo=ISTANBUL) if moment.tzinfo is None else moment.astimezone(ISTANBUL)
    except (ValueError, OverflowError):
        return None


def as_readable(value: object) -> str:
    """Return any JSON value as readable text of limited length."""
    text = as_text(value)
    if text is None:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_UNREAD else text[:_LONGEST_UNREAD] + " …"


class FieldReader:
    """Takes fields out of one JSON object; `unread` returns the rest."""

    def __init__(self, source: Mapping[str, Any], path: str = "") -> None:
        self._source = source
        self._path = path
        self._taken: set[str] = set()
        self.problems: list[str] = []
        self._invalid: list[UnreadField] = []

    def path_of(self, name: str) -> str:
        """Return the full path of a field."""
        return f"{self._path}.{name}" if self._path else name

    def first_present(self, names: Iterable[str]) -> tuple[str, Any] | None:
        """Return the first of several names with a value, without taking it."""
        for name in names:
            if self._source.get(name) not in _ABSENT:
                return name, self._source[name]
        return None

    def take(self, *names: str) -> Any:
        """Take the first of several names with a value; None if there is none."""
        self._taken.update(name for name in names if self._source.get(name) in _ABSENT)
        found = self.first_present(names)
        if found is None:
            return None
        self._taken.add(found[0])
        return found[1]

    def add_invalid(self, name: str, value: object) -> None:
        """Record an invalid field; its value stays visible."""
        self.problems.append(self.path_of(name))
        self._invalid.append(UnreadField(self.path_of(name), as_readable(value)))

    def text(self, *names: str) -> str:
        """Take a text; numbers are written out, any other type is recorded as invalid and gives ""."""
        return self._read(as_text, names) or ""

    def amount(self, *names: str) -> Decimal | None:
        """Take a number or amount of lira."""
        return self._read(as_decimal, names)

    def time(self, *names: str) -> datetime | None:
        return self._read(as_time, names)

    def _read(self, convert: Callable[[object], _T | None], names: tuple[str, ...]) -> _T | None:
        found = self.first_present(names)
        value = self.take(*names)
        if found is None:
            return None
        result = convert(value)
        if result is None:
            self.add_invalid(found[0], value)
        return result

    def ignore(self, *names: str) -> None:
        """Hide technical fields; they stay in the raw payload."""
        self._taken.update(names)

    def unread(self) -> list[UnreadField]:
        """Return the fields with values that were not taken, and the invalid ones."""
        rest = [
            UnreadField(self.path_of(name), as_readable(value))
            for name, value in self._source.items()
            if name not in self._taken and value not in _ABSENT
        ]
        return self._invalid + rest
