"""What the program asks of a sound output, what it is told about it, and an output that plays nothing.

When to ring is decided in `desktop.orders.alarm`; how it is played stands in `desktop.alerts.bell`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


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
    """A bell. No call blocks, none raises; the health comes by a callback."""

    def ring(self) -> None:
        """Begin to ring, or go on ringing, until `silence()`."""

    def silence(self) -> None:
        """Stop the sound at once: nothing more is handed to the device than it already holds."""

    def test(self) -> None:
        """Sound the bell once now, and tell the health whether it changed or not."""

    def close(self) -> None:
        """Stop for good, in less than a second even when the sound server hangs."""


class NullSound:
    """An output for where no sound is wanted: says that all works, plays nothing."""

    def __init__(self, on_state: Callable[[SoundState], None]) -> None:
        self._on_state = on_state
        on_state(SoundState(SoundHealth.WORKING))

    def ring(self) -> None:
        """Do nothing."""

    def silence(self) -> None:
        """Do nothing."""

    def test(self) -> None:
        """Tell that all works."""
        self._on_state(SoundState(SoundHealth.WORKING))

    def close(self) -> None:
        """Do nothing."""
