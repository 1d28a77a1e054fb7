"""A sound file of the restaurant's own, read whatever form it has, and handed over as the bell plays it."""

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
"""Frames a second, as of the built-in sounds."""
LONGEST: Final = 30
"""Seconds that a sound may last."""
_LARGEST: Final = 20_000_000
"""Bytes of a file that is looked at."""
_SHORTEST: Final = 0.1
"""Seconds below which nobody hears more than a click."""
_FAINTEST: Final = 328
"""The loudest sample of a sound that nobody hears: a hundredth of what there can be."""


class SoundImportError(Exception):
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
    """Return whether a file is what `as_wav` makes: the bell plays nothing else."""
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
    """Decode second by second: 20 MB can hold hours, which would take all of the machine's memory at once."""
    samples = array.array("h")
    pieces = miniaudio.stream_memory(
        data, miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE, frames_to_read=RATE
    )
    for piece in pieces:
        samples.extend(piece)
        if len(samples) > LONGEST * RATE:
            raise SoundImportError("long")
    return samples
