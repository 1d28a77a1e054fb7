"""Invents the orders of the last two weeks, so that a demo has a history, a report and a week to compare with.

The same seed gives the same orders for the same day. All people are fictional.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.domain.orders.order import OrderStatus
from desktop.domain.text.local_time import ISTANBUL
from desktop.simulator.marketplace import STATUS_TEXTS
from desktop.simulator.sample_orders import FIRST_NUMBER, SampleOrders

if TYPE_CHECKING:
    from datetime import date

DAYS: Final = 14
_BY_HOUR: Final = {11: 2, 12: 6, 13: 6, 14: 3, 15: 1, 16: 1, 17: 2, 18: 5, 19: 7, 20: 6, 21: 3, 22: 1}
"""Hour of the local day: how likely an order is then."""
_WEEKDAY: Final = (26, 34)
_WEEKEND: Final = (38, 48)
"""Least and most orders of a day; Friday belongs to the weekend."""
_FRIDAY: Final = 4
_CANCELLED: Final = 0.03
_DONE_AFTER: Final = timedelta(minutes=75)
"""An order of today is only invented if it has been delivered by now."""


@dataclass(frozen=True)
class PastOrder:
    """An order that was delivered or cancelled; all times are aware."""

    payload: dict[str, Any]
    """As the vendor would list it now."""
    received_at: datetime
    accepted_at: datetime | None
    """None for a cancelled one."""
    preparing_time: int
    """Promised minutes."""
    ended_at: datetime

    @property
    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self.accepted_at is None


def past_orders(seed: int, now: datetime) -> list[PastOrder]:
    """Return two weeks of orders before today, and those of today until now, the oldest first.

    Args:
        seed: the same seed gives the same orders.
        now: aware.
    """
    today = now.astimezone(ISTANBUL).date()
    found: list[PastOrder] = []
    for back in range(DAYS, -1, -1):
        found += _day(seed, today - timedelta(days=back))
    past = [order for order in found if order.received_at <= now - _DONE_AFTER]
    for number, order in enumerate(past, start=FIRST_NUMBER - len(past)):
        order.payload["id"] = number
    return past


def _day(seed: int, day: date) -> list[PastOrder]:
    rng = random.Random(f"{seed} {day}")  # noqa: S311 - invented orders, not secrets
    samples = SampleOrders(rng.randrange(2**32))
    count = rng.randint(*(_WEEKEND if day.weekday() >= _FRIDAY else _WEEKDAY))
    hours = rng.choices(list(_BY_HOUR), list(_BY_HOUR.values()), k=count)
    moments = sorted(
        datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), ISTANBUL) for hour in hours
    )
    return sorted((_order(rng, samples, moment) for moment in moments), key=lambda order: order.received_at)


def _order(rng: random.Random, samples: SampleOrders, placed_at: datetime) -> PastOrder:
    received_at = placed_at + timedelta(seconds=rng.randint(4, 30))
    cancelled = rng.random() < _CANCELLED
    status = OrderStatus.CANCELLED if cancelled else OrderStatus.DELIVERED
    payload = samples.make(placed_at, status_id=int(status), status_text=STATUS_TEXTS[status])
    # Most are accepted within a minute, some in a rush after several.
    wait = timedelta(seconds=rng.choice((8, 12, 15, 19, 25, 33, 48, 70, 95, 170)) + rng.randrange(6))
    minutes = rng.choice((20, 25, 25, 30, 30, 30, 35, 45))
    ended_at = received_at + wait + timedelta(minutes=8 if cancelled else minutes + rng.randint(-6, 14))
    return PastOrder(payload, received_at, None if cancelled else received_at + wait, minutes, ended_at)
