"""When a rule may accept instead of a person."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from desktop.domain.orders.auto_accept import AutoAccept, may_accept, with_rush
from desktop.domain.orders.board import ActionView, BoardOrder, CommandState, CommandView
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.order import Doubt, DoubtKind, Option, OptionGroup, Order, OrderLine, UnreadField
from desktop.domain.orders.reading.payload import ReadOrder, read_order

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
RULE = AutoAccept(30, time(18), time(23), most_waiting=2, total_under=Decimal(500))
EVENING = time(20)


def waiting(**fields: Any) -> BoardOrder:
    board = {name: fields.pop(name) for name in list(fields) if name in BoardOrder.__struct_fields__}
    defaults: dict[str, Any] = {"status_id": 1, "total": Decimal(120), "lines": (OrderLine("Lahmacun"),)}
    order = Order("3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e", **{**defaults, **fields})
    return BoardOrder(order=order, received_at=NOW, changed_at=NOW, **board)


def test_an_order_that_meets_every_condition_is_accepted() -> None:
    assert may_accept(waiting(), 1, RULE, EVENING)


@pytest.mark.parametrize(
    "fields",
    [
        {"total": Decimal(500)},
        {"total": None},
        {"note": "Zile basmayın"},
        {"lines": (OrderLine("Lahmacun", note="acısız"),)},
        {"lines": (OrderLine("Lahmacun", unread=(UnreadField("items[0].sauce", "acı"),)),)},
        {"lines": ()},
        {"doubts": (Doubt(DoubtKind.NO_ADDRESS),)},
        {"lines": (OrderLine("Menü", groups=(OptionGroup((Option("Burger", note="acısız"),)),)),)},
        {"lines": (OrderLine("Menü", groups=(OptionGroup(title="Sos", note="ayrı kapta"),)),)},
        {"status_id": 2},
        {"status_id": 77},
        {"muted": True},
        {"gone_at": NOW},
        {"removed_from_board": True},
        {"accept": CommandView(CommandState.REFUSED, 30)},
        {"accept": CommandView(CommandState.SENDING, 30)},
        {"action": ActionView(Action.CANCEL, CommandState.SAVED)},
    ],
)
def test_a_person_decides_in_doubt(fields: dict[str, Any]) -> None:
    assert not may_accept(waiting(**fields), 1, RULE, EVENING)


@pytest.mark.parametrize(("number", "accepted"), [(1, True), (2, True), (3, False)])
def test_a_person_decides_while_many_orders_wait(number: int, *, accepted: bool) -> None:
    assert may_accept(waiting(), number, RULE, EVENING) is accepted


@pytest.mark.parametrize(
    ("begins", "ends", "at", "accepted"),
    [
        (time(18), time(23), time(17, 59), False),
        (time(18), time(23), time(18), True),
        (time(18), time(23), time(23), False),
        (time(22), time(2), time(1, 59), True),
        (time(22), time(2), time(2), False),
        (time(22), time(2), time(22), True),
        (None, None, time(5), True),
    ],
)
def test_the_rule_holds_between_its_hours(
    begins: time | None, ends: time | None, at: time, *, accepted: bool
) -> None:
    assert may_accept(waiting(), 1, AutoAccept(30, begins, ends), at) is accepted


def test_notes_are_accepted_if_the_rule_allows_them() -> None:
    assert may_accept(waiting(note="Zile basmayın"), 1, AutoAccept(30, without_note=False), EVENING)


def test_rush_minutes_never_exceed_the_vendors_maximum() -> None:
    assert [with_rush(30, 10), with_rush(235, 30)] == [40, 240]


def arrived(**changes: Any) -> BoardOrder:
    """An order as the vendor lists it."""
    payload = {
        "payment_key": "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e",
        "id": 1,
        "status_id": 1,
        "shipping_method": "delivery",
        "courier_type": "restaurant",
        "date": "2026-11-23 20:00:00",
        "total": 300,
        "customer": {"name": "Ayşe Örnek", "phone": "05330000000"},
        "address": {"address": "Örnek Sokak"},
        "items": [{"name": "Çorba", "price": 300}],
    }
    read = read_order(json.dumps(payload | changes).encode())
    assert isinstance(read, ReadOrder)
    return BoardOrder(order=read.order, received_at=NOW, changed_at=NOW)


def dish(**fields: Any) -> dict[str, Any]:
    return {"items": [{"name": "Çorba", "price": 300, **fields}]}


@pytest.mark.parametrize(
    ("changes", "accepted"),
    [
        ({}, True),
        (dish(options=[{"name": "Burger", "quantity": 3, "options": ["Cheddar"]}]), True),
        (dish(options=[{"name": "Sos", "selected": False}]), True),
        ({"scheduled_date": "2026-11-24 20:30"}, True),
        ({"scheduled_date": "0000-00-00 00:00:00"}, True),
        (dish(sauce="acı"), False),
        (dish(quantity=0), False),
        (dish(quantity="iki"), False),
        (dish(options=[{"name": "Yumurta", "quantity": 0}]), False),
        (dish(options=[{"name": "Yumurta", "note": "az"}]), False),
        (dish(options=[{"ilave_basligi": "Ekstra", "ekleme_cikarma": "Ekle", "options": ["Sucuk"]}]), False),
        (dish(price="1.250"), False),
        ({"total": "1.250"}, False),
        ({"total": 299}, False),
        ({"customer": None, "address": None}, False),
        ({"scheduled_date": "yarın akşam"}, False),
        ({"scheduled_date": "2026-12-01"}, False),
        ({"status_id": None}, False),
        ({"items": []}, False),
    ],
)
def test_an_order_with_a_doubt_is_left_to_a_person(changes: dict[str, Any], *, accepted: bool) -> None:
    assert may_accept(arrived(**changes), 1, AutoAccept(30), EVENING) is accepted
