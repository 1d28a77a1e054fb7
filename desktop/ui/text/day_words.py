"""The result of a period in one line: orders, takings, and whether any order was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.sales.reception_words import reception
from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import amount_only

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
