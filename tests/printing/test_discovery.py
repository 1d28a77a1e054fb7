"""Finding printers: answers of any kind are read safely, and a scan sends nothing."""

from __future__ import annotations

import socket
import struct
import threading

from hypothesis import given
from hypothesis import strategies as st

from desktop.printing import discovery
from desktop.printing.address import TcpAddress
from desktop.printing.discovery import Found

SERVICE = "_pdl-datastream._tcp.local"


def name(text: str) -> bytes:
    return b"".join(bytes([len(part.encode())]) + part.encode() for part in text.split(".")) + b"\0"


def record(owner: bytes, kind: int, data: bytes) -> bytes:
    return owner + struct.pack(">HHIH", kind, 1, 120, len(data)) + data


def answer(instance: str, host: str, address: str, port: int) -> bytes:
    owner = bytes([len(instance.encode())]) + instance.encode() + name(SERVICE)
    records = (
        record(name(SERVICE), 12, owner)
        + record(owner, 33, struct.pack(">3H", 0, 0, port) + name(host))
        + record(name(host), 1, socket.inet_aton(address))
    )
    return struct.pack(">6H", 0, 0x8400, 0, 1, 0, 2) + records


class Responder:
    """Answers questions on a port of this computer."""

    def __init__(self, *answers: bytes) -> None:
        self.question = b""
        self._answers = answers
        self._line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._line.bind(("127.0.0.1", 0))
        self.group = self._line.getsockname()
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def found(self) -> list[Found]:
        """Ask until there is an answer: on a busy machine one question may end before it comes."""
        return next(filter(None, (discovery.ask(0.5, self.group) for _ in range(20))), [])

    def _answer(self) -> None:
        while True:
            self.question, sender = self._line.recvfrom(2000)
            for each in self._answers:
                self._line.sendto(each, sender)


def test_a_printer_tells_its_name_and_address() -> None:
    responder = Responder(b"\xff", answer("Mutfak yazıcısı", "epson.local", "192.168.1.50", 9100))
    assert responder.found() == [Found("Mutfak yazıcısı", TcpAddress("192.168.1.50", 9100))]
    assert b"_pdl-datastream" in responder.question


def test_names_that_refer_in_a_circle_end() -> None:
    head = struct.pack(">6H", 0, 0x8400, 0, 1, 0, 0)
    circle = head + b"\xc0\x0c" + struct.pack(">HHIH", 12, 1, 120, 2) + b"\xc0\x0c"
    forwards = head + b"\xc0\x0e\xc0\x0c" + struct.pack(">HHIH", 12, 1, 120, 2) + b"\xc0\x0e"
    responder = Responder(circle, forwards, answer("Bar", "b.local", "192.168.1.51", 9100))
    assert [each.name for each in responder.found()] == ["Bar"]


@given(st.binary(max_size=300))
def test_any_answer_is_read_without_an_error(data: bytes) -> None:
    records = discovery._Records()
    records.add(data, "192.168.1.9")
    records.add(struct.pack(">6H", 0, 0x8400, 0, 3, 0, 0) + data, "192.168.1.9")
    records.found()


def test_a_scan_finds_who_accepts_and_sends_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        found = discovery.scan(["127.0.0.1", "127.0.0.2"], port, 0.5)
        assert found == [Found("", TcpAddress("127.0.0.1", port))]
        server.settimeout(5)
        connection, _ = server.accept()
        with connection:
            connection.settimeout(5)
            assert connection.recv(100) == b""


def test_the_own_network_has_no_other_sizes() -> None:
    hosts = discovery.own_network()
    assert len(hosts) in {0, 253, 254}
    assert not any(host.startswith("127.") for host in hosts)
