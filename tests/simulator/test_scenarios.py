"""The invented days, step by step and without waiting: what each promises is what comes."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest

from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.payload import ReadOrder, read_order
from desktop.domain.text.local_time import ISTANBUL
from desktop.simulator import SCENARIOS, Simulator
from desktop.simulator.sample_orders import BRANCHES, SampleOrders, food_id

NOON = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


class Day:
    """A scenario played step by step by somebody who acknowledges everything at once."""

    def __init__(self, name: str, steps: int, seed: int = 1) -> None:
        self.sim = Simulator(scenario=name, seed=seed)  # nothing listens: only what happens is looked at
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


def test_every_scenario_has_its_name_and_two_sentences() -> None:
    assert {"quiet", "lively", "rush", "flaky", "status-changes", "odd"} <= set(SCENARIOS)
    for name, scenario in SCENARIOS.items():
        assert scenario.name == name
        assert scenario.summary_tr
        assert scenario.summary_en
        assert scenario.summary_tr != scenario.summary_en


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_seed_gives_the_same_day(name: str) -> None:
    def told(day: Day) -> list[Any]:
        # The time of an order is that of the clock.
        return [{key: value for key, value in payload.items() if key != "date"} for payload in day.payloads]

    assert told(Day(name, 60)) == told(Day(name, 60))
    if name != "quiet":
        assert told(Day(name, 60)) != told(Day(name, 60, seed=2))


def test_quiet_ends_at_once() -> None:
    day = Day("quiet", 3)
    assert not day.sim.orders
    assert day.sim.step() is None


@pytest.mark.parametrize("seed", range(1, 6))
def test_lively_shows_what_a_counter_meets(seed: int) -> None:
    day = Day("lively", 80, seed)
    shipping = Counter(payload["shipping_method"] for payload in day.payloads)
    assert shipping["pickup"] >= 3
    assert shipping["delivery"] >= 3
    assert {payload["courier_type"] for payload in day.payloads} == {"come_get", "restaurant", "fuudy"}
    assert any(payload["note"] for payload in day.payloads)
    assert any(not payload["note"] for payload in day.payloads)
    lines = [line for payload in day.payloads for line in payload["items"]]
    assert any(line["options"] for line in lines)
    assert any(line["quantity"] > 1 for line in lines)
    assert day.moves[1, 2], "an order accepted elsewhere"
    assert day.moves[2, 16], "an order sent off elsewhere"


@pytest.mark.parametrize("seed", range(1, 6))
def test_lively_brings_its_orders_as_promised(seed: int) -> None:
    day = Day("lively", 200, seed)
    assert day.gaps[0] <= 1.0, "nobody waits long for the first"
    assert day.gaps[1] <= 5.0
    assert all(10.0 <= gap <= 25.0 for gap in day.gaps[2:])
    assert 10.0 <= sum(day.gaps[2:]) / len(day.gaps[2:]) <= 20.0


def test_lively_leaves_unseen_orders_and_the_oldest_alone() -> None:
    sim = Simulator(scenario="lively")
    for _ in range(200):
        sim.step()
    assert {order.status_id for order in sim.orders.values()} == {1}, "nobody acknowledged any"


def test_rush_brings_forty_at_once_and_goes_on() -> None:
    assert len(Day("rush", 1).sim.orders) == 0
    day = Day("rush", 2)
    assert len(day.sim.orders) == 40
    assert Day("rush", 12).gaps[-10:] == pytest.approx([3.0] * 10)


def test_flaky_is_a_lively_day_with_faults() -> None:
    def raw(name: str) -> list[Any]:
        return [{k: v for k, v in payload.items() if k != "date"} for payload in Day(name, 60).payloads]

    assert raw("flaky") == raw("lively")
    day = Day("flaky", 60)
    met = [
        fault
        for call in ("get-current", "accept", "success")
        for _ in range(60)
        if (fault := day.sim.faults.take(call, "")) is not None
    ]
    struck = {fault.kind for fault in met}
    assert {"status", "reset-after", "reset-before", "latency"} <= struck
    assert {401, 500, 502} <= {fault.http for fault in met}


def test_status_changes_move_orders_all_the_way() -> None:
    day = Day("status-changes", 200)
    assert set(day.moves) == {(1, 2), (2, 16), (2, 5), (16, 5), (1, 6)}
    assert len(day.sim.orders) > 20


def test_odd_brings_what_no_reader_expects() -> None:
    day = Day("odd", 4)
    payloads = day.payloads
    assert any("<b>" in str(payload["note"]) for payload in payloads)
    assert any(
        payload.get("customer", 0) is None and payload["total"] == "bin dört yüz" for payload in payloads
    )
    assert any(payload["status_id"] == 77 for payload in payloads)
    assert any("id" not in payload for payload in payloads)
    assert any("foods" in payload and "items" not in payload for payload in payloads)
    assert any(len(payload["note"]) > 500 for payload in payloads)
    assert any(order.payload is None for order in day.sim.orders.values()), "one without a payment key"
    assert any(order.status_id == 77 for order in day.sim.orders.values())


@pytest.mark.parametrize("name", ["lively", "status-changes", "flaky"])
def test_nobody_carries_what_is_collected(name: str) -> None:
    day = Day(name, 300)
    carried = [
        order.payload for order in day.sim.orders.values() if order.status_id == OrderStatus.IN_DELIVERY
    ]
    assert {payload["shipping_method"] for payload in carried if payload} == {"delivery"}


def test_odd_notes_are_longer_than_a_thousand_characters() -> None:
    assert max(len(payload["note"]) for payload in Day("odd", 3).payloads) >= 1000


def test_a_long_night_is_slow() -> None:
    day = Day("long-night", 20)
    assert len(day.sim.orders) == 19
    assert all(300.0 <= gap <= 900.0 for gap in day.gaps[1:])


@pytest.mark.parametrize("name", sorted(set(SCENARIOS) - {"quiet"}))
def test_a_closed_restaurant_gets_no_orders(name: str) -> None:
    with Simulator(cooldown=0.0, scenario=name, pace=1e-6) as sim, httpx.Client(trust_env=False) as client:
        for way in ("close", "open"):
            sim.faults.clear()
            for ident, _ in BRANCHES[: SCENARIOS[name].branches]:
                answer = client.put(
                    f"{sim.base_url}/restaurants/status/{way}/{ident}",
                    headers={"Access-Token": sim.access_token},
                )
                assert answer.status_code == 200
            before = len(sim.orders)
            for _ in range(10):
                sim.step()
            assert (len(sim.orders) > before) == (way == "open")


def test_branches_get_orders_in_turn_and_a_closed_one_none() -> None:
    sim = Simulator(branches=3)
    sim.add_orders(6)
    assert [name["restaurant_name"] for name in _payloads(sim)].count(BRANCHES[1][1]) == 2
    sim.set_open(BRANCHES[1][0], is_open=False)
    sim.add_orders(6)
    assert [name["restaurant_id"] for name in _payloads(sim)].count(BRANCHES[1][0]) == 2


def test_a_dish_that_is_off_sale_is_not_ordered() -> None:
    sim = Simulator(branches=1)
    with sim, httpx.Client(trust_env=False, headers={"Access-Token": sim.access_token}) as client:
        for index in range(15):
            assert client.put(f"{sim.base_url}/foods/status-passive/{food_id(0, index)}").status_code == 200
    sim.add_orders(20)
    assert {line["name"] for payload in _payloads(sim) for line in payload["items"]} == {"Kola 330 ml"}


def _payloads(sim: Simulator) -> list[dict[str, Any]]:
    return [order.payload for order in sim.orders.values() if order.payload is not None]


@pytest.mark.parametrize("name", sorted(set(SCENARIOS) - {"quiet"}))
def test_a_day_never_ends_nor_hurries(name: str) -> None:
    sim = Simulator(scenario=name)
    pauses = [sim.step() for _ in range(300)]
    assert all(pause is not None and pause >= 0.2 for pause in pauses)


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


def test_a_modifier_is_in_the_price_of_its_dish() -> None:
    lines = [line for order in made(2) for line in order["items"]]
    plain = {line["name"]: line["price"] for line in lines if not line["options"]}
    for line in lines:
        extra = sum(option["price"] for group in line["options"] for option in group["ilave_opsiyonlari"])
        assert line["price"] == plain[line["name"]] + extra


def test_the_same_seed_gives_the_same_orders() -> None:
    assert made(7, 20) == made(7, 20)
    assert made(7, 20) != made(8, 20)


def test_keys_and_numbers_are_never_given_twice() -> None:
    orders = made(3, 1000)
    assert len({order["payment_key"] for order in orders}) == 1000
    assert len({order["id"] for order in orders}) == 1000
    assert all(str(UUID(order["payment_key"])) == order["payment_key"] for order in orders)


def test_a_pickup_has_no_address_no_fee_and_no_courier() -> None:
    for order in made(4):
        pickup = order["shipping_method"] == "pickup"
        assert pickup == (order["courier_type"] == "come_get")
        assert pickup == (not order["address"])
        assert pickup == (order["courier_fee"] == 0)


def test_customers_are_obviously_made_up() -> None:
    for order in made(5):
        assert order["customer"]["name"].startswith("Müşteri ")
        assert order["customer"]["phone"].startswith("0500 000 ")


def test_times_are_naive_and_of_istanbul() -> None:
    assert made(1, 1)[0]["date"] == "2026-01-15 12:00:00"


def test_fields_replace_and_the_dish_list_has_any_name() -> None:
    order = SampleOrders(1, "products").make(NOON, note="x", loyalty={"points": 1})
    assert order["note"] == "x"
    assert order["loyalty"] == {"points": 1}
    assert order["products"]
    assert "items" not in order


def test_a_dish_has_a_note_now_and_then() -> None:
    noted = [line["note"] for order in made(6, 70) for line in order["items"] if line["note"]]
    assert len(noted) == 10


@pytest.mark.parametrize("dish_field", ["items", "foods", "products", "order_items", "orders"])
@pytest.mark.parametrize(
    "words",
    [
        {},
        {"name": "food_name", "quantity": "adet", "price": "total_price", "options": "extras"},
        {"name": "title", "quantity": "qty", "options": "modifiers"},
        {"quantity": "count", "options": "add_substract"},
    ],
)
def test_dishes_go_by_any_of_their_names_and_are_read(dish_field: str, words: dict[str, str]) -> None:
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


def test_orders_of_the_demo_were_placed_now() -> None:
    day = Day("lively", 10)
    for payload in day.payloads:
        placed = datetime.strptime(payload["date"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=ISTANBUL)
        assert abs(datetime.now(UTC) - placed) < timedelta(minutes=1)


def test_orders_for_later_come_and_some_change() -> None:
    payloads = Day("later", 12).payloads
    later = [payload for payload in payloads if payload["scheduled_date"]]
    assert len(later) >= 3
    now = datetime.now(ISTANBUL).replace(tzinfo=None)
    assert all(datetime.fromisoformat(payload["scheduled_date"]) > now for payload in later)
    assert any(
        payload["note"] == "Kapıya asın lütfen" or isinstance(payload["total"], int) for payload in payloads
    )
