"""Printers that are device files and serial lines: a pseudo-terminal stands for the device."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from desktop.domain.printing.job import PrinterProblem, PrintJobState
from desktop.printing.address import SerialAddress, UsbAddress
from desktop.printing.delivery import CUT
from desktop.printing.transports import LineTransport
from tests.sync.printing.acting import SHORT

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform == "win32":
    pytest.skip("needs pseudo-terminals", allow_module_level=True)


class ActedDevice:
    """The other end of a device: it takes bytes and answers questions."""

    def __init__(self, *, mute: bool = False) -> None:
        import tty

        self._file, self._device = os.openpty()
        tty.setraw(self._file)
        tty.setraw(self._device)
        self.path = os.ttyname(self._device)
        self.taken = b""
        self.paper = 0x12
        self._mute = mute
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        place = 0
        while True:
            try:
                self.taken += os.read(self._file, 1000)
            except OSError:
                return
            while not self._mute and (found := self._next(place)) is not None:
                answer, place = found
                os.write(self._file, answer)

    def _next(self, place: int) -> tuple[bytes, int] | None:
        """Return the answer to the first question behind a place, and the place behind it."""
        for question, answer in (
            (b"\x10\x04\x02", b"\x12"),
            (b"\x10\x04\x04", bytes([self.paper])),
            (b"\x1dr\x01", b"\0"),
        ):
            at = self.taken.find(question, place)
            others = [
                self.taken.find(each, place) for each in (b"\x10\x04\x02", b"\x10\x04\x04", b"\x1dr\x01")
            ]
            if at >= 0 and at == min(each for each in others if each >= 0):
                return answer, at + len(question)
        return None

    def close(self) -> None:
        os.close(self._file)
        os.close(self._device)


@pytest.fixture
def device() -> Iterator[ActedDevice]:
    acted = ActedDevice()
    yield acted
    acted.close()


def transport(address: UsbAddress | SerialAddress) -> LineTransport:
    return LineTransport(address, give_up=threading.Event(), on_problem=lambda _problem: None, patience=SHORT)


def test_a_ticket_goes_to_a_device_and_is_proved(device: ActedDevice) -> None:
    printer = transport(UsbAddress(device.path))
    assert printer.check().problem is None
    ticket = b"\x1b@" + bytes(range(32, 127)) * 200 + CUT
    assert printer.send(ticket, b"0007").state is PrintJobState.PRINTED
    assert ticket in device.taken


def test_a_device_without_paper_has_not_begun(device: ActedDevice) -> None:
    device.paper = 0x72
    assert transport(UsbAddress(device.path)).check().problem is PrinterProblem.PAPER_OUT


def test_a_device_that_is_not_there_cannot_be_reached() -> None:
    assert transport(UsbAddress("/dev/usb/lp99")).check().problem is PrinterProblem.UNREACHABLE


def test_a_serial_line_prints_too(device: ActedDevice) -> None:
    pytest.importorskip("serial", reason="pyserial is optional")
    printer = transport(SerialAddress(device.path, 115_200))
    assert printer.check().problem is None
    ticket = b"\x1b@" + b"Adana ve Ayran\n" * 50 + CUT
    assert printer.send(ticket, b"0007").state is PrintJobState.PRINTED
    assert ticket in device.taken
