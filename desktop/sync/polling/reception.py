"""How long no answer of the vendor has been saved: what "not receiving orders" means, on a clock that cannot jump.

An answer that could not be saved does not count: its orders are not here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.domain.clock import Clock


LATE: Final = 30.0
"""Seconds after the next look, or half of the time between two, after which an answer is late whatever was chosen."""


class ReceptionMonitor:
    """Knows when orders last could arrive."""

    def __init__(
        self,
        clock: Clock,
        *,
        after: float,
        hopeless: Callable[[], bool],
    ) -> None:
        """Begin to count.

        Args:
            clock: gives wall time and steady time.
            after: seconds without a saved answer after which orders cannot be said to arrive.
            hopeless: whether waiting cannot help: a refused token, a full disk.
        """
        self._clock = clock
        self._hopeless = hopeless
        self._since = clock.steady()
        self._heard = False
        self.after = after

    @property
    def silent_for(self) -> float | None:
        """Seconds since an answer was last saved, None where there was none since the program started."""
        return self._clock.steady() - self._since if self._heard else None

    @property
    def silent_since(self) -> datetime | None:
        """Since when no orders can arrive, None while they can."""
        seconds = self._clock.steady() - self._since
        if seconds < self.after and not self._hopeless():
            return None
        return self._clock.now() - timedelta(seconds=seconds)

    def expect(self, after: float, *, every: float) -> None:
        """Say after how many seconds of silence orders cannot be said to arrive, and how often it is asked.

        Between two polls nobody expects an answer, whatever was chosen.
        """
        self.after = max(after, every + min(every / 2, LATE))

    def begin(self) -> None:
        """Say that it is asked from now on; before there was nothing to ask with."""
        if not self._heard:
            self._since = self._clock.steady()

    def heard(self) -> None:
        """Say that an answer was saved."""
        self._since = self._clock.steady()
        self._heard = True
