"""The acted printer: a TCP port that serves one client at a time, a buffer, and a mechanism that prints it.

Everything may be called from any thread.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from desktop.simulator.printer.decoder import Command, Decoder, RasterRow, RealtimeFilter, Text
from desktop.simulator.printer.paper import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from desktop.simulator.printer.decoder import Action

_CHUNK: Final = 2048
_STEP: Final = 0.02
_ID_CALL: Final = b"00"
_CODE_PAGES: Final = {0: "cp437", 13: "cp857", 16: "cp1252", 48: "cp1254"}


@dataclass(frozen=True)
class Moods:
    """How the printer behaves now."""

    power: bool = True
    """Off: nothing listens."""
    busy: bool = False
    """It serves another client: connections are taken by the system, and nobody reads them."""
    mute: bool = False
    """It prints and answers nothing."""
    paper_out: bool = False
    paper_low: bool = False
    cover_open: bool = False
    rows_left: int | None = None
    """Rows of paper that are left, None for a full roll."""
    rows_per_second: float | None = None
    """None for as fast as they come; a real one prints about 1,000."""
    buffer: int = 65_536
    """Bytes that it takes ahead of printing."""
    drop_after: int | None = None
    """It closes the next connection after so many bytes, once."""
    proves: bool = True
    """Whether it knows the answer with an id."""

    @property
    def prints(self) -> bool:
        """Whether the mechanism can work."""
        return self.power and not (self.paper_out or self.cover_open or self.rows_left == 0)


class ActedPrinter:
    """A printer on a port of this computer."""

    def __init__(self, *, width: int = 576, port: int = 0, system_buffer: int | None = 4096) -> None:
        """Prepare; `start` opens the port.

        Args:
            width: dots of a row.
            port: 0 for any free one.
            system_buffer: bytes that the system takes for it, None for the system's megabytes.
        """
        self.port = port
        self.width = width
        self.moods = Moods()
        self.sheets: list[Sheet] = []
        """The paper that was cut off."""
        self.ids: list[str] = []
        """The ids that it was asked for when everything before them was printed."""
        self.connections = 0
        self._system_buffer = system_buffer
        self._changed = threading.Condition()
        self._buffer = bytearray()
        self._sheet = Sheet(width)
        self._code_page = "cp437"
        self._decoder = Decoder()
        self._client: socket.socket | None = None
        self._listener: socket.socket | None = None
        self._ended = False
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Listen, and print.

        Raises:
            OSError: the port is in use.
        """
        self._listen()
        for work in (self._serve, self._print):
            thread = threading.Thread(target=work, name="acted printer", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Stop; what was not printed is lost."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._close_listener()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """The address to type."""
        return f"tcp://127.0.0.1:{self.port}"

    def set_mood(self, **moods: Any) -> None:
        """Change how it behaves.

        Raises:
            TypeError: there is no such mood.
        """
        with self._changed:
            self.moods = replace(self.moods, **moods)
            if not self.moods.power:
                # What it had not printed is gone.
                self._buffer.clear()
                self._decoder = Decoder()
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Wait until a condition holds; return False where it does not within so many seconds."""
        with self._changed:
            return self._changed.wait_for(condition, seconds)

    @property
    def tickets(self) -> list[Sheet]:
        """The sheets that have something on them."""
        with self._changed:
            return [sheet for sheet in self.sheets if not sheet.is_blank]

    @property
    def rows_printed(self) -> int:
        """Rows on all paper so far."""
        with self._changed:
            return sum(len(sheet.rows) for sheet in self.sheets) + len(self._sheet.rows)

    # The port

    def _listen(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self._system_buffer is not None:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._system_buffer)
        listener.bind(("127.0.0.1", self.port))
        listener.listen()
        self.port = listener.getsockname()[1]
        self._listener = listener

    def _close_listener(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _serve(self) -> None:
        while not self._ended:
            if not self.moods.power:
                self._close_listener()
                time.sleep(_STEP)
                continue
            if self._listener is None:
                with contextlib.suppress(OSError):
                    self._listen()
                continue
            calls = select.select([self._listener], [], [], _STEP)[0]
            if self.moods.busy:
                time.sleep(_STEP)
                continue
            if not calls:
                continue
            client, _ = self._listener.accept()
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            with client:
                self._client = client
                with contextlib.suppress(OSError):
                    self._read(client)
                with self._changed:
                    self._client = None

    def _read(self, client: socket.socket) -> None:
        """Take bytes while there is room; answer the questions that jump the queue."""
        realtime = RealtimeFilter()
        taken = 0
        while not self._ended and self.moods.power:
            if len(self._buffer) >= self.moods.buffer:
                with self._changed:
                    self._changed.wait(_STEP)
                continue
            if not select.select([client], [], [], _STEP)[0]:
                continue
            data = client.recv(_CHUNK)
            if not data:
                return
            drop_after = self.moods.drop_after
            if drop_after is not None and taken + len(data) >= drop_after:
                data = data[: max(0, drop_after - taken)]
            taken += len(data)
            for number in realtime.feed(data):
                self._answer(bytes([self._status(number)]))
            with self._changed:
                self._buffer += data
                self._changed.notify_all()
            if drop_after is not None and taken >= drop_after:
                self.set_mood(drop_after=None)
                return

    def _status(self, number: int) -> int:
        moods = self.moods
        is_out = moods.paper_out or moods.rows_left == 0
        if number == 1:
            return 0x12 | (0 if moods.prints else 0x08)
        if number == 2:  # noqa: PLR2004 - why it is offline
            return 0x12 | (0x04 if moods.cover_open else 0) | (0x20 if is_out else 0)
        if number == 4:  # noqa: PLR2004 - the paper sensors
            return 0x12 | (0x0C if moods.paper_low or is_out else 0) | (0x60 if is_out else 0)
        return 0x12

    def _answer(self, data: bytes) -> None:
        client = self._client
        if client is not None and not self.moods.mute:
            with contextlib.suppress(OSError):
                client.sendall(data)

    # The mechanism

    def _print(self) -> None:
        while not self._ended:
            with self._changed:
                if not (self._buffer and self.moods.prints):
                    self._changed.wait(_STEP)
                    continue
                data = bytes(self._buffer[:_CHUNK])
                del self._buffer[: len(data)]
                self._changed.notify_all()
            for action in self._decoder.feed(data):
                if not self._wait_for_paper():
                    return
                self._do(action)

    def _wait_for_paper(self) -> bool:
        with self._changed:
            while not self.moods.prints:
                if self._ended:
                    return False
                self._changed.wait(_STEP)
            return True

    def _do(self, action: Action) -> None:
        if isinstance(action, RasterRow):
            self._row(action.dots)
            return
        with self._changed:
            if isinstance(action, Text):
                self._letter(action.byte)
            else:
                self._command(action)
            self._changed.notify_all()

    def _row(self, dots: bytes) -> None:
        speed = self.moods.rows_per_second
        if speed:
            time.sleep(1 / speed)
        with self._changed:
            length = (self.width + 7) // 8
            self._sheet.rows.append(dots[:length].ljust(length, b"\0"))
            left = self.moods.rows_left
            if left is not None:
                self.moods = replace(self.moods, rows_left=max(0, left - 1))
            self._changed.notify_all()

    def _letter(self, byte: int) -> None:
        if byte >= 0x20 or byte in b"\n\t":  # noqa: PLR2004 - the first printable one
            self._sheet.text += bytes([byte]).decode(self._code_page, "replace")
        elif byte not in b"\0\r\x0c\x18":
            self._sheet.garbage += 1

    def _command(self, command: Command) -> None:
        match command.name:
            case "GS V":
                self.sheets.append(self._sheet)
                self._sheet = Sheet(self.width)
            case "GS ( H" if command.arguments.startswith(_ID_CALL) and self.moods.proves:
                ident = command.arguments[2:6]
                self.ids.append(ident.decode("latin-1"))
                self._answer(b'7"' + ident + b"\0")
            case "GS r":
                is_out = self.moods.rows_left == 0
                self._answer(bytes([0x0C if is_out else 0x03 if self.moods.paper_low else 0]))
            case "ESC t":
                self._code_page = _CODE_PAGES.get(command.arguments[0], "cp437")
            case "ESC p" | "DLE \x14":
                self._sheet.drawer_pulses += 1
            case "ESC B" | "ESC ( A":
                self._sheet.beeps += 1
            case _:
                pass
