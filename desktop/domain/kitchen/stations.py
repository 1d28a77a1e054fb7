"""Stations: kitchens that cook the dishes of some categories each.

A dish whose category is not known, or belongs to no station, is on every station: never on none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders.dish_categories import DishCategories, plain_name
from desktop.domain.orders.kitchen_entries import PASS, WHOLE_KITCHEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.orders.order import OrderLine
    from desktop.domain.restaurant.menu import Dish

_ENDS: Final = re.compile("[;\n]")


class Station(msgspec.Struct, frozen=True):
    """One kitchen."""

    name: str
    categories: tuple[str, ...]


def read_stations(text: str) -> tuple[Station, ...]:
    """Return the stations of a setting such as ``Grill: Kebabs, Wraps; Cold: Salads``; what is none is left out.

    Two entries of one name are one station.
    """
    found: dict[str, list[str]] = {}
    for part in _ENDS.split(text):
        name, colon, rest = part.partition(":")
        name = " ".join(name.split()).lstrip("@")
        categories = [" ".join(each.split()) for each in rest.split(",")]
        if name and colon and any(categories):
            found.setdefault(name, []).extend(filter(None, categories))
    return tuple(Station(name, tuple(categories)) for name, categories in found.items())


class Kitchens:
    """The stations of a restaurant, and the dishes that each of them cooks."""

    def __init__(self, stations: tuple[Station, ...] = (), menu: Iterable[Dish] = ()) -> None:
        self.stations = stations
        self._categories = DishCategories(menu if stations else ())
        self._wanted: dict[str, list[str]] = {}
        for station in stations:
            for category in station.categories:
                self._wanted.setdefault(plain_name(category), []).append(station.name)

    @property
    def views(self) -> tuple[str, ...]:
        """The stations that a screen can show: the whole kitchen, and where there are several, each and the pass."""
        names = [station.name for station in self.stations]
        return (WHOLE_KITCHEN, *names, PASS) if names else (WHOLE_KITCHEN,)

    def cooks_of(self, line: OrderLine, restaurant_id: str) -> tuple[str, ...]:
        """Return the stations that cook a dish, () for a dish that belongs to none and therefore to every one."""
        if not self.stations:
            return ()
        category = self._categories.of(line, restaurant_id)
        return tuple(self._wanted.get(plain_name(category), ())) if category else ()

    def cooks(self, station: str, line: OrderLine, restaurant_id: str) -> bool:
        """Return whether a station has a dish."""
        if station in {WHOLE_KITCHEN, PASS}:
            return True
        cooks = self.cooks_of(line, restaurant_id)
        return not cooks or station in cooks
