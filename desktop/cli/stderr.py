"""Prints to standard error, whatever has become of it: it may be a full disk, or a terminal that has gone.

Standard library only: the supervisor uses it too.
"""

from __future__ import annotations

import contextlib
import os
import sys

from desktop.domain.text.escapes import escaped_line


def print_error(*texts: str) -> None:
    """Print each text on a line of its own, after the program's name; the vendor's words in it cannot command a terminal."""
    lines = "".join(f"tezgah: {escaped_line(text)}\n" for text in texts)
    # A closed stream is a ValueError.
    with contextlib.suppress(OSError, ValueError):
        if not _has_file():
            sys.stderr.write(lines)
            return
        # Past Python's own buffer: what stays in it makes the interpreter's exit fail.
        data = lines.encode(sys.stderr.encoding, "backslashreplace")
        while data:
            data = data[os.write(sys.stderr.fileno(), data) :]


def _has_file() -> bool:
    try:
        return sys.stderr.fileno() >= 0
    except OSError:
        return False
