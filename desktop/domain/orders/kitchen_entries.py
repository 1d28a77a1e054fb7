"""The stored entries of a kitchen about an order: bumps, recalls, and changes that came while it was cooked."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders.order import Order

if TYPE_CHECKING:
    from collections.abc import Iterable

WHOLE_KITCHEN: Final = ""
"""The station of a restaurant whose kitchens are not told apart."""
PASS: Final = "@pass"  # noqa: S105 - where dishes are passed to the waiters
"""The station that sees whole orders, and what each other station has done. No station of the settings begins with @."""


class EntryKind(enum.StrEnum):
    """The kinds of entries."""

    BUMP = "bump"
    """A ticket or a dish is ready."""
    RECALL = "recall"
    """A bump is taken back; the bump stays as a row."""
    CHANGE = "change"
    """The order changed while it was cooked."""


class KitchenEntry(msgspec.Struct, frozen=True):
    """One entry; entries of an order are in the order of their ids."""

    id: int
    kind: EntryKind
    station: str
    at: datetime
    dishes: tuple[str, ...] = ()
    """The dishes that a bump covers, as `dish_keys` names them: a dish that changed has another key."""
    content: str = ""
    """For a bump of a whole ticket, what the ticket said, see `dish_keys.content`; "" for a bump of one dish."""
    recalls: int | None = None
    """The id of the bump that a recall takes back."""
    before: Order | None = None
    """For a change, the order as it was before."""

    @property
    def is_whole(self) -> bool:
        """Whether it is a bump of a whole ticket."""
        return self.kind is EntryKind.BUMP and self.content != ""


def bumps_in_force(entries: Iterable[KitchenEntry]) -> list[KitchenEntry]:
    """Return the bumps that nobody took back, the oldest first."""
    entries = tuple(entries)
    recalled = {entry.recalls for entry in entries if entry.kind is EntryKind.RECALL}
    return [entry for entry in entries if entry.kind is EntryKind.BUMP and entry.id not in recalled]
