"""Converts the restaurant's own sound file to the format that the bell plays."""

from __future__ import annotations

import array
import io
import sys
import wave
from typing import TYPE_CHECKING, Final

from desktop.alerts.decoding.answers import LONGEST, RATE, WIDTH, RefusedSoundError
from desktop.alerts.decoding.decoder import decode
from desktop.alerts.wave_file import read_wave

if TYPE_CHECKING:
    from pathlib import Path

_SHORTEST: Final = 0.1
"""Seconds; anything shorter is only a click."""
_FAINTEST: Final = 328
"""Peak sample at or below which a sound counts as silent: one percent of full scale."""


class SoundImportError(Exception):
    """The file is no usable sound; the text is ``large``, ``long``, ``ogg``, ``silent`` or ``unreadable``."""


def as_wav(path: Path) -> bytes:
    """Return a sound file as WAV of 16 bit, one channel and `RATE`. It is decoded in a process of its own. Blocks.

    Args:
        path: of a WAV, MP3 or FLAC file; the content decides, not the name.

    Raises:
        SoundImportError: it is no sound, too large, too long or silent.
        OSError: it cannot be read.
    """
    try:
        samples = array.array("h", decode(path))
    except RefusedSoundError as error:
        raise SoundImportError(str(error)) from error
    if _is_silent(samples):
        raise SoundImportError("silent")
    if sys.byteorder == "big":
        samples.byteswap()
    target = io.BytesIO()
    with wave.open(target, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(WIDTH)
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
    return recording.rate == RATE and len(samples) <= LONGEST * RATE and not _is_silent(samples)


def _is_silent(samples: array.array[int]) -> bool:
    return len(samples) < _SHORTEST * RATE or max(map(abs, samples)) <= _FAINTEST
