"""The changes of a transaction: for the boards of other tills, which read again what is named here."""

from __future__ import annotations

import enum
from typing import Final

import msgspec


class Kind(enum.StrEnum):
    """Kinds of rows."""

    ORDERS = "orders"
    """Orders, their events, flags, commands and bumps."""
    POLL = "poll"
    """An answer of the vendor was saved, with or without orders."""
    OUTBOX = "outbox"
    """There is a call to send."""
    RESTAURANT = "restaurant"
    """Branches, dishes off sale, portions."""
    LISTS = "lists"
    """Cached answers of the vendor."""
    VALUES = "values"
    """Single values: the rush hour."""
    PRINTING = "printing"
    SETTINGS = "settings"
    """Settings that all tills share."""
    TILLS = "tills"
    """A till came, went or got another name."""
    LEASE = "lease"
    """Another till leads, or none."""
    VERSION = "version"
    """The tables were upgraded."""


class Changes(msgspec.Struct, frozen=True):
    """Changes of a transaction, or of several."""

    kinds: frozenset[Kind] = frozenset()
    orders: frozenset[str] | None = frozenset()
    """Payment keys of the changed orders; None where any order may have changed."""

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.kinds)

    def __or__(self, other: Changes) -> Changes:
        """Return both together."""
        orders = None if self.orders is None or other.orders is None else self.orders | other.orders
        return Changes(self.kinds | other.kinds, orders)


EVERYTHING: Final = Changes(frozenset(Kind), None)
"""After a gap in the line: nobody knows what was missed."""
