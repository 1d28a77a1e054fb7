"""The dishes of any raw order on screen: each text once, beside what it belongs to."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.privacy import without_personal_data
from desktop.domain.orders.reading.payload import ReadOrder, read_order
from desktop.ui.order.dish_rows import dish_rows, quantity_of
from desktop.ui.order.order_text import detail_of, full_text
from tests.ui.order.raw_orders import DISH_LISTS, LISTS, NAMES, QUANTITIES, Inventor, Mark, RawOrder

if TYPE_CHECKING:
    from desktop.domain.orders.order import Order, OrderLine

KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MANY = 100_000


def read(raw: str) -> Order:
    found = read_order(raw.encode())
    assert isinstance(found, ReadOrder)
    return found.order


def chains(line: OrderLine) -> list[list[str]]:
    """Return each row of a dish with all rows above it, the dish itself first."""
    head = f"+ {quantity_of(line)} × {line.name}"
    found, above = [[head]], [head]
    for row in dish_rows(line):
        above = [*above[: row.level + 1], row.text]
        found.append(list(above))
    return found


def is_in(mark: Mark, text: str) -> bool:
    if not mark.is_quantity:
        return mark.text in text
    # Before a name, or as an unknown field; not as part of a sum or a price.
    said = re.escape(mark.text)
    return re.search(rf"^\S “?{said}”? × |: {said}(,0)?$", text) is not None


def check(made: RawOrder) -> None:
    """Check that each mark is in one row, and its parent in the same row or in one above."""
    raw = json.dumps(made.payload, ensure_ascii=False)
    order = read(raw)
    assert len(order.lines) == len(made.dishes)
    for line, marks in zip(order.lines, made.dishes, strict=True):
        rows = chains(line)
        together = [quantity_of(line) + line.name, *(row.text for row in dish_rows(line, joined=True))]
        for mark in marks:
            seen = [row for row in rows if is_in(mark, row[-1])]
            assert len(seen) == 1, (mark, raw)
            assert any(mark.parent in text for text in seen[0]), (mark, raw)
            # A sum of pieces repeats a quantity.
            assert mark.is_quantity or sum(mark.text in text for text in together) == 1, (mark, raw)
            assert any(mark.text in text for text in together), (mark, raw)
    shown = BoardOrder(order, NOW, NOW)
    assert detail_of(shown, NOW).blocks
    text = full_text(shown, NOW)
    assert all(mark.text in text for marks in made.dishes for mark in marks)
    blank = without_personal_data(raw)
    assert not [
        mark for marks in made.dishes for mark in marks if mark.text[0] in "mu" and mark.text in blank
    ]
    assert without_personal_data(blank) == blank


@settings(max_examples=200)
@given(st.integers(0, 2**32))
def test_every_text_of_a_dish_is_seen_once_beside_its_parent(seed: int) -> None:
    check(Inventor(Random(seed)).order(KEY))


FIELDS = (
    *DISH_LISTS,
    *NAMES,
    *QUANTITIES,
    *LISTS,
    "note",
    "price",
    "total",
    "total_price",
    "selected",
    "secim",
    "0",
)
shapes = st.recursive(
    st.just("text") | st.none() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*FIELDS, "ilave_basligi", "ekleme_cikarma"]), inner, max_size=5)
    ),
    max_leaves=25,
)


def marked(shape: Any, marks: list[str]) -> Any:
    """Replace each text by one that occurs nowhere else, and add it to the marks."""
    if isinstance(shape, list):
        return [marked(each, marks) for each in shape]
    if isinstance(shape, dict):
        return {name: marked(each, marks) for name, each in shape.items()}
    if shape == "text":
        marks.append(f"x{len(marks)}z")
        return marks[-1]
    return shape


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(FIELDS), shapes, max_size=4))
def test_no_text_of_any_json_vanishes(fields: dict[str, Any]) -> None:
    marks: list[str] = []
    raw = json.dumps({"payment_key": KEY, **marked(fields, marks)})
    text = full_text(BoardOrder(read(raw), NOW, NOW), NOW)
    assert [mark for mark in marks if mark not in text] == []


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_every_text_of_many_dishes_is_seen_once_beside_its_parent() -> None:
    for seed in range(MANY):
        check(Inventor(Random(seed)).order(KEY))
