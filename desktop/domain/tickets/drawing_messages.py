"""Messages to and from a process that draws tickets: the length in four bytes, then JSON."""

from __future__ import annotations

from typing import BinaryIO, Final

import msgspec

from desktop.domain.tickets.image import TicketImage
from desktop.domain.tickets.ticket import Ticket

LENGTH_BYTES: Final = 4
LONGEST: Final = 64 * 1024 * 1024
"""Bytes of a message; a ticket of ten metres has less than a tenth."""


class Request(msgspec.Struct, frozen=True):
    """A ticket to draw."""

    ticket: Ticket
    width: int
    """In dots."""


class Answer(msgspec.Struct, frozen=True):
    """Its picture, or why there is none."""

    image: TicketImage | None = None
    problem: str = ""
    no_qt: bool = False
    """Whether Qt does not load on this computer."""


def encode(message: Request | Answer) -> bytes:
    """Return a message with its length."""
    data = msgspec.json.encode(message)
    return len(data).to_bytes(LENGTH_BYTES, "big") + data


def decode_request(data: bytes) -> Request:
    """Return a request; raises `msgspec.MsgspecError` for anything else."""
    return msgspec.json.decode(data, type=Request)


def decode_answer(data: bytes) -> Answer:
    """Return an answer; raises `msgspec.MsgspecError` for anything else."""
    return msgspec.json.decode(data, type=Answer)


def read(stream: BinaryIO) -> bytes | None:
    """Return the next message of a stream without its length, None at its end."""
    length = stream.read(LENGTH_BYTES)
    if len(length) < LENGTH_BYTES:
        return None
    data = stream.read(int.from_bytes(length, "big"))
    return data if len(data) == int.from_bytes(length, "big") else None


def write(stream: BinaryIO, data: bytes) -> None:
    """Write a message with its length."""
    stream.write(data)
    stream.flush()
