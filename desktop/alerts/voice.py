"""What is played at each moment: the bell, the silence between two bells, or nothing.

Hands out frames on whatever thread the device asks from, and obeys `silence` with the very next frame.
Knows no device.
"""

from __future__ import annotations

import array
import enum
import sys
import threading
import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_BYTES: Final = 2
"""Bytes of a frame: 16 bit, one channel."""
_TAIL: Final = 0.5
"""Seconds played on after a single bell, so that no device is closed with the bell's end still in its buffer."""


class Mode(enum.Enum):
    """What is wanted to be heard."""

    SILENT = enum.auto()
    ONCE = enum.auto()
    RINGING = enum.auto()


@dataclass(frozen=True)
class Recording:
    """Sound as a device takes it: 16 bit in the machine's byte order, one channel; `rate` in frames a second."""

    frames: bytes
    rate: int


def read_recording(path: Path, volume: float = 1.0) -> Recording:
    """Read a WAV file of 16 bit and one channel, made quieter by `volume` (0 to 1).

    Raises:
        OSError: it cannot be read.
        ValueError: it holds something else.
    """
    try:
        with wave.open(str(path), "rb") as file:
            shape = (file.getsampwidth(), file.getnchannels())
            rate = file.getframerate()
            data = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a WAV file: {error}") from error
    if shape != (_BYTES, 1) or not data or rate <= 0:
        raise ValueError("not a WAV file of 16 bit and one channel")
    samples = array.array("h", data[: len(data) // _BYTES * _BYTES])
    if sys.byteorder == "big":
        samples.byteswap()
    loudness = min(max(volume, 0.0), 1.0)
    if loudness != 1.0:
        samples = array.array("h", (round(sample * loudness) for sample in samples))
    return Recording(samples.tobytes(), rate)


class Voice:
    """The bell as an endless stream. Every method may be called on any thread and returns within microseconds.

    `period` is the time from the beginning of one bell to the next, in seconds.
    """

    def __init__(self, period: float) -> None:
        self._period = period
        self._lock = threading.Lock()
        self._mode = Mode.SILENT
        self._alarm = 0
        self._position = 0
        self._recording = Recording(b"", 1)

    @property
    def mode(self) -> Mode:
        """What is wanted to be heard now; `ONCE` becomes `SILENT` when the bell has been played."""
        return self._mode

    @property
    def alarm(self) -> int:
        """The number of times ringing began."""
        return self._alarm

    def load(self, recording: Recording) -> None:
        """Take what is to be played."""
        with self._lock:
            self._recording = recording

    def ring(self) -> None:
        """Begin to ring with a bell; nothing changes if it rings already."""
        with self._lock:
            if self._mode is not Mode.RINGING:
                self._mode = Mode.RINGING
                self._alarm += 1
                self._position = 0

    def once(self) -> None:
        """Play one bell from its beginning, unless it rings anyway."""
        with self._lock:
            if self._mode is not Mode.RINGING:
                self._mode = Mode.ONCE
                self._position = 0

    def silence(self) -> None:
        """Hand out zeros from the next frame on."""
        with self._lock:
            self._mode = Mode.SILENT

    def give_up_once(self) -> None:
        """Forget a single bell that nobody can play; ringing goes on."""
        with self._lock:
            if self._mode is Mode.ONCE:
                self._mode = Mode.SILENT

    def rewind(self) -> None:
        """Go to the beginning of the bell: a device that was just opened is heard at once."""
        with self._lock:
            self._position = 0

    def pull(self, frames: int) -> bytes:
        """Return the next `frames` frames, exactly that many."""
        with self._lock:
            if self._mode is Mode.SILENT:
                return bytes(frames * _BYTES)
            return self._next(frames)

    def _next(self, frames: int) -> bytes:
        bell, rate = self._recording.frames, self._recording.rate
        length = len(bell) // _BYTES
        # A period shorter than the bell would cut each bell off; then one follows upon the other.
        turn = max(length, round(self._period * rate), 1)
        parts: list[bytes] = []
        while frames > 0:
            here = min(frames, turn - self._position)
            sound = bell[self._position * _BYTES : (self._position + here) * _BYTES]
            parts.append(sound.ljust(here * _BYTES, b"\0"))
            frames -= here
            self._position += here
            if self._mode is Mode.ONCE and self._position >= min(turn, length + round(_TAIL * rate)):
                self._mode = Mode.SILENT
                parts.append(bytes(frames * _BYTES))
                break
            self._position %= turn
        return b"".join(parts)
