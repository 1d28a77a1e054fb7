"""(An order, a kind of ticket) -> the ticket, in the program's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.tickets.kinds import TicketKind
from desktop.domain.tickets.making.categories import own_and_other
from desktop.domain.tickets.making.courier import courier_blocks
from desktop.domain.tickets.making.day_report import day_report_blocks
from desktop.domain.tickets.making.kitchen import kitchen_blocks
from desktop.domain.tickets.making.slips import cancelled_blocks, changed_blocks
from desktop.domain.tickets.making.trial import trial_blocks
from desktop.domain.tickets.making.words import above, below, box_note
from desktop.domain.tickets.options import SCALES, Knowledge, TicketOptions
from desktop.domain.tickets.ticket import Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order
    from desktop.domain.sales.report import SalesReport
    from desktop.domain.tickets.options import Printing
    from desktop.domain.tickets.ticket import Block


def order_ticket(
    kind: TicketKind,
    view: BoardOrder,
    printing: Printing,
    options: TicketOptions = TicketOptions(),  # noqa: B008 - frozen
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
    *,
    before: Order | None = None,
) -> Ticket:
    """Return a ticket about an order.

    Args:
        kind: any but the day report and the test ticket.
        view: the order.
        printing: when, which of how many, and whether it is printed again.
        options: of the printer.
        knowledge: of the restaurant.
        before: the order before a change; without it, as people last saw it.

    Raises:
        ValueError: the kind is not about an order.
    """
    if kind is TicketKind.KITCHEN:
        blocks = kitchen_blocks(view, printing, options, knowledge)
    elif kind is TicketKind.COURIER:
        blocks = courier_blocks(view, printing, knowledge)
    elif kind is TicketKind.CANCELLED:
        blocks = cancelled_blocks(view, printing, options, knowledge)
    elif kind is TicketKind.CHANGED:
        seen = view.seen_before if before is None else before
        blocks = changed_blocks(view, seen, printing, options, knowledge)
    else:
        raise ValueError(kind)
    return whole(kind, blocks, options)


def report_ticket(
    report: SalesReport,
    printing: Printing,
    options: TicketOptions = TicketOptions(),  # noqa: B008 - frozen
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> Ticket:
    """Return the ticket of a day's report."""
    return whole(TicketKind.DAY_REPORT, day_report_blocks(report, knowledge.reasons, printing), options)


def trial_ticket(
    printer: str,
    printing: Printing,
    options: TicketOptions = TicketOptions(),  # noqa: B008 - frozen
) -> Ticket:
    """Return the ticket that tries a printer, given its name."""
    return whole(TicketKind.TEST, trial_blocks(printer, printing), options)


def whole(kind: TicketKind, blocks: Iterable[Block], options: TicketOptions) -> Ticket:
    """Return a ticket with the printer's own lines, and a sentence where letters could not be printed."""
    middle = tuple(blocks)
    found = (*above(options), *middle, *box_note(middle), *below(options))
    return Ticket(kind, found, SCALES[options.size])


def has_dishes(order: Order, options: TicketOptions, knowledge: Knowledge) -> bool:
    """Return whether a printer's kitchen has anything to cook of an order; one without dishes must be looked at."""
    own, other = own_and_other(order, options.categories, knowledge.menu)
    return bool(own) or not other
