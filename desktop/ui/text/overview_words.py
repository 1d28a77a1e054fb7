"""Texts of the running day, of the line of promised times and of the demo."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale

from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import tr, tr_plural
from desktop.ui.text import plurals
from desktop.ui.text.format import clock, stopwatch

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.promises import Promises
    from desktop.domain.sales.today import Today
    from desktop.ui.text.sales_words import Chart


def day(moment: datetime) -> str:
    """Return the local day of a moment, such as "Monday 30 November"."""
    local = moment.astimezone(ISTANBUL)
    return QLocale().toString(QDate(local.year, local.month, local.day), "dddd d MMMM")


def nothing_yet() -> str:
    """Return the sentence of a day without orders."""
    return tr("No orders received yet today")


def against_last_week(orders: int) -> str:
    """Return how many orders there were a week ago by this time."""
    return tr_plural("A week ago by now: {n} order", "A week ago by now: {n} orders", orders)


def fastest(seconds: float) -> str:
    """Return minutes and seconds."""
    return stopwatch(seconds)


def chart(today: Today, first: int, end: int) -> Chart:
    """Return the chart of a day's hours, from `first` to before `end`, with a week ago behind them."""
    # Imported late: the report is not in the first picture.
    from desktop.ui.text.sales_words import Bar, Chart

    names = [f"{(today.since + timedelta(hours=each)).astimezone(ISTANBUL):%H}" for each in range(first, end)]
    pairs = zip(names, today.hours[first:end], today.hours_before[first:end], strict=True)
    bars = tuple(Bar(name, f"{name}:00", orders, before) for name, orders, before in pairs)
    return Chart(tr("Orders by hour"), tr("A week ago") if any(bar.before for bar in bars) else "", bars)


def promised(promises: Promises) -> str:
    """Return promised times in words, for screen readers."""
    parts = [f"{clock(at)}: {plurals.found(number)}" for at, number in promises.times()]
    if promises.late:
        parts.insert(0, late(promises.late))
    return ", ".join(parts)


def late(n: int) -> str:
    """Return "2 late"."""
    return tr_plural("{n} late", "{n} late", n)


def demo() -> str:
    """Return the mark of a demo."""
    return tr("DEMO")


def demo_sentence() -> str:
    """Return what a demo is."""
    return tr("Invented orders. Nothing reaches Dükkango or a customer.")
