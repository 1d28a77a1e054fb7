"""The clock of the machine: what time it is, and how much time has passed."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the time of day, aware, in UTC. It can jump when the machine's clock is set."""
    return datetime.now(UTC)


if sys.platform == "linux":

    def steady() -> float:
        """Return seconds that never go back and count time asleep."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

elif sys.platform == "darwin":

    def steady() -> float:
        """Return seconds that never go back and count time asleep, which `time.monotonic` does not there."""
        return time.clock_gettime(time.CLOCK_MONOTONIC_RAW)

else:

    def steady() -> float:
        """Return seconds that never go back and count time asleep."""
        return time.monotonic()


class SystemClock:
    """The machine's own clock, as `desktop.domain.clock.Clock`."""

    now = staticmethod(now)
    steady = staticmethod(steady)
