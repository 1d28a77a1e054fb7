"""What happens at the marketplace by itself: rows of steps, each followed by a pause.

A scenario yields the seconds until its next step. It plays in real time in the demo, and step by step in tests.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.orders.order import Courier, OrderStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.simulator.stage import Stage


@dataclass(frozen=True)
class Scenario:
    """A named day."""

    name: str
    summary_tr: str
    summary_en: str
    play: Callable[[Stage, int], Iterator[float]]


def _quiet(_simulator: Stage, _seed: int) -> Iterator[float]:
    yield from ()


def _lively(simulator: Stage, seed: int) -> Iterator[float]:
    dice = random.Random(seed)  # noqa: S311 - invented days
    yield 0.2
    simulator.add_order(note="Zili çalmayın, bebek uyuyor")
    yield 4.0
    simulator.add_order(shipping_method="pickup", courier_type=Courier.CUSTOMER, address={})
    while True:
        yield dice.uniform(10.0, 20.0)
        simulator.add_order()
        if dice.random() < 0.35:  # noqa: PLR2004
            yield dice.uniform(2.0, 5.0)
            _move_one(simulator, dice)


def _move_one(simulator: Stage, dice: random.Random) -> None:
    """Let something be done elsewhere: an order accepted in the web panel, or brought on its way."""
    waiting = [
        key
        for key, order in simulator.orders.items()
        if order.status_id == OrderStatus.RECEIVED and order.acknowledged
    ]
    cooking = [
        key
        for key, order in simulator.orders.items()
        if order.status_id == OrderStatus.CONFIRMED and order.acknowledged
    ]
    if cooking and dice.random() < 0.6:  # noqa: PLR2004
        simulator.set_status(dice.choice(cooking), OrderStatus.IN_DELIVERY)
    elif len(waiting) > 1:
        simulator.accept_elsewhere(dice.choice(waiting[1:]))


def _rush(simulator: Stage, _seed: int) -> Iterator[float]:
    yield 0.2
    simulator.add_orders(40)
    while True:
        yield 3.0
        simulator.add_order()


def _flaky(simulator: Stage, seed: int) -> Iterator[float]:
    dice = random.Random(seed)  # noqa: S311 - invented days
    day = _lively(simulator, seed)
    while True:
        yield next(day)
        trouble = dice.randrange(6)
        if trouble == 0:
            simulator.faults.add("*", "status", http=502, times=3)
        elif trouble == 1:
            simulator.faults.add("accept", "reset-after")
        elif trouble == 2:  # noqa: PLR2004
            simulator.faults.add("success", "status", http=500, times=2)
        elif trouble == 3:  # noqa: PLR2004
            simulator.faults.add("get-current", "latency", seconds=4.0)
        elif trouble == 4:  # noqa: PLR2004
            simulator.faults.add("get-current", "reset-before", times=4)


def _status_changes(simulator: Stage, seed: int) -> Iterator[float]:
    dice = random.Random(seed)  # noqa: S311 - invented days
    yield 0.2
    simulator.add_orders(5)
    while True:
        yield 5.0
        moving = [key for key, order in simulator.orders.items() if order.status_id in _NEXT]
        if moving:
            key = dice.choice(moving)
            simulator.set_status(key, _NEXT[simulator.orders[key].status_id])
        if dice.random() < 0.5:  # noqa: PLR2004
            simulator.add_order()
        waiting = [key for key, order in simulator.orders.items() if order.status_id == OrderStatus.RECEIVED]
        if waiting and dice.random() < 0.15:  # noqa: PLR2004
            simulator.cancel_elsewhere(dice.choice(waiting))


_NEXT: Final[dict[int, int]] = {
    OrderStatus.RECEIVED: OrderStatus.CONFIRMED,
    OrderStatus.CONFIRMED: OrderStatus.IN_DELIVERY,
    OrderStatus.IN_DELIVERY: OrderStatus.DELIVERED,
}


def _odd(simulator: Stage, _seed: int) -> Iterator[float]:
    yield 0.2
    simulator.add_order(note="<b>Kalın</b> <img src=http://127.0.0.1:9/x.png> & 'tırnak'")
    simulator.add_order(items=[], total="bin dört yüz", customer=None)
    simulator.add_order(status_id=77, status_text="Ödeme Bekliyor")
    simulator.add_order(id=..., total="1.417,50", loyalty={"points": 12, "tier": "altın"})
    simulator.add_order(
        items=[
            {
                "title": "Çok uzun isimli, tarifi de adının içinde yazan, bol malzemeli aile menüsü " * 3,
                "adet": "12",
            }
        ]
    )
    simulator.add_order(note="Çok uzun bir not. " * 60)
    simulator.add_order(raw={"id": 4711, "note": "payment_key yok"})
    while True:
        yield 15.0
        simulator.add_order(
            foods=[{"food_name": "Mantı", "count": 2, "extras": ["Acı", {"name": "Yoğurt", "grams": 80}]}],
            items=...,
        )


SCENARIOS: Final[dict[str, Scenario]] = {
    scenario.name: scenario
    for scenario in (
        Scenario("quiet", "Hiçbir şey kendiliğinden olmaz.", "Nothing happens by itself.", _quiet),
        Scenario(
            "lively",
            "Her 10–20 saniyede bir sipariş; bazıları panelden yürütülür.",
            "An order every 10–20 seconds; some are moved elsewhere.",
            _lively,
        ),
        Scenario(
            "rush",
            "Bir anda 40 sipariş, sonra 3 saniyede bir.",
            "40 orders at once, then one every 3 seconds.",
            _rush,
        ),
        Scenario("flaky", "Canlı bir gün, kötü bir internetle.", "A lively day on a bad line.", _flaky),
        Scenario(
            "status-changes",
            "Siparişler başka yerde kabul edilir, gönderilir, iptal edilir.",
            "Orders are accepted, sent off and cancelled elsewhere.",
            _status_changes,
        ),
        Scenario(
            "odd",
            "Tuhaf içerikler: eksik alanlar, bilinmeyen durum, HTML.",
            "Odd contents: missing fields, an unknown status, HTML.",
            _odd,
        ),
    )
}
