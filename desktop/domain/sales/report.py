"""The figures of a sales report, counted from orders and outages.

Amounts are exact, in lira; only the average is rounded. `sale` reads an order, `period` has the limits of a period.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.business_day import business_day
from desktop.domain.sales.payment import KNOWN, Payment, PaymentName, common_name, read_payment
from desktop.domain.sales.period import Period
from desktop.domain.sales.reception import LATE_AFTER, Reception, reception
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.turkish_sort import turkish_sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from desktop.domain.sales.sale import Sale
    from desktop.domain.trouble import Outage

HOURS: Final = 24
ACCEPT_STEPS: Final = (1, 3, 5)
"""Limits in minutes for the share of quickly accepted orders."""

_ZERO: Final = Decimal(0)
_KURUS: Final = Decimal("0.01")


class SalesPart(msgspec.Struct, frozen=True):
    """Orders with one property in common."""

    name: str
    """The property in the vendor's words; "" where the vendor names none."""
    count: int
    amount: Decimal


class DishSales(msgspec.Struct, frozen=True):
    """Sales of one dish in orders that were not cancelled."""

    name: str
    quantity: Decimal
    amount: Decimal
    """Sum of the lines with a known price. An order's discount and delivery fee belong to no dish."""


class Cancels(msgspec.Struct, frozen=True):
    """Orders that were cancelled for one reason."""

    reason_id: int | None
    """The vendor's number, None where it was cancelled elsewhere and the reason is unknown."""
    count: int
    amount: Decimal
    """Sum of their totals."""


class Accepting(msgspec.Struct, frozen=True):
    """Waiting times from the arrival here to the vendor's confirmation of the accept."""

    count: int
    """Orders that waited here and were accepted, later cancelled ones too; without orders that arrived accepted."""
    median: float | None
    """Seconds, None where there is no such order."""
    worst: float | None
    """Seconds."""
    within: tuple[int, ...]
    """Number of orders within each limit of `ACCEPT_STEPS`."""


class Figures(msgspec.Struct, frozen=True):
    """Figures that are compared between two periods."""

    orders: int
    """Placed in the period and not cancelled."""
    revenue: Decimal
    """Sum of their totals; an unreadable total counts as zero."""
    cancelled: int
    cancelled_amount: Decimal
    """Sum of the totals of cancelled orders."""
    accepting: Accepting
    not_listening: float
    """Seconds of the period in which the program ran and no orders could arrive."""
    off: float
    """Seconds of the period in which the program did not run, nights included."""

    @property
    def placed(self) -> int:
        """Number of orders, cancelled ones included."""
        return self.orders + self.cancelled

    @property
    def average(self) -> Decimal | None:
        """Average revenue of an order, rounded to the kuruş; None without orders."""
        return (self.revenue / self.orders).quantize(_KURUS) if self.orders else None


class SalesReport(msgspec.Struct, frozen=True):
    """A period's figures, their parts, and the figures of the period that it is compared with.

    Counts and amounts of `payments`, `hours` and `days`, and `delivery` with `pickup`, each make up `orders` and `revenue`.
    """

    period: Period
    figures: Figures
    before: Figures
    """Figures of `period.compared()` until `period.compared_until`."""
    payments: tuple[SalesPart, ...]
    """One for each method in all its spellings, the largest amount first."""
    hours: tuple[SalesPart, ...]
    """The 24 hours in which orders were placed, from the hour in which the business day begins, named ``00`` to ``23``."""
    hours_before: tuple[SalesPart, ...]
    """The same hours of the whole period that it is compared with."""
    days: tuple[SalesPart, ...]
    """Its business days, named in ISO 8601."""
    days_before: tuple[SalesPart, ...]
    """The days of the period that it is compared with, all of them."""
    dishes: tuple[DishSales, ...]
    """The most sold first."""
    delivery: SalesPart
    pickup: SalesPart
    tips: SalesPart
    """Orders with a tip, and the sum of the tips."""
    delivery_fees: SalesPart
    """Orders with a delivery fee, and the sum of the fees."""
    discounts: SalesPart
    """Orders with a discount, and the sum of the discounts."""
    cancels: tuple[Cancels, ...]
    """The most frequent reason first; together they make up `cancelled` and `cancelled_amount`."""
    reception: Reception
    is_over: bool
    """Whether the period was over when it was counted."""


def change(now: Decimal | float | None, before: Decimal | float | None) -> int | None:
    """Return the change of a figure in rounded per cent, None where there is nothing to compare with."""
    if now is None or not before:
        return None
    return round((Decimal(now) - Decimal(before)) * 100 / Decimal(before))


def figures(sales: Iterable[Sale], outages: Iterable[Outage], since: datetime, until: datetime) -> Figures:
    """Count the sales of a period.

    Args:
        sales: its orders.
        outages: times in which no orders could be received; parts outside of the period are cut off.
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
        # An order that arrived accepted has the time of its arrival as the time of its accept.
        if sale.accepted_at is not None and sale.accepted_at > sale.received_at:
            waits.append((sale.accepted_at - sale.received_at).total_seconds())
    told = list(outages)
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
    outages: Iterable[Outage],
    before: Figures,
    *,
    earlier: Iterable[Sale] = (),
    names: Iterable[PaymentName] = KNOWN,
    late_after: timedelta = LATE_AFTER,
    now: datetime | None = None,
) -> SalesReport:
    """Count a period.

    Args:
        period: which.
        sales: its orders.
        outages: periods in which no orders could be received.
        before: the figures to compare with.
        earlier: the orders of the whole period to compare with.
        names: the vendor's payment methods.
        late_after: longest wait for an accept that is not late.
        now: when it is counted, None for long after the period.
    """
    told, gaps = list(sales), list(outages)
    kept = [sale for sale in told if not sale.cancelled]
    kept_before = [sale for sale in earlier if not sale.cancelled]
    ways = _parts(("pickup" if sale.pickup else "delivery", sale) for sale in kept)
    return SalesReport(
        period=period,
        figures=figures(told, gaps, period.since, period.until),
        before=before,
        payments=_payments(kept, list(names)),
        hours=_hours(kept, period),
        hours_before=_hours(kept_before, period),
        days=_days(kept, period),
        days_before=_days(kept_before, period.compared()),
        dishes=_dishes(kept),
        delivery=ways.get("delivery") or SalesPart("delivery", 0, _ZERO),
        pickup=ways.get("pickup") or SalesPart("pickup", 0, _ZERO),
        tips=_sum("tip", (sale.tip for sale in kept)),
        delivery_fees=_sum("delivery_fee", (sale.delivery_fee for sale in kept)),
        discounts=_sum("discount", (sale.discount for sale in kept)),
        cancels=_cancels(sale for sale in told if sale.cancelled),
        reception=reception(told, gaps, period.since, period.until, late_after=late_after, now=now),
        is_over=now is None or now >= period.until,
    )


def _hours(sales: Iterable[Sale], period: Period) -> tuple[SalesPart, ...]:
    found = _parts((f"{sale.at.astimezone(ISTANBUL).hour:02}", sale) for sale in sales)
    names = (f"{(period.begins.hour + hour) % HOURS:02}" for hour in range(HOURS))
    return tuple(found.get(name) or SalesPart(name, 0, _ZERO) for name in names)


def _days(sales: Iterable[Sale], period: Period) -> tuple[SalesPart, ...]:
    found = _parts((business_day(sale.at, period.begins).isoformat(), sale) for sale in sales)
    names = (day.isoformat() for day in period.days)
    return tuple(found.get(name) or SalesPart(name, 0, _ZERO) for name in names)


def _payments(sales: Iterable[Sale], names: list[PaymentName]) -> tuple[SalesPart, ...]:
    spellings: dict[str, Payment] = {}
    methods: defaultdict[str, list[Payment]] = defaultdict(list)
    named: list[tuple[str, Sale]] = []
    for sale in sales:
        text = sale.payment_method
        payment = spellings.get(text) or spellings.setdefault(text, read_payment(text, names))
        methods[payment.identity].append(payment)
        named.append((payment.identity, sale))
    parts = (
        msgspec.structs.replace(part, name=common_name(methods[identity]))
        for identity, part in _parts(named).items()
    )
    return tuple(sorted(parts, key=lambda part: (-part.amount, -part.count, turkish_sort_key(part.name))))


def _sum(name: str, amounts: Iterable[Decimal | None]) -> SalesPart:
    known = [amount for amount in amounts if amount]
    return SalesPart(name, len(known), sum(known, _ZERO))


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


def _covered(outages: Iterable[Outage], since: datetime, until: datetime) -> float:
    """Return the seconds of a period that outages cover; an overlap counts once."""
    seconds = 0.0
    reached = since
    for outage in sorted(outages, key=lambda each: each.began_at):
        began, ended = max(outage.began_at, reached), min(outage.ended_at, until)
        if ended > began:
            seconds += (ended - began).total_seconds()
            reached = ended
    return seconds
