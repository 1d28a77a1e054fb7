"""Turkish sort order: ç after c, ğ after g, ı before i, without case.

The standard library sorts by code points: Çorba and İskender would follow Zeytin.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_ALPHABET: Final = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
_PLACES: Final = {letter: place for place, letter in enumerate(_ALPHABET)}
# str.lower() does not know the two letters i.
_LETTERS_I: Final = str.maketrans({"İ": "i", "I": "ı"})
_BEFORE, _LETTER, _AFTER = range(3)

SortKey = tuple[tuple[tuple[int, int], ...], str]


def turkish_sort_key(text: str) -> SortKey:
    """Return a sort key: blanks, signs and digits first, then the alphabet, then other letters."""
    lower = unicodedata.normalize("NFC", text).translate(_LETTERS_I).lower()
    return tuple(_place(letter) for letter in lower), text


def _place(letter: str) -> tuple[int, int]:
    if letter in _PLACES:
        return _LETTER, _PLACES[letter]
    # The letter below decides for â, î and û.
    bare = unicodedata.normalize("NFD", letter)[0]
    if bare in _PLACES:
        return _LETTER, _PLACES[bare]
    return _AFTER if letter.isalpha() else _BEFORE, ord(letter)
