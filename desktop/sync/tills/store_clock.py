"""The time of a shared database, between the moments at which it was asked: tills' own clocks may differ."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.domain.clock import Clock

_SET: Final = timedelta(seconds=5)
"""A larger difference is no slow answer: the database's clock was set."""


class StoreClock:
    """A `Clock`. Until the database was asked it gives this machine's time."""

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._anchor: tuple[datetime, float] | None = None
        self.on_known: Callable[[], object] = lambda: None
        """Called when it shows the database's time for the first time."""

    def now(self) -> datetime:
        """Return the database's time of day."""
        if self._anchor is None:
            return self._machine.now()
        asked, at = self._anchor
        return asked + timedelta(seconds=self._machine.steady() - at)

    def steady(self) -> float:
        """Return seconds that never go back and count time asleep."""
        return self._machine.steady()

    def saw(self, store_time: datetime) -> None:
        """Take note of the database's time. It is late by the way of the answer: the quickest answer counts."""
        at = self._machine.steady()
        was_known = self._anchor is not None
        if self._anchor is None or store_time > self.now() or self.now() - store_time > _SET:
            self._anchor = store_time, at
        if not was_known:
            self.on_known()
