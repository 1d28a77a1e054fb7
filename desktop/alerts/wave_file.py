"""WAV files: read, validated, and with a lower volume. `resources/sounds/make_sounds.py` generates the built-in ones."""

from __future__ import annotations

import array
import logging
import sys
import wave
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from desktop.domain.alarm import Ring

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

log = logging.getLogger(__name__)

BYTES: Final = 2
"""Bytes of a frame: 16 bit, one channel."""


@dataclass(frozen=True)
class WaveFile:
    """Sound in the device's format: 16 bit in the machine's byte order, mono; `rate` in frames a second."""

    frames: bytes
    rate: int

    @property
    def length(self) -> int:
        """Number of frames."""
        return len(self.frames) // BYTES

    def at(self, volume: float) -> WaveFile:
        """Return the sound at a volume from 0 to 1."""
        loudness = min(max(volume, 0.0), 1.0)
        if loudness == 1.0:
            return self
        samples = array.array("h", self.frames)
        return WaveFile(array.array("h", (round(each * loudness) for each in samples)).tobytes(), self.rate)


SILENCE: Final = WaveFile(b"", 1)


def read_wave(path: Path) -> WaveFile:
    """Read a WAV file of 16 bit and one channel.

    Raises:
        OSError: it cannot be read.
        ValueError: it has another format.
    """
    try:
        with wave.open(str(path), "rb") as file:
            shape = (file.getsampwidth(), file.getnchannels())
            rate = file.getframerate()
            data = file.readframes(file.getnframes())
    except (
        wave.Error,
        EOFError,
        RuntimeError,
    ) as error:  # the last one: a piece that is longer than the file
        raise ValueError(f"not a WAV file: {error}") from error
    if shape != (BYTES, 1) or not data or rate <= 0:
        raise ValueError("not a WAV file of 16 bit and one channel")
    samples = array.array("h", data[: len(data) // BYTES * BYTES])
    if sys.byteorder == "big":
        samples.byteswap()
    return WaveFile(samples.tobytes(), rate)


def read_waves(folder: Path, own: Mapping[Ring, Path] = MappingProxyType({})) -> Mapping[Ring, WaveFile]:
    """Read the sound of each ring; a missing or damaged one falls back to that of a new order.

    Args:
        folder: of the built-in sounds.
        own: the restaurant's files; an unusable one leaves the built-in sound.

    Raises:
        OSError, ValueError: the sound of a new order cannot be read.
    """
    new = read_wave(folder / f"{Ring.NEW}.wav")
    found = dict.fromkeys(Ring, new)
    built_in = {signal: folder / f"{signal}.wav" for signal in Ring}
    for signal, path in (*built_in.items(), *own.items()):
        try:
            recording = read_wave(path)
        except (OSError, ValueError) as error:
            log.warning("the sound %s cannot be used: %s: %s", signal, path, error)
            continue
        if recording.rate == new.rate:
            found[signal] = recording
    return found
