"""Finds printers of the own network: one question by multicast DNS, and a scan that only connects.

The question is about a hundred lines; `zeroconf` keeps a cache and a thread, watches all interfaces and is 4 MB with its
compiled parts, for what is asked once on a press. All calls block and are for a thread.
"""

from __future__ import annotations

import contextlib
import errno
import select
import socket
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.printing.address import DEFAULT_PORT, TcpAddress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GROUP: Final = ("224.0.0.251", 5353)
_SERVICE: Final = "_pdl-datastream._tcp.local"
_ADDRESS, _POINTER, _SERVER = 1, 12, 33
_CLASS_INTERNET: Final = 1
_UNICAST_ANSWER: Final = 0x8000
_LONGEST_ANSWER: Final = 9000
_MOST_RECORDS: Final = 200
_MOST_ANSWERS: Final = 500
_MOST_LABELS: Final = 40
_COMPRESSED: Final = 0xC0
_LONGEST_NAME: Final = 255
_AT_ONCE: Final = 64


@dataclass(frozen=True, slots=True)
class Found:
    """A printer that answered."""

    name: str
    """As it calls itself, "" where it was only connected to."""
    address: TcpAddress


def ask(seconds: float = 2.0, group: tuple[str, int] = _GROUP) -> list[Found]:
    """Ask the network once who prints; return the printers that answer within so many seconds.

    Raises:
        OSError: there is no network.
    """
    records = _Records()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
        line.setblocking(False)
        line.sendto(question(), group)
        end = time.monotonic() + seconds
        for _ in range(_MOST_ANSWERS):
            left = end - time.monotonic()
            if left <= 0 or not select.select([line], [], [], left)[0]:
                break
            with contextlib.suppress(BlockingIOError, ConnectionError):
                data, sender = line.recvfrom(_LONGEST_ANSWER)
                records.add(data, sender[0])
    return records.found()


def question() -> bytes:
    """Return the question."""
    name = b"".join(bytes([len(part)]) + part.encode() for part in _SERVICE.split(".")) + b"\0"
    head = struct.pack(">6H", 0, 0, 1, 0, 0, 0)
    return head + name + struct.pack(">2H", _POINTER, _CLASS_INTERNET | _UNICAST_ANSWER)


class _Records:
    """The records of all answers."""

    def __init__(self) -> None:
        self._services: dict[str, str] = {}
        """Name of a service -> the computer that answered."""
        self._servers: dict[str, tuple[str, int]] = {}
        self._addresses: dict[str, str] = {}

    def add(self, data: bytes, sender: str) -> None:
        """Take an answer; one that cannot be read is left out from there on."""
        with contextlib.suppress(ValueError, struct.error, IndexError):
            for kind, name, place, length in _records(data):
                if kind == _POINTER and name.lower() == _SERVICE:
                    self._services.setdefault(_name(data, place)[0], sender)
                elif kind == _SERVER:
                    _, _, port = struct.unpack_from(">3H", data, place)
                    self._servers[name] = (_name(data, place + 6)[0], port)
                elif kind == _ADDRESS and length == 4:  # noqa: PLR2004 - bytes of an address
                    self._addresses[name] = socket.inet_ntoa(data[place : place + 4])

    def found(self) -> list[Found]:
        """Return the printers, each once."""
        printers = {}
        for service, sender in self._services.items():
            host, port = self._servers.get(service, ("", DEFAULT_PORT))
            address = TcpAddress(self._addresses.get(host, sender), port or DEFAULT_PORT)
            name = service[: -len(_SERVICE) - 1] if service.lower().endswith(f".{_SERVICE}") else service
            printers[address] = Found("".join(filter(str.isprintable, name))[:60], address)
        return sorted(printers.values(), key=lambda found: (found.name, found.address.host))


def _records(data: bytes) -> Iterator[tuple[int, str, int, int]]:
    """Yield kind, name, place and length of each record."""
    _, _, questions, *counts = struct.unpack_from(">6H", data)
    place = 12
    for _ in range(min(questions, _MOST_RECORDS)):
        place = _name(data, place)[1] + 4
    for _ in range(min(sum(counts), _MOST_RECORDS)):
        name, place = _name(data, place)
        kind, _, _, length = struct.unpack_from(">HHIH", data, place)
        place += 10
        if place + length > len(data):
            raise ValueError("a record is longer than its answer")
        yield kind, name, place, length
        place += length


def _name(data: bytes, place: int) -> tuple[str, int]:
    """Return a name and the place behind it. References go backwards only: they cannot form a circle."""
    labels: list[str] = []
    after = None
    lowest = place
    size = 0
    while length := data[place]:
        if length & _COMPRESSED == _COMPRESSED:
            target = ((length & ~_COMPRESSED) << 8) | data[place + 1]
            after = place + 2 if after is None else after
            if target >= lowest:
                raise ValueError("a name refers forwards")
            place = lowest = target
            continue
        if length & _COMPRESSED:
            raise ValueError("an unknown kind of label")
        label = data[place + 1 : place + 1 + length]
        size += length + 1
        if len(label) < length or size > _LONGEST_NAME or len(labels) >= _MOST_LABELS:
            raise ValueError("a name is too long")
        labels.append(label.decode("utf-8", "replace"))
        place += length + 1
    return ".".join(labels), place + 1 if after is None else after


def own_network() -> list[str]:
    """Return the addresses of the own network of 254 computers, without this one; [] where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            # Connecting a datagram socket sends nothing: the system only chooses the way.
            line.connect(("192.0.2.1", 9))
        except OSError:
            return []
        own: str = line.getsockname()[0]
    if own.startswith("127."):
        return []
    start = own.rpartition(".")[0]
    return [host for number in range(1, 255) if (host := f"{start}.{number}") != own]


def scan(hosts: Iterable[str], port: int = DEFAULT_PORT, seconds: float = 0.7) -> list[Found]:
    """Return the computers that accept a connection. Nothing is sent: office printers would print it."""
    waiting = list(hosts)
    open_ones = []
    while waiting:
        some, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        accepting = _accepting(some, port, seconds)
        open_ones += [host for host in some if host in accepting]
    return [Found("", TcpAddress(host, port)) for host in dict.fromkeys(open_ones)]


def _accepting(hosts: list[str], port: int, seconds: float) -> set[str]:
    lines: dict[socket.socket, str] = {}
    accepted = set()
    try:
        for host in hosts:
            line = socket.socket()
            line.setblocking(False)
            lines[line] = host
            if line.connect_ex((host, port)) not in {0, errno.EINPROGRESS, errno.EWOULDBLOCK}:
                del lines[line]
                line.close()
        end = time.monotonic() + seconds
        while lines and (left := end - time.monotonic()) > 0:
            # A failed connection of Windows is among the exceptional ones.
            _, ready, failed = select.select([], list(lines), list(lines), left)
            for line in {*ready, *failed}:
                if line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                    accepted.add(lines[line])
                del lines[line]
                line.close()
    finally:
        for line in lines:
            line.close()
    return accepted
