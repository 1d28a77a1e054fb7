"""Dishes that are off sale, and when they go back on sale automatically."""

from __future__ import annotations

import enum
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.text.local_time import ISTANBUL

if TYPE_CHECKING:
    from desktop.domain.restaurant.branch import Branch

FEW_HOURS: Final = timedelta(hours=4)

NEXT_MORNING: Final = time(5, 0)
"""Local end of "until closing" where the branch never closed: after any closing time, before any opening."""


class OffFor(enum.StrEnum):
    """How long a dish is off sale."""

    UNTIL_CLOSING = "until_closing"
    FEW_HOURS = "few_hours"
    UNTIL_SAID = "until_said"


class OffSale(msgspec.Struct, frozen=True):
    """A dish that is off sale, or has an open request."""

    food_id: int
    restaurant_id: str
    name: str
    since: datetime
    until: datetime | None = None
    """When it goes back on sale; None until a person decides. For "until closing" the latest time."""
    until_closing: bool = False
    wanted_on: bool | None = None
    """The requested state: False to take it off sale, True to put it back, None once it is off sale."""
    wanted_at: datetime | None = None
    """Time of the request; it distinguishes one request from a later one."""
    problem: str = ""
    """Why the request is not done."""
    by_count: bool = False
    """Whether it was taken off because no portions were left: portions that come back put it on sale again."""

    def is_over(self, now: datetime, branch: Branch | None) -> bool:
        """Return whether it goes back on sale automatically now.

        Args:
            now: aware.
            branch: its branch, None where it is unknown. A break does not count as closed.
        """
        if self.until is not None and self.until <= now:
            return True
        return self.until_closing and branch is not None and _has_closed_since(branch, self.since)


def _has_closed_since(branch: Branch, since: datetime) -> bool:
    closed = branch.is_open is False and branch.wanted_open is None and branch.reopen_at is None
    return closed and branch.closed_at is not None and branch.closed_at > since


def end_of(lasts: OffFor, now: datetime) -> datetime | None:
    """Return the latest time at which a dish goes back on sale, None until a person decides."""
    if lasts is OffFor.FEW_HOURS:
        return now + FEW_HOURS
    return None if lasts is OffFor.UNTIL_SAID else next_morning(now)


def next_morning(now: datetime) -> datetime:
    """Return the end of the present day of business."""
    local = now.astimezone(ISTANBUL)
    morning = local.replace(hour=NEXT_MORNING.hour, minute=NEXT_MORNING.minute, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)
