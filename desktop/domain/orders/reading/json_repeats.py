"""Finds fields that a JSON object has twice: a decoder keeps the last and drops the others without a word."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

import msgspec

REPEATED: Final = " (repeated)"
"""Ends the name of a field that stands for another value of the field before it."""

_MOST_ALONE: Final = 3
"""Values of one field that get a field of their own; all others share one. A name grows with each of them: an order of
some megabytes would take hours."""

_COLON: Final = b":"
_ESCAPED_COLON: Final = rb"\u003"
"""Begins a colon that is written by its number in a text."""


def with_repeated_fields(text: str, value: Any) -> Any:
    """Return a decoded value, with a field of its own for each value that the decoder dropped.

    Args:
        text: the JSON text.
        value: the same, decoded; returned where no object has a field twice.
    """
    if _has_each_name_once(text, value):
        return value
    repeats = 0

    def decode(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeats
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        others: dict[str, list[Any]] = {}
        for name, each in pairs:
            if each != found[name]:
                repeats += 1
                others.setdefault(name, []).append(each)
        for name, values in others.items():
            alone, rest = values[:_MOST_ALONE], values[_MOST_ALONE:]
            for each in [*alone, rest] if rest else alone:
                found[_free_name(name, found)] = each
        return found

    try:
        again = json.loads(text, strict=False, parse_float=Decimal, object_pairs_hook=decode)
    except (ValueError, ArithmeticError, RecursionError):
        return value
    return again if repeats else value


def _has_each_name_once(text: str, value: Any) -> bool:
    """Return True where no object has a field twice; False where that is not certain.

    A value that is written again has a colon for each of its names, and those of its texts. One more in the original
    belongs to a name that was dropped.
    """
    try:
        received, again = text.encode(), msgspec.json.encode(value)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    return received.count(_COLON) == again.count(_COLON) and _ESCAPED_COLON not in received


def _free_name(name: str, taken: dict[str, Any]) -> str:
    name += REPEATED
    while name in taken:
        name += REPEATED
    return name
