"""Dishes stay a tree, and what is unsure becomes a doubt. The first tests are orders that were once misread."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from desktop.domain.orders.order import Choice, DoubtKind, Option, OptionGroup, Order, OrderLine
from desktop.domain.orders.reading.payload import ReadOrder, read_order

KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
ADDED, REMOVED, NOT_CHOSEN, UNKNOWN = Choice.ADDED, Choice.REMOVED, Choice.NOT_CHOSEN, Choice.UNKNOWN


def read(*dishes: Any, **fields: Any) -> Order:
    payload = {"payment_key": KEY, "id": 1, "status_id": 1, "total": 300, "items": dishes}
    payload |= {"customer": {"name": "Ayşe Örnek", "phone": "05330000000"}, "address": "Örnek Sokak"}
    found = read_order(json.dumps(payload | fields).encode())
    assert isinstance(found, ReadOrder)
    return found.order


def kinds(order: Order) -> list[DoubtKind]:
    return [doubt.kind for doubt in order.doubts]


def test_an_option_keeps_its_name_above_its_own_options() -> None:
    burger = {"name": "Izgara Tavuk Burger", "options": [{"name": "Cheddar"}]}
    group = {"ilave_basligi": "Ana Ürün", "ekleme_cikarma": "ekleme", "ilave_opsiyonlari": [burger]}
    order = read({"name": "Tekli Menü", "price": 300, "add_substract": [group]})
    own = OptionGroup((Option("Cheddar"),))
    assert order.lines == (
        OrderLine(
            "Tekli Menü",
            unit_price=Decimal(300),
            groups=(OptionGroup((Option("Izgara Tavuk Burger", groups=(own,)),), title="Ana Ürün"),),
        ),
    )
    assert order.doubts == ()


def test_an_option_keeps_its_quantity_above_a_removal() -> None:
    out = {"ilave_basligi": "Çıkar", "ekleme_cikarma": "çıkarma", "ilave_opsiyonlari": [{"name": "Soğan"}]}
    burger = {"name": "Burger", "quantity": 3, "options": [out]}
    dish = {
        "name": "Aile Menüsü",
        "quantity": 2,
        "price": 150,
        "options": [burger, {"name": "Kola", "quantity": 2}],
    }
    order = read(dish)
    onion = OptionGroup((Option("Soğan", choice=REMOVED),), title="Çıkar", choice=REMOVED)
    assert order.lines[0].groups == (
        OptionGroup((Option("Burger", Decimal(3), groups=(onion,)), Option("Kola", Decimal(2)))),
    )
    assert order.doubts == ()


def test_zero_stays_zero() -> None:
    egg = {"name": "Yumurta", "quantity": 0, "price": 10}
    order = read(
        {"name": "Lahmacun", "quantity": 0, "price": 60}, {"name": "Pide", "price": 300, "options": [egg]}
    )
    assert [line.quantity for line in order.lines] == [0, 1]
    assert [option.quantity for option in order.lines[1].options()] == [0]
    assert [(doubt.kind, doubt.about) for doubt in order.doubts] == [
        (DoubtKind.QUANTITY_ZERO, "Lahmacun"),
        (DoubtKind.QUANTITY_ZERO, "Yumurta"),
    ]
    assert order.item_count == 1


@pytest.mark.parametrize(
    ("written", "quantity", "received", "doubt"),
    [
        (None, 1, "", None),
        ("", 1, "", None),
        ("1,5", Decimal("1.5"), "", None),
        (-2, -2, "", DoubtKind.QUANTITY_NEGATIVE),
        ("iki", None, "iki", DoubtKind.QUANTITY_UNREADABLE),
        ([1], None, "[1]", DoubtKind.QUANTITY_UNREADABLE),
        ("1.250", None, "1.250", DoubtKind.QUANTITY_UNREADABLE),
        (False, None, "false", DoubtKind.QUANTITY_UNREADABLE),
    ],
)
def test_a_quantity_is_known_or_unreadable_or_absent(
    written: object, quantity: object, received: str, doubt: DoubtKind | None
) -> None:
    order = read({"name": "Pide", "adet": written, "options": [{"name": "Acı", "qty": written}]})
    (line,), (option,) = order.lines, order.lines[0].options()
    assert (line.quantity, line.received_quantity, line.unread) == (quantity, received, ())
    assert (option.quantity, option.received_quantity, option.unread) == (quantity, received, ())
    assert kinds(order) == [doubt] * 2 if doubt else kinds(order) == []


@pytest.mark.parametrize(
    ("written", "choice", "received"),
    [
        *((word, ADDED, "") for word in ("ekleme", "Ekleme", "EKLEME", " ekleme ", "", None)),
        *((word, REMOVED, "") for word in ("cikarma", "Çıkarma", "çıkarma", "CIKARMA", "ÇIKARMA", "Cikarma")),
        *((word, UNKNOWN, word) for word in ("Ekle", "Çıkar", "add", "ekleme-cikarma")),
        (1, UNKNOWN, "1"),
        (True, UNKNOWN, "true"),
        (["ekleme"], UNKNOWN, '["ekleme"]'),
    ],
)
def test_an_unknown_kind_is_neither_with_nor_without(written: object, choice: Choice, received: str) -> None:
    group = {"ilave_basligi": "Ekstralar", "ekleme_cikarma": written, "ilave_opsiyonlari": ["Sucuk"]}
    order = read({"name": "Pizza", "options": [group]})
    (found,) = order.lines[0].groups
    assert (found.choice, found.received_choice) == (choice, received)
    assert [option.choice for option in found.options] == [choice]
    unsure = [
        (doubt.about, doubt.received) for doubt in order.doubts if doubt.kind is DoubtKind.CHOICE_UNKNOWN
    ]
    assert unsure == ([("Ekstralar", received)] if choice is UNKNOWN else [])


@pytest.mark.parametrize("name", ["selected", "is_selected", "checked"])
@pytest.mark.parametrize("no", [False, 0, "0", "hayır", "false"])
def test_an_option_that_is_not_selected_is_not_chosen(name: str, no: object) -> None:
    options = [{"name": "Ketçap", name: True}, {"name": "Mayonez", name: no, "options": ["Acı"]}]
    sauce = {"ilave_basligi": "Sos", "ekleme_cikarma": "ekleme", "ilave_opsiyonlari": options}
    order = read({"name": "Pizza", "options": [sauce]})
    assert [(option.name, option.choice) for option in order.lines[0].options()] == [
        ("Ketçap", ADDED),
        ("Mayonez", NOT_CHOSEN),
        ("Acı", NOT_CHOSEN),
    ]
    assert order.doubts == ()


def test_an_unreadable_flag_is_no_answer() -> None:
    order = read({"name": "Pizza", "options": [{"name": "Sucuk", "selected": "belki"}]})
    (option,) = order.lines[0].options()
    assert (option.choice, [field.text for field in option.unread]) == (UNKNOWN, ["belki"])
    assert kinds(order) == [DoubtKind.CHOICE_UNKNOWN]


def test_an_addition_within_a_removal_is_unclear() -> None:
    inner = {"name": "Cheddar", "ekleme_cikarma": "ekleme"}
    out = {
        "ilave_basligi": "Çıkar",
        "ekleme_cikarma": "cikarma",
        "ilave_opsiyonlari": [{"name": "Sos", "options": ["Acı", inner]}],
    }
    order = read({"name": "Pizza", "options": [out]})
    assert [(option.name, option.choice) for option in order.lines[0].options()] == [
        ("Sos", REMOVED),
        ("Acı", REMOVED),
        ("Cheddar", UNKNOWN),
    ]
    assert kinds(order) == [DoubtKind.CHOICE_UNKNOWN]


def test_a_title_and_a_name_are_both_kept() -> None:
    entry = {"ilave_basligi": "Ana Ürün", "name": "Burger", "quantity": 2, "options": ["Cheddar"]}
    order = read({"name": "Menü", "options": [entry]})
    own = OptionGroup((Option("Cheddar"),))
    assert order.lines[0].groups == (
        OptionGroup((Option("Burger", Decimal(2), groups=(own,)),), title="Ana Ürün"),
    )


def test_the_fields_of_options_are_read_like_those_of_dishes() -> None:
    option = {
        "title": "Kaşar &amp; Sucuk",
        "adet": "2",
        "price": "1.417,50 TL",
        "total": "2.835",
        "note": "az",
    }
    order = read({"name": "Pide", "extras": {"0": option}})
    (found,) = order.lines[0].options()
    assert found == Option(
        "Kaşar & Sucuk",
        Decimal(2),
        Decimal("1417.50"),
        note="az",
        unread=found.unread,
    )
    assert [(field.path, field.text) for field in found.unread] == [("items[0].extras.0.total", "2.835")]
    assert kinds(order) == [DoubtKind.AMOUNT_AMBIGUOUS]


def test_what_no_rule_knows_keeps_its_whole_path() -> None:
    option = {"name": "Burger", "modifiers": [{"name": "Et", "pişme": "az"}], "sos": {"a": 1}}
    order = read({"name": "Menü", "options": [{"ilave_basligi": "Ana", "quantity": 2, "options": [option]}]})
    (group,) = order.lines[0].groups
    assert [(each.path, each.text) for each in group.unread] == [("items[0].options[0].quantity", "2")]
    (burger, meat) = order.lines[0].options()
    assert [each.path for each in burger.unread] == ["items[0].options[0].options[0].sos"]
    assert [each.path for each in meat.unread] == ["items[0].options[0].options[0].modifiers[0].pişme"]
    assert kinds(order) == [DoubtKind.UNKNOWN_DETAIL] * 3


def test_a_second_list_of_dishes_is_not_lost() -> None:
    order = read({"name": "Pide", "price": 300}, foods=[{"name": "Ayran"}])
    assert [line.name for line in order.lines] == ["Pide"]
    assert [field.path for field in order.unread] == ["foods"]
    assert kinds(order) == [DoubtKind.SECOND_DISH_LIST]
    assert read({"name": "Pide", "price": 300}, foods=[{"name": "Pide", "price": 300}]).doubts == ()


@pytest.mark.parametrize("dishes", ["2 x Pide", 7, {"a": 1}])
def test_unreadable_dishes_stay_visible(dishes: object) -> None:
    order = read(items=dishes)
    assert (order.lines, [field.path for field in order.unread]) == ((), ["items"])
    assert kinds(order) == [DoubtKind.DISHES_UNREADABLE]


def test_a_single_dish_needs_no_list() -> None:
    assert [line.name for line in read(items={"name": "Pide", "price": 300}).lines] == ["Pide"]


def test_options_deeper_than_any_menu_stay_as_they_came() -> None:
    option: dict[str, Any] = {"name": "dip"}
    for _ in range(60):
        option = {"name": "kat", "options": [option]}
    order = read({"name": "Menü", "options": [option]})
    deepest = list(order.lines[0].options())[-1]
    assert "dip" in deepest.unread[0].text
    assert kinds(order) == [DoubtKind.DETAIL_UNREADABLE]


def test_a_dish_that_was_read_before_keeps_its_own_doubts_and_values() -> None:
    clean, doubtful = {"name": "Adana", "price": 150}, {"name": "Adana", "price": "150?"}
    first, second = read(clean, doubtful), read(doubtful, clean, clean)
    assert [doubt.path for doubt in first.doubts] == ["items[1].price"]
    assert [doubt.path for doubt in second.doubts] == ["items[0].price"]
    assert second.lines[1] == second.lines[2] == first.lines[0]
    assert read({"name": 2.50}, {"name": "2.5"}).lines == (OrderLine("2.5"), OrderLine("2.5"))
