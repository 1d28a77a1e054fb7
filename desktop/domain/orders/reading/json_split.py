"""Splits the text of a JSON list into the texts of its elements, without decoding them.

The last resort for a list in which one element is no proper JSON (NaN, half a surrogate, endless nesting). A
decoder would refuse the whole list, and with it every good order.
"""

from __future__ import annotations

import re
from typing import Final

_TOKENS: Final = re.compile(rb'"[^"]*"?|[\[\]{},]')
"""A string without escapes, or a sign. A string that does not end takes the rest: no text is looked at twice."""

_OPENS: Final = frozenset(b"[{")
_CLOSES: Final = frozenset(b"]}")
_COMMA: Final = ord(",")


def split_list(text: bytes) -> list[bytes] | None:
    """Return the elements of the list at the start of `text`; None if no list starts there or it does not end.

    Time and memory grow with the size of the text alone, whatever it holds: it may come from anybody.
    """
    if not text.startswith(b"["):
        return None
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
            return elements
    return None
