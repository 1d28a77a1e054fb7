"""What happens at the marketplace by itself: rows of steps, each followed by a pause.

A scenario yields the seconds until its next step. It plays in real time in the demo, and step by step in tests.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.domain.orders.order import Courier, OrderStatus
from desktop.domain.text.local_time import ISTANBUL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.simulator.controls import Controls
    from desktop.simulator.marketplace import SimOrder


@dataclass(frozen=True)
class Scenario:
    """A named day."""

    name: str
    summary_tr: str
    summary_en: str
    play: Callable[[Controls, int], Iterator[float]]
    branches: int = 1
    """Of the restaurant."""


def _arrive(simulator: Controls, count: int = 1, **fields: Any) -> None:
    """Let orders come in, if the restaurant is open."""
    if simulator.open:
        for _ in range(count):
            simulator.add_order(**fields)


def _is_delivered(order: SimOrder) -> bool:
    return (order.payload or {}).get("shipping_method") == "delivery"


def _quiet(_simulator: Controls, _seed: int) -> Iterator[float]:
    yield from ()


def _lively(simulator: Controls, seed: int) -> Iterator[float]:
    dice = random.Random(seed)  # noqa: S311 - invented days
    yield 0.2
    _arrive(simulator, note="Zili çalmayın, bebek uyuyor")
    yield 4.0
    _arrive(simulator, shipping_method="pickup", courier_type=Courier.CUSTOMER, address={})
    while True:
        yield dice.uniform(10.0, 20.0)
        _arrive(simulator)
        if dice.random() < 0.35:  # noqa: PLR2004
            yield dice.uniform(2.0, 5.0)
            _move_one(simulator, dice)


def _move_one(simulator: Controls, dice: random.Random) -> None:
    """Let something be done elsewhere: an order accepted in the web panel, or brought on its way."""
    waiting = [
        key
        for key, order in simulator.orders.items()
        if order.status_id == OrderStatus.RECEIVED and order.acknowledged
    ]
    cooking = [
        key
        for key, order in simulator.orders.items()
        if order.status_id == OrderStatus.CONFIRMED and order.acknowledged and _is_delivered(order)
    ]
    if cooking and dice.random() < 0.6:  # noqa: PLR2004
        simulator.set_status(dice.choice(cooking), OrderStatus.IN_DELIVERY)
    elif len(waiting) > 1:
        simulator.accept_elsewhere(dice.choice(waiting[1:]))


def _rush(simulator: Controls, _seed: int) -> Iterator[float]:
    yield 0.2
    _arrive(simulator, 40)
    while True:
        yield 3.0
        _arrive(simulator)


def _flaky(simulator: Controls, seed: int) -> Iterator[float]:
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
        elif trouble == 5:  # noqa: PLR2004
            # As an expired token looks. Not `expire_token`: a demo that was given a token could never go on.
            simulator.faults.add("get-current", "status", http=401)


def _long_night(simulator: Controls, seed: int) -> Iterator[float]:
    dice = random.Random(seed)  # noqa: S311 - invented days
    yield 0.2
    while True:
        _arrive(simulator)
        yield dice.uniform(300.0, 900.0)


def _status_changes(simulator: Controls, seed: int) -> Iterator[float]:
    dice = random.Random(seed)  # noqa: S311 - invented days
    yield 0.2
    _arrive(simulator, 5)
    while True:
        yield 5.0
        moving = [(key, order) for key, order in simulator.orders.items() if order.status_id in _NEXT]
        if moving:
            key, order = dice.choice(moving)
            skip = order.status_id == OrderStatus.CONFIRMED and not _is_delivered(order)
            simulator.set_status(key, OrderStatus.DELIVERED if skip else _NEXT[order.status_id])
        if dice.random() < 0.5:  # noqa: PLR2004
            _arrive(simulator)
        waiting = [key for key, order in simulator.orders.items() if order.status_id == OrderStatus.RECEIVED]
        if waiting and dice.random() < 0.15:  # noqa: PLR2004
            simulator.cancel_elsewhere(dice.choice(waiting))


_NEXT: Final[dict[int, int]] = {
    OrderStatus.RECEIVED: OrderStatus.CONFIRMED,
    OrderStatus.CONFIRMED: OrderStatus.IN_DELIVERY,
    OrderStatus.IN_DELIVERY: OrderStatus.DELIVERED,
}


def _later(simulator: Controls, seed: int) -> Iterator[float]:
    dice = random.Random(seed)  # noqa: S311 - invented days
    yield 0.2
    for minutes in (41, 180, 26 * 60):
        _arrive(simulator, scheduled_date=_in_minutes(minutes))
    while True:
        yield 8.0
        waiting = [
            key
            for key, order in simulator.orders.items()
            if order.status_id in _NEXT and order.acknowledged and order.payload is not None
        ]
        if waiting:
            change = dice.choice(({"note": "Kapıya asın lütfen"}, {"total": dice.randrange(100, 900)}))
            simulator.change_order(dice.choice(waiting), **change)
        yield 8.0
        _arrive(simulator, scheduled_date=dice.choice(("", _in_minutes(dice.randrange(40, 300)))))


def _in_minutes(minutes: int) -> str:
    """Return a time to come as the vendor writes it."""
    return (datetime.now(ISTANBUL) + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S")


def _odd(simulator: Controls, _seed: int) -> Iterator[float]:
    yield 0.2
    _arrive(simulator, note="<b>Kalın</b> <img src=http://127.0.0.1:9/x.png> & 'tırnak'")
    _arrive(simulator, items=[], total="bin dört yüz", customer=None)
    _arrive(simulator, status_id=77, status_text="Ödeme Bekliyor")
    _arrive(simulator, id=..., total="1.417,50", loyalty={"points": 12, "tier": "altın"})
    _arrive(
        simulator,
        items=[
            {
                "title": "Çok uzun isimli, tarifi de adının içinde yazan, bol malzemeli aile menüsü " * 3,
                "adet": "12",
            }
        ],
    )
    _arrive(simulator, note="Çok uzun bir not. " * 60)
    _arrive(simulator, raw={"id": 4711, "note": "payment_key yok"})
    while True:
        yield 15.0
        _arrive(
            simulator,
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
            "later",
            "İleri saatli siparişler; bazıları sonradan değişir.",
            "Orders for later; some are changed afterwards.",
            _later,
        ),
        Scenario(
            "branches",
            "Canlı bir gün, aynı anahtarla üç şube.",
            "A lively day of three branches on one key.",
            _lively,
            branches=3,
        ),
        Scenario(
            "long-night",
            "5–15 dakikada bir sipariş: saatlerce açık kalan bir tezgâh.",
            "An order every 5–15 minutes: a counter left on for hours.",
            _long_night,
        ),
        Scenario(
            "odd",
            "Tuhaf içerikler: eksik alanlar, bilinmeyen durum, HTML.",
            "Odd contents: missing fields, an unknown status, HTML.",
            _odd,
        ),
    )
}
