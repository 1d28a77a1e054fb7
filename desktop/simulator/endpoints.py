"""Names of the vendor's calls: method and path -> the name in the journal, the faults and the rules."""

from __future__ import annotations

import re
from typing import Final

_PATHS: Final[tuple[tuple[str, re.Pattern[str], str], ...]] = tuple(
    (method, re.compile(pattern), name)
    for method, pattern, name in (
        ("POST", r"/auth/login", "login"),
        ("GET", r"/orders/get-current", "get-current"),
        ("PUT", r"/orders/(?P<kind>success|accept|ontheway|complete|cancel)/(?P<id>.+)", "{kind}"),
        ("GET", r"/orders/(?P<kind>cancel-reasons|variables)", "{kind}"),
        ("GET", r"/restaurants/get", "restaurants"),
        ("GET", r"/restaurants/status/get/(?P<id>.+)", "restaurant-status"),
        ("PUT", r"/restaurants/status/(?P<kind>open|close)/(?P<id>.+)", "restaurant-{kind}"),
        ("GET", r"/foods/get-foods", "get-foods"),
        ("PUT", r"/foods/(?P<kind>status-active|status-passive)/(?P<id>.+)", "food-{kind}"),
    )
)

ON_ORDERS: Final = frozenset({"success", "accept", "ontheway", "complete", "cancel"})
"""Calls with a payment key in the path."""

WITH_COOLDOWN: Final = frozenset({"get-current", "get-foods"})
"""Calls with a cooldown."""

NAMES: Final = (
    ON_ORDERS
    | WITH_COOLDOWN
    | {"login", "cancel-reasons", "variables", "restaurants"}
    | {
        "restaurant-status",
        "restaurant-open",
        "restaurant-close",
        "food-status-active",
        "food-status-passive",
    }
)


def name_call(method: str, path: str) -> tuple[str, str]:
    """Return a call's name and the id in its path ("" if none); ("", "") for an unknown call."""
    for known, pattern, name in _PATHS:
        found = pattern.fullmatch(path)
        if found is not None and known == method:
            parts = found.groupdict()
            return name.format_map(parts), parts.get("id") or ""
    return "", ""
