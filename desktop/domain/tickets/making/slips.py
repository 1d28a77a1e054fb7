"""(An order that was cancelled or changed) -> the slip that tells the kitchen, with what it replaces crossed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.orders.changes import ChangedPart, changed_dishes, changed_parts, part_name
from desktop.domain.text.format import clock
from desktop.domain.text.translation import tr, tr_context
from desktop.domain.tickets.letters import one_line, printable
from desktop.domain.tickets.making.categories import elsewhere, own_and_other
from desktop.domain.tickets.making.dishes import kitchen_dish
from desktop.domain.tickets.making.kitchen import cooked, counts, dishes, notes, times
from desktop.domain.tickets.making.words import asked_for, courier, head, page_mark, short_name, way
from desktop.domain.tickets.ticket import Boxed, Inverse, Row, Rule, Size, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order, OrderLine
    from desktop.domain.tickets.options import Knowledge, Printing, TicketOptions
    from desktop.domain.tickets.ticket import Block

_SHOWN: Final = frozenset({ChangedPart.DISHES, ChangedPart.NOTE, ChangedPart.TIME, ChangedPart.DELIVERY})
"""A kitchen sees their old and new values; of the other parts it sees the names, because they are the customer's."""


def cancelled_blocks(
    view: BoardOrder, printing: Printing, options: TicketOptions, knowledge: Knowledge
) -> Iterator[Block]:
    """Yield the blocks of a slip that stops the cooks."""
    order = view.order
    yield from head(order, printing)
    yield Inverse(tr_context("ticket", "CANCELLED"), centred=True)
    yield Text(tr("Do not cook it. Take its ticket away."), Size.TEXT)
    reason_id = None if view.action is None else view.action.reason_id
    if reason := one_line(knowledge.reasons.get(reason_id, "") if reason_id is not None else ""):
        yield Boxed(tr_context("ticket", "REASON"), reason)
    came = tr("came {time}").format(time=clock(order.placed_at or view.received_at))
    yield Row(short_name(order.customer_name), came, Size.NORMAL)
    yield Rule(thick=True)
    own, other = own_and_other(order, options.categories, knowledge.menu)
    yield from dishes(own, struck=True)
    if other:
        yield Rule(dashed=True)
        yield Text(elsewhere(other), Size.NORMAL)
    yield Rule(thick=True)
    yield counts(own)
    yield Row(tr_context("ticket", "CANCEL SLIP"), page_mark(printing), Size.SMALL)


def changed_blocks(
    view: BoardOrder,
    before: Order | None,
    printing: Printing,
    options: TicketOptions,
    knowledge: Knowledge,
) -> Iterator[Block]:
    """Yield the blocks of a ticket that says what changed, from and to, and then the whole order as it is now."""
    order = view.order
    yield from head(order, printing)
    yield Inverse(tr_context("ticket", "CHANGED"), centred=True)
    parts = view.unseen if before is None else changed_parts(before, order)
    named = [part for part in parts if part is not ChangedPart.ACCEPTANCE]
    if before is not None:
        own, _ = own_and_other(order, options.categories, knowledge.menu)
        old, _ = own_and_other(before, options.categories, knowledge.menu)
        if ChangedPart.DISHES in named:
            yield from _changed_dishes(before, order, old, own)
        yield from _changed_texts(before, order, printing)
        named = [part for part in named if part not in _SHOWN]
    if named:
        names = ", ".join(part_name(part) for part in named)
        yield Text(tr("Changed too: {parts}").format(parts=names), Size.NORMAL)
    yield Rule(thick=True)
    yield Inverse(tr_context("ticket", "THE ORDER NOW"))
    yield from times(view, printing)
    yield from notes(order, knowledge)
    yield from cooked(order, options, knowledge)
    yield Row(tr_context("ticket", "CHANGE SLIP"), page_mark(printing), Size.SMALL)


def _changed_dishes(
    before: Order, after: Order, old: Sequence[OrderLine], new: Sequence[OrderLine]
) -> Iterator[Block]:
    for change in changed_dishes(before, after):
        was = [line for line in old if line.name == change.name]
        now = [line for line in new if line.name == change.name]
        if was:
            yield Rule(dashed=True)
            gone = tr_context("ticket", "REMOVED DISH")
            yield Text(tr_context("ticket", "OLD") if change.after is not None else gone, Size.NORMAL)
            yield from (kitchen_dish(line, struck=True) for line in was)
        if now:
            if not was:
                yield Rule(dashed=True)
            yield Text(
                tr_context("ticket", "NEW") if was else tr_context("ticket", "ADDED DISH"), Size.NORMAL
            )
            yield from (kitchen_dish(line) for line in now)


def _changed_texts(before: Order, after: Order, printing: Printing) -> Iterator[Block]:
    soon = tr("as soon as possible")
    was, now = (asked_for(order, printing.at) or soon for order in (before, after))
    if was != now:
        yield Boxed(tr_context("ticket", "TIME CHANGED"), f"{was} → {now}")
    was, now = (" · ".join(filter(None, [way(order), courier(order)])) for order in (before, after))
    if was != now:
        yield Boxed(tr_context("ticket", "DELIVERY CHANGED"), f"{was} → {now}")
    if before.note != after.note:
        none = tr("none")
        yield Boxed(tr_context("ticket", "OLD NOTE"), printable(before.note) or none)
        yield Boxed(tr_context("ticket", "NEW NOTE"), printable(after.note) or none)
