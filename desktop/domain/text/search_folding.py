"""Text -> what it is searched by: without case, accents, and the difference between the Turkish letters i."""

from __future__ import annotations

import unicodedata
from typing import Final

# str.lower() makes two characters of "İ", and "ı" is no "i" to it; a person at the counter types either.
_LETTERS_I: Final = str.maketrans({"İ": "i", "I": "i", "ı": "i"})


def folded(text: str) -> str:
    """Return a text as it is compared in searches: ``isk`` is found in ``İskender``, ``sis`` in ``Şiş``."""
    # A sign can come apart into capitals (㎴ is "pV"): again, until nothing changes.
    while (once := _folded_once(text)) != text:
        text = once
    return text


def _folded_once(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS_I).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
