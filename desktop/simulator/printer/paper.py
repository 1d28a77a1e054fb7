"""Printed paper: rows of dots, cut into sheets, and a sheet as PNG."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field


@dataclass
class Sheet:
    """A piece of paper between two cuts; a set bit is black, the highest bit of a byte is the left dot."""

    width: int
    rows: list[bytes] = field(default_factory=list)
    text: str = ""
    """Letters that were sent as text."""
    beeps: int = 0
    drawer_pulses: int = 0
    garbage: int = 0
    """Bytes that were no command."""

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing on it."""
        return not any(map(any, self.rows)) and not self.text.strip()

    def trimmed(self) -> tuple[bytes, ...]:
        """Return the rows without the white ones at both ends."""
        inked = [number for number, row in enumerate(self.rows) if any(row)]
        return tuple(self.rows[inked[0] : inked[-1] + 1]) if inked else ()

    def png(self) -> bytes:
        """Return the sheet as a PNG of black and white dots."""
        width, height = self.width, max(1, len(self.rows))
        rows = self.rows or [bytes((width + 7) // 8)]
        # In a PNG of one bit a set bit is white.
        lines = b"".join(b"\0" + bytes(byte ^ 0xFF for byte in row) for row in rows)
        header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
        parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
