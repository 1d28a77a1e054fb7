"""What the program asks of a sound output, what it is told about it, and an output that plays nothing.

When to ring is decided in `desktop.orders.alarm`; how it is played stands in `desktop.alerts.bell`.
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
    """Whether a person at the counter would hear the bell."""

    UNKNOWN = "unknown"
    """Not tried yet."""
    WORKING = "working"
    """The device took sound when it was last tried."""
    NO_SOUND = "no sound"
    """There is no device, it failed, or it stopped taking sound."""


@dataclass(frozen=True)
class SoundState:
    """The health of the output; `reason` is short and technical, for the log, not for the window."""

    health: SoundHealth
    reason: str = ""


class SoundOutput(Protocol):
    """The loudspeaker. No call blocks, none raises; the health comes by a callback."""

    def ring(self, signals: Sequence[Ring]) -> None:
        """Ring with these sounds, in turns, until told otherwise; with none be silent.

        Ringing goes on undisturbed when it is told the same again.
        """

    def once(self, signal: Ring) -> None:
        """Play one sound once, before what rings goes on."""

    def set_volumes(self, volumes: Mapping[Ring, float]) -> None:
        """Take how loud each sound is from now on, 0 to 1; those not named are at 1."""

    def use_own(self, files: Mapping[Ring, Path]) -> None:
        """Play these files from now on instead of the built-in sounds; what cannot be read leaves the built-in one."""

    def play(self, signal: Ring) -> None:
        """Play one sound once now, and tell the health whether it changed or not."""

    def test(self) -> None:
        """Sound the bell of a new order once now, and tell the health whether it changed or not."""

    def try_device(self) -> None:
        """Try the device without a sound, and tell the health: after the machine woke up, for instance."""

    def close(self) -> None:
        """Stop for good, in less than a second even when the sound server hangs."""


class NullSound:
    """An output for where no sound is wanted: says that all works, plays nothing."""

    def __init__(self, on_state: Callable[[SoundState], None]) -> None:
        self._on_state = on_state
        on_state(SoundState(SoundHealth.WORKING))

    def ring(self, signals: Sequence[Ring]) -> None:
        """Do nothing."""

    def once(self, signal: Ring) -> None:
        """Do nothing."""

    def set_volumes(self, volumes: Mapping[Ring, float]) -> None:
        """Do nothing."""

    def use_own(self, files: Mapping[Ring, Path]) -> None:
        """Do nothing."""

    def play(self, signal: Ring) -> None:
        """Do nothing."""

    def test(self) -> None:
        """Tell that all works."""
        self._on_state(SoundState(SoundHealth.WORKING))

    def try_device(self) -> None:
        """Tell that all works."""
        self._on_state(SoundState(SoundHealth.WORKING))

    def close(self) -> None:
        """Do nothing."""
