"""A line to a printer: bytes go out and answers come in, and no call blocks for longer than it is told to."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import sys
import time
from typing import Final, Protocol

from desktop.domain.printing.job import PrinterProblem

_CHUNK: Final = 4096
_SEND_BUFFER: Final = 4096
"""Bytes that the system takes ahead of the printer: with its usual megabyte a printer without paper takes 15 tickets."""
_LAST_ANSWERS: Final = 0.3
_ACKNOWLEDGED: Final = 2.0


class CannotOpenError(Exception):
    """A printer cannot be reached; nothing was sent."""

    def __init__(self, reason: str, problem: PrinterProblem = PrinterProblem.UNREACHABLE) -> None:
        super().__init__(reason)
        self.problem = problem


class Line(Protocol):
    """An open line."""

    def send(self, data: bytes | memoryview) -> int:
        """Send as many bytes as fit now; return their number, 0 where none fit.

        Raises:
            OSError: the line is broken.
        """
        ...

    def receive(self) -> bytes:
        """Return the bytes that came, b"" where none did.

        Raises:
            OSError: the line is broken.
        """
        ...

    def wait(self, seconds: float, *, to_send: bool) -> None:
        """Wait until bytes came, or with `to_send` until some fit; at most so many seconds."""
        ...

    def unsent(self) -> int:
        """Return how many bytes are still on this computer, 0 where nobody knows."""
        ...

    def finish(self) -> None:
        """Close after everything was sent. Unread answers would reset a connection: the printer would lose its ticket."""
        ...

    def close(self) -> None:
        """Close at once."""
        ...


class TcpLine:
    """A connection to a printer on the network."""

    def __init__(self, host: str, port: int, timeout: float) -> None:
        """Connect.

        Raises:
            CannotOpenError: nothing answers there within so many seconds.
        """
        try:
            self._socket = _connect(host, port, timeout)
        except (OSError, UnicodeError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            raise CannotOpenError(reason) from error

    def send(self, data: bytes | memoryview) -> int:
        try:
            return self._socket.send(data)
        except (BlockingIOError, InterruptedError):
            return 0

    def receive(self) -> bytes:
        try:
            data = self._socket.recv(_CHUNK)
        except (BlockingIOError, InterruptedError):
            return b""
        if not data:
            raise ConnectionResetError(errno.ECONNRESET, "the printer closed the connection")
        return data

    def wait(self, seconds: float, *, to_send: bool) -> None:
        select.select([self._socket], [self._socket] if to_send else [], [], seconds)

    def unsent(self) -> int:
        if sys.platform != "linux":
            return 0
        import fcntl
        import struct
        import termios

        (count,) = struct.unpack("i", fcntl.ioctl(self._socket, termios.TIOCOUTQ, b"\0" * 4))
        return int(count)

    def finish(self) -> None:
        with contextlib.suppress(OSError), self._socket:
            self._socket.shutdown(socket.SHUT_WR)
            # Until the printer closes too, or has had time to acknowledge the end.
            end = time.monotonic() + _ACKNOWLEDGED
            quiet = time.monotonic() + _LAST_ANSWERS
            while time.monotonic() < (end if self.unsent() else min(quiet, end)):
                self.wait(_LAST_ANSWERS / 10, to_send=False)
                self.receive()

    def close(self) -> None:
        self._socket.close()


def _connect(host: str, port: int, timeout: float) -> socket.socket:
    error: OSError | None = None
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        opened = socket.socket(family, kind, protocol)
        try:
            # Before connecting: the system fixes the size then.
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened.settimeout(timeout)
            opened.connect(address)
            opened.setblocking(False)
        except OSError as failed:
            opened.close()
            error = failed
        else:
            return opened
    raise error or OSError(errno.EHOSTUNREACH, os.strerror(errno.EHOSTUNREACH))


class DeviceLine:
    """A device file: a USB printer of Linux, opened so that a printer without paper cannot hold the program."""

    def __init__(self, path: str) -> None:
        """Open it.

        Raises:
            CannotOpenError: it is not there, another program has it, or this user may not use it.
        """
        flags = os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        try:
            self._file = os.open(path, flags)
        except OSError as error:
            raise CannotOpenError(error.strerror or type(error).__name__) from error

    def send(self, data: bytes | memoryview) -> int:
        try:
            return os.write(self._file, data[:_CHUNK])
        except (BlockingIOError, InterruptedError):
            return 0

    def receive(self) -> bytes:
        try:
            return os.read(self._file, _CHUNK)
        except (BlockingIOError, InterruptedError):
            return b""

    def wait(self, seconds: float, *, to_send: bool) -> None:
        # Some printers' devices are always readable and give nothing: never a loop without a pause.
        began = time.monotonic()
        select.select([self._file], [self._file] if to_send else [], [], seconds)
        if not to_send and time.monotonic() - began < _SHORT_WAIT:
            time.sleep(_SHORT_WAIT)

    def unsent(self) -> int:
        return 0

    def finish(self) -> None:
        self.close()

    def close(self) -> None:
        os.close(self._file)


_SHORT_WAIT: Final = 0.002
