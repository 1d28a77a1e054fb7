"""The running day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from desktop.domain.sales.sale import Sale
from desktop.domain.sales.today import WEEK, count

SINCE = datetime(2026, 1, 15, 21, tzinfo=UTC)  # midnight in Istanbul
NOW = SINCE + timedelta(hours=14, minutes=32)


def sold(
    hours: float, *, waited: float | None = 60, total: str | None = "100", cancelled: bool = False
) -> Sale:
    """Return an order so many hours after the begin of the day; it waited so many seconds, None for ever."""
    at = SINCE + timedelta(hours=hours)
    accepted = None if waited is None else at + timedelta(seconds=waited)
    return Sale(at, at, accepted, None if total is None else Decimal(total), cancelled)


def before(hours: float) -> Sale:
    """Return an order of a week ago."""
    at = SINCE - WEEK + timedelta(hours=hours)
    return Sale(at, at, None, Decimal(1), cancelled=False)


def test_orders_takings_and_hours() -> None:
    today = count(SINCE, NOW, [sold(12.0), sold(12.9, total="45.5"), sold(14.1, total=None)], [])
    assert (today.orders, today.revenue) == (3, Decimal("145.5"))
    assert [(hour, number) for hour, number in enumerate(today.hours) if number] == [(12, 2), (14, 1)]


def test_cancelled_orders_are_left_out() -> None:
    today = count(SINCE, NOW, [sold(12, waited=1, cancelled=True)], [])
    assert (today.orders, today.revenue, today.fastest) == (0, Decimal(0), None)
    assert sum(today.hours) == 0


def test_the_fastest_accept_is_one_that_waited_here() -> None:
    sales = [sold(12, waited=40), sold(12.1, waited=9), sold(12.2, waited=0), sold(12.3, waited=None)]
    assert count(SINCE, NOW, sales, []).fastest == 9


def test_a_week_ago_counts_until_now_and_its_hours_to_the_end() -> None:
    today = count(SINCE, NOW, [], [before(11), before(14.5), before(14.6), before(20)])
    assert today.orders_before == 2
    assert [hour for hour, number in enumerate(today.hours_before) if number] == [11, 14, 20]


def test_a_day_that_begins_at_five_has_the_night_at_its_end() -> None:
    begin = SINCE + timedelta(hours=5)
    today = count(begin, NOW + timedelta(hours=12), [sold(25.5)], [])
    assert today.hours[20] == 1
