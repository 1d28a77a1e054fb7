"""A sound file of the restaurant's own, read whatever form it has, and handed over as the bell plays it."""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING, Final

import miniaudio

if TYPE_CHECKING:
    from pathlib import Path

RATE: Final = 44_100
"""Frames a second, as of the built-in sounds."""
LONGEST: Final = 30
"""Seconds that a sound may last."""
_LARGEST: Final = 20_000_000
"""Bytes of a file that is looked at."""


class OwnSoundError(Exception):
    """A file cannot be a sound of the bell; its text says ``large``, ``long``, ``silent`` or ``unreadable``."""


def as_wav(path: Path) -> bytes:
    """Return a sound file as WAV of 16 bit, one channel and `RATE`.

    Args:
        path: of a WAV, MP3, FLAC or Ogg Vorbis file.

    Raises:
        OwnSoundError: it is no sound, too large, too long or silent.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise OwnSoundError("large")
    try:
        decoded = miniaudio.decode(data, miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE)
    except (miniaudio.DecodeError, miniaudio.MiniaudioError, ValueError) as error:
        raise OwnSoundError("unreadable") from error
    samples = decoded.samples
    if len(samples) > LONGEST * RATE:
        raise OwnSoundError("long")
    if not len(samples) or max(map(abs, samples)) == 0:
        raise OwnSoundError("silent")
    target = io.BytesIO()
    with wave.open(target, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(RATE)
        made.writeframes(samples.tobytes())
    return target.getvalue()
