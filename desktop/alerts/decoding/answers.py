"""The words between the program and its decoder: limits, and exit codes that name what is wrong with a file."""

from __future__ import annotations

from typing import Final

RATE: Final = 44_100
"""Frames a second of the answer, as in the built-in sounds."""
LONGEST: Final = 30
"""Longest sound in seconds."""
LARGEST: Final = 20_000_000
"""Largest file in bytes."""
WIDTH: Final = 2
"""Bytes of a frame of the answer: 16 bit, one channel, in the machine's byte order."""

ARGUMENT: Final = "--decode-sound"
"""The only argument with which a frozen program starts as the decoder."""

REASONS: Final = {"unreadable": 11, "long": 12, "large": 13, "ogg": 14}
"""Why a file is no usable sound -> exit code of the decoder."""
EXIT_NOT_CONFINED: Final = 15
"""The decoder could not give up its rights, and has read nothing."""


class RefusedSoundError(Exception):
    """The bytes are no usable sound; the text is one of `REASONS`."""
