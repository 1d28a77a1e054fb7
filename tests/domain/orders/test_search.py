"""What an order is found by, and what a typed text asks SQLite for."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.orders.order import Order, OrderLine
from desktop.domain.orders.search import Filter, expression, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@pytest.fixture
def search() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE s USING fts5 (number, customer, phone, dishes, tokenize = 'unicode61')"
    )
    facts = facts_of(ORDER)
    texts = (facts.number, facts.customer, facts.phone, facts.dishes)
    connection.execute("INSERT INTO s VALUES (?, ?, ?, ?)", texts)
    yield connection
    connection.close()


def finds(search: sqlite3.Connection, typed: str) -> bool:
    match = expression(typed)
    return bool(match) and bool(search.execute("SELECT 1 FROM s WHERE s MATCH ?", (match,)).fetchall())


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
def test_what_staff_type_finds_it(search: sqlite3.Connection, typed: str) -> None:
    assert finds(search, typed)


@pytest.mark.parametrize(
    "typed", ["1032", "kender", "lahmacun", "isk lahmacun", "0534", "  ", "-", '"', "*", "559"]
)
def test_what_is_not_in_it_does_not(search: sqlite3.Connection, typed: str) -> None:
    assert not finds(search, typed)


@given(st.text(max_size=60))
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE s USING fts5 (x, tokenize = 'unicode61', prefix = '2 3 4')")
        match = expression(typed)
        if match:
            connection.execute("SELECT 1 FROM s WHERE s MATCH ?", (match,)).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "typed", ["isk OR ayran", "NOT x", "NEAR(a b)", "dishes:ayran", "ayran*", '"ayran', "a AND b"]
)
def test_the_words_of_fts5_mean_nothing(search: sqlite3.Connection, typed: str) -> None:
    finds(search, typed)
    assert expression(typed).count('"') == 2 * expression(typed).count("*")


def test_the_facts_of_an_order() -> None:
    facts = facts_of(ORDER)
    assert (facts.pickup, facts.payment_method) == (True, "Kredi Kartı")
    assert facts.restaurant_id == "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21"
    assert facts.phone == "5335587642 5587642 7642"


def test_the_empty_filter_is_everything() -> None:
    assert Filter().is_everything
    assert not Filter(text="x").is_everything
    assert not Filter(pickup=False).is_everything
