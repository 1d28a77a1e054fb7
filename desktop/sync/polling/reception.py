"""Measures for how long no answer has been saved: the meaning of "not receiving orders", on a clock that cannot jump.

An answer that could not be saved does not count: its orders are not here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.trouble import TroubleKind

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.clock import Clock
    from desktop.sync.troubles import TroubleList


LATE: Final = 30.0
"""Seconds after the next poll, or half of the time between two, before which an answer is never late."""

_HOPELESS: Final = (TroubleKind.TOKEN_REFUSED, TroubleKind.CANNOT_SAVE)


class ReceptionMonitor:
    """Knows when orders last could arrive."""

    def __init__(self, clock: Clock, troubles: TroubleList, *, after: float) -> None:
        """Start to count.

        Args:
            clock: gives wall time and steady time.
            troubles: some of them make waiting useless: a refused token, a full disk.
            after: seconds without a saved answer after which orders do not arrive.
        """
        self._clock = clock
        self._troubles = troubles
        self._since = clock.steady()
        self._answered = False
        self.after = after

    @property
    def silent_for(self) -> float | None:
        """Seconds since an answer was last saved, None where there was none since the program started."""
        return self._clock.steady() - self._since if self._answered else None

    @property
    def silent_since(self) -> datetime | None:
        """Since when no orders can arrive, None while they can."""
        seconds = self._clock.steady() - self._since
        if seconds < self.after and not self._troubles.holds(*_HOPELESS):
            return None
        return self._clock.now() - timedelta(seconds=seconds)

    def expect(self, after: float, *, every: float) -> None:
        """Set after how many seconds of silence orders do not arrive, and the seconds between polls.

        Between two polls no answer is expected, whatever people chose.
        """
        self.after = max(after, every + min(every / 2, LATE))

    def start(self) -> None:
        """Count from now on, where no answer was saved before: there was nothing to poll with."""
        if not self._answered:
            self._since = self._clock.steady()

    @property
    def seconds(self) -> float:
        """Seconds since an answer was last saved, or since the count began."""
        return self._clock.steady() - self._since

    @property
    def answered(self) -> bool:
        """Whether an answer was saved since the program started, or shortly before by another till."""
        return self._answered

    def saved_elsewhere(self, seconds_ago: float) -> None:
        """Count from the answer that another till saved, unless a later one is known or that one is out of date."""
        if seconds_ago < self.after:
            self._since = max(self._since, self._clock.steady() - max(seconds_ago, 0.0))
            self._answered = True

    def answer_saved(self) -> None:
        """Count from now on: an answer was saved."""
        self._since = self._clock.steady()
        self._answered = True
