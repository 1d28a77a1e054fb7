"""Names of the vendor's calls: method and path -> the name in the journal, the faults and the rules."""

from __future__ import annotations

from typing import Final

_CALLS: Final = {
    ("POST", "/auth/login"): "login",
    ("GET", "/orders/get-current"): "get-current",
    ("PUT", "/orders/success/"): "success",
    ("PUT", "/orders/accept/"): "accept",
    ("PUT", "/orders/ontheway/"): "ontheway",
    ("PUT", "/orders/complete/"): "complete",
    ("PUT", "/orders/cancel/"): "cancel",
    ("GET", "/orders/cancel-reasons"): "cancel-reasons",
    ("GET", "/orders/variables"): "variables",
    ("GET", "/restaurants/get"): "restaurants",
    ("GET", "/restaurants/status/get/"): "restaurant-status",
    ("PUT", "/restaurants/status/open/"): "restaurant-open",
    ("PUT", "/restaurants/status/close/"): "restaurant-close",
    ("GET", "/foods/get-foods"): "get-foods",
    ("PUT", "/foods/status-active/"): "food-status-active",
    ("PUT", "/foods/status-passive/"): "food-status-passive",
}
"""An id follows a path that ends with a slash."""

NAMES: Final = frozenset(_CALLS.values())

ON_ORDERS: Final = frozenset({"success", "accept", "ontheway", "complete", "cancel"})
"""Calls with a payment key in the path."""

WITH_COOLDOWN: Final = frozenset({"get-current", "get-foods"})


def name_call(method: str, path: str) -> tuple[str, str]:
    """Return a call's name and the id in its path ("" if none); ("", "") for an unknown call."""
    for (known, prefix), name in _CALLS.items():
        item_id = path.removeprefix(prefix)
        if known == method and path.startswith(prefix) and bool(item_id) == prefix.endswith("/"):
            return name, item_id
    return "", ""
