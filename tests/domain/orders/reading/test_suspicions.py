"""Words of the customer, times and marks that stand where no rule expects them: each is a doubt."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop.domain.orders.allergies import DEFAULT_WORDS, allergies_in, needs_reading, split_words
from desktop.domain.orders.order import Choice, DoubtKind, Order
from desktop.domain.orders.reading.payload import ReadOrder, read_order

DISH: dict[str, Any] = {"name": "Pide", "quantity": 1, "price": 300}
ORDER: dict[str, Any] = {
    "payment_key": "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e",
    "id": 1,
    "status_id": 1,
    "shipping_method": "delivery",
    "courier_type": "restaurant",
    "total": 300,
    "date": "2026-11-30 12:00:00",
    "scheduled_date": "",
    "note": "",
    "customer": {"name": "Ayşe Örnek", "phone": "05330000000"},
    "address": {"address": "Örnek Sokak"},
    "items": [DISH],
}


def read(**fields: Any) -> Order:
    return read_text(json.dumps(ORDER | fields))


def read_text(text: str) -> Order:
    found = read_order(text.encode())
    assert isinstance(found, ReadOrder)
    return found.order


def kinds(order: Order) -> list[DoubtKind]:
    return [doubt.kind for doubt in order.doubts]


@pytest.mark.parametrize(
    "name",
    [
        "order_note",
        "customerNote",
        "not",
        "Notlar",
        "açıklama",
        "siparis_notu",
        "comment",
        "mesaj",
        "description",
    ],
)
def test_a_note_under_another_name_is_read_by_a_person(name: str) -> None:
    order = read(**{name: "Fıstık alerjim var"})
    assert [(doubt.kind, doubt.received) for doubt in order.doubts] == [
        (DoubtKind.POSSIBLE_NOTE, "Fıstık alerjim var")
    ]
    words = split_words(DEFAULT_WORDS)
    assert allergies_in(order, words)
    assert needs_reading(order, words)


def test_a_note_of_the_customer_is_read_by_a_person() -> None:
    order = read(customer=ORDER["customer"] | {"note": "Zili çalmayın"})
    assert kinds(order) == [DoubtKind.POSSIBLE_NOTE]


@pytest.mark.parametrize(
    "fields",
    [
        {"order_note": ""},
        {"note_count": 0},
        {"has_note": False},
        {"is_scheduled": False},
        {"scheduled_at": "0000-00-00 00:00:00"},
        {"is_scheduled": True, "scheduled_date": "2026-11-30 20:30:00"},
        {"coupon": "YAZ10", "source": "Web", "rating": None},
    ],
)
def test_other_unknown_fields_of_an_order_raise_no_doubt(fields: dict[str, Any]) -> None:
    assert kinds(read(**fields)) == []


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("is_scheduled", True, "true"),
        ("scheduled_time", "20:30", "20:30"),
        ("preorder", 1, "1"),
        ("ileri_tarih", "2026-12-01 20:30", "2026-12-01 20:30"),
    ],
)
def test_an_order_for_later_under_another_name_is_none_for_now(name: str, value: object, shown: str) -> None:
    order = read(**{name: value})
    assert kinds(order) == [DoubtKind.DATE_UNREADABLE]
    assert order.schedule_is_unclear
    assert order.scheduled_received == shown


@pytest.mark.parametrize("unmarked", [{"name": "Mayonez"}, {"name": "Mayonez", "selected": None}, "Mayonez"])
def test_an_option_without_the_mark_of_the_others_may_be_chosen_or_not(unmarked: object) -> None:
    order = read(items=[DISH | {"options": [{"name": "Ketçap", "selected": True}, unmarked]}])
    assert [each.choice for each in order.lines[0].options()] == [Choice.ADDED, Choice.UNKNOWN]
    assert kinds(order) == [DoubtKind.CHOICE_UNKNOWN]


@pytest.mark.parametrize(
    ("title", "kind", "choice"),
    [
        ("Çıkarılacak Malzemeler", None, Choice.UNKNOWN),
        ("ÇIKARILACAKLAR", "ekleme", Choice.UNKNOWN),
        ("İstemediklerim", "", Choice.UNKNOWN),
        ("Çıkarılacaklar", "çıkarma", Choice.REMOVED),
        ("Ekle / Çıkar", "ekleme", Choice.ADDED),
        ("Ekle / Çıkar", None, Choice.UNKNOWN),
        ("Soslar", None, Choice.ADDED),
    ],
)
def test_a_title_that_takes_away_adds_nothing(title: str, kind: str | None, choice: Choice) -> None:
    group = {"ilave_basligi": title, "ekleme_cikarma": kind, "ilave_opsiyonlari": ["Soğan"]}
    order = read(items=[DISH | {"add_substract": [group]}])
    assert [each.choice for each in order.lines[0].options()] == [choice]
    assert kinds(order) == ([DoubtKind.CHOICE_UNKNOWN] if choice is Choice.UNKNOWN else [])


@pytest.mark.parametrize("name", ["2x Pide", "2 x Pide", "3 adet Pide", "Pide x2", "Pide (2 adet)"])
def test_a_quantity_inside_a_name_does_not_stand_behind_one(name: str) -> None:
    for dish in (name, {"name": name, "price": 300}):
        order = read(items=[dish])
        assert [(line.name, line.quantity) for line in order.lines] == [(name, None)]
        assert kinds(order) == [DoubtKind.QUANTITY_UNREADABLE]


@pytest.mark.parametrize("name", ["Kola 33 cl", "2 Kişilik Menü", "7 Days", "1 Litre Ayran", "4x4 Burger"])
def test_a_number_in_a_name_is_no_quantity(name: str) -> None:
    assert kinds(read(items=[{"name": name, "price": 300}])) == []


def test_a_name_with_a_quantity_of_its_own_is_only_a_name() -> None:
    assert kinds(read(items=[{"name": "2x Burger Menü", "quantity": 1, "price": 300}])) == []


@pytest.mark.parametrize("name", ["\u200b", "\u200e\u200f", "\u2060 \ufeff"])
def test_a_name_that_nobody_can_see_is_missing(name: str) -> None:
    assert DoubtKind.NAME_MISSING in kinds(read(items=[DISH | {"name": name}]))


@pytest.mark.parametrize(
    ("before", "after", "doubt"),
    [
        ('"quantity": 1', '"quantity": 3, "quantity": 1', DoubtKind.UNKNOWN_DETAIL),
        ('"name": "Pide"', '"name": "Lahmacun", "name": "Pide"', DoubtKind.UNKNOWN_DETAIL),
        ('"note": ""', '"note": "acısız", "note": ""', DoubtKind.DETAIL_UNREADABLE),
        ('"total": 300', '"total": 200, "total": 300', DoubtKind.DETAIL_UNREADABLE),
    ],
)
def test_a_field_that_comes_twice_is_not_dropped(before: str, after: str, doubt: DoubtKind) -> None:
    text = json.dumps(ORDER, ensure_ascii=False)
    assert before in text
    assert kinds(read_text(text.replace(before, after))) == [doubt]
    assert kinds(read_text(text.replace(before, f"{before}, {before}"))) == []


@pytest.mark.parametrize(
    "address",
    [
        {"city": "İstanbul", "district": "Şişli"},
        {"apartment": "3", "floor": 2},
        {"title": "Ev", "id": 7},
        "-",
    ],
)
def test_an_address_without_a_place_is_none(address: object) -> None:
    assert kinds(read(address=address)) == [DoubtKind.NO_ADDRESS]


@pytest.mark.parametrize("address", [{"full_address": "Örnek Sokak 1"}, {"neighborhood": "Örnek Mah."}])
def test_an_address_under_another_name_is_one(address: object) -> None:
    assert kinds(read(address=address)) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"shipping_method": "PICKUP", "courier_type": "", "address": None},
        {"shipping_method": "Gel Al", "courier_type": "", "address": None},
        {"courier_type": "FUUDY", "address": None},
        {"courier_type": "Come_Get", "address": None},
    ],
)
def test_the_way_of_an_order_is_known_in_any_spelling(fields: dict[str, Any]) -> None:
    assert kinds(read(**fields)) == []


@pytest.mark.parametrize("placed", ["", None, "2026-11-30 12:00:00"])
def test_a_time_of_1970_is_none_that_a_customer_asked_for(placed: str | None) -> None:
    order = read(date=placed, scheduled_date="1970-01-01 03:00:00")
    assert kinds(order) == [DoubtKind.DATE_PASSED]
    assert order.schedule_is_unclear


def test_the_category_of_a_dish_on_the_menu_is_no_doubt() -> None:
    assert kinds(read(items=[DISH | {"category": {"id": 3, "name": "Pideler", "sort": 1}}])) == []
    assert kinds(read(items=[DISH | {"category": "acısız"}])) == [DoubtKind.UNKNOWN_DETAIL]


@pytest.mark.parametrize(
    ("fields", "doubts"),
    [
        ({"drinks": [{"name": "Kola", "quantity": 2}]}, [DoubtKind.SECOND_DISH_LIST]),
        ({"extras": ["Ekmek"]}, [DoubtKind.SECOND_DISH_LIST]),
        ({"menus": [{"title": "Aile Menüsü"}]}, [DoubtKind.SECOND_DISH_LIST]),
        ({"promotions": [{"name": "YAZ10"}], "payments": [{"name": "Nakit"}]}, []),
        ({"coordinates": [41.05, 28.98], "history": [{"status": 1}]}, []),
    ],
)
def test_dishes_beside_the_list_of_dishes_are_a_doubt(
    fields: dict[str, Any], doubts: list[DoubtKind]
) -> None:
    assert kinds(read(**fields)) == doubts


def test_a_delivery_that_the_customer_collects_is_a_doubt() -> None:
    assert kinds(read(courier_type="come_get")) == [DoubtKind.WAY_UNCLEAR]
    assert kinds(read(courier_type="come_get", shipping_method="pickup")) == []
    assert kinds(read(courier_type="come_get", address=None)) == []


def test_money_that_the_customer_would_get_is_doubtful() -> None:
    assert kinds(read(total=-300, items=[{"name": "Pide"}])) == [DoubtKind.SUM_DIFFERS]
