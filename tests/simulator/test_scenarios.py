"""The scenarios, step by step and without waiting: each keeps its promise."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.reading.payload import ReadOrder, read_order
from desktop.domain.text.local_time import ISTANBUL
from desktop.simulator import SCENARIOS, Simulator
from desktop.simulator.sample_orders import BRANCHES, SampleOrders, food_id

NOON = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


class PlayedScenario:
    """A scenario played step by step; every order is acknowledged at once."""

    def __init__(self, name: str, steps: int, seed: int = 1) -> None:
        self.sim = Simulator(scenario=name, seed=seed)  # not started: only events are of interest
        self.seconds = 0.0
        self.moves: Counter[tuple[int, int]] = Counter()
        self.gaps: list[float] = []
        """Seconds between the arrivals of orders."""
        self._statuses: dict[str, int] = {}
        self._last_arrival = 0.0
        for _ in range(steps):
            self._step()

    def _step(self) -> None:
        pause = self.sim.step()
        for key, order in self.sim.orders.items():
            before = self._statuses.get(key)
            if before is None:
                self.gaps.append(self.seconds - self._last_arrival)
                self._last_arrival = self.seconds
            elif before != order.status_id:
                self.moves[before, order.status_id] += 1
            self._statuses[key] = order.status_id
            order.acknowledged = True
        self.seconds += pause or 0.0

    @property
    def payloads(self) -> list[dict[str, Any]]:
        return [order.payload for order in self.sim.orders.values() if order.payload is not None]


def test_every_scenario_has_its_name_and_two_summaries() -> None:
    assert {"quiet", "lively", "rush", "flaky", "status-changes", "odd"} <= set(SCENARIOS)
    for name, scenario in SCENARIOS.items():
        assert scenario.name == name
        assert scenario.summary_tr
        assert scenario.summary_en
        assert scenario.summary_tr != scenario.summary_en


def test_the_same_seed_gives_the_same_events() -> None:
    def payloads(name: str, seed: int = 1) -> list[Any]:
        # An order's date comes from the clock.
        return [
            {k: v for k, v in payload.items() if k != "date"}
            for payload in PlayedScenario(name, 40, seed).payloads
        ]

    for name in SCENARIOS:
        assert payloads(name) == payloads(name), name
        assert name == "quiet" or payloads(name) != payloads(name, 2), name


def test_quiet_ends_at_once() -> None:
    played = PlayedScenario("quiet", 3)
    assert not played.sim.orders
    assert played.sim.step() is None


def test_lively_contains_every_usual_kind_of_order() -> None:
    for seed in range(1, 6):
        played = PlayedScenario("lively", 80, seed)
        shipping = Counter(payload["shipping_method"] for payload in played.payloads)
        assert shipping["pickup"] >= 3, seed
        assert shipping["delivery"] >= 3, seed
        assert {payload["courier_type"] for payload in played.payloads} == {"come_get", "restaurant", "fuudy"}
        assert {bool(payload["note"]) for payload in played.payloads} == {True, False}, seed
        lines = [line for payload in played.payloads for line in payload["items"]]
        assert any(line["options"] for line in lines)
        assert any(line["quantity"] > 1 for line in lines)
        assert played.moves[1, 2], "an order accepted in the web panel"
        assert played.moves[2, 16], "an order sent on its way in the web panel"


def test_lively_adds_orders_at_the_promised_pace() -> None:
    for seed in range(1, 6):
        played = PlayedScenario("lively", 200, seed)
        assert played.gaps[0] <= 1.0, "the first order comes soon"
        assert played.gaps[1] <= 5.0
        assert all(10.0 <= gap <= 25.0 for gap in played.gaps[2:]), seed
        assert 10.0 <= sum(played.gaps[2:]) / len(played.gaps[2:]) <= 20.0, seed


def test_lively_changes_no_unacknowledged_order() -> None:
    sim = Simulator(scenario="lively")
    for _ in range(200):
        sim.step()
    assert {order.status_id for order in sim.orders.values()} == {1}, "nobody acknowledged any"


def test_rush_adds_forty_orders_at_once_and_continues() -> None:
    assert len(PlayedScenario("rush", 1).sim.orders) == 0
    played = PlayedScenario("rush", 2)
    assert len(played.sim.orders) == 40
    assert PlayedScenario("rush", 12).gaps[-10:] == pytest.approx([3.0] * 10)


def test_flaky_has_the_orders_of_lively_and_faults() -> None:
    def raw(name: str) -> list[Any]:
        return [
            {k: v for k, v in payload.items() if k != "date"} for payload in PlayedScenario(name, 60).payloads
        ]

    assert raw("flaky") == raw("lively")
    played = PlayedScenario("flaky", 60)
    met = [
        fault
        for call in ("get-current", "accept", "success")
        for _ in range(60)
        if (fault := played.sim.faults.take(call, "")) is not None
    ]
    struck = {fault.kind for fault in met}
    assert {"status", "reset-after", "reset-before", "latency"} <= struck
    assert {401, 500, 502} <= {fault.http for fault in met}


def test_status_changes_cover_every_transition() -> None:
    played = PlayedScenario("status-changes", 200)
    assert set(played.moves) == {(1, 2), (2, 16), (2, 5), (16, 5), (1, 6)}
    assert len(played.sim.orders) > 20


def test_odd_contains_unusual_orders() -> None:
    played = PlayedScenario("odd", 4)
    payloads = played.payloads
    assert any("<b>" in str(payload["note"]) for payload in payloads)
    assert any(payload.get("customer", 0) is None for payload in payloads)
    assert any(payload["total"] == "bin dört yüz" for payload in payloads)
    assert any(payload["status_id"] == 77 for payload in payloads)
    assert any("id" not in payload for payload in payloads)
    assert any("foods" in payload and "items" not in payload for payload in payloads)
    assert max(len(payload["note"]) for payload in payloads) >= 1000
    assert any(order.payload is None for order in played.sim.orders.values()), "one without a payment key"
    assert any(order.status_id == 77 for order in played.sim.orders.values())


def test_a_pickup_is_never_on_its_way() -> None:
    for name in ("lively", "status-changes", "flaky"):
        carried = [
            order.payload
            for order in PlayedScenario(name, 300).sim.orders.values()
            if order.status_id == OrderStatus.IN_DELIVERY
        ]
        assert {payload["shipping_method"] for payload in carried if payload} == {"delivery"}, name


def test_long_night_is_slow() -> None:
    played = PlayedScenario("long-night", 20)
    assert len(played.sim.orders) == 19
    assert all(300.0 <= gap <= 900.0 for gap in played.gaps[1:])


def test_a_closed_restaurant_gets_no_orders() -> None:
    for name in sorted(set(SCENARIOS) - {"quiet"}):
        sim = Simulator(scenario=name)
        for is_open in (False, True):
            for restaurant_id, _ in BRANCHES[: SCENARIOS[name].branches]:
                sim.set_open(restaurant_id, is_open=is_open)
            before = len(sim.orders)
            for _ in range(10):
                sim.step()
            assert (len(sim.orders) > before) == is_open, name


def test_branches_get_orders_in_turn_unless_closed() -> None:
    sim = Simulator(branches=3)
    sim.add_orders(6)
    assert [name["restaurant_name"] for name in _payloads(sim)].count(BRANCHES[1][1]) == 2
    sim.set_open(BRANCHES[1][0], is_open=False)
    sim.add_orders(6)
    assert [name["restaurant_id"] for name in _payloads(sim)].count(BRANCHES[1][0]) == 2


def test_a_dish_off_sale_is_not_ordered() -> None:
    sim = Simulator(branches=1)
    sim._market.off_sale |= {str(food_id(0, index)) for index in range(15)}
    sim.add_orders(20)
    assert {line["name"] for payload in _payloads(sim) for line in payload["items"]} == {"Kola 330 ml"}


def _payloads(sim: Simulator) -> list[dict[str, Any]]:
    return [order.payload for order in sim.orders.values() if order.payload is not None]


def test_a_scenario_never_ends_and_pauses_between_steps() -> None:
    for name in sorted(set(SCENARIOS) - {"quiet"}):
        sim = Simulator(scenario=name)
        pauses = [sim.step() for _ in range(100)]
        assert all(pause is not None and pause >= 0.2 for pause in pauses), name


# The invented orders


def made(seed: int, count: int = 300, **fields: Any) -> list[dict[str, Any]]:
    maker = SampleOrders(seed)
    return [maker.make(NOON, **fields) for _ in range(count)]


def test_amounts_add_up_exactly() -> None:
    for order in made(1):
        goods = Decimal(0)
        for line in order["items"]:
            extras = sum(
                Decimal(str(option["price"]))
                for group in line["options"]
                for option in group["ilave_opsiyonlari"]
            )
            assert extras >= 0
            assert Decimal(line["total"]) == line["price"] * line["quantity"]
            goods += line["total"]
        expected = goods - Decimal(order["discount"]) + Decimal(str(order["courier_fee"]))
        assert Decimal(str(order["total"])) == expected
        assert expected > 0


def test_the_price_of_a_dish_includes_its_modifiers() -> None:
    lines = [line for order in made(2) for line in order["items"]]
    plain = {line["name"]: line["price"] for line in lines if not line["options"]}
    for line in lines:
        extra = sum(option["price"] for group in line["options"] for option in group["ilave_opsiyonlari"])
        assert line["price"] == plain[line["name"]] + extra


def test_keys_and_numbers_are_unique() -> None:
    orders = made(3, 300)
    assert len({order["payment_key"] for order in orders}) == 300
    assert len({order["id"] for order in orders}) == 300
    assert all(str(UUID(order["payment_key"])) == order["payment_key"] for order in orders)


def test_a_pickup_has_no_address_no_fee_and_no_courier() -> None:
    for order in made(4):
        pickup = order["shipping_method"] == "pickup"
        assert pickup == (order["courier_type"] == "come_get")
        assert pickup == (not order["address"])
        assert pickup == (order["courier_fee"] == 0)


def test_customers_are_clearly_fictional() -> None:
    for order in made(5):
        assert order["customer"]["name"].startswith("Müşteri ")
        assert order["customer"]["phone"].startswith("0500 000 ")


def test_dates_are_naive_istanbul_time() -> None:
    assert made(1, 1)[0]["date"] == "2026-01-15 12:00:00"


def test_fields_can_be_replaced_and_the_dish_list_renamed() -> None:
    order = SampleOrders(1, "products").make(NOON, note="x", loyalty={"points": 1})
    assert order["note"] == "x"
    assert order["loyalty"] == {"points": 1}
    assert order["products"]
    assert "items" not in order


def test_every_seventh_order_has_a_dish_with_a_note() -> None:
    noted = [line["note"] for order in made(6, 70) for line in order["items"] if line["note"]]
    assert len(noted) == 10


@pytest.mark.parametrize(
    ("dish_field", "words"),
    [
        ("items", {"quantity": "count", "options": "add_substract"}),
        ("foods", {"name": "food_name", "quantity": "adet", "price": "total_price", "options": "extras"}),
        ("products", {"name": "title", "quantity": "qty", "options": "modifiers"}),
        ("order_items", {}),
        ("orders", {}),
    ],
)
def test_dishes_are_read_under_any_of_their_names(dish_field: str, words: dict[str, str]) -> None:
    sim = Simulator(dish_field=dish_field, dish_words=words)
    plain = Simulator()
    for key in sim.add_orders(5):
        payload = sim.orders[key].payload
        plain_key = plain.add_order()
        usual = plain.orders[plain_key].payload
        assert payload is not None
        assert usual is not None
        assert [list(line) for line in payload[dish_field]] == [
            [words.get(name, name) for name in line] for line in usual["items"]
        ]
        read = read_order(json.dumps(payload).encode())
        assert isinstance(read, ReadOrder)
        assert [(line.name, line.quantity) for line in read.order.lines] == [
            (line["name"], line["quantity"]) for line in usual["items"]
        ]


def test_orders_of_a_scenario_are_placed_now() -> None:
    played = PlayedScenario("lively", 10)
    for payload in played.payloads:
        placed = datetime.strptime(payload["date"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=ISTANBUL)
        assert abs(datetime.now(UTC) - placed) < timedelta(minutes=1)


def test_later_adds_scheduled_orders_and_changes_some() -> None:
    payloads = PlayedScenario("later", 12).payloads
    later = [payload for payload in payloads if payload["scheduled_date"]]
    assert len(later) >= 3
    now = datetime.now(ISTANBUL).replace(tzinfo=None)
    assert all(datetime.fromisoformat(payload["scheduled_date"]) > now for payload in later)
    assert any(
        payload["note"] == "Kapıya asın lütfen" or isinstance(payload["total"], int) for payload in payloads
    )
