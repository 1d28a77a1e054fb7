"""(A dish of an order, the vendor's menu) -> the name of its category, by its id, or by its name where that is clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.text.search_folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.orders.order import OrderLine
    from desktop.domain.restaurant.menu import Dish


class DishCategories:
    """The categories of a menu."""

    def __init__(self, menu: Iterable[Dish] = ()) -> None:
        self._by_id: dict[str, str] = {}
        self._by_name: dict[str, set[tuple[str, str]]] = {}
        for dish in menu:
            self._by_id[str(dish.food_id)] = dish.category
            self._by_name.setdefault(plain_name(dish.name), set()).add((dish.restaurant_id, dish.category))

    def of(self, line: OrderLine, restaurant_id: str) -> str:
        """Return a dish's category, "" where it is not known."""
        if found := self._by_id.get(line.food_id):
            return found
        named = self._by_name.get(plain_name(line.name), ())
        here = {category for branch, category in named if branch in {"", restaurant_id}}
        return next(iter(here)) if len(here) == 1 else ""


def plain_name(name: str) -> str:
    """Return a name by which two spellings are one: case, accents and blanks make no difference."""
    return " ".join(folded(name).split())
