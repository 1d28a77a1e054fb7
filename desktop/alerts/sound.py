"""The interface of a sound output, its health, and an output that plays nothing.

`desktop.domain.alarm` decides when to ring; `speaker` plays.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from desktop.domain.alarm import Ring


class SoundHealth(enum.Enum):
    """Whether staff would hear the bell."""

    UNKNOWN = "unknown"
    """Not tried yet."""
    WORKING = "working"
    """The device requested sound at the last attempt."""
    NO_SOUND = "no sound"
    """There is no device, it failed, or it stopped requesting sound."""


@dataclass(frozen=True)
class SoundState:
    """The health of the output; `reason` is short and technical, for the log only."""

    health: SoundHealth
    reason: str = ""


class SoundOutput(Protocol):
    """The loudspeaker. No call blocks or raises; a callback reports the health."""

    def ring(self, signals: Sequence[Ring]) -> None:
        """Ring with these sounds in turns; an empty sequence stops.

        The same sounds again change nothing.
        """

    def play_once(self, signal: Ring) -> None:
        """Play one sound once; ringing continues after it."""

    def set_volumes(self, volumes: Mapping[Ring, float]) -> None:
        """Set the volume of each sound, 0 to 1; unnamed sounds have 1."""

    def set_custom_sounds(self, files: Mapping[Ring, Path]) -> None:
        """Use these files instead of the built-in sounds; an unreadable file is ignored."""

    def play(self, signal: Ring) -> None:
        """Play one sound once now, and report the health even if it is unchanged."""

    def test(self) -> None:
        """Play the bell of a new order once now, and report the health even if it is unchanged."""

    def try_device(self) -> None:
        """Test the device without a sound, for example after a resume, and report the health."""

    def close(self) -> None:
        """Stop for good, in less than a second even if the sound server hangs."""


class NullSound:
    """An output that plays nothing and reports that it works."""

    def __init__(self, on_state: Callable[[SoundState], None]) -> None:
        self._on_state = on_state
        self.try_device()

    def ring(self, signals: Sequence[Ring]) -> None:
        """Do nothing."""

    def play_once(self, signal: Ring) -> None:
        """Do nothing."""

    def set_volumes(self, volumes: Mapping[Ring, float]) -> None:
        """Do nothing."""

    def set_custom_sounds(self, files: Mapping[Ring, Path]) -> None:
        """Do nothing."""

    def play(self, signal: Ring) -> None:
        """Do nothing."""

    def test(self) -> None:
        """Report that sound works."""
        self.try_device()

    def try_device(self) -> None:
        """Report that sound works."""
        self._on_state(SoundState(SoundHealth.WORKING))

    def close(self) -> None:
        """Do nothing."""
