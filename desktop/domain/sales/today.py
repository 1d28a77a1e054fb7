"""The running day so far: orders, takings, the fastest accept, and its hours beside those of a week ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.sales.sale import Sale

HOURS: Final = 24
WEEK: Final = timedelta(days=7)
_HOUR: Final = timedelta(hours=1)


class Today(msgspec.Struct, frozen=True):
    """Figures without cancelled orders."""

    since: datetime
    """The first moment of the day."""
    orders: int
    revenue: Decimal
    """Lira; an unreadable total counts as zero."""
    fastest: float | None
    """Seconds from the arrival of an order here to its accept; None where none was accepted here."""
    hours: tuple[int, ...]
    """Orders in each of the 24 hours from `since` on."""
    orders_before: int
    """Orders a week ago, until the same time of the day."""
    hours_before: tuple[int, ...]
    """Orders of the whole day a week ago, by hour."""


def count(since: datetime, now: datetime, sales: Iterable[Sale], earlier: Iterable[Sale]) -> Today:
    """Count a day.

    Args:
        since: its first moment.
        now: aware.
        sales: its orders.
        earlier: the orders of the same day a week ago.
    """
    kept = [sale for sale in sales if not sale.cancelled]
    before = [sale for sale in earlier if not sale.cancelled]
    # An order that arrived accepted has the time of its arrival as the time of its accept.
    waits = [
        (sale.accepted_at - sale.received_at).total_seconds()
        for sale in kept
        if sale.accepted_at is not None and sale.accepted_at > sale.received_at
    ]
    return Today(
        since=since,
        orders=len(kept),
        revenue=sum((sale.total or Decimal(0) for sale in kept), Decimal(0)),
        fastest=min(waits, default=None),
        hours=_hours(since, kept),
        orders_before=sum(sale.at < now - WEEK for sale in before),
        hours_before=_hours(since - WEEK, before),
    )


def _hours(since: datetime, sales: Iterable[Sale]) -> tuple[int, ...]:
    counts = [0] * HOURS
    for sale in sales:
        place = (sale.at - since) // _HOUR
        if 0 <= place < HOURS:
            counts[place] += 1
    return tuple(counts)
