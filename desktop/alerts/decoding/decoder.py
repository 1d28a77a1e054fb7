"""Starts the decoder's process on a file, and takes nothing from it but a limited number of samples."""

from __future__ import annotations

import contextlib
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.alerts.decoding.answers import (
    ARGUMENT,
    LARGEST,
    LONGEST,
    RATE,
    REASONS,
    WIDTH,
    RefusedSoundError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_WAIT: Final = 20.0
"""Seconds after which a decoder that does not end is killed; its own limit is that of its processor time."""
_END: Final = 2.0
_MOST: Final = LONGEST * RATE * WIDTH
_NO_CONSOLE: Final = 0x08000000 if sys.platform == "win32" else 0
_RUN: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from desktop.alerts.decoding.child import run; run()"
)
_KEPT_VARIABLES: Final = ("SYSTEMROOT",)
"""Without it no program starts on Windows. All others stay here: some hold keys."""


def decode(path: Path, *, command: Sequence[str] = ()) -> bytes:
    """Return a sound file as frames of 16 bit, one channel and `RATE`, in the machine's byte order. Blocks.

    Args:
        path: a regular file, or a link to one: WAV, MP3 or FLAC.
        command: starts the decoder; the program's own by default.

    Raises:
        RefusedSoundError: it is no sound that can be used, or it needs too much time or memory.
        OSError: it cannot be read, or no process can be started.
    """
    with contextlib.closing(_Opened(path)) as opened:
        process = subprocess.Popen(
            list(command) or own_command(),
            stdin=opened.number,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
            cwd=Path(sys.executable).anchor or None,
            bufsize=0,
            creationflags=_NO_CONSOLE,
        )
    killer = threading.Timer(_WAIT, process.kill)
    killer.daemon = True
    killer.start()
    frames, code = b"", -1
    try:
        frames = _read_at_most(process, _MOST + 1)
        if len(frames) > _MOST:
            process.kill()
        code = process.wait(_END)
    except subprocess.TimeoutExpired:
        pass  # it hangs in the system, and is left to it
    finally:
        killer.cancel()
        process.kill()
        if process.stdout is not None:
            process.stdout.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_END)
    if code != 0:
        raise RefusedSoundError(_reason(code))
    if not frames or len(frames) > _MOST or len(frames) % WIDTH:
        raise RefusedSoundError("unreadable")
    return frames


def own_command() -> list[str]:
    """Return the command that starts the decoder: this program again, or its Python without search paths of others."""
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT]
    return [sys.executable, "-P", "-E", "-c", _RUN, str(Path(__file__).parents[3])]


def _reason(code: int) -> str:
    return next((reason for reason, each in REASONS.items() if each == code), "unreadable")


def _read_at_most(process: subprocess.Popen[bytes], most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while process.stdout is not None and size < most and (piece := process.stdout.read(most - size)):
        parts.append(piece)
        size += len(piece)
    return b"".join(parts)


class _Opened:
    """A regular file, open for reading; a pipe or a device is never waited for, and never read."""

    def __init__(self, path: Path) -> None:
        self.number = open_regular(path)
        if os.fstat(self.number).st_size > LARGEST:
            self.close()
            raise RefusedSoundError("large")

    def close(self) -> None:
        """Close it."""
        os.close(self.number)


def open_regular(path: Path) -> int:
    """Open a regular file for reading; return its descriptor.

    Raises:
        RefusedSoundError: it is a pipe, a device, a socket or a folder.
        OSError: it cannot be opened.
    """
    flags = (
        os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    )
    try:
        number = os.open(path, flags)
    except IsADirectoryError:
        raise RefusedSoundError("unreadable") from None
    if stat.S_ISREG(os.fstat(number).st_mode):
        return number
    os.close(number)
    raise RefusedSoundError("unreadable")
