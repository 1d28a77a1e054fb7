"""The sum of each dish over all orders."""

from __future__ import annotations

from decimal import Decimal

from desktop.domain.kitchen.all_day import all_day
from desktop.domain.orders.order import Option, OptionGroup, Order, OrderLine


def order(*lines: OrderLine) -> Order:
    return Order("3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e", 2, lines=lines)


def dish(name: str, quantity: str = "1", *options: str, note: str = "") -> OrderLine:
    groups = (OptionGroup(tuple(Option(option) for option in options)),) if options else ()
    return OrderLine(name, quantity=Decimal(quantity), groups=groups, note=note)


def test_the_most_frequent_dish_is_first_then_turkish_names() -> None:
    orders = [order(dish("Zeytin"), dish("Lahmacun", "2")), order(dish("Çorba"), dish("Lahmacun", "5"))]
    found = [(total.name, int(total.quantity)) for total in all_day(orders)]
    assert found == [("Lahmacun", 7), ("Çorba", 1), ("Zeytin", 1)]


def test_portions_are_told_apart_by_choices_and_note_alone() -> None:
    priced = OrderLine("Lahmacun", food_id="7", unit_price=Decimal(90), total=Decimal(90))
    orders = [
        order(dish("Lahmacun", "2", "Acı"), priced),
        order(dish("Lahmacun"), dish("Ayran", note="buzsuz")),
    ]
    lahmacun, ayran = all_day(orders)
    assert [(len(each.line.groups), int(each.quantity)) for each in lahmacun.portions] == [(1, 2), (0, 2)]
    assert lahmacun.differ
    assert not ayran.differ
    assert ayran.portions[0].line.note == "buzsuz"


def test_nothing_is_cooked() -> None:
    assert all_day([]) == []
