"""A serial line. pyserial opens it on Windows and Linux; it is installed only where somebody has such a printer."""

from __future__ import annotations

import time
from typing import Final

from desktop.printing.line import CannotOpenError

_STEP: Final = 0.01


class SerialLine:
    """A printer on a serial port: 8 bits, no parity, the printer holds the line with DTR/DSR."""

    def __init__(self, port: str, baud: int) -> None:
        """Open it.

        Raises:
            CannotOpenError: it is not there, another program has it, or pyserial is not installed.
        """
        try:
            import serial
        except ImportError as error:
            raise CannotOpenError("pyserial is not installed") from error
        try:
            self._port = serial.Serial(port, baud, timeout=0, write_timeout=0, dsrdtr=False)
        except (serial.SerialException, ValueError, OSError) as error:
            raise CannotOpenError(str(error)[:200]) from error
        self._per_second = baud / 10
        self._sent_until = 0.0

    def send(self, data: bytes | memoryview) -> int:
        # Not ahead of the line: else nobody knows what has left.
        now = time.monotonic()
        if self._sent_until > now:
            return 0
        part = bytes(data[: max(1, int(self._per_second * _STEP * 10))])
        try:
            sent = self._port.write(part)
        except OSError:
            raise
        except Exception as error:
            if "timeout" in str(error).lower():
                return 0
            raise OSError(str(error)) from error
        self._sent_until = now + (sent or 0) / self._per_second
        return int(sent or 0)

    def receive(self) -> bytes:
        return bytes(self._port.read(4096))

    def wait(self, seconds: float, *, to_send: bool) -> None:
        until = time.monotonic() + (min(seconds, _STEP) if to_send else seconds)
        while time.monotonic() < until and not self._port.in_waiting:
            time.sleep(min(_STEP, max(0.0, until - time.monotonic())))

    def unsent(self) -> int:
        return int(self._port.out_waiting)

    def finish(self) -> None:
        self.close()

    def close(self) -> None:
        self._port.close()
