"""(Any text) -> a text that the tickets' fonts can draw whole: what has no letter becomes a name or a box, never nothing.

An emoji is written as its name, "[hot pepper]". Control characters, signs that change the direction of a text and
letters of other scripts become "□": somebody has to look at the screen. `resources/fonts/make_font.py` has the same letters.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from desktop.domain.text.translation import Message

BOX: Final = "□"
"""Stands for one letter that cannot be printed."""

COVERED: Final = frozenset(
    (
        *range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x250), 0x259, 0x26A, *range(0x2B0, 0x2DE), *range(0x1E00, 0x1F00),
        *range(0x384, 0x38B), 0x38C, *range(0x38E, 0x3A2), *range(0x3A3, 0x3CF), *range(0x400, 0x460), *range(0x490, 0x4BA),
        *range(0x2010, 0x2028), *range(0x2030, 0x203B), 0x2044, 0x2070, *range(0x2074, 0x208F),
        0x20A4, 0x20AC, 0x20BA, 0x20BC, 0x20BD, 0x2116, 0x2122, *range(0x2190, 0x2195), 0x2212, 0x221E, 0x2248, 0x2260, 0x2264,
        0x2265, 0x25A0, 0x25A1, 0x25B2, 0x25B6, 0x25BC, 0x25CB, 0x25CF, 0x2605, 0x2606, 0x26A0, 0x2713, 0x2717,
    )
) - {0x1C4, 0x1E9C}  # fmt: skip
"""The letters that the tickets' fonts have; a test compares them."""

_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN: Final = re.compile(
    "[\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
"""Signs without a width that change no meaning, and those that join or colour an emoji."""
_BLANKS: Final = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SKIN: Final = re.compile(r"(?<=\S)" "[\U0001f3fb-\U0001f3ff]")
_FLAG: Final = 0x1F1E6
_LETTERS: Final = 26
_MARKS: Final = re.compile("[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]+")
_LONGEST_NAME: Final = 40

_EMOJIS: Final[dict[str, Message]] = {
    "🌶": Message("hot pepper"),
    "🔥": Message("fire"),
    "❤": Message("heart"),
    "🙏": Message("please"),
    "👍": Message("thumbs up"),
    "👎": Message("thumbs down"),
    "❌": Message("cross"),
    "✅": Message("tick"),
    "✔": Message("tick"),
    "🚫": Message("forbidden"),
    "⛔": Message("forbidden"),
    "❗": Message("exclamation mark"),
    "‼": Message("exclamation mark"),
    "❓": Message("question mark"),
    "🥜": Message("peanuts"),
    "🌰": Message("chestnut"),
    "🥛": Message("milk"),
    "🧀": Message("cheese"),
    "🥚": Message("egg"),
    "🐟": Message("fish"),
    "🦐": Message("shrimp"),
    "🧅": Message("onion"),
    "🧄": Message("garlic"),
    "🍅": Message("tomato"),
    "🧂": Message("salt"),
    "🍋": Message("lemon"),
    "🎂": Message("birthday cake"),
    "🎉": Message("celebration"),
    "😊": Message("smile"),
    "🙂": Message("smile"),
    "😀": Message("smile"),
    "😋": Message("tasty"),
    "👶": Message("baby"),
    "🔕": Message("no bell"),
    "🔔": Message("bell"),
    "🐶": Message("dog"),
    "📞": Message("telephone"),
}


def printable(text: str) -> str:
    """Return a text, of any number of lines, that the tickets' fonts can draw whole."""
    text = _BLANKS.sub(" ", _LINE_ENDS.sub("\n", text))
    if text.isascii() and text.replace("\n", "").isprintable():
        return text.strip()
    text = _SKIN.sub("", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    # A letter and its mark are one letter where the fonts have no common one: the letter alone reads best.
    text = _MARKS.sub(_mark, text)
    return "".join(map(_letter, text)).strip()


def one_line(text: str) -> str:
    """Return a printable text without line ends."""
    return " ".join(printable(text).split())


def _mark(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1] if found.start() else ""
    return "" if before.isalnum() else BOX


def _letter(letter: str) -> str:
    code = ord(letter)
    if code in COVERED or letter == "\n":
        return letter
    if _FLAG <= code < _FLAG + _LETTERS:
        return chr(code - _FLAG + ord("A"))
    if letter in _EMOJIS:
        return f"[{_EMOJIS[letter]}]"
    if unicodedata.category(letter) == "So":
        name = unicodedata.name(letter, "").lower()
        return f"[{name}]" if name and len(name) <= _LONGEST_NAME else BOX
    # ﬁ, Ａ, ① and the like.
    plain = unicodedata.normalize("NFKC", letter)
    if plain != letter and all(ord(part) in COVERED for part in plain):
        return plain
    return BOX
