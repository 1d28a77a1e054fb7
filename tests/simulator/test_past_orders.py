"""The invented orders of the last two weeks."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from desktop.domain.orders.order import OrderStatus
from desktop.domain.text.local_time import ISTANBUL
from desktop.simulator.past_orders import DAYS, past_orders
from desktop.simulator.sample_orders import FIRST_NUMBER

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # 21:00 in Istanbul


def test_two_weeks_and_today_until_now() -> None:
    past = past_orders(7, NOW)
    days = Counter(order.received_at.astimezone(ISTANBUL).date() for order in past)
    today = NOW.astimezone(ISTANBUL).date()
    assert set(days) == {today - timedelta(days=back) for back in range(DAYS + 1)}
    assert all(20 < number < 50 for day, number in days.items() if day != today)
    assert max(order.ended_at for order in past) <= NOW
    assert past == sorted(past, key=lambda order: order.received_at)


def test_numbers_lead_up_to_the_first_order_of_the_demo_and_keys_are_unique() -> None:
    past = past_orders(7, NOW)
    assert [order.payload["id"] for order in past] == list(range(FIRST_NUMBER - len(past), FIRST_NUMBER))
    assert len({order.payload["payment_key"] for order in past}) == len(past)


def test_the_same_seed_gives_the_same_orders_of_a_day_at_any_hour() -> None:
    def keys(seed: int, now: datetime) -> list[str]:
        return [order.payload["payment_key"] for order in past_orders(seed, now)]

    early = keys(7, NOW - timedelta(hours=5))
    assert 0 < len(early) < len(keys(7, NOW))
    assert keys(7, NOW)[: len(early)] == early
    assert keys(8, NOW)[:20] != early[:20]


def test_most_are_delivered_and_a_few_cancelled() -> None:
    past = past_orders(7, NOW)
    cancelled = [order for order in past if order.cancelled]
    assert 0 < len(cancelled) < len(past) // 10
    for order in past:
        wanted = OrderStatus.CANCELLED if order.cancelled else OrderStatus.DELIVERED
        assert order.payload["status_id"] == wanted
        assert order.cancelled or order.received_at < (order.accepted_at or NOW) < order.ended_at
