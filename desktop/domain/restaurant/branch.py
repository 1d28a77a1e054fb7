"""The restaurant's branches: their state at the vendor, open requests, and the end of a break."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

REOPEN_LATE: Final = timedelta(hours=12)
"""A break that ended longer ago is not ended automatically: the computer was off, and a person decides."""

WISH_LASTS: Final = timedelta(hours=2)
"""An unanswered request is repeated for this long: nobody means to close the branch next morning."""

CLOCK_SET_BACK: Final = timedelta(minutes=1)
"""A request this far in the future means that the clock was set back since; clocks correct less all the time."""

_UUID_LENGTH: Final = 36


class Branch(msgspec.Struct, frozen=True):
    """A restaurant that the credentials give access to."""

    restaurant_id: str
    """Lower-case UUID."""
    name: str
    is_open: bool | None = None
    """The vendor's last report, None before the first one."""
    closed_at: datetime | None = None
    """Since when it is closed, as far as known; None while it is open."""
    wanted_open: bool | None = None
    """The requested state that the vendor has not confirmed, None without a request."""
    wanted_at: datetime | None = None
    reopen_at: datetime | None = None
    """End of the break; in the past while the vendor has not confirmed it."""
    problem: str = ""
    """Why the request is not done: the vendor's words, or a short reason."""

    def is_to_reopen(self, now: datetime) -> bool:
        """Return whether its break is over."""
        return self.reopen_at is not None and self.reopen_at <= now

    def is_too_late_to_reopen(self, now: datetime) -> bool:
        """Return whether its break ended so long ago that only a person may open it."""
        return self.reopen_at is not None and self.reopen_at + REOPEN_LATE < now

    def restarted_break(self, now: datetime) -> timedelta | None:
        """Return the length of the whole break where the clock was set back since its request, else None.

        The set clock would make the break longer; it restarts now instead.
        """
        if self.reopen_at is None or self.wanted_at is None or self.wanted_at - now < CLOCK_SET_BACK:
            return None
        return max(self.reopen_at - self.wanted_at, timedelta(0))


class ShopState(msgspec.Struct, frozen=True):
    """Summary of all branches."""

    open: int
    of: int
    pending: bool
    """Whether a request is not confirmed."""
    unknown: bool
    """Whether the vendor has not reported the state of some branch yet."""
    reopen_at: datetime | None
    """End of the next break."""


def shop_state(branches: tuple[Branch, ...]) -> ShopState:
    """Return a summary of the branches."""
    times = [branch.reopen_at for branch in branches if branch.reopen_at is not None]
    return ShopState(
        open=sum(branch.is_open is True for branch in branches),
        of=len(branches),
        pending=any(branch.wanted_open is not None for branch in branches),
        unknown=any(branch.is_open is None for branch in branches),
        reopen_at=min(times, default=None),
    )


def usable_id(text: str) -> str:
    """Return a restaurant's id in its compared form, "" where it cannot be one."""
    ident = text.strip().lower()
    return ident if len(ident) == _UUID_LENGTH else ""
