"""Folds text for searches: without case, accents, and the difference between the Turkish letters i."""

from __future__ import annotations

import unicodedata
from typing import Final

# str.lower() turns "İ" into two characters and does not map "ı" to "i". Staff types either.
_LETTERS_I: Final = str.maketrans({"İ": "i", "I": "i", "ı": "i"})


def folded(text: str) -> str:
    """Return a text as searches compare it: ``isk`` matches ``İskender``, ``sis`` matches ``Şiş``."""
    # A sign can decompose into capitals (㎴ is "pV"): repeat until nothing changes.
    while (once := _folded_once(text)) != text:
        text = once
    return text


def _folded_once(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS_I).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
