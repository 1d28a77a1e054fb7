"""A line to PostgreSQL that can fall silent, lose notifications as a connection pooler does, or name another version."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NOTIFICATION = b"A"
_SETTING = b"S"


class Line:
    """Forwards connections on a port of its own to a server's, until it is told otherwise."""

    def __init__(
        self,
        server_port: int,
        *,
        drops_notifications: bool = False,
        server_version: str = "",
        delay: float = 0.0,
    ) -> None:
        """Listen.

        Args:
            server_port: of the server on this computer.
            drops_notifications: whether notifications are lost.
            server_version: that the server seems to have, "" for its own.
            delay: seconds that each part takes in each direction.
        """
        self.server_port = server_port
        """Of new connections."""
        self._delay = delay
        self._version = server_version
        self._drops = drops_notifications
        self._passes = threading.Event()
        self._passes.set()
        self._closed = False
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.answers_commits = True
        """False: the line falls silent as soon as a client has sent COMMIT, which the server still gets."""
        self.cuts_after = b""
        """The line is cut once, after the server got these bytes and then COMMIT."""
        self._start(self._accept)

    def silence(self) -> None:
        """Pass nothing on any more, and answer nothing: as a switch that lost its power."""
        self._passes.clear()

    def heal(self) -> None:
        """Pass on everything that was sent meanwhile, as TCP does."""
        self._passes.set()

    def cut(self) -> None:
        """End all connections; new ones are forwarded."""
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._closed = True
        self._passes.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self.cut()
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self, run: Callable[..., None], *values: object) -> threading.Thread:
        thread = threading.Thread(target=run, args=values, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                self._start(self._forward, self._listener.accept()[0])

    def _forward(self, client: socket.socket) -> None:
        answers = self._changed if self._drops or self._version else self._whole
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self.server_port)) as server:
            for each in (client, server):
                # As both ends do on their own line: a part must not wait for the acknowledgement of the one before.
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open |= {client, server}
            back = self._start(self._pass_on, server, client, answers)
            self._pass_on(client, server, self._whole)
            back.join()
            with self._lock:
                self._open -= {client, server}

    def _pass_on(
        self,
        source: socket.socket,
        target: socket.socket,
        parts: Callable[[socket.socket], Iterator[bytes]],
    ) -> None:
        named = cut = False
        with suppress(OSError):
            for part in self._delayed(parts(source)) if self._delay else parts(source):
                self._passes.wait()
                if self._closed:
                    break
                named |= bool(self.cuts_after) and self.cuts_after in part
                if cut := named and b"COMMIT" in part:
                    self.cuts_after = b""
                if cut or (not self.answers_commits and b"COMMIT" in part):
                    self.silence()  # before it is sent: the answer must not be quicker
                target.sendall(part)
                if cut:
                    break
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        if cut:
            self.heal()

    def _delayed(self, parts: Iterator[bytes]) -> Iterator[bytes]:
        """Yield parts late, and as many at once as there are."""
        waiting: SimpleQueue[tuple[float, bytes]] = SimpleQueue()

        def read() -> None:
            with suppress(OSError):
                for part in parts:
                    waiting.put((time.monotonic() + self._delay, part))
            waiting.put((0.0, b""))

        self._start(read)
        while (item := waiting.get())[1]:
            time.sleep(max(0.0, item[0] - time.monotonic()))
            yield item[1]

    @staticmethod
    def _whole(source: socket.socket) -> Iterator[bytes]:
        while data := source.recv(65536):
            yield data

    def _changed(self, source: socket.socket) -> Iterator[bytes]:
        """Yield the server's messages with the changes asked for; the lines of these tests are not encrypted."""
        with source.makefile("rb") as stream:
            kind = stream.read(1)
            if kind == b"N":  # the answer to the question for encryption is this letter alone
                yield kind
                kind = stream.read(1)
            while kind:
                body = stream.read(int.from_bytes(stream.read(4), "big") - 4)
                if self._version and kind == _SETTING and body.startswith(b"server_version\0"):
                    body = f"server_version\0{self._version}\0".encode()
                if not (self._drops and kind == _NOTIFICATION):
                    yield kind + (len(body) + 4).to_bytes(4, "big") + body
                kind = stream.read(1)
