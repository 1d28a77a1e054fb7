"""The decoder's process: reads a sound from standard input, writes frames to standard output, and ends.

It gives up its rights before the first foreign byte is read. Nothing may be imported after that.
"""

from __future__ import annotations

import array
import os
from typing import Any, Final, NoReturn

import miniaudio

from desktop.alerts.decoding.answers import (
    EXIT_NOT_CONFINED,
    LARGEST,
    LONGEST,
    RATE,
    REASONS,
    WIDTH,
    RefusedSoundError,
)
from desktop.alerts.decoding.confinement import NotConfinedError, confine
from desktop.alerts.decoding.riff import find_samples

_PIECE: Final = 1 << 16
_PCM: Final = {
    1: miniaudio.SampleFormat.UNSIGNED8,
    2: miniaudio.SampleFormat.SIGNED16,
    3: miniaudio.SampleFormat.SIGNED24,
    4: miniaudio.SampleFormat.SIGNED32,
}
_MP3_SYNC: Final = 0xE0


def main() -> int:
    """Decode; returns the exit code."""
    try:
        confine()
    except NotConfinedError:
        return EXIT_NOT_CONFINED
    try:
        frames = decode(_read_input())
    except RefusedSoundError as error:
        return REASONS[str(error)]
    except Exception:  # noqa: BLE001 - whatever a crafted file causes, the answer is the same
        return REASONS["unreadable"]
    while frames:
        frames = frames[os.write(1, frames[:_PIECE]) :]
    return 0


def decode(data: bytes) -> memoryview:
    """Return a sound as frames of 16 bit, one channel and `RATE`.

    WAV files are read by `riff`; of miniaudio's decoders only MP3 and FLAC can be reached. That of Ogg Vorbis writes
    past its buffers (CVE-2023-45681).

    Raises:
        RefusedSoundError: it is no sound that can be read, or too long.
    """
    if data[:4] == b"OggS":
        raise RefusedSoundError("ogg")
    if data[:4] == b"RIFF":
        return _converted(data)
    if data[:4] == b"fLaC":
        return _streamed(data, miniaudio.FileFormat.FLAC)
    if data[:3] == b"ID3" or (data[:1] == b"\xff" and len(data) > 1 and data[1] & _MP3_SYNC == _MP3_SYNC):
        return _streamed(data, miniaudio.FileFormat.MP3)
    raise RefusedSoundError("unreadable")


def _converted(data: bytes) -> memoryview:
    found = find_samples(data)
    frame = found.channels * found.width
    if len(found.samples) > LONGEST * found.rate * frame:
        raise RefusedSoundError("long")
    made = miniaudio.convert_frames(
        miniaudio.SampleFormat.FLOAT32 if found.is_float else _PCM[found.width],
        found.channels,
        found.rate,
        found.samples,
        miniaudio.SampleFormat.SIGNED16,
        1,
        RATE,
    )
    return memoryview(made)[: LONGEST * RATE * WIDTH]


def _streamed(data: bytes, form: miniaudio.FileFormat) -> memoryview:
    """Decode second by second: 20 MB can hold hours of sound, which would fill the memory."""
    samples = array.array("h")
    try:
        for piece in miniaudio.stream_any(
            _source(data), form, miniaudio.SampleFormat.SIGNED16, 1, RATE, frames_to_read=RATE
        ):
            samples.extend(piece)
            if len(samples) > LONGEST * RATE:
                raise RefusedSoundError("long")
    except miniaudio.MiniaudioError as error:
        raise RefusedSoundError("unreadable") from error
    return memoryview(samples).cast("B")


def _source(data: bytes) -> Any:
    class Bytes(miniaudio.StreamableSource):  # type: ignore[misc]
        """Bytes in memory, read by a decoder that was named: `stream_memory` would try each one."""

        at = 0

        def read(self, num_bytes: int) -> bytes:
            piece = data[self.at : self.at + num_bytes]
            self.at += len(piece)
            return piece

        def seek(self, offset: int, origin: Any) -> bool:
            start = {miniaudio.SeekOrigin.START: 0, miniaudio.SeekOrigin.CURRENT: self.at}.get(
                origin, len(data)
            )
            if not 0 <= start + offset <= len(data):
                raise ValueError("outside the file")  # the library takes False for "done"
            self.at = start + offset
            return True

    return Bytes()


def _read_input() -> bytes:
    parts: list[bytes] = []
    size = 0
    while piece := os.read(0, _PIECE):
        size += len(piece)
        if size > LARGEST:
            raise RefusedSoundError("large")
        parts.append(piece)
    return b"".join(parts)


def run() -> NoReturn:
    """Run as the process's only work, and end without the interpreter's own exit, which would open files."""
    try:
        code = main()
    except BaseException:  # noqa: BLE001 - nobody reads a traceback, and it could not be written
        code = REASONS["unreadable"]
    os._exit(code)
