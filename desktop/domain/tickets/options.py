"""A ticket depends on more than its order: the printer's choices, this printing, and what the restaurant knows."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from desktop.domain.orders.allergies import DEFAULT_WORDS, split_words
from desktop.domain.restaurant.menu import Dish
from desktop.domain.sales.payment import KNOWN, PaymentName


class TextSize(enum.StrEnum):
    """The size of a printer's letters; the value is stored with the printer."""

    NORMAL = "normal"
    LARGE = "large"
    VERY_LARGE = "very_large"


SCALES: Final = {TextSize.NORMAL: 100, TextSize.LARGE: 125, TextSize.VERY_LARGE: 150}
"""In per cent."""


class TicketOptions(msgspec.Struct, frozen=True):
    """A printer's choices."""

    header: tuple[str, ...] = ()
    """Lines at the top."""
    footer: tuple[str, ...] = ()
    """Lines at the bottom."""
    size: TextSize = TextSize.NORMAL
    rail_millimetres: int = 0
    """White paper at the top, where the rail of a kitchen covers the ticket."""
    categories: tuple[str, ...] = ()
    """The dish categories of its kitchen, () for all. A dish of no known category is on every ticket."""


class Printing(msgspec.Struct, frozen=True):
    """One printing."""

    at: datetime
    """The time of day, aware."""
    page: int = 1
    pages: int = 1
    """The tickets of one order that one printer prints together."""
    copy: int = 1
    """2 for a ticket that is printed again: it says so."""
    first_unclear: bool = False
    """Whether nobody knows if the ticket before it came out."""


class Knowledge(msgspec.Struct, frozen=True):
    """Facts that the restaurant knows beside the order."""

    allergy_words: tuple[str, ...] = split_words(DEFAULT_WORDS)
    payments: tuple[PaymentName, ...] = KNOWN
    menu: tuple[Dish, ...] = ()
    """The dishes of the vendor's menu, for their categories."""
    reasons: Mapping[int, str] = msgspec.field(default_factory=dict)
    """The vendor's reasons for a cancel, by their number."""
