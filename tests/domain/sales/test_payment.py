"""Payment methods: one for all spellings, and what their names say about collecting the money."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.sales.payment import (
    KNOWN,
    PaymentName,
    Place,
    grouped,
    read_names,
    read_payment,
    stored_names,
)


@pytest.mark.parametrize(
    ("spellings", "name"),
    [
        (("Nakit", "NAKİT", "nakit", " Nakit ", "NAKIT", "Cash", "CASH", "cash", "Peşin", "Kapıda Nakit", "KAPIDA NAKİT ÖDEME", "Kapıda nakit ile ödeme", "Cash on delivery"), "Nakit"),
        (("Kredi Kartı", "KREDİ KARTI", "kredi karti", "Kredi  Kartı", "CREDIT_CARD", "Credit card", "creditcard"), "Kredi Kartı"),
        (("Banka Kartı", "BANKA KARTI", "DEBIT_CARD", "debit card"), "Banka Kartı"),
    ],
)  # fmt: skip
def test_all_spellings_are_one_method(spellings: tuple[str, ...], name: str) -> None:
    read = [read_payment(each) for each in spellings]
    assert {each.identity for each in read} == {read[0].identity}
    assert {each.name for each in read} == {name}


@pytest.mark.parametrize(
    ("text", "collected", "device"),
    [
        ("Nakit", True, False),
        ("KAPIDA NAKİT", True, False),
        ("Kapıda Kredi Kartı", True, True),
        ("KAPIDA BANKA KARTI İLE ÖDEME", True, True),
        ("Kredi Kartı (Kapıda)", True, True),
        ("Kapıda Kart", True, True),
        ("Kapıda Ödeme", True, False),
        ("Kapıda Multinet", True, False),
        ("CREDIT_CARD_ON_DELIVERY", True, True),
        # A bare card may have been charged already: nothing is said.
        ("Kredi Kartı", False, False),
        ("CREDIT_CARD", False, False),
        ("Online Kredi Kartı", False, False),
        ("Kredi Kartı (Online)", False, False),
        ("Online Ödeme", False, False),
        ("Sodexo", False, False),
        ("Nakit veya Kart", False, False),
        ("Nakit değil", False, False),
        ("", False, False),
    ],
)
def test_what_is_collected_at_the_door(text: str, collected: bool, device: bool) -> None:
    read = read_payment(text)
    assert (read.is_collected, read.needs_device) == (collected, device)


def test_a_card_at_the_door_online_and_somewhere_are_three_methods() -> None:
    read = [read_payment(each) for each in ("Kredi Kartı", "Kapıda Kredi Kartı", "Online Kredi Kartı")]
    assert len({each.identity for each in read}) == 3
    assert [each.place for each in read] == [Place.UNKNOWN, Place.DOOR, Place.ONLINE]
    assert read_payment("KAPIDA KREDİ KARTI").identity == read[1].identity


def test_an_unknown_method_keeps_its_text() -> None:
    assert read_payment(" Yemek Çeki #7 ").name == "Yemek Çeki #7"
    assert read_payment("€").name == "€"
    assert read_payment("").identity == ""
    assert read_payment("€").identity != read_payment("").identity


def test_the_vendors_list_names_codes() -> None:
    names = read_names(
        '{"paymentMethod": [{"key": "CASH", "name": "Kapıda Nakit Ödeme"}, {"key": "MEAL", "name": "Yemek Kartı"},'
        ' {"key": "DOOR_CARD", "name": "Kapıda Kredi Kartı"}], "shippingMethod": []}'
    )
    assert read_payment("MEAL", names).name == "Yemek Kartı"
    assert read_payment("YEMEK KARTI", names).identity == read_payment("meal", names).identity
    assert read_payment("nakit", names).name == "Kapıda Nakit Ödeme"
    assert read_payment("DOOR_CARD", names).needs_device
    # What it leaves out is known all the same.
    assert read_payment("DEBIT_CARD", names).name == "Banka Kartı"


@pytest.mark.parametrize(
    "data", ["", "[]", "{}", '{"paymentMethod": []}', '{"paymentMethod": [{"key": 1}]}', "\ud800"]
)
def test_an_unreadable_list_is_refused_and_the_documented_one_stays(data: str) -> None:
    with pytest.raises(ValueError):
        read_names(data)
    assert stored_names(data) == KNOWN == stored_names(None)


def test_spellings_are_grouped_under_one_name() -> None:
    assert grouped(["NAKİT", "Sodexo", "CASH", "sodexo", "Sodexo"], KNOWN) == {
        "Nakit": ("NAKİT", "CASH"),
        "Sodexo": ("Sodexo", "sodexo", "Sodexo"),
    }


@given(
    st.text(max_size=30),
    st.lists(st.builds(PaymentName, st.text(max_size=9), st.text(max_size=9)), max_size=3),
)
def test_any_text_is_a_method_and_only_an_empty_one_has_no_name(text: str, names: list[PaymentName]) -> None:
    read = read_payment(text, names)
    assert bool(read.identity) == bool(text.split())
    if not read.is_named:
        assert read.name == " ".join(text.split())
