"""ESC/POS bytes -> actions, one command at a time, as the published command tables describe them.

A decoder keeps its place: a command may come in pieces, and a connection that ends in the middle of a picture leaves
it waiting for the rest, as real printers do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

DLE, ESC, FS, GS = 0x10, 0x1B, 0x1C, 0x1D
REALTIME_LENGTH: Final = 3
"""Bytes of DLE EOT n."""

_ESC_LENGTHS: Final = {
    **dict.fromkeys(b"@24<", 0),
    **dict.fromkeys(b" !-3=ACEGJMRTUVadert{cdu", 1),
    **dict.fromkeys(b"$\\", 2),
    ord("p"): 3,
    ord("B"): 2,
    ord("c"): 2,
}
_GS_LENGTHS: Final = {
    **dict.fromkeys(b"!BHabfhrwIT", 1),
    **dict.fromkeys(b"LPW$\\:", 2),
}
_FS_LENGTHS: Final = {**dict.fromkeys(b".&", 0), **dict.fromkeys(b"!-CSt", 1)}
_CUT_WITH_FEED: Final = frozenset(b"ABaghi")
_FUNCTION: Final = ord("(")
_FUNCTION_HEAD: Final = 5
_RASTER_HEAD: Final = 8
_REQUEST: Final = b"\x10\x04"


@dataclass(frozen=True, slots=True)
class RasterRow:
    """One row of a picture."""

    dots: bytes


@dataclass(frozen=True, slots=True)
class Text:
    """A letter of text mode, as it came."""

    byte: int


@dataclass(frozen=True, slots=True)
class Command:
    """Any other command: its name such as ``GS V``, and its arguments."""

    name: str
    arguments: bytes = b""


Action = RasterRow | Text | Command


class Decoder:
    """Takes bytes and returns the actions that are complete."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._row_bytes = 0
        self._rows_left = 0

    @property
    def is_between_commands(self) -> bool:
        """Whether nothing is half received."""
        return not self._held and not self._rows_left

    def feed(self, data: bytes) -> Iterator[Action]:
        """Yield the actions that these bytes complete."""
        self._held += data
        while self._held:
            if self._rows_left:
                if len(self._held) < self._row_bytes:
                    return
                yield RasterRow(self._take(self._row_bytes))
                self._rows_left -= 1
                continue
            length = self._length()
            if length is None or len(self._held) < length:
                return
            taken = self._take(length)
            if taken[:2] == b"\x1dv":
                self._row_bytes = taken[4] + 256 * taken[5]
                self._rows_left = taken[6] + 256 * taken[7] if self._row_bytes else 0
            else:
                yield _action(taken)

    def _take(self, count: int) -> bytes:
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken

    def _length(self) -> int | None:
        """Return the length of the next command, None where more bytes have to come to know it."""
        held = self._held
        first = held[0]
        if first not in {DLE, ESC, FS, GS}:
            return 1
        if len(held) < 2:  # noqa: PLR2004 - the command's own byte
            return None
        second = held[1]
        if first == DLE:
            return REALTIME_LENGTH
        if second == _FUNCTION:
            return None if len(held) < _FUNCTION_HEAD else _FUNCTION_HEAD + held[3] + 256 * held[4]
        if first == FS:
            return 2 + _FS_LENGTHS.get(second, 0)
        return self._escape(second) if first == ESC else self._group(second)

    def _group(self, second: int) -> int | None:
        if second == ord("v"):
            return _RASTER_HEAD
        if second != ord("V"):
            return 2 + _GS_LENGTHS.get(second, 0)
        if len(self._held) < 3:  # noqa: PLR2004 - the kind of cut
            return None
        return 4 if self._held[2] in _CUT_WITH_FEED else 3

    def _escape(self, second: int) -> int | None:
        held = self._held
        if second == ord("*"):
            if len(held) < 5:  # noqa: PLR2004 - mode and number of columns
                return None
            return 5 + (held[3] + 256 * held[4]) * (3 if held[2] in {32, 33} else 1)
        if second == ord("D"):
            end = held.find(0, 2)
            return None if end < 0 else end + 1
        return 2 + _ESC_LENGTHS.get(second, 0)


def _action(taken: bytes) -> Action:
    if taken[0] not in {DLE, ESC, FS, GS}:
        return Text(taken[0])
    group = {DLE: "DLE", ESC: "ESC", FS: "FS", GS: "GS"}[taken[0]]
    letter = chr(taken[1])
    if taken[1] == _FUNCTION:
        return Command(f"{group} ( {chr(taken[2])}", taken[_FUNCTION_HEAD:])
    return Command(f"{group} {letter}", taken[2:])


class RealtimeFilter:
    """Finds DLE EOT n in the stream: it is answered at once, also inside the data of a picture."""

    def __init__(self) -> None:
        self._tail = b""

    def feed(self, data: bytes) -> list[int]:
        """Return the n of each request that these bytes complete."""
        rest = self._tail + data
        found = []
        while 0 <= (place := rest.find(_REQUEST)) < len(rest) - 2:
            found.append(rest[place + 2])
            rest = rest[place + REALTIME_LENGTH :]
        self._tail = rest[place:] if place >= 0 else rest[-1:] if rest.endswith(_REQUEST[:1]) else b""
        return found
