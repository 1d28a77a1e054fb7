"""The result of a period in one line: orders, takings, and whether any order was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import HOUR, MINUTE, amount_only

if TYPE_CHECKING:
    from decimal import Decimal

    from desktop.domain.sales.report import SalesReport


def summary(report: SalesReport) -> str:
    """Return ``48 orders · 43.120 TL · none missed``; without orders only that."""
    if not report.figures.placed:
        return tr("no orders")
    parts = (orders(report), takings(report.figures.revenue), *reception(report))
    return " · ".join(parts)


def orders(report: SalesReport) -> str:
    """Return "48 orders"."""
    return plurals.found(report.figures.orders)


def takings(amount: Decimal) -> str:
    """Return an amount as ``43.120 TL``, with kuruş where there are any."""
    return f"{amount_only(amount).removesuffix(',00')} TL"


def reception(report: SalesReport) -> tuple[str, ...]:
    """Return the facts about missed orders: that there were none, or all that speaks against it."""
    told = report.reception
    if not report.figures.placed:
        return ()
    if told.none_missed:
        return (tr("none missed") if report.is_over else tr("none missed so far"),)
    minutes = round(told.late_after.total_seconds() / MINUTE)
    facts = []
    if told.late:
        text = tr("waited longer than {minutes} min: {count}")
        facts.append(text.format(minutes=minutes, count=told.late))
    if told.unanswered:
        facts.append(tr("not accepted: {count}").format(count=told.unanswered))
    if told.waited_unseen:
        facts.append(tr("waited until Tezgâh could receive: {count}").format(count=told.waited_unseen))
    if told.deaf:
        facts.append(tr("no orders could arrive for {time}").format(time=duration(told.deaf)))
    if told.stopped:
        facts.append(tr("Tezgâh was off for {time}").format(time=duration(told.stopped)))
    return tuple(facts)


def duration(seconds: float) -> str:
    """Return "5 min" or "2 h 5 min", rounded up."""
    minutes = -(-int(seconds) // MINUTE)
    if seconds >= HOUR:
        return tr("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)
    return tr("{minutes} min").format(minutes=minutes)
