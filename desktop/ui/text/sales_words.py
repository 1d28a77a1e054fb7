"""Texts of a sales report: its period, its figures with a comparison, its tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QDate, QLocale

from desktop.domain.sales.period import Span
from desktop.domain.sales.reception_words import duration
from desktop.domain.sales.report import ACCEPT_STEPS, change
from desktop.domain.text.translation import tr, tr_context
from desktop.ui.text.format import amount_only, count, money, one_line, stopwatch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from desktop.domain.sales.period import Period
    from desktop.domain.sales.report import SalesReport


_LONGEST_NAME = 80


class Figure(NamedTuple):
    """One figure of a report."""

    title: str
    value: str
    note: str
    """The comparison with the period before, or another remark."""


class TableRow(NamedTuple):
    """One line of a table."""

    name: str
    number: str
    amount: str
    share: float = 0.0
    """Length of the bar behind it, 1 for the longest of the table; 0 for none."""


class Bar(NamedTuple):
    """One bar of a chart, with the one of the earlier period behind it."""

    label: str
    spoken: str
    """Its whole name."""
    orders: int
    before: int


class Chart(NamedTuple):
    """The orders of each hour of a day, or of each day of a week or a month."""

    title: str
    legend: str
    """Names the bars behind, "" where there are none."""
    bars: tuple[Bar, ...]


class Table(NamedTuple):
    """A heading and its lines."""

    name: str
    """Object name."""
    title: str
    rows: tuple[TableRow, ...]


def spans() -> tuple[tuple[Span, str], ...]:
    """Return the lengths of a period with their names."""
    return (
        (Span.DAY, tr("Day")),
        (Span.WEEK, tr("Week")),
        (Span.MONTH, tr("Month")),
    )


def period(shown: Period) -> str:
    """Return the days of a period in words."""
    if shown.span is Span.MONTH:
        return QLocale().toString(_qt(shown.first), "MMMM yyyy")
    if shown.span is Span.WEEK:
        return f"{QLocale().toString(_qt(shown.first), 'd MMM')} – {QLocale().toString(_qt(shown.last), 'd MMM yyyy')}"
    # The order depends on the language: 16 Ocak 2026 Cuma; Friday, 16 January 2026.
    return QLocale().toString(_qt(shown.first), QLocale.FormatType.LongFormat)


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def figures(report: SalesReport) -> tuple[Figure, ...]:
    """Return the figures in the order of the page."""
    now, before, span = report.figures, report.before, report.period.span
    accepting, quick = now.accepting, ACCEPT_STEPS[1]
    within = accepting.within[1]
    return (
        Figure(tr("Orders"), str(now.orders), _against(span, now.orders, before.orders)),
        Figure(tr("Revenue"), money(now.revenue), _against(span, now.revenue, before.revenue)),
        Figure(
            tr("Average order"),
            money(now.average) or "–",
            _against(span, now.average, before.average),
        ),
        Figure(
            tr_context("report", "Cancelled"),
            str(now.cancelled),
            money(now.cancelled_amount) if now.cancelled else "",
        ),
        Figure(
            tr("Typical time to accept"),
            "–" if accepting.median is None else stopwatch(accepting.median),
            ""
            if accepting.worst is None
            else tr("the longest {time}").format(time=stopwatch(accepting.worst)),
        ),
        Figure(
            tr("Accepted within {minutes} min").format(minutes=quick),
            f"{within} / {accepting.count}" if accepting.count else "–",
            " · ".join(
                tr("{minutes} min: {count}").format(minutes=minutes, count=number)
                for minutes, number in zip(ACCEPT_STEPS, accepting.within, strict=True)
                if minutes != quick and accepting.count
            ),
        ),
        Figure(tr_context("report", "Not receiving orders"), duration(now.not_listening), ""),
        Figure(tr("Program not running"), duration(now.off), ""),
    )


def _against(span: Span, now: Decimal | int | None, before: Decimal | int | None) -> str:
    difference = change(now, before)
    if difference is None:
        return tr("nothing to compare with")
    signed = tr("−{number}%") if difference < 0 else tr("+{number}%") if difference else tr("±{number}%")
    against = {
        Span.DAY: tr("{change} against a week before"),
        Span.WEEK: tr("{change} against the week before"),
        Span.MONTH: tr("{change} against the month before"),
    }[span]
    return against.format(change=signed.format(number=abs(difference)))


def tables(report: SalesReport, reasons: Mapping[int, str]) -> tuple[Table, ...]:
    """Return the tables in the order of the page, empty ones included.

    Args:
        report: the figures.
        reasons: the vendor's cancel reasons by their id.
    """
    not_given = tr("not given")
    shipping = (
        (tr("Delivery"), report.delivery),
        (tr("Pickup"), report.pickup),
    )
    extras = (
        (tr("Tips"), report.tips),
        (tr("Delivery fees"), report.delivery_fees),
        (tr("Discounts"), report.discounts),
    )
    return (
        Table(
            "reportPayments",
            tr("Payment"),
            tuple(_row(part.name or not_given, str(part.count), part.amount) for part in report.payments),
        ),
        Table(
            "reportWays",
            tr("Delivery or pickup"),
            tuple(_row(name, str(part.count), part.amount) for name, part in shipping if part.count),
        ),
        Table(
            "reportExtras",
            tr("Tips, delivery, discounts"),
            tuple(_row(name, str(part.count), part.amount) for name, part in extras if part.count),
        ),
        Table(
            "reportCancels",
            tr("Cancelled orders"),
            tuple(
                _row(_reason(each.reason_id, reasons), str(each.count), each.amount)
                for each in report.cancels
            ),
        ),
        Table(
            "reportDishes",
            tr("Dishes"),
            tuple(
                _row(
                    dish.name or not_given,
                    count(dish.quantity),
                    dish.amount,
                    float(dish.quantity / report.dishes[0].quantity),
                )
                for dish in report.dishes
            ),
        ),
    )


def _row(name: str, number: str, amount: Decimal, share: float = 0.0) -> TableRow:
    return TableRow(one_line(name, _LONGEST_NAME), number, amount_only(amount), share)


def _reason(reason_id: int | None, reasons: Mapping[int, str]) -> str:
    if reason_id is None:
        return tr("elsewhere, reason not known")
    return reasons.get(reason_id, str(reason_id))


def chart(report: SalesReport) -> Chart:
    """Return the chart of a report: hours of a day, days of a week or a month."""
    span = report.period.span
    if span is Span.DAY:
        title = tr("Orders by hour")
        now, before = report.hours, report.hours_before
        names = [(part.name, f"{part.name}:00") for part in now]
    else:
        title = tr("Orders by day")
        now, before = report.days, report.days_before
        days = [date.fromisoformat(part.name) for part in now]
        pattern = "ddd d" if span is Span.WEEK else "d"
        names = [
            (QLocale().toString(_qt(day), pattern), QLocale().toString(_qt(day), "d MMMM")) for day in days
        ]
    # A month of 31 days is compared with one of fewer.
    earlier = [part.count for part in before] + [0] * len(now)
    bars = tuple(
        Bar(label, spoken, part.count, earlier_count)
        for (label, spoken), part, earlier_count in zip(names, now, earlier, strict=False)
    )
    legend = tr("behind: {period}").format(period=period(report.period.compared()))
    return Chart(title, legend if any(bar.before for bar in bars) else "", bars)


def chart_text(shown: Chart) -> str:
    """Return a chart in words, for a screen reader and on paper."""
    texts = (
        tr("{name}: {count} (before: {before})").format(name=bar.spoken, count=bar.orders, before=bar.before)
        if bar.before
        else f"{bar.spoken}: {bar.orders}"
        for bar in shown.bars
        if bar.orders or bar.before
    )
    return ", ".join(texts) or tr("no orders")
