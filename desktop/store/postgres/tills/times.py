"""The times of the lease. They belong together: none may be changed alone."""

from __future__ import annotations

from typing import Final, NamedTuple


class LeaseTimes(NamedTuple):
    """Seconds."""

    renew: float = 3.0
    """Between two renewals of the till that leads."""
    trust: float = 10.0
    """Others take over when the lease was not renewed for so long, each by its own clock."""
    margin: float = 1.0
    """The till that leads stops so much earlier: clocks of two computers do not run equally fast."""
    look: float = 1.0
    """Between two looks at the lease; also how soon a lost line is noticed."""
    deadline: float = 4.0
    """For one call."""
    permit: float = 2.0
    """A permit that took longer is not used."""
    presence: float = 10.0
    """Between two signs of life."""
    silent: float = 30.0
    """A till without a sign of life for so long does not run."""
    retries: tuple[float, ...] = (0.5, 1.0, 2.0)
    """Pauses between attempts to connect, after the first one at once; the last one repeats."""


TIMES: Final = LeaseTimes()
