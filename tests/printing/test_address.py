"""Addresses of printers: as people type them, and a sentence for what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.printing.address import (
    AddressError,
    QueueAddress,
    SerialAddress,
    TcpAddress,
    UsbAddress,
    WinspoolAddress,
    parse_address,
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tcp://192.168.1.50", TcpAddress("192.168.1.50", 9100)),
        (" tcp://mutfak.local:9101/ ", TcpAddress("mutfak.local", 9101)),
        ("192.168.1.50", TcpAddress("192.168.1.50", 9100)),
        ("192.168.1.50:9102", TcpAddress("192.168.1.50", 9102)),
        ("tcp://[fe80::1]:9100", TcpAddress("fe80::1", 9100)),
        ("usb:/dev/usb/lp0", UsbAddress("/dev/usb/lp0")),
        ("serial:/dev/ttyUSB0@115200", SerialAddress("/dev/ttyUSB0", 115200)),
        ("serial:COM3", SerialAddress("COM3", 9600)),
        ("queue:Mutfak_Yazici", QueueAddress("Mutfak_Yazici")),
        ("winspool:EPSON TM-T20 Receipt", WinspoolAddress("EPSON TM-T20 Receipt")),
    ],
)
def test_addresses(text: str, address: object) -> None:
    parsed = parse_address(text)
    assert parsed == address
    assert parse_address(str(parsed)) == parsed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no address on the network"),
        ("http://192.168.1.50", "no address of a printer"),
        ("tcp://", "no address on the network"),
        ("tcp://a b", "no address on the network"),
        ("tcp://printer:0", "no port"),
        ("tcp://printer:65536", "no port"),
        ("tcp://printer:x", "no port"),
        ("tcp://-oProxyCommand=x", "no address on the network"),
        ("usb:/etc/passwd", "no device"),
        ("usb:/dev/../etc/passwd", "no device"),
        ("serial:/dev/ttyUSB0@12", "no speed"),
        ("queue:-o raw", "no name of a printer"),
        ("queue:", "no name of a printer"),
    ],
)
def test_what_is_no_address_gets_a_sentence(text: str, says: str) -> None:
    with pytest.raises(AddressError, match=says):
        parse_address(text)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        parsed = parse_address(text)
    except AddressError:
        return
    assert parse_address(str(parsed)) == parsed
