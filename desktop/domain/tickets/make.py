"""(An order, a kind of ticket) -> the ticket, in the program's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.tickets.categories import own_and_other
from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.kitchen import kitchen_blocks
from desktop.domain.tickets.options import SCALES, Knowledge, TicketOptions
from desktop.domain.tickets.ticket import Ticket
from desktop.domain.tickets.words import above, below, box_note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order
    from desktop.domain.tickets.options import Printing
    from desktop.domain.tickets.ticket import Block


def order_ticket(
    kind: TicketKind,
    view: BoardOrder,
    printing: Printing,
    options: TicketOptions = TicketOptions(),  # noqa: B008 - frozen
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> Ticket:
    """Return a ticket about an order.

    Args:
        kind: any but the day report and the test ticket.
        view: the order.
        printing: when, which of how many, and whether it is printed again.
        options: of the printer.
        knowledge: of the restaurant.

    Raises:
        ValueError: the kind is not about an order.
    """
    if kind is TicketKind.KITCHEN:
        blocks = kitchen_blocks(view, printing, options, knowledge)
    else:
        raise ValueError(kind)
    return whole(kind, blocks, options)


def whole(kind: TicketKind, blocks: Iterable[Block], options: TicketOptions) -> Ticket:
    """Return a ticket with the printer's own lines, and a sentence where letters could not be printed."""
    middle = tuple(blocks)
    found = (*above(options), *middle, *box_note(middle), *below(options))
    return Ticket(kind, found, SCALES[options.size])


def has_dishes(order: Order, options: TicketOptions, knowledge: Knowledge) -> bool:
    """Return whether a printer's kitchen has anything to cook of an order; one without dishes must be looked at."""
    own, other = own_and_other(order, options.categories, knowledge.menu)
    return bool(own) or not other
