"""What was sold in a day, a week or a month: from orders and gaps to figures.

What an order says of itself is read in `sale`, when a period begins and ends stands in `period`. Amounts are exact, in
lira; no figure here is rounded but the average.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.sales.period import Period
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.turkish_sort import turkish_sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from desktop.domain.sales.sale import Sale, Silence

HOURS: Final = 24
ACCEPT_STEPS: Final = (1, 3, 5)
"""Minutes within which an order is said to have been accepted quickly."""

_ZERO: Final = Decimal(0)
_KURUS: Final = Decimal("0.01")


class SalesPart(msgspec.Struct, frozen=True):
    """Some of the orders."""

    name: str
    """What they have in common, as the vendor wrote it; "" where it wrote nothing."""
    count: int
    amount: Decimal


class DishSales(msgspec.Struct, frozen=True):
    """What was sold of a dish, in orders that were not cancelled."""

    name: str
    quantity: Decimal
    amount: Decimal
    """Of its lines whose price is known. An order's discount and delivery fee are in no dish."""


class Cancels(msgspec.Struct, frozen=True):
    """Orders that were cancelled for one reason."""

    reason_id: int | None
    """The vendor's, None where it was cancelled elsewhere and nobody told why."""
    count: int
    amount: Decimal
    """What they would have brought."""


class Accepting(msgspec.Struct, frozen=True):
    """How fast orders were accepted: from their arrival here to the vendor's confirmation."""

    count: int
    """Orders that waited here and were accepted, cancelled ones too; not those that came accepted already."""
    median: float | None
    """Seconds, None where there is no such order."""
    worst: float | None
    """Seconds."""
    within: tuple[int, ...]
    """How many of `count` within each of `ACCEPT_STEPS`."""


class Figures(msgspec.Struct, frozen=True):
    """What can be compared between two periods."""

    orders: int
    """Placed in the period and not cancelled."""
    revenue: Decimal
    """Sum of their totals; a total that could not be read counts as nothing."""
    cancelled: int
    cancelled_amount: Decimal
    """What the cancelled ones would have brought."""
    accepting: Accepting
    not_listening: float
    """Seconds of the period in which the program ran and no orders could arrive."""
    off: float
    """Seconds of the period in which the program did not run, nights included."""

    @property
    def placed(self) -> int:
        """Orders with the cancelled ones."""
        return self.orders + self.cancelled

    @property
    def average(self) -> Decimal | None:
        """Revenue by order, to the kuruş; None without orders."""
        return (self.revenue / self.orders).quantize(_KURUS) if self.orders else None


class SalesReport(msgspec.Struct, frozen=True):
    """A period's figures, their parts, and the figures of the period that it is compared with.

    Counts and amounts of `payments` and `hours`, and `delivery` with `pickup`, each make up `orders` and `revenue`.
    """

    period: Period
    figures: Figures
    before: Figures
    """Of `period.compared()`, as far as `period.compared_until` says."""
    payments: tuple[SalesPart, ...]
    """The largest amount first."""
    hours: tuple[SalesPart, ...]
    """24 hours of the local day in which orders were placed, named ``00`` to ``23``."""
    dishes: tuple[DishSales, ...]
    """The most sold first."""
    delivery: SalesPart
    pickup: SalesPart
    cancels: tuple[Cancels, ...]
    """The most frequent reason first; together they make up `cancelled` and `cancelled_amount`."""


def change(now: Decimal | float | None, before: Decimal | float | None) -> int | None:
    """Return by how many per cent a figure has changed, rounded; None where there is nothing to compare with."""
    if now is None or not before:
        return None
    return round((Decimal(now) - Decimal(before)) * 100 / Decimal(before))


def figures(sales: Iterable[Sale], silences: Iterable[Silence], since: datetime, until: datetime) -> Figures:
    """Count the sales of a time.

    Args:
        sales: the orders of that time.
        silences: times in which nobody listened; what lies outside of that time is cut off.
        since: its first moment.
        until: the first moment after it.
    """
    orders = cancelled = 0
    revenue = lost = _ZERO
    waits: list[float] = []
    for sale in sales:
        if sale.cancelled:
            cancelled += 1
            lost += sale.total or _ZERO
        else:
            orders += 1
            revenue += sale.total or _ZERO
        # An order that came accepted is written down as accepted in the moment it came.
        if sale.accepted_at is not None and sale.accepted_at > sale.received_at:
            waits.append((sale.accepted_at - sale.received_at).total_seconds())
    told = list(silences)
    return Figures(
        orders=orders,
        revenue=revenue,
        cancelled=cancelled,
        cancelled_amount=lost,
        accepting=Accepting(
            count=len(waits),
            median=median(waits) if waits else None,
            worst=max(waits, default=None),
            within=tuple(sum(wait <= 60 * minutes for wait in waits) for minutes in ACCEPT_STEPS),
        ),
        not_listening=_covered((each for each in told if not each.off), since, until),
        off=_covered((each for each in told if each.off), since, until),
    )


def report(
    period: Period,
    sales: Iterable[Sale],
    silences: Iterable[Silence],
    before: Figures,
) -> SalesReport:
    """Count a period.

    Args:
        period: which.
        sales: its orders.
        silences: times in which nobody listened.
        before: the figures to compare with.
    """
    told = list(sales)
    kept = [sale for sale in told if not sale.cancelled]
    hours = _parts((f"{sale.at.astimezone(ISTANBUL).hour:02}", sale) for sale in kept)
    ways = _parts(("pickup" if sale.pickup else "delivery", sale) for sale in kept)
    payments = _parts((sale.payment_method, sale) for sale in kept).values()
    return SalesReport(
        period=period,
        figures=figures(told, silences, period.since, period.until),
        before=before,
        payments=tuple(
            sorted(payments, key=lambda part: (-part.amount, -part.count, turkish_sort_key(part.name)))
        ),
        hours=tuple(
            hours.get(name) or SalesPart(name, 0, _ZERO) for name in (f"{hour:02}" for hour in range(HOURS))
        ),
        dishes=_dishes(kept),
        delivery=ways.get("delivery") or SalesPart("delivery", 0, _ZERO),
        pickup=ways.get("pickup") or SalesPart("pickup", 0, _ZERO),
        cancels=_cancels(sale for sale in told if sale.cancelled),
    )


def _parts(named: Iterable[tuple[str, Sale]]) -> dict[str, SalesPart]:
    counts: defaultdict[str, int] = defaultdict(int)
    amounts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for name, sale in named:
        counts[name] += 1
        amounts[name] += sale.total or _ZERO
    return {name: SalesPart(name, counts[name], amounts[name]) for name in counts}


def _dishes(sales: Iterable[Sale]) -> tuple[DishSales, ...]:
    quantities: defaultdict[str, Decimal] = defaultdict(Decimal)
    amounts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for sale in sales:
        for line in sale.lines:
            quantities[line.name] += line.quantity
            amounts[line.name] += line.amount or _ZERO
    dishes = (DishSales(name, quantities[name], amounts[name]) for name in quantities)
    return tuple(sorted(dishes, key=lambda dish: (-dish.quantity, -dish.amount, turkish_sort_key(dish.name))))


def _cancels(sales: Iterable[Sale]) -> tuple[Cancels, ...]:
    counts: defaultdict[int | None, int] = defaultdict(int)
    amounts: defaultdict[int | None, Decimal] = defaultdict(Decimal)
    for sale in sales:
        counts[sale.reason_id] += 1
        amounts[sale.reason_id] += sale.total or _ZERO
    found = (Cancels(reason_id, counts[reason_id], amounts[reason_id]) for reason_id in counts)
    return tuple(sorted(found, key=lambda each: (-each.count, -each.amount, each.reason_id or 0)))


def _covered(silences: Iterable[Silence], since: datetime, until: datetime) -> float:
    """Return the seconds of a time that silences cover; what two of them cover counts once."""
    seconds = 0.0
    reached = since
    for silence in sorted(silences, key=lambda each: each.began_at):
        began, ended = max(silence.began_at, reached), min(silence.ended_at, until)
        if ended > began:
            seconds += (ended - began).total_seconds()
            reached = ended
    return seconds
