"""The right to poll and to send: one till of a restaurant has it, and an epoch tells its terms apart."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class Lease(ABC):
    """The lease as one till sees it. Handlers are called in the event loop."""

    def __init__(self) -> None:
        self.may_lead = True
        """Whether this till stands for election: it has a key, and people let it poll."""

    @property
    @abstractmethod
    def leads(self) -> bool:
        """Whether this till leads now; ask again right before each call of the vendor."""

    @property
    @abstractmethod
    def epoch(self) -> int:
        """The number of the present term, 0 where there is one program only."""

    @property
    @abstractmethod
    def seconds_since_poll(self) -> float | None:
        """Seconds between the last permit of the till before and this till's election; None where there was none."""

    @abstractmethod
    async def permit(self) -> datetime | None:
        """Save that a poll is about to be asked; return the store's time, None where this till may not poll now.

        Raises:
            CannotSaveError: the store cannot be reached.
        """

    @abstractmethod
    async def give_back(self, rest: float = 60.0) -> None:
        """Let another till lead: this one cannot reach the vendor. It does not stand again for so many seconds."""

    @abstractmethod
    def on_change(self, handler: Callable[[bool], object]) -> None:
        """Call a handler when this till begins to lead (True), or leads no more."""


class EmbeddedLease(Lease):
    """The lease of a store with one program: it always leads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now

    @property
    def leads(self) -> bool:
        """Always True."""
        return True

    @property
    def epoch(self) -> int:
        """Always 0."""
        return 0

    @property
    def seconds_since_poll(self) -> float | None:
        """Always None: the cooldown is known from this program's own polls."""
        return None

    async def permit(self) -> datetime | None:
        """Return the present time: nobody else polls."""
        return self._now()

    async def give_back(self, rest: float = 60.0) -> None:
        """Keep it: nobody else could take it."""

    def on_change(self, handler: Callable[[bool], object]) -> None:
        """Never call the handler."""
