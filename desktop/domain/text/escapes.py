"""Characters that a terminal or a reader's eye obeys instead of showing: they are written as escapes.

ESC and C1 give commands to a terminal, CR and backspace overwrite what stands there, direction marks and zero-width
characters change what is read.
"""

from __future__ import annotations

import re
from typing import Final

# From DEL on: C1, soft hyphen, marks and overrides of direction, zero-width characters, line and paragraph separators,
# surrogates, interlinear and tag characters.
_HIGH: Final = (
    "\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufffc\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_IN_JSON: Final = re.compile(f"[{_HIGH}]")
_IN_LINE: Final = re.compile(f"[\x00-\x1f{_HIGH}]")
_IN_TEXT: Final = re.compile(rf"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f{_HIGH}]")

_BYTE: Final = 0xFF
_PLANE: Final = 0xFFFF


def escaped_line(text: str) -> str:
    r"""Return a text for one line of a terminal: ESC becomes ``\x1b``, a line end ``\x0a``."""
    return _IN_LINE.sub(_escape, text)


def escaped_text(text: str) -> str:
    """Return a text for a terminal, with its tabs and line ends."""
    return _IN_TEXT.sub(_escape, text)


def escaped_json(text: str) -> str:
    """Return the same JSON in which such characters are escapes; any reader gets the same values from it.

    They can only stand inside its strings. Those below a space are already escaped there.
    """
    return _IN_JSON.sub(_json_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code <= _BYTE else f"\\u{code:04x}" if code <= _PLANE else f"\\U{code:08x}"


def _json_escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
