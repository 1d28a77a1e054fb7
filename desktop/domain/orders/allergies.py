"""(Notes of an order, allergy words) -> the words that are in the notes; and which orders a person must read.

Only what a customer wrote is searched: "fıstıklı baklava" on the menu is no allergy.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.order import DoubtKind, groups_of
from desktop.domain.text.search_folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.domain.orders.order import Order

DEFAULT_WORDS: Final = (
    "alerji, alerjik, alerjen, allerji, alergi, anafilaksi, intolerans, çölyak, gluten, glüten, laktoz, fıstık, fındık, "
    "ceviz, badem, süt, yumurta, susam, soya, kabuklu, karides, midye, balık, kereviz, hardal, "
    "allergy, allergic, intolerance, celiac, coeliac, lactose, peanut, nut, milk, dairy, egg, sesame, soy, shellfish, "
    "shrimp, fish"
)
"""The words as the setting holds them, separated by commas."""

_GENERAL: Final = ("alerj", "allerj", "alerg", "allerg", "anafil", "intoler")
"""Beginnings of words that name an allergy without naming the food."""
_LONGEST: Final = 10_000
"""Characters of a note that are searched; no person writes more, and all of a note is shown."""
_SHORT: Final = 3
"""Letters up to which a word must be followed by an ending, not by any letters: "süt" is not in "sütlaç"."""
_SUFFIXES: Final = re.compile(
    r"(s|es|y?[aeiu]|l[iu]|s[iu]z|l[ae]r|[iu]?m|[iu]?n|n[iu]n|[iu]m[iu]z|s[iu]|[dt][ae]n?|[dt][iu]r|y?l[ae]|c[ae])*"
)
"""Turkish and English endings of nouns, folded."""
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
"""Soft hyphens and other signs that nobody sees: a copied text has them inside its words."""
_SOFTENED: Final = {"k": "g", "t": "d", "p": "b"}
"""A last letter before a vowel: "fıstık", "fıstığa"."""


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of the setting, each once, in their order; accents and case make no other word."""
    words: dict[str, str] = {}
    for each in re.split(r"[,;\n]", text):
        word = " ".join(each.split())
        if word:
            words.setdefault(folded(word), word)
    return tuple(words.values())


def notes_of(order: Order) -> Iterator[str]:
    """Yield everything that a person wrote: on the order, a dish, a group or an option."""
    yield order.note
    for doubt in order.doubts:
        if doubt.kind is DoubtKind.POSSIBLE_NOTE:
            yield doubt.received
    for line in order.lines:
        yield line.note
        for group in groups_of(line.groups):
            yield group.note
        for option in line.options():
            yield option.note


def found_in(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that are in a text, in the order of the list."""
    letters = _letters(text[:_LONGEST])
    if not letters.strip() or not _any_of(words).search(letters):
        return ()
    return tuple(word for word, pattern in _patterns(words) if pattern.search(letters))


def allergies_in(order: Order, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that are in the notes of an order, in the order of the list."""
    hits = {word for note in notes_of(order) for word in found_in(note, words)}
    return tuple(word for word in words if word in hits)


def named_foods(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that name what the customer cannot eat: without "alerji" itself."""
    return tuple(word for word in words if not folded(word).startswith(_GENERAL))


def needs_reading(order: Order, words: tuple[str, ...]) -> bool:
    """Return whether a person must read an order before it is accepted: a note, a doubt or an allergy."""
    return (
        bool(order.doubts)
        or any(note.strip() for note in notes_of(order))
        or bool(allergies_in(order, words))
    )


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return one pattern for all words: most notes name none, and one search shows it."""
    expressions = (expression for word in words if (expression := _expression(word)))
    return re.compile("|".join(f"(?:{expression})" for expression in expressions) or r"(?!)")


@lru_cache(maxsize=8)
def _patterns(words: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((word, re.compile(pattern)) for word in words if (pattern := _expression(word)))


def _expression(word: str) -> str:
    letters = _letters(word).split()
    if not letters:
        return ""
    *before, last = letters
    softened = _SOFTENED.get(last[-1])
    stem = (
        re.escape(last)
        if softened is None
        else f"(?:{re.escape(last)}|{re.escape(last[:-1])}{softened}(?=[aeiu]))"
    )
    ending = f"(?:{_SUFFIXES.pattern})\\b" if len(last) <= _SHORT else ""
    return r"\b" + " +".join([*map(re.escape, before), stem]) + ending


def _letters(text: str) -> str:
    """Return a folded text whose words are separated by blanks."""
    return re.sub(r"[^\w]+|_", " ", folded(_INVISIBLE.sub("", text)))
