"""The interface of a clock. The domain reads no clock itself: times come in as arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Clock(Protocol):
    """Gives the time of day, and the time that has passed."""

    def now(self) -> datetime:
        """Return the time of day, aware. It can jump when the machine's clock is set."""
        ...

    def steady(self) -> float:
        """Return seconds that never go back and count time asleep."""
        ...
