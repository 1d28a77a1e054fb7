"""WAV files: read, validated, and with a lower volume. `resources/sounds/make_sounds.py` generates the built-in ones."""

from __future__ import annotations

import array
import logging
import os
import sys
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from desktop.alerts.decoding.answers import LONGEST, RATE, RefusedSoundError
from desktop.alerts.decoding.decoder import open_regular
from desktop.alerts.decoding.riff import find_samples
from desktop.domain.alarm import Ring

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

log = logging.getLogger(__name__)

BYTES: Final = 2
"""Bytes of a frame: 16 bit, one channel."""
_LARGEST: Final = LONGEST * RATE * BYTES + 4096
"""Bytes of the longest file that `sound_import` writes, with room for another header."""


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
    """Read a WAV file of 16 bit and one channel, as this program writes it. No decoder sees it.

    Raises:
        OSError: it cannot be read.
        ValueError: it has another format, or is no regular file or too large.
    """
    try:
        with os.fdopen(open_regular(path), "rb") as opened:
            content = opened.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ValueError("too large for a sound")
        found = find_samples(content)
    except RefusedSoundError as error:
        raise ValueError("not a WAV file") from error
    if (found.width, found.channels, found.is_float) != (BYTES, 1, False):
        raise ValueError("not a WAV file of 16 bit and one channel")
    samples = array.array("h", found.samples)
    if sys.byteorder == "big":
        samples.byteswap()
    return WaveFile(samples.tobytes(), found.rate)


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
