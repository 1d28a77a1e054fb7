"""Questions to a printer, and its answers: ESC/POS status bytes.

Bits are masked: makers set the others as they like.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop.domain.printing.job import PrinterProblem

ASK_OFFLINE: Final = b"\x10\x04\x02"
"""DLE EOT 2: why it is offline. Answered at once, whatever waits before it."""
ASK_PAPER: Final = b"\x10\x04\x04"
"""DLE EOT 4: its paper sensors."""
ASK_SENSOR: Final = b"\x1dr\x01"
"""GS r 1: its paper sensors, answered in its turn."""
_ASK_ID: Final = b"\x1d(H\x06\x0000"
"""GS ( H function 48: it answers with the id when everything before is on paper."""

_FIXED: Final = 0b1001_0011
"""The bits of an answer to DLE EOT that are always the same: 0xx1xx10."""
_ANSWER: Final = 0b0001_0010
_COVER_OPEN: Final = 0b0000_0100
_PAPER_STOPPED: Final = 0b0010_0000
_ERROR: Final = 0b0100_0000
_NEAR_END: Final = 0b0000_1100
_PAPER_END: Final = 0b0110_0000
_AUTOMATIC: Final = 0b0001_0000
"""First of the four bytes that a printer sends by itself (GS a, which another program may have switched on): 0xx1xx00."""
_AUTOMATIC_REST: Final = 3
_SENSOR_FIXED: Final = 0b1001_0000
_ID_HEADER: Final = b'7"'
_ID_LENGTH: Final = 4
_ID_ANSWER: Final = len(_ID_HEADER) + _ID_LENGTH + 1
_IDS: Final = 36**_ID_LENGTH
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """The answers to DLE EOT 2 and 4."""

    offline: int
    paper: int

    @property
    def problem(self) -> PrinterProblem | None:
        """Why nothing can be printed now, None where it can."""
        if self.offline & _COVER_OPEN:
            return PrinterProblem.COVER_OPEN
        if self.offline & _PAPER_STOPPED or self.paper & _PAPER_END:
            return PrinterProblem.PAPER_OUT
        if self.offline & _ERROR:
            return PrinterProblem.FAILED
        return None

    @property
    def is_paper_low(self) -> bool:
        """Whether the roll will end soon."""
        return bool(self.paper & _NEAR_END)


def is_status(byte: int) -> bool:
    """Whether a byte can be an answer to DLE EOT."""
    return byte & _FIXED == _ANSWER


def is_sensor(byte: int) -> bool:
    """Whether a byte can be an answer to GS r 1."""
    return byte & _SENSOR_FIXED == 0


def process_id(number: int) -> bytes:
    """Return four printable characters for a number."""
    number %= _IDS
    text = ""
    for _ in range(_ID_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        text = _DIGITS[digit] + text
    return text.encode()


def ask_id(ident: bytes) -> bytes:
    """Return the bytes that ask for the answer with an id."""
    return _ASK_ID + ident


class Answers:
    """The answers that came, in any order and in pieces."""

    def __init__(self) -> None:
        self._rest = b""
        self._automatic = 0
        """Bytes that are still to come of those that a printer sends by itself."""
        self.ids: list[bytes] = []
        self._statuses: list[int] = []
        self.sensors = 0
        """Answers to GS r 1."""
        self.anything = False

    def feed(self, data: bytes) -> None:
        """Take received bytes."""
        self.anything = self.anything or bool(data)
        self._rest += data
        while self._rest:
            if self._rest[:1] == _ID_HEADER[:1]:
                if len(self._rest) > 1 and self._rest[1:2] != _ID_HEADER[1:]:
                    self._take_byte()
                elif len(self._rest) < _ID_ANSWER:
                    return
                else:
                    self.ids.append(self._rest[2 : 2 + _ID_LENGTH])
                    self._rest = self._rest[_ID_ANSWER:]
            else:
                self._take_byte()

    def _take_byte(self) -> None:
        byte, self._rest = self._rest[0], self._rest[1:]
        if self._automatic and is_sensor(byte):
            self._automatic -= 1
            return
        self._automatic = _AUTOMATIC_REST if byte & _FIXED == _AUTOMATIC else 0
        if is_status(byte):
            self._statuses.append(byte)
        elif is_sensor(byte):
            self.sensors += 1

    def forget_statuses(self) -> None:
        """Forget answers to DLE EOT: one may be missing, and the next two must be a pair."""
        self._statuses.clear()

    def take_status(self) -> PrinterStatus | None:
        """Return the latest two answers to DLE EOT 2 and 4, which were asked in this order; None before they came."""
        pairs = len(self._statuses) // 2
        if not pairs:
            return None
        offline, paper = self._statuses[2 * pairs - 2 : 2 * pairs]
        del self._statuses[: 2 * pairs]
        return PrinterStatus(offline, paper)
