"""Finds the samples of a WAV file. Sizes in the file are claims: only the bytes that are there count."""

from __future__ import annotations

import array
import struct
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.alerts.decoding.answers import RefusedSoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PCM: Final = 1
_FLOAT: Final = 3
_EXTENSIBLE: Final = 0xFFFE
_FORMAT_AT_LEAST: Final = 16
_SUBFORMAT: Final = slice(24, 40)
_SUBFORMAT_TAIL: Final = bytes.fromhex("00001000800000aa00389b71")
"""The last bytes of each known sub-format's id, after its tag and two zeros."""
_MOST_CHANNELS: Final = 8
_RATES: Final = range(1_000, 384_001)
"""Frames a second; others are no recording."""
_MOST_CHUNKS: Final = 1_000
_WIDTHS: Final = {_PCM: (1, 2, 3, 4), _FLOAT: (4, 8)}


@dataclass(frozen=True)
class WavSamples:
    """Samples as they stand in the file; `width` is the bytes of one sample, `rate` is in frames a second."""

    samples: bytes
    channels: int
    rate: int
    width: int
    is_float: bool


def find_samples(data: bytes) -> WavSamples:
    """Return the samples of a WAV file: PCM of 8, 16, 24 or 32 bit, or floating point (64 bit becomes 32).

    Raises:
        RefusedSoundError: it is no such file, or contains no whole frame.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise RefusedSoundError("unreadable")
    shape: tuple[int, int, int, int] | None = None
    for name, body in _chunks(data):
        if name == b"fmt " and shape is None:
            shape = _shape(body)
        elif name == b"data":
            if shape is None:
                break
            return _samples(body, *shape)
    raise RefusedSoundError("unreadable")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            return
        name, size = struct.unpack_from("<4sI", data, at)
        # Recorders that were switched off leave 0 or 0xFFFFFFFF: the rest of the file is the sound then.
        end = len(data) if name == b"data" and size == 0 else min(len(data), at + 8 + size)
        yield name, data[at + 8 : end]
        at = end + (size & 1)


def _shape(body: bytes) -> tuple[int, int, int, int]:
    if len(body) < _FORMAT_AT_LEAST:
        raise RefusedSoundError("unreadable")
    tag, channels, rate, _, block, bits = struct.unpack_from("<HHIIHH", body)
    if tag == _EXTENSIBLE:
        kind = body[_SUBFORMAT]
        if kind[4:] != _SUBFORMAT_TAIL or kind[2:4] != b"\0\0":
            raise RefusedSoundError("unreadable")
        tag = int.from_bytes(kind[:2], "little")
    width = bits // 8
    usable = (
        tag in _WIDTHS
        and bits % 8 == 0
        and width in _WIDTHS[tag]
        and 1 <= channels <= _MOST_CHANNELS
        and rate in _RATES
        and block == channels * width
    )
    if not usable:
        raise RefusedSoundError("unreadable")
    return tag, channels, rate, width


def _samples(body: bytes, tag: int, channels: int, rate: int, width: int) -> WavSamples:
    frame = channels * width
    whole = body[: len(body) // frame * frame]
    if not whole:
        raise RefusedSoundError("unreadable")
    if width == 8:  # noqa: PLR2004 - bytes of a double
        doubles = array.array("d", whole)
        if sys.byteorder == "big":
            doubles.byteswap()
        floats = array.array(
            "f", doubles
        )  # what does not fit becomes infinite, and is clipped like any other
        if sys.byteorder == "big":
            floats.byteswap()
        whole, width = floats.tobytes(), 4
    return WavSamples(whole, channels, rate, width, tag == _FLOAT)
