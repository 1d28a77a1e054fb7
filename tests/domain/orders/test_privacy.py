"""An order without personal data: no data of the customer, but every counted value."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.orders.order import Choice, DoubtKind
from desktop.domain.orders.privacy import LONGEST_SCHEDULE, is_due, redact_before, without_personal_data
from desktop.domain.orders.reading.payload import PERSONAL_DATA_REMOVED, ReadOrder, read_order

if TYPE_CHECKING:
    from desktop.domain.orders.order import OptionGroup, Order

KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECRET = "GİZLİ"
"""Occurs in every text of a customer and in every unknown field, but in no field that is kept."""

KEPT = (
    "payment_key",
    "status_id",
    "number",
    "status_text",
    "shipping_method",
    "courier_type",
    "payment_method",
    "total",
    "discount",
    "courier_fee",
    "tip",
    "placed_at",
    "scheduled_at",
    "restaurant_id",
    "restaurant_name",
)

FULL: dict[str, Any] = {
    "id": 1031,
    "status_id": 2,
    "status_text": "Hazırlanıyor",
    "shipping_method": "delivery",
    "payment_key": KEY.upper(),
    "payment_method": "Kredi Kartı",
    "note": f"{SECRET} zili çalmayın",
    "total": 1417.5,
    "date": "2026-01-16 15:10:54",
    "restaurant_id": "0ca1d2b1-0000-4000-8000-000000000001",
    "restaurant_name": "Halaskargazi Şube",
    "courier_type": "restaurant",
    "discount": "157.50",
    "courier_fee": 0,
    "scheduled_date": "2026-01-17 18:30:00",
    "order_tip": "1.417,50 TL",
    "customer": {"name": f"Müşteri 7 {SECRET}", "phone": f"0500 {SECRET}"},
    "address": {"address": f"{SECRET} Sokak", "description": SECRET, "lat": 41.05},
    "loyalty": {"card": SECRET},
    "items": [
        {
            "id": 7,
            "name": "Beef Burrito",
            "quantity": 2,
            "price": 675,
            "total": "1350",
            "note": f"{SECRET} az acı",
            "for": SECRET,
            "options": [
                {
                    "ilave_basligi": "Sos",
                    "ekleme_cikarma": "ekleme",
                    "ilave_opsiyonlari": [{"name": "Ballı Hardal", "price": 10, "why": SECRET}, "Acı"],
                },
                {"ilave_basligi": "Çıkar", "ekleme_cikarma": "cikarma", "ilave_opsiyonlari": ["Soğan"]},
            ],
            "extras": ["Peynir", {"name": "Turşu", "quantity": 3, "ekleme_cikarma": "cikarma"}],
        },
        "Ayran",
    ],
}


def read(raw: str) -> Order:
    found = read_order(raw.encode())
    assert isinstance(found, ReadOrder)
    return found.order


def statistics(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in KEPT} | {
        "lines": [
            (line.name, line.quantity, line.unit_price, line.total, tree(line.groups)) for line in order.lines
        ]
    }


def tree(groups: tuple[OptionGroup, ...]) -> list[Any]:
    """Return what is chosen, without what a person wrote; groups that say nothing are no level of their own."""
    nodes: list[Any] = []
    for group in groups:
        inner = [
            (each.name, each.quantity, each.price, each.total, each.choice, tree(each.groups))
            for each in group.options
        ]
        inner += tree(group.groups)
        nodes += [(group.title, group.choice, inner)] if group.title else inner
    # A group without a title may lose its note, and then its place among the others.
    return sorted(nodes, key=repr)


def test_only_the_customer_is_removed() -> None:
    blank = without_personal_data(json.dumps(FULL, ensure_ascii=False))
    assert SECRET not in blank
    before, after = read(json.dumps(FULL)), read(blank)
    assert statistics(after) == statistics(before)
    assert [line.name for line in after.lines] == ["Beef Burrito", "Ayran"]
    assert [
        (group.title, option.name, int(option.quantity or 0), option.choice)
        for group in after.lines[0].groups
        for option in group.options
    ] == [
        ("Sos", "Ballı Hardal", 1, Choice.ADDED),
        ("Sos", "Acı", 1, Choice.ADDED),
        ("Çıkar", "Soğan", 1, Choice.REMOVED),
        ("", "Peynir", 1, Choice.ADDED),
        ("", "Turşu", 3, Choice.REMOVED),
    ]
    assert (after.customer_name, after.customer_phone, after.address, after.note) == ("", "", (), "")
    assert after.unread == ()
    # Nothing is missing in an order whose data are removed.
    assert {doubt.kind for doubt in after.doubts} <= {DoubtKind.SUM_DIFFERS}
    assert all(not line.note and not line.unread for line in after.lines)


def test_the_result_is_an_object_with_the_vendors_types() -> None:
    blank = json.loads(without_personal_data(json.dumps(FULL)), parse_float=Decimal)
    assert (blank["id"], blank["total"], blank["date"]) == (1031, Decimal("1417.5"), "2026-01-16 15:10:54")
    assert blank["items"][0]["quantity"] == 2


@pytest.mark.parametrize(
    "raw",
    [
        f'{{"payment_key": "{KEY}", "customer": {{"name": "{SECRET}"',  # truncated
        f'{{"payment_key": "{KEY}", "note": "{SECRET}", "x": ' + "[" * 100_000,  # nested without end
        f'{{"note": "{SECRET}", "payment_key": "{KEY}"}} {SECRET}',
    ],
)
def test_only_the_payment_key_of_an_unreadable_order_is_kept(raw: str) -> None:
    assert json.loads(without_personal_data(raw)) == {"payment_key": KEY, PERSONAL_DATA_REMOVED: True}
    assert read(without_personal_data(raw)).payment_key == KEY


@pytest.mark.parametrize("raw", ["", "null", "[]", SECRET, f'{{"note": "{SECRET}"}}', f'"{SECRET}"'])
def test_nothing_is_kept_of_an_entry_that_is_no_order(raw: str) -> None:
    assert without_personal_data(raw) == "{}"


@pytest.mark.parametrize("name", ["items", "foods", "products", "order_items", "orders"])
@pytest.mark.parametrize(
    "dishes",
    [
        SECRET,
        7,
        True,
        [[SECRET]],
        [None, {"name": "Ayran"}],
        [{"note": SECRET}, "", {}, {"name": {"x": SECRET}}, {"quantity": SECRET, "name": "Ayran"}],
        {"0": {"name": "Ayran"}, "1": {"food_name": "Su", "title": SECRET, "adet": -2}},
        {"0": {"name": "Ayran"}, SECRET: SECRET},
        [{"name": "Ayran", "options": [{"no": SECRET}, [SECRET], {"name": "Buz", "price": {"x": SECRET}}]}],
        [
            {
                "name": "Ayran",
                "options": {"ilave_basligi": [SECRET], "options": [{"title": "Buz"}, SECRET * 0]},
            }
        ],
    ],
)
def test_odd_dishes_are_kept_without_personal_data(name: str, dishes: object) -> None:
    raw = json.dumps({"payment_key": KEY, "id": 1, "total": 1, "status_id": 1, name: dishes})
    blank = without_personal_data(raw)
    assert SECRET not in blank
    before, after = read(raw), read(blank)
    assert statistics(after)["lines"] == statistics(before)["lines"]


# A text of a customer; the kept fields use other letters.
secrets = st.text("ĞŞ☎\"\\<\n'", min_size=1).map(lambda text: SECRET + text)
private = st.recursive(
    secrets, lambda inner: st.lists(inner) | st.dictionaries(secrets | st.just("name"), inner)
)
plain = st.text('abçıİ "\\<&é😀\u202e', max_size=8)
amounts = (
    st.decimals(-(10**6), 10**6, places=2).map(str) | st.integers(-(10**6), 10**6) | st.none() | st.just("")
)
counts = st.integers(-1, 20) | st.sampled_from(["2", "1,5", "", None])
odd = st.none() | st.booleans() | st.integers(0, 99) | st.lists(st.lists(secrets, min_size=1), max_size=2)
moments = st.datetimes(datetime(2017, 1, 1), datetime(2100, 1, 1)).map(lambda m: m.isoformat(" "))  # noqa: DTZ001

texts = plain | odd
modifier = st.fixed_dictionaries(
    {},
    optional={
        "name": texts,
        "quantity": counts,
        "price": amounts,
        "ekleme_cikarma": st.sampled_from(["", "ekleme", "cikarma", None]),
        "note": private,
        "aciklama": private,
    },
)
kinds = st.sampled_from(["ekleme", "Çıkarma", "", None]) | secrets
flags = st.booleans() | st.none() | secrets


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A group, or an option with its own options."""
    return st.fixed_dictionaries(
        {},
        optional={
            "ilave_basligi": texts,
            "name": texts,
            "quantity": counts,
            "selected": flags,
            "ekleme_cikarma": kinds,
            "ilave_opsiyonlari": st.lists(inner, max_size=3),
            "options": st.lists(inner, max_size=2),
            "note": private,
            "zorunlu_turu": private,
        },
    )


group = st.recursive(plain | modifier | odd, nested, max_leaves=8)
dish = st.fixed_dictionaries(
    {},
    optional={
        "name": texts,
        "food_name": plain,
        "quantity": counts,
        "adet": counts,
        "price": amounts,
        "total_price": amounts,
        "note": private,
        "kime": private,
        "options": st.lists(plain | modifier | group | odd, max_size=3),
        "extras": modifier | odd,
    },
)
orders = st.fixed_dictionaries(
    {"payment_key": st.just(KEY)},
    optional={
        "id": st.integers(0, 10**6) | texts,
        "status_id": st.integers(-1, 20) | st.sampled_from(["1", "", None]) | odd,
        "status_text": texts,
        "shipping_method": texts,
        "payment_method": texts,
        "restaurant_name": texts,
        "total": amounts | odd,
        "discount": amounts | secrets,
        "date": moments | odd | secrets,
        "scheduled_date": moments,
        "note": private,
        "customer": private,
        "address": private,
        "lat": private,
        "items": st.lists(dish | plain | odd, max_size=4) | st.dictionaries(plain, dish, max_size=2) | odd,
        "foods": st.lists(dish, max_size=2) | secrets,
    },
)


@given(orders)
def test_no_customer_data_remain_and_all_counted_values_do(order: dict[str, Any]) -> None:
    raw = json.dumps(order, ensure_ascii=False)
    blank = without_personal_data(raw)
    assert SECRET not in json.dumps(json.loads(blank), ensure_ascii=False)
    before, after = read(raw), read(blank)
    assert statistics(after) == statistics(before)
    assert after.schedule_is_unclear == before.schedule_is_unclear
    assert not any(line.note or line.unread for line in after.lines)
    assert not any(option.note or option.unread for line in after.lines for option in line.options())
    assert after.unread == ()
    assert without_personal_data(blank) == blank


@given(st.text() | private.map(json.dumps) | st.text().map(lambda text: f'{{"payment_key": "{KEY}", {text}'))
def test_no_stored_text_raises_an_error(raw: str) -> None:
    blank = without_personal_data(raw)
    assert SECRET not in blank
    assert without_personal_data(blank) == blank


def test_the_time_limit_follows_the_setting() -> None:
    assert redact_before(NOW, 90) == NOW - timedelta(days=90)
    assert redact_before(NOW, 0) is None


@pytest.mark.parametrize(
    ("received", "scheduled", "due"),
    [
        (timedelta(seconds=-1), None, True),
        (timedelta(), None, False),
        (timedelta(days=-2), timedelta(hours=-1), True),
        (timedelta(days=-2), timedelta(hours=1), False),  # the delivery to this address is still to come
        (-LONGEST_SCHEDULE, timedelta(days=36500), False),
        (-LONGEST_SCHEDULE - timedelta(seconds=1), timedelta(days=36500), True),
    ],
)
def test_old_orders_are_due_unless_they_are_scheduled(
    received: timedelta, scheduled: timedelta | None, due: bool
) -> None:
    assert is_due(NOW + received, None if scheduled is None else NOW + scheduled, NOW) is due
