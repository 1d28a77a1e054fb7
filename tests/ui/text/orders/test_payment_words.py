"""The payment method on cards and in the order's detail, and the money that a courier collects."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from desktop.domain.sales.payment import KNOWN, PaymentName
from desktop.ui.text.orders import payment_words
from tests.ui.made import made

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _documented_names() -> Iterator[None]:
    yield
    payment_words.set_payment_names(KNOWN)


@pytest.mark.parametrize(
    ("method", "shown", "collect"),
    [
        ("Nakit", "Nakit", "Nakit — 99,90 TL to collect"),
        ("NAKİT", "Nakit", "Nakit — 99,90 TL to collect"),
        ("CASH", "Nakit", "Nakit — 99,90 TL to collect"),
        ("Kapıda Nakit", "Nakit", "Nakit — 99,90 TL to collect"),
        (
            "Kapıda Kredi Kartı",
            "Kapıda Kredi Kartı",
            "Card reader — 99,90 TL to collect",
        ),
        ("CREDIT_CARD", "Kredi Kartı", ""),
        ("Online Ödeme", "Online Ödeme", ""),
        ("Yemek Çeki", "Yemek Çeki", ""),
        ("", "", ""),
    ],
)
def test_money_is_collected_where_the_method_says_so(method: str, shown: str, collect: str) -> None:
    order = made(1, payment_method=method, total=Decimal("99.90")).order
    assert payment_words.payment(order) == shown
    assert payment_words.to_collect(order) == collect


def test_a_pickup_needs_no_courier_with_a_card_reader() -> None:
    order = made(1, payment_method="Kapıda Kredi Kartı", shipping_method="pickup", total=Decimal(5)).order
    assert payment_words.to_collect(order) == "Kapıda Kredi Kartı — 5,00 TL to collect"


def test_without_a_total_nothing_is_said() -> None:
    assert payment_words.to_collect(made(1, payment_method="Nakit", total=None).order) == ""


def test_the_vendors_names_are_used_as_soon_as_they_are_known() -> None:
    order = made(1, payment_method="MEAL_CARD", total=Decimal(5)).order
    assert payment_words.payment(order) == "MEAL_CARD"
    payment_words.set_payment_names((PaymentName("MEAL_CARD", "Yemek Kartı"),))
    assert payment_words.payment(order) == "Yemek Kartı"
