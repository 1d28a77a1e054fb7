"""How loud a stream or an output of the sound system is."""

from __future__ import annotations

from typing import Final, NamedTuple

AUDIBLE_FROM: Final = 5
"""Percent of full volume below which a kitchen hears nothing."""


class Level(NamedTuple):
    """Switch, and volume in percent."""

    muted: bool
    percent: float

    @property
    def is_audible(self) -> bool:
        """Whether it lets a sound through."""
        return not self.muted and self.percent >= AUDIBLE_FROM
