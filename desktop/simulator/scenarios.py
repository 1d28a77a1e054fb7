"""Scenarios: generators of events at the marketplace. Each yields the seconds until its next step.

The demo plays them in real time, tests step by step.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.domain.orders.order import Courier, OrderStatus
from desktop.domain.text.local_time import ISTANBUL
from desktop.simulator.sample_orders import ALLERGY_NOTE, family_menu

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.simulator.marketplace import SimOrder
    from desktop.simulator.shared_marketplace import SharedMarketplace


@dataclass(frozen=True)
class Scenario:
    """A named scenario."""

    name: str
    summary_tr: str
    summary_en: str
    play: Callable[[SharedMarketplace, int], Iterator[float]]
    branches: int = 1
    """Number of the restaurant's branches."""


def _add_orders(market: SharedMarketplace, count: int = 1, **fields: Any) -> None:
    """Add orders if the restaurant is open."""
    if market.open:
        for _ in range(count):
            market.add_order(**fields)


def _is_delivered(order: SimOrder) -> bool:
    return (order.payload or {}).get("shipping_method") == "delivery"


_TURNS_TO_A_MENU: Final = 6


def _quiet(_market: SharedMarketplace, _seed: int) -> Iterator[float]:
    yield from ()


def _lively(market: SharedMarketplace, seed: int) -> Iterator[float]:
    rng = random.Random(seed)  # noqa: S311 - invented events
    yield 0.2
    _add_orders(market, note="Zili çalmayın, bebek uyuyor")
    yield 4.0
    pickup: dict[str, Any] = {"shipping_method": "pickup", "courier_type": Courier.CUSTOMER, "address": {}}
    _add_orders(market, **pickup, **family_menu(ALLERGY_NOTE))
    for turn in itertools.count(1):
        yield rng.uniform(10.0, 20.0)
        _add_orders(market, **({} if turn % _TURNS_TO_A_MENU else family_menu()))
        if rng.random() < 0.35:  # noqa: PLR2004
            yield rng.uniform(2.0, 5.0)
            _move_one(market, rng)


def _move_one(market: SharedMarketplace, rng: random.Random) -> None:
    """Accept an order in the web panel, or send one on its way."""
    waiting = [
        key
        for key, order in market.orders.items()
        if order.status_id == OrderStatus.RECEIVED and order.acknowledged
    ]
    cooking = [
        key
        for key, order in market.orders.items()
        if order.status_id == OrderStatus.CONFIRMED and order.acknowledged and _is_delivered(order)
    ]
    if cooking and rng.random() < 0.6:  # noqa: PLR2004
        market.set_status(rng.choice(cooking), OrderStatus.IN_DELIVERY)
    elif len(waiting) > 1:
        market.accept_elsewhere(rng.choice(waiting[1:]))


def _rush(market: SharedMarketplace, _seed: int) -> Iterator[float]:
    yield 0.2
    _add_orders(market, 38)
    _add_orders(market, **family_menu())
    _add_orders(market, **family_menu(ALLERGY_NOTE))
    while True:
        yield 3.0
        _add_orders(market)


def _flaky(market: SharedMarketplace, seed: int) -> Iterator[float]:
    rng = random.Random(seed)  # noqa: S311 - invented events
    events = _lively(market, seed)
    while True:
        yield next(events)
        call, kind, values = rng.choice(_FLAKY_FAULTS)
        market.faults.add(call, kind, **values)


_FLAKY_FAULTS: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("*", "status", {"http": 502, "times": 3}),
    ("accept", "reset-after", {}),
    ("success", "status", {"http": 500, "times": 2}),
    ("get-current", "latency", {"seconds": 4.0}),
    ("get-current", "reset-before", {"times": 4}),
    # Like an expired token. Not `expire_token`: a demo with an entered token could never recover.
    ("get-current", "status", {"http": 401}),
)


def _long_night(market: SharedMarketplace, seed: int) -> Iterator[float]:
    rng = random.Random(seed)  # noqa: S311 - invented events
    yield 0.2
    while True:
        _add_orders(market)
        yield rng.uniform(300.0, 900.0)


def _status_changes(market: SharedMarketplace, seed: int) -> Iterator[float]:
    rng = random.Random(seed)  # noqa: S311 - invented events
    yield 0.2
    _add_orders(market, 5)
    while True:
        yield 5.0
        moving = [(key, order) for key, order in market.orders.items() if order.status_id in _NEXT]
        if moving:
            key, order = rng.choice(moving)
            skip = order.status_id == OrderStatus.CONFIRMED and not _is_delivered(order)
            market.set_status(key, OrderStatus.DELIVERED if skip else _NEXT[order.status_id])
        if rng.random() < 0.5:  # noqa: PLR2004
            _add_orders(market)
        waiting = [key for key, order in market.orders.items() if order.status_id == OrderStatus.RECEIVED]
        if waiting and rng.random() < 0.15:  # noqa: PLR2004
            market.cancel_elsewhere(rng.choice(waiting))


_NEXT: Final[dict[int, int]] = {
    OrderStatus.RECEIVED: OrderStatus.CONFIRMED,
    OrderStatus.CONFIRMED: OrderStatus.IN_DELIVERY,
    OrderStatus.IN_DELIVERY: OrderStatus.DELIVERED,
}


def _later(market: SharedMarketplace, seed: int) -> Iterator[float]:
    rng = random.Random(seed)  # noqa: S311 - invented events
    yield 0.2
    for minutes in (41, 180, 26 * 60):
        _add_orders(market, scheduled_date=_in_minutes(minutes))
    while True:
        yield 8.0
        waiting = [
            key
            for key, order in market.orders.items()
            if order.status_id in _NEXT and order.acknowledged and order.payload is not None
        ]
        if waiting:
            change = rng.choice(({"note": "Kapıya asın lütfen"}, {"total": rng.randrange(100, 900)}))
            market.change_order(rng.choice(waiting), **change)
        yield 8.0
        _add_orders(market, scheduled_date=rng.choice(("", _in_minutes(rng.randrange(40, 300)))))


def _in_minutes(minutes: int) -> str:
    """Return a future time in the vendor's format."""
    return (datetime.now(ISTANBUL) + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S")


def _odd(market: SharedMarketplace, _seed: int) -> Iterator[float]:
    yield 0.2
    _add_orders(market, note="<b>Kalın</b> <img src=http://127.0.0.1:9/x.png> & 'tırnak'")
    _add_orders(market, items=[], total="bin dört yüz", customer=None)
    _add_orders(market, status_id=77, status_text="Ödeme Bekliyor")
    _add_orders(market, id=..., total="1.417,50", loyalty={"points": 12, "tier": "altın"})
    _add_orders(
        market,
        items=[
            {
                "title": "Çok uzun isimli, tarifi de adının içinde yazan, bol malzemeli aile menüsü " * 3,
                "adet": "12",
            }
        ],
    )
    _add_orders(market, note="Çok uzun bir not. " * 60)
    _add_orders(market, raw={"id": 4711, "note": "payment_key yok"})
    while True:
        yield 15.0
        _add_orders(
            market,
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
            "İleri tarihli siparişler; bazıları sonradan değişir.",
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
