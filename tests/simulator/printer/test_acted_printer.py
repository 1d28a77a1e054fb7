"""The acted printer: its decoder reads what the command tables say, and its moods are those of real printers."""

from __future__ import annotations

import http.client
import json
import socket
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.tickets.image import TicketImage
from desktop.printing.raster import RasterOptions, encode
from desktop.simulator.printer import ActedPrinter, Sheet
from desktop.simulator.printer.control import PrinterControl
from desktop.simulator.printer.decoder import Command, Decoder, RasterRow, RealtimeFilter, Text

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def printer() -> Iterator[ActedPrinter]:
    with ActedPrinter() as acted:
        yield acted


def decoded(data: bytes, size: int | None = None) -> list[object]:
    decoder = Decoder()
    parts = [data] if size is None else [data[i : i + size] for i in range(0, len(data), size)]
    return [action for part in parts for action in decoder.feed(part)]


COMMANDS = (
    b"\x1b@" + b"\x1bt\x0d" + b"A\n" + b"\x1ba\x01" + b"\x1dv0\0\x02\0\x02\0" + b"\x0f\xf0\xaa\x55"
    b"\x1d(H\x06\x000000AB" + b"\x1dr\x01" + b"\x1bp\x00\x19\xfa" + b"\x1dVB\x00" + b"\x1dV\x00"
)
ACTIONS = [
    Command("ESC @"),
    Command("ESC t", b"\x0d"),
    Text(ord("A")),
    Text(ord("\n")),
    Command("ESC a", b"\x01"),
    RasterRow(b"\x0f\xf0"),
    RasterRow(b"\xaa\x55"),
    Command("GS ( H", b"0000AB"),
    Command("GS r", b"\x01"),
    Command("ESC p", b"\x00\x19\xfa"),
    Command("GS V", b"B\x00"),
    Command("GS V", b"\x00"),
]


@pytest.mark.parametrize("size", [None, 1, 2, 3, 7])
def test_commands_are_read_in_pieces_of_any_size(size: int | None) -> None:
    assert decoded(COMMANDS, size) == ACTIONS


@given(st.binary(max_size=300), st.integers(1, 9))
def test_any_bytes_are_read_the_same_in_pieces(data: bytes, size: int) -> None:
    assert decoded(data, size) == decoded(data)


@given(
    st.lists(st.sampled_from([b"\x10", b"\x04", b"\x02", b"x", b"\x10\x04\x04"]), max_size=20),
    st.integers(1, 4),
)
def test_questions_are_found_in_pieces_of_any_size(parts: list[bytes], size: int) -> None:
    data = b"".join(parts)
    whole = RealtimeFilter().feed(data)
    one = RealtimeFilter()
    found = [number for i in range(0, len(data), size) for number in one.feed(data[i : i + size])]
    assert found == whole


def test_what_the_program_encodes_comes_out_dot_by_dot(printer: ActedPrinter) -> None:
    rows = 700
    dots = bytes((number * 7 + number // 72) % 251 for number in range(72 * rows))
    data = encode(TicketImage(576, rows, dots), RasterOptions(feed_millimetres=0))
    with socket.create_connection(("127.0.0.1", printer.port)) as line:
        line.sendall(data)
        assert printer.wait_for(lambda: len(printer.sheets) == 1, 5)
    printed = b"".join(printer.sheets[0].rows)
    # A dot more where the picture would have been a question to the printer.
    differing = [number for number, (a, b) in enumerate(zip(printed, dots, strict=True)) if a != b]
    assert all(dots[number] == 0x10 and printed[number] == 0x11 for number in differing)
    assert len(differing) < 100


def test_a_sheet_is_a_picture() -> None:
    png = Sheet(16, [b"\x80\x01", b"\xff\xff"]).png()
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">IIB", png[16:25]) == (16, 2, 1)
    start = png.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", png[start - 8 : start - 4])
    assert zlib.decompress(png[start : start + length]) == b"\0\x7f\xfe\0\0\0"


def test_without_paper_it_takes_tickets_and_prints_them_later(printer: ActedPrinter) -> None:
    printer.set_mood(paper_out=True, buffer=4_000_000)
    data = b"\x1dv0\0" + bytes([72, 0, 100, 0]) + b"\x5a" * 7200 + b"\x1dV\0"
    with socket.create_connection(("127.0.0.1", printer.port)) as line:
        line.sendall(data * 20)
    assert printer.rows_printed == 0
    printer.set_mood(paper_out=False)
    assert printer.wait_for(lambda: len(printer.tickets) == 20, 10)


def test_a_connection_that_is_closed_with_unread_answers_loses_the_rest(printer: ActedPrinter) -> None:
    printer.set_mood(rows_per_second=2000, buffer=1000)
    data = b"\x1dv0\0" + bytes([72, 0, 255, 0]) + b"\x5a" * 72 * 255
    line = socket.create_connection(("127.0.0.1", printer.port))
    line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1_000_000)
    line.sendall(b"\x10\x04\x02" + data * 4 + b"\x1dV\0")
    assert printer.wait_for(lambda: printer.rows_printed > 5, 5)
    line.close()
    assert printer.wait_for(lambda: len(printer.sheets) == 1, 1) is False


def test_another_process_changes_its_mood_and_sees_its_paper(printer: ActedPrinter) -> None:
    control = PrinterControl(printer)
    control.start()
    try:
        call = http.client.HTTPConnection("127.0.0.1", control.port, timeout=5)
        call.request("POST", "/printer/moods", json.dumps({"paper_low": True}))
        assert json.loads(call.getresponse().read())["paper_low"] is True
        call.request("POST", "/printer/moods", json.dumps({"hungry": True}))
        answer = call.getresponse()
        assert (answer.status, b"hungry" in answer.read()) == (400, True)
        with socket.create_connection(("127.0.0.1", printer.port)) as line:
            line.sendall(b"\x1bt\x0d\x80\x98\x9f\n\x1dV\0")
            assert printer.wait_for(lambda: len(printer.tickets) == 1, 5)
        call.request("GET", "/printer/sheets")
        (sheet,) = json.loads(call.getresponse().read())
        assert sheet["text"] == "Çİş\n"
        call.request("GET", "/printer/sheets/0.png")
        assert call.getresponse().read().startswith(b"\x89PNG")
        call.request("GET", "/printer/sheets", headers={"Origin": "http://x"})
        refused = call.getresponse()
        assert (refused.status, b"error" in refused.read()) == (403, True)
        call.close()
    finally:
        control.stop()
