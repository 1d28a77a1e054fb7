"""`tezgah report`: a report as JSON for programs, or as text that fits 80 columns of a terminal."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from desktop.domain.sales.period import Span
from desktop.domain.sales.reception_words import duration, reception
from desktop.domain.sales.report import ACCEPT_STEPS, change
from desktop.domain.text.escapes import escaped_json
from desktop.domain.text.translation import language, tr, tr_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from desktop.domain.sales.period import Period
    from desktop.domain.sales.report import Figures, SalesPart
    from desktop.services.sales_reports import CountedSales

_NAME: Final = 42
_BAR: Final = 43
"""Columns of a bar with its name."""


def as_json(counted: CountedSales) -> str:
    """Return a report as JSON: money is exact decimal text in lira, times are seconds, days are ISO 8601."""
    told = counted.report
    reasons = {each.id: each.reason for each in counted.reasons}
    value = {
        **_days(told.period),
        **_figures(told.figures),
        "before": {**_days(told.period.compared()), **_figures(told.before)},
        "payments": [_part(part) for part in told.payments],
        "hours": [_part(part) for part in told.hours],
        "days": [_part(part) for part in told.days],
        "days_before": [_part(part) for part in told.days_before],
        "dishes": [
            {"name": dish.name, "quantity": format(dish.quantity, "f"), "amount": format(dish.amount, "f")}
            for dish in told.dishes
        ],
        "delivery": {"count": told.delivery.count, "amount": format(told.delivery.amount, "f")},
        "pickup": {"count": told.pickup.count, "amount": format(told.pickup.amount, "f")},
        "tips": {"count": told.tips.count, "amount": format(told.tips.amount, "f")},
        "delivery_fees": {
            "count": told.delivery_fees.count,
            "amount": format(told.delivery_fees.amount, "f"),
        },
        "discounts": {"count": told.discounts.count, "amount": format(told.discounts.amount, "f")},
        "reception": {
            "none_missed": told.reception.none_missed,
            "late": told.reception.late,
            "unanswered": told.reception.unanswered,
            "waited_unseen": told.reception.waited_unseen,
            "not_listening_seconds": told.reception.deaf,
            "stopped_seconds": told.reception.stopped,
        },
        "cancels": [
            {
                "reason_id": each.reason_id,
                "reason": None if each.reason_id is None else reasons.get(each.reason_id),
                "count": each.count,
                "amount": format(each.amount, "f"),
            }
            for each in told.cancels
        ],
    }
    return escaped_json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def _days(period: Period) -> dict[str, Any]:
    return {
        "period": period.span.value,
        "first_day": period.first.isoformat(),
        "last_day": period.last.isoformat(),
    }


def _figures(figures: Figures) -> dict[str, Any]:
    accepting = figures.accepting
    return {
        "orders": figures.orders,
        "revenue": format(figures.revenue, "f"),
        "average": None if figures.average is None else format(figures.average, "f"),
        "cancelled": figures.cancelled,
        "cancelled_amount": format(figures.cancelled_amount, "f"),
        "accepting": {
            "count": accepting.count,
            "median_seconds": accepting.median,
            "worst_seconds": accepting.worst,
            "within_minutes": {
                str(minutes): count for minutes, count in zip(ACCEPT_STEPS, accepting.within, strict=True)
            },
        },
        "not_listening_seconds": figures.not_listening,
        "off_seconds": figures.off,
    }


def _part(part: SalesPart) -> dict[str, Any]:
    return {"name": part.name, "count": part.count, "amount": format(part.amount, "f")}


def text_lines(counted: CountedSales) -> Iterator[str]:
    """Yield the lines of a report in the language in force, none wider than 80 columns.

    The vendor's texts are printed without control characters, which a terminal would obey.
    """
    return _Text(counted).lines()


class _Text:
    def __init__(self, counted: CountedSales) -> None:
        self._report = counted.report
        self._reasons = {each.id: each.reason for each in counted.reasons}

    def lines(self) -> Iterator[str]:
        told = self._report
        titles = {
            Span.DAY: tr("Report of a day"),
            Span.WEEK: tr("Report of a week"),
            Span.MONTH: tr("Report of a month"),
        }
        yield f"{titles[told.period.span]}: {self._period(told.period)}"
        yield tr("Compared with: {period}").format(period=self._period(told.period.compared()))
        yield ""
        yield from self._summary()
        yield from self._section(
            tr("Payment"), ((part.name, part.count, part.amount) for part in told.payments)
        )
        ways = ((tr("Delivery"), told.delivery), (tr("Pickup"), told.pickup))
        yield from self._section(
            tr("Delivery or pickup"), ((name, part.count, part.amount) for name, part in ways if part.count)
        )
        extras = (
            (tr("Tips"), told.tips),
            (tr("Delivery fees"), told.delivery_fees),
            (tr("Discounts"), told.discounts),
        )
        yield from self._section(
            tr("Tips, delivery, discounts"),
            ((name, part.count, part.amount) for name, part in extras if part.count),
        )
        if told.period.span is Span.DAY:
            yield from self._bars(tr("Hours"), told.hours, lambda part: f"{part.name}:00")
        else:
            yield from self._bars(tr("Days"), told.days, lambda part: _short_day(part.name))
        yield from self._section(
            tr("Dishes"), ((dish.name, dish.quantity, dish.amount) for dish in told.dishes)
        )
        yield from self._section(
            tr("Cancelled orders"),
            ((self._reason(each.reason_id), each.count, each.amount) for each in told.cancels),
        )

    def _summary(self) -> Iterator[str]:
        now, before = self._report.figures, self._report.before
        rows = (
            (tr("Orders"), str(now.orders), change(now.orders, before.orders)),
            (tr("Revenue"), self._money(now.revenue), change(now.revenue, before.revenue)),
            (
                tr("Average order"),
                "-" if now.average is None else self._money(now.average),
                change(now.average, before.average),
            ),
            (tr_context("report", "Cancelled"), str(now.cancelled), change(now.cancelled, before.cancelled)),
            (
                tr("Cancelled amount"),
                self._money(now.cancelled_amount),
                change(now.cancelled_amount, before.cancelled_amount),
            ),
            (
                tr("Typical time to accept"),
                self._seconds(now.accepting.median),
                change(now.accepting.median, before.accepting.median),
            ),
            (
                tr("Longest time to accept"),
                self._seconds(now.accepting.worst),
                change(now.accepting.worst, before.accepting.worst),
            ),
        )
        for name, value, difference in rows:
            yield f"{_fit(name, 30)}{value:>24}{self._percent(difference):>12}"
        for minutes, count in zip(ACCEPT_STEPS, now.accepting.within, strict=True):
            name = tr("Accepted within {minutes} min").format(minutes=minutes)
            yield f"{_fit(name, 30)}{f'{count} / {now.accepting.count}':>24}"
        for name, seconds in (
            (tr_context("report", "Not receiving orders"), now.not_listening),
            (tr("Program not running"), now.off),
        ):
            yield f"{_fit(name, 30)}{duration(seconds):>24}"
        for fact in reception(self._report):
            yield fact[:1].upper() + fact[1:]

    def _section(self, title: str, rows: Iterable[tuple[str, int | Decimal, Decimal]]) -> Iterator[str]:
        told = list(rows)
        if not told:
            return
        yield ""
        yield _capitals(title)
        for name, count, amount in told:
            shown = _fit(name or tr("not given"), _NAME)
            yield f"  {shown}{self._count(count):>12}{self._money(amount):>22}"

    def _bars(
        self, title: str, parts: Sequence[SalesPart], label: Callable[[SalesPart], str]
    ) -> Iterator[str]:
        sold = [place for place, part in enumerate(parts) if part.count]
        if not sold:
            return
        most = max(part.count for part in parts)
        yield ""
        yield _capitals(title)
        # From the first one with a sale to the last; quiet ones between them belong to the picture.
        for part in parts[sold[0] : sold[-1] + 1]:
            name = label(part)
            bar = "#" * -(-part.count * (_BAR - len(name)) // most)
            yield f"  {name} {bar:<{_BAR - len(name)}}{part.count:>8}{self._money(part.amount):>22}"

    def _reason(self, reason_id: int | None) -> str:
        if reason_id is None:
            return tr("elsewhere, reason not known")
        return self._reasons.get(reason_id) or f"{reason_id}"

    def _period(self, period: Period) -> str:
        if period.span is Span.DAY:
            return f"{_day(period.first)} {_weekday(period.first)}"
        return f"{_day(period.first)} - {_day(period.last)}"

    def _money(self, amount: Decimal) -> str:
        return f"{self._grouped(f'{amount:,.2f}')} TL"

    def _count(self, quantity: int | Decimal) -> str:
        text = f"{quantity:,f}" if not isinstance(quantity, int) else f"{quantity:,}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return self._grouped(text)

    def _grouped(self, text: str) -> str:
        return text if language() == "en" else text.translate(str.maketrans(",.", ".,"))

    def _percent(self, difference: int | None) -> str:
        if difference is None:
            return ""
        sign = "-" if difference < 0 else "+" if difference else ""
        return tr("{sign}{number}%").format(sign=sign, number=abs(difference))

    def _seconds(self, seconds: float | None) -> str:
        if seconds is None:
            return "-"
        minutes, rest = divmod(round(seconds), 60)
        return tr("{time} min").format(time=f"{minutes}:{rest:02}")


def _capitals(title: str) -> str:
    # Python does not know the Turkish capital of i.
    return (title.replace("i", "İ") if language() == "tr" else title).upper()


def _weekday(day: date) -> str:
    names = (
        tr("Monday"),
        tr("Tuesday"),
        tr("Wednesday"),
        tr("Thursday"),
        tr("Friday"),
        tr("Saturday"),
        tr("Sunday"),
    )
    return names[day.weekday()]


def _short_day(name: str) -> str:
    day = date.fromisoformat(name)
    return f"{_fit(_weekday(day), 4)}{day:%d.%m.}"


def _day(day: date) -> str:
    return day.strftime("%d.%m.%Y")


def _fit(text: str, width: int) -> str:
    """Return the vendor's text on one line, cut or padded to this many columns."""
    kept: list[str] = []
    used = 0
    for sign in " ".join(text.split()):
        if not sign.isprintable():
            continue
        columns = 0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if used + columns > width - 1:
            break
        kept.append(sign)
        used += columns
    return "".join(kept) + " " * (width - used)
