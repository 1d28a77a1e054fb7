"""The borders of the program: each takes any bytes, and either reads them or refuses them with its own error.

Whatever else escapes is a bug: the test and `dev.py fuzz` find it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urljoin
from zlib import crc32

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desktop.alerts.decoding.answers import RefusedSoundError
from desktop.alerts.decoding.riff import find_samples
from desktop.alerts.sound_import import SoundImportError, as_wav, is_playable
from desktop.cli.parser import parser
from desktop.domain.orders.cancel_reasons import read_reasons
from desktop.domain.orders.reading.doubt_words import sentence, short_words
from desktop.domain.orders.reading.payload import PayloadError, ReadOrder, read_order, read_orders
from desktop.domain.restaurant.menu import read_menu
from desktop.domain.sales.payment import read_names
from desktop.printing.discovery import _Records
from desktop.printing.status import Answers
from desktop.services.updates.release_list import UpdateError, accept, read_list, seen
from desktop.system.secrets.pin import PinAttempts, matches
from desktop.system.settings.backup import NoBackupError, read_backup
from desktop.system.settings.options import resolve
from desktop.system.settings.settings import Settings
from desktop.system.settings.settings_file import SETTINGS_NAME, SettingsFile
from desktop.system.user_errors import UserError
from desktop.vendor.access_token import _read_login
from desktop.vendor.errors import VendorError
from desktop.vendor.responses import open_envelope
from desktop.vendor.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CORPUS: Final = Path(__file__).parent / "corpus"
NOW: Final = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
STATUSES: Final = (200, 200, 200, 201, 302, 400, 401, 403, 404, 408, 429, 429, 500, 502)

JSON_TOKENS: Final = (
    *(
        b"null",
        b"true",
        b"[",
        b"]",
        b"{",
        b"}",
        b'"',
        b"\\",
        b'\\"',
        b"\\ud800",
        b"\\u0000",
        b",",
        b":",
        b"&amp;",
    ),
    *(
        b"1e400",
        b"-0",
        b"NaN",
        b"-1",
        b"1.250,00",
        b"9" * 5000,
        b"\xff",
        b"\x00",
        b"\xef\xbb\xbf",
        b"\xc4\xb0",
    ),
    *(b"payment_key", b"status", b"data", b"0001-01-01T00:00:00", b"9999-12-31 23:59:59", b"\xe2\x80\xae"),
)
HTTP_TOKENS: Final = (
    *(b"\r\n", b"\n", b": ", b"Content-Length: 99999999999999999999", b"Transfer-Encoding: chunked", b"\x00"),
    *(b"Date: ", b"Retry-After: ", b"-2400", b"Content-Encoding: gzip", b"HTTP/1.1 429 ", b"HTTP/1.0 200 OK"),
    *(b"\x80", b"1e9", b"100 Continue", b"Location: //x", b"Connection: upgrade", b"Content-Length: -1"),
)
WAVE_TOKENS: Final = (
    b"RIFF",
    b"WAVE",
    b"fmt ",
    b"data",
    b"LIST",
    b"\xff\xff\xff\xff",
    b"\x00" * 4,
    b"OggS",
    b"fLaC",
)
PRINTER_TOKENS: Final = (
    b"\x12",
    b"\x37\x22",
    b"\x7e",
    b"\xff\xff",
    b"\xc0\x0c",
    b"\x3f",
    b"\x00\x21\x00\x01",
    b"\x1b[2J",
)
PIECE: Final = 256
"""Bytes that are read from a printer at once."""
LINE_TOKENS: Final = (
    *(
        b"\x00",
        b"--",
        b"=",
        b"--data-dir\x00",
        b"--base-url=",
        b"http://",
        b"[::1",
        b"@",
        b":99999999",
        b"\xff",
    ),
    *(
        b"export\x00",
        b"report\x00",
        b"settings\x00set\x00",
        b"--lang=tr",
        b"xn--",
        b"\xe2\x92\x88",
        b"-1e400",
        b"%",
    ),
)


EVERY: Final = 12
"""A process takes longer than all the rest."""


class Target(NamedTuple):
    """One border."""

    run: Callable[[bytes], None]
    """Reads any bytes; raises only for a bug."""
    tokens: tuple[bytes, ...] = JSON_TOKENS
    """Words of its language, which chance would not find."""
    slow: bool = False
    """Whether one example takes tens of milliseconds."""
    may_grow: bool = False
    """Whether more data may take disproportionately long: nobody else writes it."""


def answer(data: bytes) -> None:
    """The body of any answer: the first byte chooses the status, the second whether data is needed."""
    status = STATUSES[data[0] % len(STATUSES)] if data else 200
    try:
        content = open_envelope(status, data[2:], needs_data=data[1:2] == b"1")
    except VendorError:
        return
    with contextlib.suppress(PayloadError):
        for read in read_orders(content).orders:
            _check_order(read)
    for reader in (read_menu, read_names, read_reasons):
        with contextlib.suppress(ValueError):
            reader(content)
    with contextlib.suppress(VendorError):
        _read_login(content)


def headers(data: bytes) -> None:
    """A whole answer on a real socket, as a broken proxy might send it."""
    _served().exchange(data)


def order(data: bytes) -> None:
    """One entry of the list of orders."""
    read = read_order(data)
    if isinstance(read, ReadOrder):
        _check_order(read)


def _check_order(read: ReadOrder) -> None:
    order = read.order
    assert msgspec.json.decode(msgspec.json.encode(order), type=type(order)) == order, "it is stored as it is"
    for doubt in order.doubts:
        assert str(sentence(doubt))
    short_words(order.doubts)


def settings(data: bytes) -> None:
    """The settings file, and a backup of settings."""
    with _file(data, SETTINGS_NAME) as path:
        file = SettingsFile(path)
        read, _notice = file.load()
        file.save(read)
        assert SettingsFile(path).peek() == read, "what was read is written"
    with _file(data) as path, contextlib.suppress(NoBackupError):
        read_backup(path, Settings())


def sound(data: bytes) -> None:
    """A sound file that somebody chose.

    What finds the samples runs here, where a bug shows its place; one file in `EVERY` goes through the decoder's process.
    """
    with contextlib.suppress(RefusedSoundError):
        found = find_samples(data)
        assert len(found.samples) <= len(data)
    with _file(data, "bell.wav") as path:
        is_playable(path)
        if crc32(data) % EVERY:
            return
        try:
            made = as_wav(path)
        except SoundImportError:
            return
        path.write_bytes(made)
        assert is_playable(path), "what was imported can be played"


def printer(data: bytes) -> None:
    """What stands at a printer's address, and what answers a search for printers: anybody in the restaurant's network."""
    answers = Answers()
    for begin in range(0, len(data), PIECE):
        answers.feed(data[begin : begin + PIECE])
        while (status := answers.take_status()) is not None:
            _ = status.problem, status.is_paper_low
    network = _Records()
    for piece in data.split(b"\xff\xff")[:50]:
        network.add(piece, "192.0.2.1")
    for found in network.found():
        assert found.name.isprintable()
        assert len(found.name) <= 60


def pin(data: bytes) -> None:
    """What the settings file says of the PIN: its hash, and how often a wrong one was typed."""
    stored, _, wrong = data.decode("utf-8", "surrogateescape").partition("\n")
    assert not matches("0000", stored), "nobody knows a PIN for a damaged hash"
    with contextlib.suppress(msgspec.ValidationError, msgspec.DecodeError):
        count = msgspec.json.decode(wrong.encode("utf-8", "replace"), type=int)
        attempts = PinAttempts(count, lambda: 0.0)
        attempts.record(right=False)
        assert 0 <= attempts.wait <= 300


def updates(data: bytes) -> None:
    """The list of versions, signed and unsigned, its signature, and the file that remembers the newest one."""
    key, private = _key()
    with contextlib.suppress(UpdateError):
        read_list(data, data, key)
        raise AssertionError("an unsigned list was accepted")
    with _file(data) as path:
        seen(path)
        with contextlib.suppress(UpdateError):
            listed = read_list(data, base64.b64encode(private.sign(data)), key)
            accept(listed, path, NOW).has_expired(NOW)
            for package in listed.files.values():
                with contextlib.suppress(ValueError):  # `updater.check` refuses it
                    urljoin("https://updates.example.com/list.json", package.url)


def line(data: bytes) -> None:
    """The command line: arguments that end with a zero byte."""
    arguments = [part.decode("utf-8", "surrogateescape") for part in data.split(b"\0")]
    refused = ""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            given = parser().parse_args(arguments)
        wanted = {name: getattr(given, name, None) for name in ("base_url", "poll_seconds", "lang")}
        with tempfile.TemporaryDirectory() as folder:
            resolve({**wanted, "data_dir": folder}, {}, reads_only=True)
    except UserError as error:
        refused = str(error) or "without a sentence"
    except SystemExit as error:
        refused = f"ended with {error.code}" if error.code else ""  # help and version end well
    assert not refused.startswith(("without a sentence", "ended with")), refused


TARGETS: Final = {
    "answer": Target(answer),
    "headers": Target(headers, HTTP_TOKENS, slow=True),
    "order": Target(order),
    "settings": Target(settings),
    "sound": Target(sound, WAVE_TOKENS),
    "printer": Target(printer, PRINTER_TOKENS),
    "pin": Target(pin, (b"$", b"\n", b"00", b"-", b"9" * 5000, b"\xff", b"1e9"), slow=True),
    "updates": Target(updates),
    "line": Target(line, LINE_TOKENS, may_grow=True),
}


def corpus(name: str) -> list[tuple[str, bytes]]:
    """Return the files of a target's corpus: valid examples, and cases that were found."""
    return [(path.name, path.read_bytes()) for path in sorted((CORPUS / name).iterdir())]


@contextlib.contextmanager
def _file(data: bytes, name: str = "file") -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path


@cache
def _key() -> tuple[Path, Ed25519PrivateKey]:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    path = Path(tempfile.mkdtemp()) / "key.pub"
    path.write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path, private


class _Served:
    """A server on this machine that answers each call with the bytes at hand, and the program's own client."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._data = b""
        server = self._loop.run_until_complete(asyncio.start_server(self._answer, "127.0.0.1", 0))
        self._port = server.sockets[0].getsockname()[1]

    def exchange(self, data: bytes) -> None:
        """Make one call that is answered with these bytes."""
        self._data = data
        self._loop.run_until_complete(self._call())

    async def _call(self) -> None:
        transport = Transport(f"http://127.0.0.1:{self._port}", user_agent="fuzz")
        reason = ""
        try:
            await transport.exchange("GET", "/orders", headers={}, seconds=10)
        except VendorError as error:
            reason = str(error)
        finally:
            await transport.close()
        assert "no complete answer" not in reason, "the connection was closed: nothing to wait for"

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(self._data)
            await writer.drain()
            writer.close()
            await writer.wait_closed()


@cache
def _served() -> _Served:
    return _Served()
