"""Tickets on paper: drawn, encoded, sent to the acted printer, decoded there, and compared dot by dot."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest

from desktop.domain.orders.order import Choice, Option, OptionGroup, OrderLine
from desktop.domain.printing.job import PrintJobState
from desktop.domain.printing.printer import Printer
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.make import order_ticket, trial_ticket
from desktop.domain.tickets.options import Knowledge, TicketOptions
from desktop.domain.tickets.sample import sample_tickets
from desktop.printing.address import parse_address
from desktop.printing.ticket_bytes import raster_bytes
from desktop.printing.transports import transport_to
from desktop.simulator.printer import ActedPrinter
from desktop.ui.tickets.picture import draw_ticket
from tests.domain.tickets.made import PRINTING, order, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.tickets.ticket import Ticket

pytestmark = pytest.mark.usefixtures("qapp")

ALPHABET: Final = "abcçdefgğhıijklmnoöpqrsştuüvwxyz ABCÇDEFGĞHIİJKLMNOÖPQRSŞTUÜVWXYZ âîû ₺125,50"
HOSTILE: Final = "a\x10\x04\x02\x1b@\x1dV\0b\u202etersten\u202c \u200d👨‍👩‍👧 🌶️\t\r\nİ\u0307 🥶"
DISHES: Final = tuple(
    OrderLine(
        f"{number}. {ALPHABET}" if number % 7 else "ş" * 200,
        Decimal(number % 5 + 1),
        total=Decimal(number),
        note=HOSTILE if number % 11 == 0 else "",
        groups=(OptionGroup((Option("Acılı"), Option("Soğan", choice=Choice.REMOVED))),),
    )
    for number in range(1, 61)
)
ORDERS: Final[dict[str, BoardOrder]] = {
    "usual": view(),
    "letters": view(note=ALPHABET, customer_name=ALPHABET),
    "long": view(lines=DISHES, note=("Fıstık alerjisi var! Kapıda ğüşiöç İIıi " * 60)[:2000]),
    "hostile": view(note=HOSTILE, customer_name=HOSTILE, address=(HOSTILE, "ğ" * 300), number="#" * 90),
}


def tickets() -> Iterator[Ticket]:
    known = Knowledge(allergy_words=("alerji", "fıstık"))
    for each in ORDERS.values():
        for kind in (TicketKind.KITCHEN, TicketKind.COURIER, TicketKind.CANCELLED):
            yield order_ticket(kind, each, PRINTING, knowledge=known)
        yield order_ticket(TicketKind.CHANGED, each, PRINTING, knowledge=known, before=order(note="eski"))
    yield trial_ticket("Mutfak", PRINTING)
    yield from (ticket for _, ticket in sample_tickets(TicketOptions()))


@pytest.mark.parametrize(
    "width", [384, *(pytest.param(width, marks=pytest.mark.long) for width in (420, 512)), 576]
)
def test_every_dot_that_was_drawn_is_on_the_paper(width: int) -> None:
    pictures = [draw_ticket(ticket, width) for ticket in tickets()]
    printer = Printer("1", "Mutfak", "-", width=width)
    with ActedPrinter(width=width) as acted:
        way = transport_to(
            parse_address(acted.address), give_up=threading.Event(), on_problem=lambda _problem: None
        )
        for number, picture in enumerate(pictures):
            assert way.check().problem is None
            delivered = way.send(raster_bytes(picture, printer), b"%04d" % number)
            assert delivered.state is PrintJobState.PRINTED
        sheets = acted.tickets
    assert len(sheets) == len(pictures)
    for sheet, picture in zip(sheets, pictures, strict=True):
        assert (sheet.text, sheet.garbage) == ("", 0)
        dots = b"".join(sheet.rows)
        assert len(dots) >= len(picture.dots)
        assert _differences(dots, picture.dots) <= _broken(picture.dots)
        assert not any(dots[len(picture.dots) :])


def _differences(printed: bytes, drawn: bytes) -> int:
    return sum((a ^ b).bit_count() for a, b in zip(printed, drawn, strict=False) if a != b)


def _broken(dots: bytes) -> int:
    """Return how many dots the encoder may move: printers obey these bytes inside a picture."""
    return sum(dots.count(bytes(each)) for each in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))
