"""HTTP/1.1 on a loopback socket, on its own thread, with control of the connection.

A web framework cannot reset a connection, truncate an answer or let it drip. The simulator of faults must.
h11 implements the protocol.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import socket
import struct
import threading
import zlib
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import TYPE_CHECKING, Final

import h11

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

_HOST: Final = "127.0.0.1"
_CHUNK: Final = 65536
_HIGHEST_PORT: Final = 65535
_BOMB_BYTES: Final = 300 << 20
_START_SECONDS: Final = 5.0
_SEND_SECONDS: Final = 0.05
"""Answers get this time to leave before the server goes offline."""
_ACCEPT_ITERATIONS: Final = 5
"""asyncio starts to serve an accepted connection some loop iterations later."""
_PAGE: Final = b"<!doctype html><html><body><h1>Wi-Fi</h1><p>Please log in.</p></body></html>"


@dataclass(frozen=True)
class Request:
    """A received request."""

    method: str
    target: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes


@dataclass(frozen=True)
class Reply:
    """A reply, and the fault to apply while sending it."""

    http: int
    body: bytes
    fault: str = ""
    """"" for none, else a kind of `faults`."""
    headers: dict[str, str] = field(default_factory=dict)


class HttpServer:
    """Answers requests through one coroutine function."""

    def __init__(self, answer: Callable[[Request], Awaitable[Reply]], port: int = 0) -> None:
        """Prepare; `start` opens the port, and 0 means any free one. `answer` runs on the server's loop.

        Raises:
            ValueError: there is no such port.
        """
        if not 0 <= port <= _HIGHEST_PORT:
            raise ValueError(f"a port is between 0 and {_HIGHEST_PORT}, not {port}")
        self._answer = answer
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.port = port
        """The listening port."""

    def start(self) -> None:
        """Listen.

        Raises:
            OSError: the port is in use, or the thread did not start in time.
        """
        started = threading.Event()
        failure: list[OSError] = []

        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            self._ending = asyncio.Event()
            self._released = asyncio.Event()
            try:
                await self._listen()
            except OSError as error:
                failure.append(error)
                return
            finally:
                started.set()
            await self._ending.wait()
            await self._close()

        self._thread = threading.Thread(target=asyncio.run, args=(serve(),), name="simulator", daemon=True)
        self._thread.start()
        if not started.wait(_START_SECONDS):
            raise TimeoutError("the simulator did not start")
        if failure:
            self._thread.join(_START_SECONDS)  # its loop is closing and must not be used
            self._thread = None
            raise failure[0]

    def stop(self) -> None:
        """Drop all connections and stop; takes limited time even if calls hang."""
        loop = self._running()
        if loop is not None and self._thread is not None:
            loop.call_soon_threadsafe(self._ending.set)
            self._thread.join(_START_SECONDS)

    def refuse(self, *, refused: bool) -> None:
        """Go offline, or online again on the same port. Does nothing while the server is not running."""
        self._run(self._close if refused else self._listen)

    def refuse_for(self, seconds: float) -> None:
        """Go offline after the running answers have left, and online again after `seconds`."""
        loop = self._running()
        if loop is not None:
            self._offline = asyncio.run_coroutine_threadsafe(self._go_offline(seconds), loop)

    def release(self) -> None:
        """Answer the calls that hang now."""
        self._run(self._release)

    def _running(self) -> asyncio.AbstractEventLoop | None:
        alive = self._thread is not None and self._thread.is_alive()
        return self._loop if alive else None

    def _run(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Run a coroutine on the server's loop and wait for its end."""
        loop = self._running()
        if loop is not None:
            asyncio.run_coroutine_threadsafe(work(), loop).result(_START_SECONDS)

    async def _go_offline(self, seconds: float) -> None:
        await asyncio.sleep(_SEND_SECONDS)
        await self._close()
        await asyncio.sleep(seconds)
        await self._listen()

    async def _release(self) -> None:
        released, self._released = self._released, asyncio.Event()
        released.set()

    async def _listen(self) -> None:
        if self._server is None and not self._ending.is_set():
            self._server = await asyncio.start_server(self._serve_connection, _HOST, self.port, backlog=1024)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            # Stop accepting, and let just accepted connections start: asyncio leaves those open that it is
            # accepting now.
            with contextlib.suppress(NotImplementedError):  # Windows
                for listener in server.sockets:
                    asyncio.get_running_loop().remove_reader(listener.fileno())
            for _ in range(_ACCEPT_ITERATIONS):
                await asyncio.sleep(0)
            server.close()
        for connection in list(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always has one
        self._connections.add(task)
        try:
            if self._server is not None:
                await self._serve_requests(reader, writer)
        except (OSError, h11.RemoteProtocolError, asyncio.CancelledError):
            # The client left, sent no HTTP, or the simulator is closing: there is nothing to report.
            pass
        finally:
            self._connections.discard(task)
            with contextlib.suppress(OSError):
                writer.close()

    async def _serve_requests(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        while True:
            request = await _receive(connection, reader)
            if request is None:
                return
            reply = await self._answer(request)
            if reply.fault.startswith("hang"):
                await self._released.wait()
            if not await _send(connection, writer, reply):
                return
            if connection.our_state is h11.MUST_CLOSE or connection.their_state is h11.MUST_CLOSE:
                return
            connection.start_next_cycle()


async def _receive(connection: h11.Connection, reader: asyncio.StreamReader) -> Request | None:
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_CHUNK))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            headers = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in head.headers
            }
            return Request(head.method.decode(), head.target.decode("latin-1"), headers, bytes(body))
        else:
            return None


async def _send(connection: h11.Connection, writer: asyncio.StreamWriter, reply: Reply) -> bool:
    """Send a reply with its fault; return whether the connection can continue."""
    if reply.fault.startswith("reset"):
        abort(writer)
        return False
    body = _PAGE if reply.fault == "html" else reply.body
    headers = {"Content-Type": "text/html" if reply.fault == "html" else "application/json; charset=utf-8"}
    headers |= {"Content-Length": str(len(body)), "Date": formatdate(usegmt=True)} | reply.headers
    if reply.fault == "gzip-bomb":
        body = _bomb()
        headers |= {"Content-Encoding": "gzip", "Content-Length": str(len(body))}
    elif reply.fault == "drip":
        headers["Content-Length"] = str(1 << 20)
    head = connection.send(h11.Response(status_code=reply.http, headers=list(headers.items())))
    if reply.fault == "drip":
        writer.write(head or b"")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)
    if reply.fault == "truncate":
        writer.write((head or b"") + body[: len(body) // 2])
        await writer.drain()
        return False
    data = (connection.send(h11.Data(data=body)) or b"") if body else b""
    writer.write((head or b"") + data + (connection.send(h11.EndOfMessage()) or b""))
    await writer.drain()
    return True


def abort(writer: asyncio.StreamWriter) -> None:
    """Reset the connection instead of closing it."""
    peer: socket.socket = writer.get_extra_info("socket")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@functools.cache
def _bomb() -> bytes:
    """Return a gzip body that unpacks to `_BOMB_BYTES`."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = b" " * (1 << 20)
    # A full flush makes the packed block independent of what precedes it: it is packed once and repeated.
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    count = _BOMB_BYTES // len(block)
    checksum = 0
    for _ in range(count):
        checksum = zlib.crc32(block, checksum)
    header = b"\x1f\x8b\x08" + bytes(5) + b"\x02\xff"
    return header + packed * count + packer.flush() + struct.pack("<LL", checksum, _BOMB_BYTES)
