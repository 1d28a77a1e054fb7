"""Printers that answer nonsense, too much, or nothing at the end: none of it is taken for a printed ticket."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop.domain.printing.job import PrintJobState
from desktop.printing.address import parse_address
from desktop.printing.delivery import CUT, Delivered
from desktop.printing.status import Answers
from desktop.printing.transports import transport_to
from desktop.simulator.printer import ActedPrinter
from tests.sync.printing.acting import PATIENT, SHORT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from desktop.printing.delivery import Patience

TICKET = b"\x1b@\x1dv0\0H\0d\0" + b"\x5a" * 7200 + CUT
READY = b"\x12\x12"
"""The answers to the questions about cover and paper: all is well."""


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[bytes], Iterable[bytes]]], str]]:
    """Return a function that opens a port whose answers a function makes of the bytes that come."""
    ends: list[threading.Event] = []
    threads: list[threading.Thread] = []

    def start(answers: Callable[[bytes], Iterable[bytes]]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        end = threading.Event()

        def work() -> None:
            with listener, contextlib.suppress(OSError):
                client, _ = listener.accept()
                client.settimeout(0.02)
                with client:
                    while not end.is_set():
                        data = b""
                        with contextlib.suppress(TimeoutError):
                            data = client.recv(65536)
                        for answer in answers(data):
                            client.settimeout(5)
                            client.sendall(answer)
                            client.settimeout(0.02)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        ends.append(end)
        threads.append(thread)
        return f"tcp://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for end in ends:
        end.set()
    for thread in threads:
        thread.join(10)


def print_on(address: str, ident: bytes = b"0001", patience: Patience = SHORT) -> Delivered:
    transport = transport_to(
        parse_address(address), give_up=threading.Event(), on_problem=lambda _problem: None, patience=patience
    )
    readiness = transport.check()
    assert readiness.problem is None
    return transport.send(TICKET, ident)


def asked(data: bytes) -> int:
    return data.count(b"\x10\x04\x04")


def test_the_id_of_another_job_proves_nothing(
    serve: Callable[[Callable[[bytes], Iterable[bytes]]], str],
) -> None:
    seen = bytearray()

    def answers(data: bytes) -> Iterator[bytes]:
        seen.extend(data)
        yield READY * asked(data)
        if b"0001" in data:
            yield b'7"0002\0'

    patience = replace(PATIENT, proof=2)
    assert print_on(serve(answers), patience=patience).state is PrintJobState.HANDED_OVER
    assert b"0001" in seen


def test_an_automatic_message_about_missing_paper_is_no_answer_in_turn(
    serve: Callable[[Callable[[bytes], Iterable[bytes]]], str],
) -> None:
    first = itertools.count()

    def answers(data: bytes) -> Iterator[bytes]:
        if asked(data) and not next(first):
            yield READY
        if CUT in data:
            yield b"\x1c\0\x0c\x0f"  # offline, the paper has ended

    assert print_on(serve(answers)).state is PrintJobState.UNKNOWN


@pytest.mark.parametrize("garbage", [b"HTTP/1.1 400 Bad Request\r\n\r\n", bytes(4096), b"@" * 1_000_000])
def test_garbage_proves_nothing(
    serve: Callable[[Callable[[bytes], Iterable[bytes]]], str], garbage: bytes
) -> None:
    first = itertools.count()

    def answers(data: bytes) -> Iterator[bytes]:
        if asked(data) and not next(first):
            yield READY
        elif CUT in data:
            yield garbage

    assert print_on(serve(answers)).state is PrintJobState.UNKNOWN


def test_a_printer_that_never_ends_its_answers_is_given_up(
    serve: Callable[[Callable[[bytes], Iterable[bytes]]], str],
) -> None:
    first = itertools.count()

    def answers(data: bytes) -> Iterator[bytes]:
        if asked(data) and not next(first):
            yield READY
        else:
            yield b"@" * 4096

    assert print_on(serve(answers)).state is PrintJobState.UNKNOWN


def test_messages_come_in_pieces_between_other_answers() -> None:
    answers = Answers()
    for piece in (b"\x14", b"\0\0", b"\0" + READY, b'7"00', b"07\0", b"\x10\0\0\0", b"\x0c"):
        answers.feed(piece)
    assert answers.ids == [b"0007"]
    assert answers.sensors == 1
    assert answers.take_status() is not None


def test_a_printer_with_an_address_of_version_six(serve: object) -> None:
    del serve
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this computer has no IPv6")
    with ActedPrinter() as printer, listener:

        def join() -> None:
            client, _ = listener.accept()
            with client, socket.create_connection(("127.0.0.1", printer.port)) as inner:
                back = threading.Thread(target=pump, args=(inner, client), daemon=True)
                back.start()
                pump(client, inner)
                back.join(5)

        threading.Thread(target=join, daemon=True).start()
        delivered = print_on(f"tcp://[::1]:{listener.getsockname()[1]}")
        assert delivered.state is PrintJobState.PRINTED
        assert len(printer.tickets) == 1


def pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(4096):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
