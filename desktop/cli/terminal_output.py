"""Standard output on a terminal: what would command the terminal is shown as an escape.

Files and pipes get the bytes as they are: there they are data. Every command that prints goes through this, because `main`
puts it in the place of standard output.
"""

from __future__ import annotations

import codecs
import io
import sys

from desktop.domain.text.escapes import escaped_text


def guard_terminal() -> None:
    """Put a guarded standard output in place, if it is a terminal."""
    output = sys.stdout
    if isinstance(output, io.TextIOWrapper) and output.isatty():
        sys.stdout = io.TextIOWrapper(
            _Guard(output),
            encoding=output.encoding,
            errors="replace",
            line_buffering=True,
            write_through=True,
        )


class _Guard(io.BufferedIOBase):
    """Passes bytes on to a terminal; the two layers of a text stream both end here."""

    def __init__(self, terminal: io.TextIOWrapper) -> None:
        super().__init__()
        self._terminal = terminal
        self._decoder = codecs.getincrementaldecoder(terminal.encoding)("replace")

    def writable(self) -> bool:
        """Return whether it can be written."""
        return True

    def write(self, data: object, /) -> int:
        """Write bytes of the terminal's encoding; a character may be cut between two calls."""
        given = bytes(memoryview(data))  # type: ignore[arg-type]  # the base class declares no type that a caller knows
        self._terminal.write(escaped_text(self._decoder.decode(given)))
        return len(given)

    def flush(self) -> None:
        """Write everything to the terminal."""
        self._terminal.flush()

    def isatty(self) -> bool:
        """Return True: this is a terminal."""
        return True

    def fileno(self) -> int:
        """Return the terminal's descriptor."""
        return self._terminal.fileno()
