"""Converts the restaurant's own sound file to the format that the bell plays."""

from __future__ import annotations

import array
import io
import wave
from typing import TYPE_CHECKING, Final

import miniaudio

from desktop.alerts.wave_file import read_wave

if TYPE_CHECKING:
    from pathlib import Path

RATE: Final = 44_100
"""Frames a second, as in the built-in sounds."""
LONGEST: Final = 30
"""Longest sound in seconds."""
_LARGEST: Final = 20_000_000
"""Largest file in bytes."""
_SHORTEST: Final = 0.1
"""Seconds; anything shorter is only a click."""
_FAINTEST: Final = 328
"""Peak sample at or below which a sound counts as silent: one percent of full scale."""


class SoundImportError(Exception):
    """The file is no usable sound; the text is ``large``, ``long``, ``silent`` or ``unreadable``."""


def as_wav(path: Path) -> bytes:
    """Return a sound file as WAV of 16 bit, one channel and `RATE`.

    Args:
        path: of a WAV, MP3, FLAC or Ogg Vorbis file.

    Raises:
        SoundImportError: it is no sound, too large, too long or silent.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise SoundImportError("large")
    try:
        samples = _decoded(data)
    except (miniaudio.DecodeError, miniaudio.MiniaudioError, ValueError) as error:
        raise SoundImportError("unreadable") from error
    if len(samples) < _SHORTEST * RATE or max(map(abs, samples)) <= _FAINTEST:
        raise SoundImportError("silent")
    target = io.BytesIO()
    with wave.open(target, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(RATE)
        made.writeframes(samples.tobytes())
    return target.getvalue()


def is_playable(path: Path) -> bool:
    """Return whether a file has the format that `as_wav` returns: the bell plays nothing else."""
    try:
        recording = read_wave(path)
    except (OSError, ValueError):
        return False
    samples = array.array("h", recording.frames)
    return (
        recording.rate == RATE
        and _SHORTEST * RATE <= len(samples) <= LONGEST * RATE
        and max(map(abs, samples)) > _FAINTEST
    )


def _decoded(data: bytes) -> array.array[int]:
    """Decode second by second: 20 MB can hold hours of sound, which would fill the memory."""
    samples = array.array("h")
    pieces = miniaudio.stream_memory(
        data, miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE, frames_to_read=RATE
    )
    for piece in pieces:
        samples.extend(piece)
        if len(samples) > LONGEST * RATE:
            raise SoundImportError("long")
    return samples
