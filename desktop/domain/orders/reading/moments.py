"""Dates and times as vendors write them -> a point in time, a span, a day, or none.

Naive times are Europe/Istanbul. What fits no format is not guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Final

import msgspec

from desktop.domain.text.local_time import ISTANBUL

_CLOCK: Final = (
    r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
)
_ZONE: Final = r"(?:\s*(?P<zone>Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?"
_DAYS: Final = (
    r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})",
    r"(?P<day>[0-9]{1,2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})",
)
_MOMENTS: Final = tuple(re.compile(rf"{day}(?:(?:T|,?\s+){_CLOCK}{_ZONE})?", re.IGNORECASE) for day in _DAYS)
_TIME_OF_DAY: Final = re.compile(_CLOCK)
_SPAN: Final = re.compile(
    r"(?P<begin>.*[0-9])(?:\s+[-–—]\s*|\s*[–—]\s*|(?<=:[0-9]{2})\s*-\s*)(?P<end>[0-9].*)"
)
_USUAL: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
"""As the vendor writes a time, in every order."""
_ZERO: Final = re.compile(r"0+|(?:0000-00-00|0001-01-01|00[./]00[./]0000)(?:[T ].*)?")
_EPOCH: Final = re.compile(r"[0-9]{10}(?:[0-9]{3})?")
_FIRST_EPOCH: Final = 1_420_000_000
"""Seconds since 1970 from which a number is a time: in 2014."""
_LAST_EPOCH: Final = 4_102_444_800
_LARGEST: Final = Decimal(10) ** 14


class Moment(msgspec.Struct, frozen=True):
    """A read time; without `at` and `day` there is none."""

    at: datetime | None = None
    until: datetime | None = None
    """End of a span."""
    day: date | None = None
    """A day without a time."""


def read_moment(value: object, placed_at: datetime | None = None) -> Moment | None:
    """Return the time that a JSON value names; None if it cannot be read.

    Args:
        value: the value of the field; a zero date is no time.
        placed_at: when the order was placed: a time of day without a date is meant for that day. One that
            would be over by then may be meant for the next day, and is not guessed.
    """
    if isinstance(value, bool):
        return None if value else Moment()
    if isinstance(value, (int, Decimal)):
        return _of_number(Decimal(value))
    if not isinstance(value, str):
        return None
    text = value.strip()
    if not text or (text.startswith("0") and _ZERO.fullmatch(text)):
        return Moment()
    try:
        if _USUAL.fullmatch(text):
            return Moment(datetime.fromisoformat(text).replace(tzinfo=ISTANBUL))
        if text.isdigit() and _EPOCH.fullmatch(text):
            return _of_number(Decimal(text))
        return _of_text(text) or _span(text, placed_at) or _of_clock(text, placed_at)
    except (ValueError, OverflowError):
        return None


def _of_number(number: Decimal) -> Moment | None:
    if not number.is_finite() or number.adjusted() > _LARGEST.adjusted() or number.adjusted() < -9:  # noqa: PLR2004 - digits
        return None
    if number == 0:
        return Moment()
    seconds = number / 1000 if number > _LAST_EPOCH else number
    if not _FIRST_EPOCH <= seconds <= _LAST_EPOCH:
        return None
    return Moment(datetime.fromtimestamp(float(seconds), UTC).astimezone(ISTANBUL))


def _of_text(text: str) -> Moment | None:
    for pattern in _MOMENTS:
        if found := pattern.fullmatch(text):
            day = date(int(found["year"]), int(found["month"]), int(found["day"]))
            if found["hour"] is None:
                return Moment(day=day)
            zone = found["zone"]
            if zone is not None and zone.startswith("-") and "T" not in text.upper():
                return None  # "20:30-21:00" is a span
            if zone is not None and zone.startswith("-") and found["second"] is None:
                # "T20:30-21:00": a span, or a zone of the Pacific.
                raise ValueError(text)
            return Moment(datetime.combine(day, _clock(found), _zone(zone)).astimezone(ISTANBUL))
    return None


def _of_clock(text: str, placed_at: datetime | None) -> Moment | None:
    found = _TIME_OF_DAY.fullmatch(text)
    if found is None or placed_at is None:
        return None
    at = datetime.combine(placed_at.astimezone(ISTANBUL).date(), _clock(found), ISTANBUL)
    return Moment(at) if at >= placed_at else None


def _span(text: str, placed_at: datetime | None) -> Moment | None:
    parts = _SPAN.fullmatch(text)
    if parts is None:
        return None
    begin, end = parts["begin"].strip(), parts["end"].strip()
    first = _of_text(begin) or _of_clock(begin, placed_at)
    if first is None or first.at is None:
        return None
    if found := _TIME_OF_DAY.fullmatch(end):
        until = datetime.combine(first.at.date(), _clock(found), ISTANBUL)
        return Moment(first.at, until if until >= first.at else until + timedelta(days=1))
    last = _of_text(end)
    if last is None or last.at is None or last.at < first.at:
        return None
    return Moment(first.at, last.at)


def _clock(found: re.Match[str]) -> time:
    return time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))


def _zone(text: str | None) -> tzinfo:
    if text is None:
        return ISTANBUL
    if text.upper() in {"Z", "UTC"}:
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
