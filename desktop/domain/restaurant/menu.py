"""The menu: the vendor's list of dishes by category, and searches in it.

Entries that are no dish are left out and counted, and no missing field hides a dish.
Source: the vendor's reference of `/foods/get-foods`.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.domain.json_scalars import as_number, without_entities
from desktop.domain.restaurant.branch import usable_id
from desktop.domain.text.search_folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LARGEST_ID: Final = 2**63 - 1
_LAST: Final = 2**31

_decoder: Final = msgspec.json.Decoder(list[Any], float_hook=Decimal)


STORED_AS: Final = "foods"
"""The name under which the store holds the vendor's list of dishes."""


class Dish(msgspec.Struct, frozen=True):
    """A dish of one branch."""

    food_id: int
    name: str
    category: str
    """Name of its category, "" where it has none."""
    restaurant_id: str
    """Lower-case UUID, "" where the vendor names none."""
    price: Decimal | None
    """In lira."""


class DishGroup(msgspec.Struct, frozen=True):
    """The dishes of several branches that have one name and category: for people they are one dish."""

    dishes: tuple[Dish, ...]
    """One of each branch that has it."""

    @property
    def name(self) -> str:
        """The name, as the first branch writes it."""
        return self.dishes[0].name

    @property
    def category(self) -> str:
        """The name of its category, "" where it has none."""
        return self.dishes[0].category


class FoodMenu(msgspec.Struct, frozen=True):
    """All dishes, in the vendor's order: by category, then within it."""

    dishes: tuple[Dish, ...] = ()
    unread: int = 0
    """Number of entries in the list that are no dish."""

    def find(self, text: str) -> list[Dish]:
        """Return the dishes that a typed text finds: each of its words begins a word of name or category; all for "".

        Case, accents and the Turkish letters i make no difference. Names that begin with the text come first.
        """
        words = folded(text).split()
        found = [dish for dish in self.dishes if _holds(words, dish)]
        whole = " ".join(words)
        return sorted(found, key=lambda dish: not folded(dish.name).startswith(whole))

    def with_dishes(self, more: Iterable[tuple[int, str, str]]) -> FoodMenu:
        """Return the menu with more dishes, which the vendor does not list: id, name, branch."""
        added = tuple(Dish(food_id, name, "", branch, None) for food_id, name, branch in more)
        return FoodMenu(self.dishes + added, self.unread) if added else self

    def dish_named(self, name: str, restaurant_id: str) -> Dish | None:
        """Return the dish with the name of an order's line, None where there is none or several."""
        wanted, branch = " ".join(folded(name).split()), usable_id(restaurant_id)
        found = [
            dish
            for dish in self.dishes
            if " ".join(folded(dish.name).split()) == wanted and dish.restaurant_id in {"", branch}
        ]
        return found[0] if len(found) == 1 else None


def grouped(dishes: Iterable[Dish], branches: Sequence[str] = ()) -> list[DishGroup]:
    """Return the dishes with those of one name and category together, in the order of their first.

    Two dishes of one branch are never together: they have other ids for some reason.

    Args:
        dishes: sorted.
        branches: ids of the branches; dishes of a group have this order.
    """
    places = {branch: place for place, branch in enumerate(branches)}
    groups: dict[tuple[str, str, int], list[Dish]] = {}
    seen: Counter[tuple[str, str, str]] = Counter()
    for dish in dishes:
        name, category = (" ".join(folded(text).split()) for text in (dish.name, dish.category))
        again = seen[name, category, dish.restaurant_id]
        seen[name, category, dish.restaurant_id] += 1
        groups.setdefault((name, category, again), []).append(dish)
    for group in groups.values():
        group.sort(key=lambda dish: places.get(dish.restaurant_id, len(places)))
    return [DishGroup(tuple(group)) for group in groups.values()]


def _holds(words: Iterable[str], dish: Dish) -> bool:
    there = f" {folded(dish.name)} {folded(dish.category)}"
    return all(f" {word}" in there or f"({word}" in there for word in words)


def read_menu(data: bytes | str) -> FoodMenu:
    """Read the vendor's list.

    Raises:
        ValueError: it is no list.
    """
    try:
        found = without_entities(_decoder.decode(data))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    read = list(_read(found))
    read.sort(key=lambda place: place[0])
    return FoodMenu(tuple(dish for _, dish in read), len(found) - len(read))


def _read(entries: Iterable[Any]) -> Iterator[tuple[tuple[int, str, int], Dish]]:
    seen: set[int] = set()
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        food_id, name = _whole(entry.get("food_id")), _text(entry.get("name"))
        if food_id is None or not name or food_id in seen:
            continue
        seen.add(food_id)
        category = entry.get("category")
        group = category if isinstance(category, dict) else {"name": category}
        title = _text(group.get("name"))
        dish = Dish(
            food_id,
            name,
            title,
            usable_id(_text(entry.get("restaurant_id"))),
            price if isinstance(price := as_number(entry.get("price")), Decimal) else None,
        )
        yield (_place(group.get("sort")), title, _place(entry.get("sort"))), dish


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdecimal():
        value = int(value) if len(value) < len(str(_LARGEST_ID)) else None
    return value if type(value) is int and 0 <= value <= _LARGEST_ID else None


def _place(value: Any) -> int:
    place = _whole(value)
    return _LAST if place is None else place
