"""Splits the text of a JSON list or object into the texts of its elements, without decoding them.

The last resort where one element is no proper JSON (NaN, half a surrogate, endless nesting). A decoder would refuse
the whole text, and with it every good order.
"""

from __future__ import annotations

import re
from typing import Final

_TOKENS: Final = re.compile(rb'"[^"]*"?|[\[\]{},]')
"""A string without escapes, or a sign. A string that does not end takes the rest: no text is looked at twice."""

_FIELD: Final = re.compile(rb'"([^"\\]*)"\s*:\s*(.+)', re.DOTALL)
"""A field whose name has no escapes, and its value."""

_OPENS: Final = frozenset(b"[{")
_CLOSES: Final = frozenset(b"]}")
_COMMA: Final = ord(",")


def split_list(text: bytes) -> list[bytes] | None:
    """Return the elements of the list at the start of `text`; None if no list starts there or it does not end.

    Time and memory grow with the size of the text alone, whatever it holds: it may come from anybody.
    """
    return _split(text) if text.startswith(b"[") else None


def split_fields(text: bytes) -> list[tuple[bytes, bytes]] | None:
    """Return the fields of the object that `text` is: name and value; None if it is none, or does not end.

    A name that is repeated is there twice; a field whose name has escapes is left out. As linear as `split_list`.
    """
    if not (text.startswith(b"{") and text.endswith(b"}")):
        return None
    fields = _split(text, whole=True)
    if fields is None:
        return None
    found = [_FIELD.fullmatch(field) for field in fields]
    return [(field[1], field[2]) for field in found if field is not None]


def _split(text: bytes, *, whole: bool = False) -> list[bytes] | None:
    """Return the elements up to the end of the first value; None if it does not end or, where `whole`, if more follows."""
    # Each escape becomes two harmless letters, so that every quotation mark left begins or ends a string.
    plain = text.replace(rb"\\", b"__").replace(rb"\"", b"__")
    elements: list[bytes] = []
    depth = 0
    start = 1
    for token in _TOKENS.finditer(plain):
        at = token.start()
        sign = plain[at]
        if sign in _OPENS:
            depth += 1
        elif sign in _CLOSES:
            depth -= 1
        if depth == (1 if sign == _COMMA else 0):
            element = text[start:at].strip()
            start = at + 1
            if element:
                elements.append(element)
        if depth == 0:
            return None if whole and start < len(plain) else elements
    return None
