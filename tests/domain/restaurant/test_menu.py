"""The vendor's menu, and searches in it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.restaurant.menu import FoodMenu, grouped, read_menu

BRANCH = "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21"
OTHER = "5d0c3a44-1f0b-4e5e-8a6b-2f7a9c1e6b02"


def food(food_id: Any, name: Any, category: Any = None, **fields: Any) -> dict[str, Any]:
    return {"food_id": food_id, "name": name, "category": category, "restaurant_id": BRANCH} | fields


def read(*foods: Any) -> FoodMenu:
    return read_menu(json.dumps(foods))


def names(menu: FoodMenu, text: str) -> list[str]:
    return [dish.name for dish in menu.find(text)]


MAINS, DRINKS = {"id": 1, "name": "Ana yemek", "sort": 0}, {"id": 2, "name": "İçecek", "sort": 1}
MENU = read(
    food(1, "Ayran 300 ml", DRINKS, sort=1),
    food(2, "İskender", MAINS, sort=2, price=460),
    food(3, "Adana Dürüm (Acılı)", MAINS, sort=1, price="290.50"),
    food(4, "Tavuk İskender", MAINS, sort=0),
)


def test_dishes_come_in_the_vendors_order() -> None:
    assert [dish.food_id for dish in MENU.dishes] == [4, 3, 2, 1]
    assert [dish.price for dish in MENU.dishes] == [None, Decimal("290.50"), Decimal(460), None]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("isk", ["İskender", "Tavuk İskender"]),
        ("İSK", ["İskender", "Tavuk İskender"]),
        ("durum", ["Adana Dürüm (Acılı)"]),
        ("acili", ["Adana Dürüm (Acılı)"]),
        ("icecek", ["Ayran 300 ml"]),
        ("300", ["Ayran 300 ml"]),
        ("isk tav", ["Tavuk İskender"]),
        ("kender", []),
        ("", ["Tavuk İskender", "Adana Dürüm (Acılı)", "İskender", "Ayran 300 ml"]),
    ],
)
def test_a_typed_text_finds_dishes(typed: str, found: list[str]) -> None:
    assert names(MENU, typed) == found


def test_an_orders_line_finds_its_dish_in_its_own_branch() -> None:
    menu = read(food(1, "Mantı"), food(1001, "Mantı", restaurant_id=OTHER.upper()))
    for branch, ident in ((BRANCH, 1), (OTHER, 1001)):
        dish = menu.dish_named("  MANTI ", branch)
        assert dish is not None
        assert dish.food_id == ident
    assert menu.dish_named("Mant", BRANCH) is None


def test_two_dishes_of_one_name_match_no_line() -> None:
    assert read(food(1, "Mantı"), food(2, "mantı")).dish_named("Mantı", BRANCH) is None


def test_entries_that_are_no_dish_are_left_out_and_counted() -> None:
    menu = read(
        food("7", "Künefe", "Tatlı"), food(None, "?"), food(8, ""), food(True, "x"), "y", food(7, "nochmal")
    )
    assert [(dish.food_id, dish.name, dish.category) for dish in menu.dishes] == [(7, "Künefe", "Tatlı")]
    assert menu.unread == 5


@pytest.mark.parametrize("text", ["{}", "null", "[", '"x"'])
def test_a_menu_that_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_menu(text)


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(
        st.fixed_dictionaries({"food_id": _ANY, "name": _ANY, "category": _ANY, "price": _ANY, "sort": _ANY})
    )
)
def test_no_entry_breaks_the_menu(entries: list[dict[str, Any]]) -> None:
    menu = read_menu(json.dumps(entries))
    assert len(menu.dishes) + menu.unread == len(entries)
    assert all(menu.find(dish.name) for dish in menu.dishes)


def test_the_dishes_of_several_branches_with_one_name_and_category_are_one() -> None:
    menu = read(
        food(21, "İskender", MAINS, restaurant_id=OTHER),
        food(1, "iskender ", {"name": "ANA YEMEK", "sort": 0}),
        food(2, "Ayran", DRINKS),
        food(3, "Ayran", DRINKS),
        food(22, "Ayran", DRINKS, restaurant_id=OTHER),
        food(23, "Ayran", MAINS, restaurant_id=OTHER),
        food(4, "Künefe", DRINKS, restaurant_id=None),
    )
    groups = grouped(menu.dishes, [BRANCH, OTHER])
    ids = [[dish.food_id for dish in group.dishes] for group in groups]
    assert sorted(ids) == [[1, 21], [2, 22], [3], [4], [23]]
    assert [group.name for group in groups if len(group.dishes) > 1] == ["iskender", "Ayran"]


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["", BRANCH, OTHER])), max_size=12))
def test_grouping_loses_no_dish_and_puts_no_branch_twice_in_a_group(
    dishes: list[tuple[str, str]],
) -> None:
    menu = read(*(food(place, name, restaurant_id=branch) for place, (name, branch) in enumerate(dishes)))
    groups = grouped(menu.dishes, [BRANCH])
    assert sorted(dish.food_id for group in groups for dish in group.dishes) == list(range(len(dishes)))
    for group in groups:
        branches = [dish.restaurant_id for dish in group.dishes]
        assert len(set(branches)) == len(branches)


def test_the_menu_reads_texts_and_amounts_as_orders_do() -> None:
    entries = [
        {"food_id": 1, "name": "Ayran &amp; Su", "category": {"name": "&Iuml;çecek"}, "price": "1.417,50"},
        {"food_id": 2, "name": "Tandır", "price": "1.250"},
        {"food_id": 3, "name": "Çay", "price": 1.25},
    ]
    dishes = {dish.food_id: dish for dish in read_menu(json.dumps(entries)).dishes}
    assert (dishes[1].name, dishes[1].category) == ("Ayran & Su", "Ïçecek")
    assert [dishes[number].price for number in (1, 2, 3)] == [Decimal("1417.50"), None, Decimal("1.25")]
