"""The dishes that belong to a printer's kitchen; what belongs to another one is named, so that nothing vanishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.orders.dish_categories import DishCategories, plain_name
from desktop.domain.text.translation import tr
from desktop.domain.tickets.letters import one_line
from desktop.domain.tickets.making.words import quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.domain.orders.order import Order, OrderLine
    from desktop.domain.restaurant.menu import Dish


def own_and_other(
    order: Order, categories: Sequence[str], menu: Sequence[Dish]
) -> tuple[list[OrderLine], list[OrderLine]]:
    """Return the dishes of the given categories, and the others.

    A dish belongs to every kitchen where its category is not known, and where no category is given.
    """
    if not categories:
        return list(order.lines), []
    wanted = {plain_name(category) for category in categories}
    known = DishCategories(menu)
    own: list[OrderLine] = []
    other: list[OrderLine] = []
    for line in order.lines:
        category = known.of(line, order.restaurant_id)
        (own if not category or plain_name(category) in wanted else other).append(line)
    return own, other


def elsewhere(lines: Sequence[OrderLine]) -> str:
    """Return "On another ticket: 2× Ayran, 1× Künefe"."""
    nameless = tr("Dish without a name")
    names = ", ".join(f"{quantity(line)}× {one_line(line.name) or nameless}" for line in lines)
    return tr("On another ticket: {dishes}").format(dishes=names)
