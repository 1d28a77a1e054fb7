"""Tickets of an invented order, for a preview before the first order came."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec import structs

from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.order import Choice, Option, OptionGroup, Order, OrderLine, OrderStatus
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import tr
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.make import order_ticket, trial_ticket
from desktop.domain.tickets.options import Printing, TicketOptions

if TYPE_CHECKING:
    from desktop.domain.tickets.ticket import Ticket

_AT: Final = datetime(2026, 11, 22, 19, 2, tzinfo=ISTANBUL)
_MINUTES: Final = 25


def sample_tickets(options: TicketOptions) -> list[tuple[str, Ticket]]:
    """Return a ticket of each kind with its name, as a printer with these options prints it."""
    view, printing = _view(), Printing(_AT)
    before = structs.replace(view.order, note="", lines=view.order.lines[1:])
    named = (
        (tr("Kitchen ticket"), TicketKind.KITCHEN),
        (tr("Courier ticket"), TicketKind.COURIER),
        (tr("Cancel slip"), TicketKind.CANCELLED),
        (tr("Change slip"), TicketKind.CHANGED),
    )
    tickets = [(name, order_ticket(kind, view, printing, options, before=before)) for name, kind in named]
    return [*tickets, (tr("Test ticket"), trial_ticket("", printing, options))]


def _view() -> BoardOrder:
    lines = (
        OrderLine(
            tr("Adana kebab"),
            Decimal(2),
            total=Decimal(580),
            note=tr("One of them less done"),
            groups=(OptionGroup((Option(tr("Hot")), Option(tr("Onion"), choice=Choice.REMOVED))),),
        ),
        OrderLine(tr("Lentil soup"), total=Decimal(120)),
        OrderLine("Ayran", Decimal(3), total=Decimal(150)),
    )
    order = Order(
        payment_key="00000000-0000-4000-8000-000000004821",
        status_id=OrderStatus.CONFIRMED,
        number="4821",
        shipping_method="delivery",
        courier_type="restaurant",
        payment_method="Nakit",
        note=tr("Please do not ring the bell."),
        total=Decimal(875),
        courier_fee=Decimal(25),
        placed_at=_AT,
        restaurant_name=tr("Your restaurant"),
        customer_name=tr("Sample Customer"),
        customer_phone="05000000000",
        address=(tr("Sample Street"), "14/A", "Moda, Kadıköy"),
        lines=lines,
    )
    return BoardOrder(
        order, received_at=_AT, changed_at=_AT, accepted_at=_AT + timedelta(0), preparing_time=_MINUTES
    )
