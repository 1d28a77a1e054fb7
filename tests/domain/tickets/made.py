"""Orders of invented people for tickets, the words of a ticket, and a fixture that makes them Turkish."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pytest

from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.order import Choice, Option, OptionGroup, Order, OrderLine
from desktop.domain.text import translation
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.tickets.making.words import texts_of
from desktop.domain.tickets.options import Printing
from desktop.system.files.languages import speak

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.domain.tickets.ticket import Ticket

AT: Final = datetime(2026, 11, 22, 19, 2, tzinfo=ISTANBUL)
PRINTING: Final = Printing(AT, 1, 2)

LINES: Final = (
    OrderLine(
        "Adana Dürüm",
        Decimal(2),
        total=Decimal(340),
        note="Biri az pişmiş olsun",
        groups=(
            OptionGroup((Option("Acılı"), Option("Soğan", choice=Choice.REMOVED))),
            OptionGroup((Option("Lavaş", Decimal(2), price=Decimal(20)),), "Ekstra"),
        ),
    ),
    OrderLine("İskender Kebap (1,5 porsiyon)", total=Decimal(285)),
    OrderLine("Ayran 30 cl", Decimal(4), total=Decimal(60), food_id="7"),
)


@pytest.fixture(autouse=True)
def turkish() -> Iterator[None]:
    """Most kitchens read Turkish."""
    before = translation.language()
    speak("tr")
    yield
    speak(before)


def order(**fields: Any) -> Order:
    """Return an order of 845 lira to a door in Kadıköy."""
    said: dict[str, Any] = {
        "payment_key": "00000000-5cb7-4c4e-adcb-fc2ec54cf24e",
        "status_id": 2,
        "number": "4821",
        "shipping_method": "delivery",
        "courier_type": "restaurant",
        "payment_method": "NAKİT",
        "note": "Zili çalmayın, bebek uyuyor.",
        "total": Decimal(675),
        "discount": Decimal(55),
        "courier_fee": Decimal(25),
        "customer_name": "Çağrı Yıldırım",
        "customer_phone": "+905320001827",
        "address": ("Deneme Sokak", "Bina 14/A", "Kat 3", "Daire 9", "İlçe Kadıköy"),
        "restaurant_name": "Deneme Kebap · Moda",
        "placed_at": AT,
        "lines": LINES,
    }
    return Order(**(said | fields))


def view(**fields: Any) -> BoardOrder:
    """Return the order as accepted with 25 minutes; fields of the order and of its place on the board."""
    board = {name: fields.pop(name) for name in list(fields) if name in BoardOrder.__struct_fields__}
    placed: dict[str, Any] = {
        "received_at": AT + timedelta(seconds=20),
        "changed_at": AT,
        "accepted_at": AT,
        "preparing_time": 25,
    }
    return BoardOrder(order=order(**fields), **(placed | board))


def words(ticket: Ticket) -> str:
    """Return all texts of a ticket, one a line."""
    return "\n".join(texts_of(ticket.blocks))
