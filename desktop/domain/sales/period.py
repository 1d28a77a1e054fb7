"""Periods of a sales report: a day, a week or a month, and the earlier period to compare with.

Periods consist of business days, which begin at a settable time in Europe/Istanbul; a week begins on Monday.
"""

from __future__ import annotations

import enum
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

from desktop.domain.business_day import BEGINS, business_day, start_of

_WEEK: Final = timedelta(days=7)

ENDING: Final = timedelta(hours=7)
"""From 22:00 on where the business day begins at 05:00."""

PLACED_EARLIER: Final = timedelta(days=7)
"""Longest plausible time from the order's date to its arrival; an older date is mistyped."""
PLACED_LATER: Final = timedelta(days=1)
"""Longest plausible time from its arrival to its date: clocks differ. Otherwise the day of arrival counts."""


class Span(enum.StrEnum):
    """The length of a period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Period(msgspec.Struct, frozen=True):
    """A day, a week or a month."""

    span: Span
    first: date
    """Its first business day."""
    begins: time = BEGINS
    """Local time at which its days begin."""

    @classmethod
    def of(cls, span: Span, day: date, begins: time = BEGINS) -> Period:
        """Return the period of a business day."""
        if span is Span.WEEK:
            day = date.fromordinal(max(1, day.toordinal() - day.weekday()))
        elif span is Span.MONTH:
            day = day.replace(day=1)
        return cls(span, day, begins)

    @classmethod
    def at(cls, span: Span, moment: datetime, begins: time = BEGINS) -> Period:
        """Return the period of an aware moment."""
        return cls.of(span, business_day(moment, begins), begins)

    @property
    def last(self) -> date:
        """Its last business day."""
        return self.after().first - timedelta(days=1)

    @property
    def days(self) -> tuple[date, ...]:
        """Its business days."""
        return tuple(
            date.fromordinal(day) for day in range(self.first.toordinal(), self.after().first.toordinal())
        )

    @property
    def since(self) -> datetime:
        """Its first moment, in UTC."""
        return start_of(self.first, self.begins)

    @property
    def until(self) -> datetime:
        """The first moment after it, in UTC."""
        return self.after().since

    def before(self) -> Period:
        """Return the period that ends where this one begins."""
        return Period.of(self.span, self.first - timedelta(days=1), self.begins)

    def after(self) -> Period:
        """Return the period that begins where this one ends."""
        if self.span is Span.MONTH:
            return Period.of(self.span, self.first + timedelta(days=31), self.begins)
        step = timedelta(days=1) if self.span is Span.DAY else _WEEK
        return Period(self.span, self.first + step, self.begins)

    def compared(self) -> Period:
        """Return the period to compare with: for a day the same weekday a week ago, else the one before."""
        return Period(self.span, self.first - _WEEK, self.begins) if self.span is Span.DAY else self.before()

    def is_ending(self, now: datetime) -> bool:
        """Return whether it is over or in its last hours: `ENDING` before its end, a restaurant counts its day."""
        return now >= self.until - ENDING

    def compared_until(self, now: datetime) -> datetime:
        """Return until when the period to compare with is counted.

        An unfinished period is compared with the same share of the earlier one: figures of a morning mean nothing beside
        those of a whole day.
        """
        other = self.compared()
        passed = max(now, self.since) - self.since
        return other.until if now >= self.until else min(other.since + passed, other.until)


def period_text(period: Period) -> str:
    """Return a period as a print job keeps it, such as ``day 2026-11-30``."""
    return f"{period.span} {period.first.isoformat()}"


def read_period(text: str, begins: time = BEGINS) -> Period:
    """Return the period of a text.

    Raises:
        ValueError: it is none.
    """
    span, _, first = text.partition(" ")
    return Period.of(Span(span), date.fromisoformat(first), begins)
