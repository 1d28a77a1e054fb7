"""Search words, the searchable fields of an order, and the filter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.orders.order import Order, OrderLine
from desktop.domain.orders.search import Filter, search_fields, search_words

ORDER = Order(
    payment_key="00000001-5cb7-4c4e-adcb-fc2ec54cf24e",
    number="1031",
    status_id=1,
    shipping_method="pickup",
    payment_method="Kredi Kartı",
    restaurant_id="0CA1D2B1-7d55-4a6e-9d0a-5b0f4f0c7e21",
    customer_name="Işıl Müşteri-7",
    customer_phone="0533 558 76 42",
    lines=(OrderLine(name="İskender (Bol Tereyağlı)"), OrderLine(name="Ayran 300 ml")),
)


def finds(typed: str) -> bool:
    """Return whether each word begins a word of the order, as the search index asks."""
    fields = search_fields(ORDER)
    stored = f"{fields.number} {fields.customer} {fields.phone} {fields.dishes}".split()
    words = search_words(typed)
    return bool(words) and all(any(there.startswith(word) for there in stored) for word in words)


@pytest.mark.parametrize(
    "typed",
    [
        "1031",
        "103",
        "isk",
        "İSKENDER",
        "ısıl",
        "musteri 7",
        "tereyag",
        "ayran isk",
        "0533 558 76 42",
        "+90 533 558 76 42",
        "5335587642",
        "0533",
        "7642",
        "558 76 42",
        "(0533) 558-76",
    ],
)
def test_the_words_that_staff_type_find_the_order(typed: str) -> None:
    assert finds(typed)


@pytest.mark.parametrize(
    "typed", ["1032", "kender", "lahmacun", "isk lahmacun", "0534", "  ", "-", '"', "*", "559"]
)
def test_other_words_do_not_find_the_order(typed: str) -> None:
    assert not finds(typed)


@given(st.text(max_size=60))
def test_a_word_holds_letters_and_digits_only(typed: str) -> None:
    words = search_words(typed)
    assert len(words) <= 12
    assert all(re.fullmatch(r"[^\W_]+", word) for word in words)


def test_search_fields_of_an_order() -> None:
    fields = search_fields(ORDER)
    assert (fields.pickup, fields.payment_method) == (True, "Kredi Kartı")
    assert fields.restaurant_id == "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21"
    assert fields.phone == "5335587642 5587642 7642"


def test_an_empty_filter_finds_everything() -> None:
    assert Filter().is_everything
    assert not Filter(text="x").is_everything
    assert not Filter(pickup=False).is_everything
