"""The vendor's JSON -> orders: fields that are read, left visible or rejected."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.orders.order import Choice, DoubtKind
from desktop.domain.orders.reading.payload import (
    UNREADABLE_STATUS,
    PayloadError,
    ReadOrder,
    RejectedPayload,
    read_order,
    read_orders,
)

KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
OTHER = "0ca1d2b1-0000-4000-8000-000000000001"

FULL: dict[str, Any] = {
    "id": 1031,
    "status_id": 1,
    "status_text": "Sipariş Geldi",
    "shipping_method": "delivery",
    "payment_key": KEY,
    "payment_method": "Kredi Kartı",
    "note": " Zili çalmayın ",
    "total": 1417.5,
    "date": "2026-01-16 15:10:54",
    "restaurant_id": OTHER,
    "restaurant_name": "Halaskargazi Şube",
    "courier_type": "restaurant",
    "discount": "157.5",
    "courier_fee": 0,
    "scheduled_date": "",
    "order_tip": 0,
    "customer": {"name": "Müşteri 7", "phone": "05000000007"},
    "address": {"address": "Dershane Sokak", "description": "Mavi kapı", "apartment": "4", "lat": 41.05},
    "items": [
        {
            "name": "Beef Burrito",
            "quantity": 2,
            "price": 787.5,
            "total": "1575",
            "note": "Az acı",
            "options": [
                {
                    "ilave_basligi": "Sos",
                    "ekleme_cikarma": "ekleme",
                    "ilave_opsiyonlari": [{"name": "Ballı Hardal", "price": 10}],
                },
                {"ilave_basligi": "Çıkar", "ekleme_cikarma": "cikarma", "ilave_opsiyonlari": ["Soğan"]},
            ],
        }
    ],
}


def read(**changes: Any) -> ReadOrder:
    payload = {name: value for name, value in (FULL | changes).items() if value is not ...}
    result = read_order(json.dumps(payload).encode())
    assert isinstance(result, ReadOrder)
    return result


def test_a_complete_order_is_read_without_rest() -> None:
    order = read().order
    assert order.payment_key == KEY
    assert (order.number, order.status_id, order.status_text) == ("1031", 1, "Sipariş Geldi")
    assert (order.total, order.discount, order.courier_fee) == (
        Decimal("1417.5"),
        Decimal("157.5"),
        Decimal(0),
    )
    assert order.placed_at == datetime(2026, 1, 16, 12, 10, 54, tzinfo=UTC)
    assert order.scheduled_at is None
    assert order.note == "Zili çalmayın"
    assert order.address == ("Dershane Sokak", "Apt. 4", "Tarif: Mavi kapı")
    line = order.lines[0]
    assert (line.name, line.quantity, line.unit_price, line.total, line.note) == (
        "Beef Burrito",
        Decimal(2),
        Decimal("787.5"),
        Decimal(1575),
        "Az acı",
    )
    assert [
        (group.title, each.name, each.choice, each.price) for group in line.groups for each in group.options
    ] == [
        ("Sos", "Ballı Hardal", Choice.ADDED, Decimal(10)),
        ("Çıkar", "Soğan", Choice.REMOVED, None),
    ]
    assert order.doubts == ()
    assert order.unread == ()
    assert order.item_count == 2


@pytest.mark.parametrize("name", ["items", "foods", "products", "order_items", "orders"])
def test_the_dish_list_is_found_under_each_name(name: str) -> None:
    order = read(**{"items": ..., name: [{"title": "Ayran", "adet": "3"}]}).order
    assert [(line.name, line.quantity) for line in order.lines] == [("Ayran", Decimal(3))]
    assert order.doubts == ()


@pytest.mark.parametrize("name_field", ["name", "food_name", "title"])
@pytest.mark.parametrize("count_field", ["quantity", "count", "qty", "adet"])
@pytest.mark.parametrize("options_field", ["options", "modifiers", "add_substract", "extras"])
def test_a_dish_is_read_under_each_name(name_field: str, count_field: str, options_field: str) -> None:
    dish = {
        name_field: "Pide",
        count_field: 4,
        options_field: ["Acılı", {"name": "Kaşar", "price": "5,50", "quantity": 2}],
    }
    line = read(items=[dish]).order.lines[0]
    assert (line.name, line.quantity) == ("Pide", Decimal(4))
    assert [(option.name, option.quantity, option.price) for option in line.options()] == [
        ("Acılı", Decimal(1), None),
        ("Kaşar", Decimal(2), Decimal("5.50")),
    ]
    assert line.unread == ()


@pytest.mark.parametrize(
    ("given_total", "expected"),
    [
        (1417.5, "1417.5"),
        ("1417.5", "1417.5"),
        ("1.417,50", "1417.50"),
        ("1417,5 TL", "1417.5"),
        ("1,417.50", "1417.50"),
        ("12.345.678,90", "12345678.90"),
        (0, "0"),
        (0.1, "0.1"),
    ],
)
def test_money_is_exact_as_number_or_text(given_total: object, expected: str) -> None:
    assert read(total=given_total).order.total == Decimal(expected)


@pytest.mark.parametrize("bad", ["yok", True, {"a": 1}, [3], 10**12, "NaN", "Infinity"])
def test_unreadable_money_is_a_problem_and_stays_visible(bad: object) -> None:
    order = read(total=bad).order
    assert order.total is None
    assert [doubt.path for doubt in order.doubts] == ["total"]
    assert "total" in [field.path for field in order.unread]


@pytest.mark.parametrize("number", ["1e999999999", "-1e999999999", "1e-999999999", "0e999999999", "1e-401"])
@pytest.mark.parametrize("field", ["id", "status_id", "total", "price", "adet", "unknown"])
def test_an_unusable_number_does_not_affect_the_list(field: str, number: str) -> None:
    # Ten characters for a number with a thousand million digits.
    dish = {"name": "Pide", "price": "HERE"} if field == "price" else {"name": "Pide", field: "HERE"}
    source = {"id": 1, "status_id": 1, "payment_key": OTHER, "total": 5, "items": [dish]}
    if field not in {"price", "adet"}:
        source |= {field: "HERE", "items": ["Pide"]}
    spoiled = json.dumps(source).replace('"HERE"', number).encode()
    batch = read_orders(b"[" + spoiled + b"," + json.dumps(FULL).encode() + b"]")
    assert [each.order.payment_key for each in batch.orders] == [OTHER, KEY]
    order = batch.orders[0].order
    texts = [order.number, *(unread.text for unread in (*order.unread, *order.lines[0].unread))]
    assert all(len(text) < 1000 for text in texts)
    seen = [(doubt.kind, doubt.path) for doubt in order.doubts]
    if field == "total":
        assert order.total is None
        assert (DoubtKind.AMOUNT_UNREADABLE, "total") in seen
    if field == "adet":
        assert order.lines[0].quantity is None
        assert (DoubtKind.QUANTITY_UNREADABLE, "items[0].adet") in seen


def test_unknown_fields_are_kept_one_by_one() -> None:
    order = read(
        promo={"code": "X1", "steps": [1, 2]},
        items=[{"name": "Çorba", "sauce": "limon", "options": [{"name": "Ekmek", "slice": 2}]}],
        customer={"name": "Müşteri 7", "phone": "0500", "vip": "evet"},
    ).order
    assert {field.path: field.text for field in order.unread} == {
        "promo": '{"code": "X1", "steps": [1, 2]}',
        "customer.vip": "evet",
    }
    line = order.lines[0]
    assert [field.path for field in line.unread] == ["items[0].sauce"]
    (option,) = line.options()
    assert [(option.name, field.path) for field in option.unread] == [("Ekmek", "items[0].options[0].slice")]
    # A cook might need what is unknown in a dish; a person looks at it.
    assert [(doubt.kind, doubt.about) for doubt in order.doubts] == [
        (DoubtKind.UNKNOWN_DETAIL, "Ekmek"),
        (DoubtKind.UNKNOWN_DETAIL, "Çorba"),
    ]


def test_two_names_for_one_field_keep_both_values() -> None:
    line = read(items=[{"name": "Menü", "title": "2 x 3 parça", "quantity": 2}]).order.lines[0]
    assert line.name == "Menü"
    assert [field.text for field in line.unread] == ["2 x 3 parça"]


@pytest.mark.parametrize(("status", "expected"), [(1, 1), ("16", 16), (77, 77), (2.0, 2)])
def test_any_status_id_is_kept(status: object, expected: int) -> None:
    assert read(status_id=status).order.status_id == expected


@pytest.mark.parametrize("status", [None, "", "abc", True, -1, 1.5, {}, ...])
def test_an_unreadable_status_is_a_problem_and_no_loss(status: object) -> None:
    order = read(status_id=status).order
    assert order.status_id == UNREADABLE_STATUS
    assert [doubt.kind for doubt in order.doubts] == [DoubtKind.STATUS_UNREADABLE]


def test_missing_fields_are_doubts_the_gravest_first() -> None:
    order = read(id=..., total=..., items=..., customer=..., address=...).order
    assert [doubt.kind for doubt in order.doubts] == [
        DoubtKind.NO_ADDRESS,
        DoubtKind.NO_DISHES,
        DoubtKind.TOTAL_MISSING,
        DoubtKind.NO_PHONE,
        DoubtKind.NO_CUSTOMER,
        DoubtKind.NUMBER_MISSING,
    ]


def test_dishes_may_be_texts_or_an_object_of_dishes() -> None:
    assert [line.name for line in read(items=["Pide", "Ayran"]).order.lines] == ["Pide", "Ayran"]
    assert [
        line.name for line in read(items={"0": {"name": "Pide"}, "1": {"name": "Ayran"}}).order.lines
    ] == [
        "Pide",
        "Ayran",
    ]


@pytest.mark.parametrize("key", [None, "", 5, "../../auth/login", "abc", KEY + "x", KEY + "\n/", {"a": 1}])
def test_an_entry_without_a_usable_key_is_rejected(key: object) -> None:
    payload = json.dumps(FULL | {"payment_key": key}).encode()
    result = read_order(payload)
    assert isinstance(result, RejectedPayload)
    assert result == read_order(payload)


def test_keys_are_equal_in_any_case() -> None:
    batch = read_orders(json.dumps([FULL, FULL | {"payment_key": KEY.upper(), "status_id": 2}]).encode())
    assert [(r.order.payment_key, r.order.status_id) for r in batch.orders] == [(KEY, 2)]


@pytest.mark.parametrize("data", [b"[]", b"null", b'""', b"{}", b"  [ ] "])
def test_an_empty_answer_contains_no_orders(data: bytes) -> None:
    assert read_orders(data) == read_orders(b"[]")
    assert read_orders(data).orders == ()


@pytest.mark.parametrize("data", [b'"OK"', b"3", b"true", b"[1, 2", b'{"a": 1}'])
def test_an_answer_that_is_no_list_is_an_error(data: bytes) -> None:
    with pytest.raises(PayloadError):
        read_orders(data)


SPOILED = [
    b'{"payment_key": "%s", "total": NaN}',
    b'{"payment_key": "%s", "note": "\\ud800 half"}',
    b'{"payment_key": "%s", "note": "raw \x01 control"}',
    b'{"payment_key": "%s", "note": "\xff\xfe not utf-8"}',
    b'{"payment_key": "%s", "id": ' + b"9" * 6000 + b"}",
    b'{"payment_key": "%s", "deep": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    b'{"payment_key": "%s", "total": 1e999999}',
]


@pytest.mark.parametrize(
    "spoiled", SPOILED, ids=["nan", "surrogate", "control", "bytes", "huge", "deep", "exponent"]
)
def test_one_bad_order_is_kept_and_affects_no_other(spoiled: bytes) -> None:
    good = json.dumps(FULL | {"payment_key": OTHER}).encode()
    batch = read_orders(b"[" + spoiled.replace(b"%s", KEY.encode()) + b", " + good + b"]")
    assert [read.order.payment_key for read in batch.orders] == [KEY, OTHER]
    assert batch.orders[0].order.doubts
    assert batch.orders[1].order == read(payment_key=OTHER).order
    for read_one in batch.orders:
        # The result can be saved and read again.
        again = read_order(read_one.raw.encode())
        assert isinstance(again, ReadOrder)
        assert again.order == read_one.order


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*FULL, "foods", "weird"]), json_values))
def test_every_order_with_a_key_is_saved_whatever_its_content(changes: dict[str, Any]) -> None:
    changes.pop("payment_key", None)
    raw = json.dumps(FULL | changes).encode()
    batch = read_orders(b"[" + raw + b"]")
    assert [read.order.payment_key for read in batch.orders] == [KEY]
    raw_again = batch.orders[0].raw.encode()
    again = read_order(raw_again)
    assert isinstance(again, ReadOrder)
    assert again.order == batch.orders[0].order


@given(st.lists(st.binary(max_size=40)))
def test_no_bytes_crash_the_reader(parts: list[bytes]) -> None:
    data = b"[" + b",".join(parts) + b"]"
    # Only an answer that is no list is an error.
    with contextlib.suppress(PayloadError):
        for read_one in read_orders(data).orders:
            assert read_one.order.payment_key


def test_a_repeated_order_counts_once_with_its_later_entry() -> None:
    batch = read_orders(json.dumps([FULL, FULL | {"status_id": 2, "note": ""}]).encode())
    assert [(each.order.status_id, each.order.note) for each in batch.orders] == [(2, "")]
    assert batch.rejected == ()


@pytest.mark.parametrize("other", [{"id": 1032}, {"restaurant_id": KEY}])
def test_a_different_order_with_the_same_key_is_reported(other: dict[str, Any]) -> None:
    batch = read_orders(json.dumps([FULL, FULL | other]).encode())
    assert len(batch.orders) == 1
    assert [json.loads(each.raw) for each in batch.rejected] == [FULL]
    # Entries without number and restaurant cannot be compared.
    assert read_orders(json.dumps([FULL, FULL | dict.fromkeys(other, "")]).encode()).rejected == ()


@pytest.mark.parametrize(
    ("written", "doubts"),
    [
        ("2026-01-16 14:30:00", []),  # some minutes ago: as soon as possible
        ("2026-01-16 13:00 - 15:00", []),
        ("2026-01-16 14:00:00", [DoubtKind.DATE_PASSED]),
        ("2025-01-17 20:30:00", [DoubtKind.DATE_PASSED]),
        ("2026-01-17", [DoubtKind.DAY_WITHOUT_TIME]),
        ("yarın", [DoubtKind.DATE_UNREADABLE]),
        ("0000-00-00", []),
    ],
)
def test_an_asked_for_time_is_clear_or_doubtful(written: str, doubts: list[DoubtKind]) -> None:
    order = read(scheduled_date=written).order  # placed at 15:10
    assert [doubt.kind for doubt in order.doubts] == doubts
    assert order.schedule_is_unclear is bool(doubts)
    assert order.scheduled_received == (written if doubts else "")


@pytest.mark.parametrize("written", ["dün", "2026-01-16", ["x"]])
def test_an_unreadable_time_of_order_is_no_asked_for_time(written: object) -> None:
    order = read(date=written).order
    assert (order.placed_at, order.schedule_is_unclear) == (None, False)
    assert [doubt.kind for doubt in order.doubts] == [DoubtKind.DETAIL_UNREADABLE]


def test_a_nul_is_not_in_the_text_that_is_saved() -> None:
    """A database replaces it, or loses the rest: the order would differ from its own row at each poll."""
    element = json.dumps({"payment_key": KEY, "id": "AXB"}).encode().replace(b"AXB", b"A\0B")
    order = read_order(element)
    assert isinstance(order, ReadOrder)
    assert "\0" not in order.raw
    again = read_order(order.raw.encode())
    assert again == order
