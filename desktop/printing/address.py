"""Addresses of printers as people type them, such as ``tcp://192.168.1.50`` or ``usb:/dev/usb/lp0``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from desktop.domain.text.translation import Message

DEFAULT_PORT: Final = 9100
DEFAULT_BAUD: Final = 9600
TEXT_MODE_BELOW: Final = 115_200
"""Baud below which a picture takes minutes."""

_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_V6: Final = re.compile(r"\[([0-9A-Fa-f:.]{2,45}(?:%[\w.-]{1,20})?)\]")
_DEVICE: Final = re.compile(r"/dev/[\w./+:-]{1,200}|COM[0-9]{1,3}")
_QUEUE: Final = re.compile(r"[^\s/#'\"][^/#'\"\x00-\x1f]{0,126}")
_HIGHEST_PORT: Final = 65535
_BAUD: Final = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200, 230_400, 460_800, 921_600)


class AddressError(ValueError):
    """A text is no address of a printer."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A printer on the network."""

    host: str
    port: int = DEFAULT_PORT

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"tcp://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class UsbAddress:
    """A printer's device of Linux."""

    path: str

    def __str__(self) -> str:
        return f"usb:{self.path}"


@dataclass(frozen=True, slots=True)
class SerialAddress:
    """A printer on a serial line."""

    port: str
    baud: int = DEFAULT_BAUD

    def __str__(self) -> str:
        return f"serial:{self.port}@{self.baud}"


@dataclass(frozen=True, slots=True)
class QueueAddress:
    """A queue of the system's own printing."""

    name: str

    def __str__(self) -> str:
        return f"queue:{self.name}"


@dataclass(frozen=True, slots=True)
class WinspoolAddress:
    """A printer of Windows that takes the bytes as they are."""

    name: str

    def __str__(self) -> str:
        return f"winspool:{self.name}"


Address = TcpAddress | UsbAddress | SerialAddress | QueueAddress | WinspoolAddress


def parse_address(text: str) -> Address:
    """Return a typed address; a bare host is one on the network.

    Raises:
        AddressError: it is none; the message says how one looks.
    """
    text = text.strip()
    kind, colon, rest = text.partition(":")
    match kind.lower() if colon else "":
        case "usb":
            return UsbAddress(_device(rest))
        case "serial":
            return _serial(rest)
        case "queue":
            return QueueAddress(_name(rest))
        case "winspool":
            return WinspoolAddress(_name(rest))
        case "tcp":
            return _tcp(rest.removeprefix("//").removesuffix("/"))
        case _:
            if "://" in text or "/" in text:
                raise AddressError(
                    Message(
                        "“{typed}” is no address of a printer. Examples: tcp://192.168.1.50, usb:/dev/usb/lp0,"
                        " serial:/dev/ttyUSB0@115200, queue:NAME, winspool:NAME.",
                        typed=text[:80],
                    )
                )
            return _tcp(text)


def _tcp(text: str) -> TcpAddress:
    host, port = text, ""
    if found := re.fullmatch(_V6.pattern + r"(?::([0-9]{1,5}))?", text):
        host, port = found[1], found[2] or ""
    else:
        host, _, port = text.partition(":")
        if not _HOST.fullmatch(host) or (":" in text and not port):
            raise AddressError(
                Message(
                    "“{typed}” is no address on the network. Write the printer's number or name, for example"
                    " tcp://192.168.1.50 or tcp://192.168.1.50:9100; a self-test of the printer prints its number.",
                    typed=text[:80],
                )
            )
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) <= _HIGHEST_PORT):
        raise AddressError(
            Message("“{port}” is no port: it is a number from 1 to 65535, usually 9100.", port=port[:20])
        )
    return TcpAddress(host, int(port) if port else DEFAULT_PORT)


def _device(text: str) -> str:
    if not _DEVICE.fullmatch(text) or ".." in text:
        raise AddressError(
            Message("“{typed}” is no device. Write it as /dev/usb/lp0 or /dev/ttyUSB0.", typed=text[:80])
        )
    return text


def _serial(text: str) -> SerialAddress:
    port, at, baud = text.partition("@")
    device = _device(port)
    if not at:
        return SerialAddress(device)
    if not (baud.isascii() and baud.isdigit()) or int(baud) not in _BAUD:
        raise AddressError(
            Message("“{baud}” is no speed of a serial line. Usual are 9600 and 115200.", baud=baud[:20])
        )
    return SerialAddress(device, int(baud))


def _name(text: str) -> str:
    if not _QUEUE.fullmatch(text) or text.startswith("-"):
        raise AddressError(Message("“{typed}” is no name of a printer on this computer.", typed=text[:80]))
    return text
