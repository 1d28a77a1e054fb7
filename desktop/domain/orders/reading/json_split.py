"""Splits the text of a JSON list into the texts of its elements, without decoding them.

The last resort for a list in which one element is no proper JSON (NaN, half a surrogate, endless nesting). A
decoder would refuse the whole list, and with it every good order.
"""

from __future__ import annotations

import re
from typing import Final

_TOKENS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)


def split_list(text: bytes) -> list[bytes] | None:
    """Return the elements of the list at the start of `text`; None if no list starts there or it does not end."""
    if not text.startswith(b"["):
        return None
    elements: list[bytes] = []
    depth = 0
    start = 1
    for token in _TOKENS.finditer(text):
        sign = token[0]
        if sign in b"[{":
            depth += 1
        elif sign in b"]}":
            depth -= 1
        if (depth == 1 and sign == b",") or (depth == 0 and sign == b"]"):
            element = text[start : token.start()].strip()
            start = token.end()
            if element:
                elements.append(element)
        if depth == 0:
            return elements
    return None
