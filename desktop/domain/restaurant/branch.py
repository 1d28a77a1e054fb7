"""The restaurant's branches: whether they take orders, what was asked for, and when a closed one opens again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

REOPEN_LATE: Final = timedelta(hours=12)
"""So late a branch is still opened by itself, after the computer was off; later, a person decides."""

WISH_LASTS: Final = timedelta(hours=2)
"""So long a press is sent again that the vendor has not answered: nobody means to close next morning."""

CLOCK_SET_BACK: Final = timedelta(minutes=1)
"""So far in the future a press has been for the clock to have been set back since; less is what clocks correct all the
time."""

_UUID_LENGTH: Final = 36


class Branch(msgspec.Struct, frozen=True):
    """A restaurant that the key reaches."""

    restaurant_id: str
    """Lower-case UUID."""
    name: str
    is_open: bool | None = None
    """As the vendor last said, None before that."""
    closed_at: datetime | None = None
    """Since when it is closed, as far as is known; None while it is open."""
    wanted_open: bool | None = None
    """What was asked for and the vendor has not confirmed."""
    wanted_at: datetime | None = None
    reopen_at: datetime | None = None
    """When it is to open again; in the past while that is being asked for."""
    problem: str = ""
    """Why what was asked for is not done: the vendor's words, or a short reason."""

    def is_to_reopen(self, now: datetime) -> bool:
        """Return whether the time has come to open it again."""
        return self.reopen_at is not None and self.reopen_at <= now

    def is_too_late_to_reopen(self, now: datetime) -> bool:
        """Return whether that time was so long ago that only a person may open it."""
        return self.reopen_at is not None and self.reopen_at + REOPEN_LATE < now

    def break_anew(self, now: datetime) -> timedelta | None:
        """Return how long a break lasts from now on where the clock was set back since it was asked for, else None.

        It would be longer by that: at most it begins anew.
        """
        if self.reopen_at is None or self.wanted_at is None or self.wanted_at - now < CLOCK_SET_BACK:
            return None
        return max(self.reopen_at - self.wanted_at, timedelta(0))


class ShopState(msgspec.Struct, frozen=True):
    """All branches in one glance."""

    open: int
    of: int
    pending: bool
    """Whether something was asked for and is not confirmed."""
    unknown: bool
    """Whether the vendor has not told of some branch yet."""
    reopen_at: datetime | None
    """When the next one opens again."""


def shop_state(branches: tuple[Branch, ...]) -> ShopState:
    """Return the branches in one glance."""
    times = [branch.reopen_at for branch in branches if branch.reopen_at is not None]
    return ShopState(
        open=sum(branch.is_open is True for branch in branches),
        of=len(branches),
        pending=any(branch.wanted_open is not None for branch in branches),
        unknown=any(branch.is_open is None for branch in branches),
        reopen_at=min(times, default=None),
    )


def usable_id(text: str) -> str:
    """Return a restaurant's id as it is compared, "" for what cannot be one."""
    ident = text.strip().lower()
    return ident if len(ident) == _UUID_LENGTH else ""
