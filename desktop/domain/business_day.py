"""The business day of a restaurant: it begins at a settable time, so that the orders after midnight belong to the evening.

All moments that are returned are in UTC: the difference of two of them is right across a change of the clocks too.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from desktop.domain.text.local_time import ISTANBUL

BEGINS: Final = time(5)
"""Default begin: after any closing time, before any opening."""


def start_of(day: date, begins: time = BEGINS) -> datetime:
    """Return the first moment of a business day."""
    return datetime.combine(day, begins, ISTANBUL).astimezone(UTC)


def business_day(moment: datetime, begins: time = BEGINS) -> date:
    """Return the business day of an aware moment."""
    day = moment.astimezone(ISTANBUL).date()
    # Moments are compared, not clock times: an hour that the clocks repeat would belong to two days.
    return day if moment >= start_of(day, begins) else day - timedelta(days=1)


def next_start(moment: datetime, begins: time = BEGINS) -> datetime:
    """Return the first moment of the business day after that of an aware moment."""
    return start_of(business_day(moment, begins) + timedelta(days=1), begins)
