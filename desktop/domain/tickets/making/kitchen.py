"""(An order) -> the ticket that a kitchen cooks from: no prices, and nothing of the customer but a short name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.orders.allergies import allergies_in, found_in, named_foods
from desktop.domain.text.capitals import capitals
from desktop.domain.text.format import clock, count
from desktop.domain.text.translation import tr, tr_context
from desktop.domain.tickets.letters import one_line, printable
from desktop.domain.tickets.making.categories import elsewhere, own_and_other
from desktop.domain.tickets.making.dishes import kitchen_dish
from desktop.domain.tickets.making.doubts import doubt_boxes
from desktop.domain.tickets.making.words import (
    asked_for,
    courier,
    head,
    page_mark,
    promised_minutes,
    short_name,
)
from desktop.domain.tickets.ticket import Boxed, Inverse, Row, Rule, Size, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order, OrderLine
    from desktop.domain.tickets.options import Knowledge, Printing, TicketOptions
    from desktop.domain.tickets.ticket import Block


def kitchen_blocks(
    view: BoardOrder, printing: Printing, options: TicketOptions, knowledge: Knowledge
) -> Iterator[Block]:
    """Yield the blocks of a kitchen ticket."""
    order = view.order
    yield from head(order, printing)
    yield from times(view, printing)
    yield from notes(order, knowledge)
    yield from cooked(order, options, knowledge)
    yield Row(tr_context("ticket", "KITCHEN TICKET"), page_mark(printing), Size.SMALL)


def cooked(order: Order, options: TicketOptions, knowledge: Knowledge) -> Iterator[Block]:
    """Yield the dishes of this printer's categories, a line for the others, and the counts."""
    own, other = own_and_other(order, options.categories, knowledge.menu)
    yield Rule(thick=True)
    yield from dishes(own)
    if other:
        yield Rule(dashed=True)
        yield Text(elsewhere(other), Size.NORMAL)
    yield Rule(thick=True)
    yield counts(own)


def times(view: BoardOrder, printing: Printing) -> Iterator[Block]:
    """Yield when it must be ready, the minutes that were promised, the short name, and when it came."""
    order = view.order
    due = view.due_at if not view.waits else None
    minutes = promised_minutes(view)
    promised = tr("{minutes} min").format(minutes=minutes) if minutes and not view.waits else ""
    if view.waits:
        yield Row(tr_context("ticket", "NOT ACCEPTED YET"), promised, Size.LARGE, bold=True)
    elif due is not None:
        ready = tr_context("ticket", "READY {time}").format(time=clock(due))
        yield Row(ready, promised, Size.LARGE, bold=True)
    else:
        yield Row(tr_context("ticket", "TIME NOT KNOWN"), promised, Size.LARGE, bold=True)
    came = tr("came {time}").format(time=clock(order.placed_at or view.received_at))
    yield Row(short_name(order.customer_name), came, Size.NORMAL)
    if sent := courier(order):
        yield Text(sent, Size.NORMAL, bold=False)
    if asked := asked_for(order, printing.at):
        yield Boxed(tr_context("ticket", "ORDER FOR LATER"), asked)


def notes(order: Order, knowledge: Knowledge) -> Iterator[Block]:
    """Yield the allergies, the order's note, and what is unsure."""
    if words := allergies_in(order, knowledge.allergy_words):
        foods = ", ".join(one_line(word) for word in named_foods(words))
        name = tr_context("ticket", "ALLERGY")
        yield Inverse(f"{name}: {capitals(foods)}" if foods else name, centred=True)
    if note := printable(order.note):
        yield Boxed(
            tr_context("ticket", "ORDER NOTE"), note, loud=bool(found_in(order.note, knowledge.allergy_words))
        )
    yield from doubt_boxes(order, for_cooks=True)


def dishes(lines: Sequence[OrderLine], *, struck: bool = False) -> Iterator[Block]:
    """Yield dishes with a line between them."""
    for place, line in enumerate(lines):
        if place:
            yield Rule(dashed=True)
        yield kitchen_dish(line, struck=struck)
    if not lines:
        yield Text(tr("No dishes"), Size.LARGE)


def counts(lines: Sequence[OrderLine]) -> Row:
    """Return "12 pieces" and "6 dishes"; an unclear quantity makes the sum unclear."""
    quantities = [line.quantity for line in lines]
    known = [quantity for quantity in quantities if quantity is not None and quantity > 0]
    pieces = count(sum(known[1:], known[0])) if known and len(known) == len(quantities) else "?"
    return Row(
        tr_context("ticket", "{count} PCS").format(count=pieces),
        tr_context("ticket", "{count} DISHES").format(count=len(lines)),
        Size.TEXT,
        bold=True,
    )
