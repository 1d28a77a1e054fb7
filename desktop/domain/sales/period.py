"""Periods of a sales report: a day, a week or a month, and the earlier period to compare with.

Periods consist of local days in Europe/Istanbul; a week begins on Monday.
"""

from __future__ import annotations

import enum
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

from desktop.domain.text.local_time import ISTANBUL

_WEEK: Final = timedelta(days=7)

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
    """Its first day, local."""

    @classmethod
    def of(cls, span: Span, day: date) -> Period:
        """Return the period of a local day."""
        if span is Span.WEEK:
            day = date.fromordinal(max(1, day.toordinal() - day.weekday()))
        elif span is Span.MONTH:
            day = day.replace(day=1)
        return cls(span, day)

    @property
    def last(self) -> date:
        """Its last day, local."""
        return self.after().first - timedelta(days=1)

    @property
    def since(self) -> datetime:
        """Its first moment, aware."""
        return datetime.combine(self.first, time(), ISTANBUL)

    @property
    def until(self) -> datetime:
        """The first moment after it, aware."""
        return self.after().since

    def before(self) -> Period:
        """Return the period that ends where this one begins."""
        return Period.of(self.span, self.first - timedelta(days=1))

    def after(self) -> Period:
        """Return the period that begins where this one ends."""
        if self.span is Span.MONTH:
            return Period.of(self.span, self.first + timedelta(days=31))
        return Period(self.span, self.first + (timedelta(days=1) if self.span is Span.DAY else _WEEK))

    def compared(self) -> Period:
        """Return the period to compare with: for a day the same weekday a week ago, else the one before."""
        return Period(self.span, self.first - _WEEK) if self.span is Span.DAY else self.before()

    def compared_until(self, now: datetime) -> datetime:
        """Return until when the period to compare with is counted.

        An unfinished period is compared with the same share of the earlier one: figures of a morning mean nothing beside
        those of a whole day.
        """
        other = self.compared()
        passed = max(now, self.since) - self.since
        return other.until if now >= self.until else min(other.since + passed, other.until)
