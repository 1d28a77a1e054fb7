"""The journal of a till that leads: acknowledged orders that a shared database may forget when a late replica replaces it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

JOURNAL_NAME: Final = "tezgah.journal.db"
"""Of the file in the data folder."""


class JournalEntry(msgspec.Struct, frozen=True):
    """The last that this till did with an order at the vendor. All times are the store's."""

    payment_key: str
    raw: str
    """As the vendor sent it."""
    status_id: int
    at: datetime
    """When this status was saved."""
    done_status: int | None = None
    """Status after a command that the vendor confirmed since, None without one."""
    done_at: datetime | None = None
    minutes: int | None = None
    """Promised preparation time."""

    @property
    def last_status(self) -> int:
        """The status that the database has to know."""
        return self.status_id if self.done_status is None else self.done_status

    @property
    def last_at(self) -> datetime:
        """When the database knew it."""
        return self.at if self.done_at is None else self.done_at


class Journal(Protocol):
    """Keeps the entries of one till. An embedded store needs none."""

    async def note(self, entries: Iterable[JournalEntry]) -> None:
        """Save entries durably, each instead of an earlier one of its order.

        Raises:
            StoreError: nothing was saved.
        """
        ...
