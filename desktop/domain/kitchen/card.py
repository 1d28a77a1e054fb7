"""(A ticket of a kitchen screen) -> its pieces from top to bottom, in the blocks of a printed ticket.

Its head, which shows the age, is the view's own. All that a cook has to read is here, and nothing of it is shortened.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec
from msgspec import structs

from desktop.domain.kitchen.tickets import KitchenDish, Mark, TicketState
from desktop.domain.orders.allergies import allergies_in, found_in, named_foods
from desktop.domain.orders.kitchen_entries import PASS
from desktop.domain.orders.order import groups_of
from desktop.domain.text.capitals import capitals
from desktop.domain.text.format import clock
from desktop.domain.text.translation import tr, tr_context, tr_plural
from desktop.domain.tickets.letters import one_line, printable
from desktop.domain.tickets.making.dishes import kitchen_dish
from desktop.domain.tickets.making.doubts import doubt_boxes
from desktop.domain.tickets.making.words import asked_for, way
from desktop.domain.tickets.ticket import Block, Boxed, Dish, Inverse, Part, Row, Sign, Size, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from desktop.domain.kitchen.tickets import KitchenTicket
    from desktop.domain.orders.order import Order, OrderLine


class Tone(enum.Enum):
    """The colours of a piece."""

    PLAIN = enum.auto()
    DONE = enum.auto()
    """Faint: it is ready."""
    CHANGED = enum.auto()
    ALARM = enum.auto()
    """An allergy, a cancel: its blacks are red."""


class Piece(msgspec.Struct, frozen=True):
    """Something that is read as one: a note, a dish."""

    blocks: tuple[Block, ...]
    tone: Tone = Tone.PLAIN
    dish: KitchenDish | None = None
    """The dish that a press on it bumps, None for what belongs to the whole ticket."""


def pieces(ticket: KitchenTicket, now: datetime, allergy_words: tuple[str, ...]) -> tuple[Piece, ...]:
    """Return the pieces of a ticket.

    Args:
        ticket: to show.
        now: decides whether the asked-for time is today.
        allergy_words: as the setting holds them.
    """
    return tuple(_pieces(ticket, now, allergy_words))


def _pieces(ticket: KitchenTicket, now: datetime, words: tuple[str, ...]) -> Iterator[Piece]:
    order = ticket.order.order
    if (state := _state(ticket)) is not None:
        yield state
    if asked := asked_for(order, now):
        yield Piece((Boxed(tr_context("ticket", "ORDER FOR LATER"), asked),))
    if found := allergies_in(order, words):
        foods = ", ".join(one_line(word) for word in named_foods(found))
        name = tr_context("ticket", "ALLERGY")
        yield Piece((Inverse(f"{name}: {capitals(foods)}" if foods else name, centred=True),), Tone.ALARM)
    yield from _notes(ticket, now, words)
    boxes = tuple(doubt_boxes(order, for_cooks=True))
    if boxes:
        yield Piece(boxes, Tone.CHANGED)
    for dish in ticket.dishes:
        yield _dish(ticket, dish, words)
    if not order.lines:
        yield Piece((Text(tr("No dishes"), Size.LARGE),), Tone.CHANGED)
    if ticket.others:
        others = tr_plural("{n} dish at another station", "{n} dishes at other stations", ticket.others)
        yield Piece((Text(others, Size.NORMAL, bold=False),))
    for work in ticket.work:
        if ticket.state is TicketState.CANCELLED and not work.done:
            # "0/2" would read as dishes that are still to be cooked.
            continue
        right = f"{work.done}/{work.dishes}" if work.at is None else f"✓ {clock(work.at)}"
        yield Piece(
            (Row(one_line(work.name), right, Size.TEXT, bold=True),),
            Tone.PLAIN if work.at is None else Tone.DONE,
        )


def _state(ticket: KitchenTicket) -> Piece | None:
    if ticket.state is TicketState.CANCELLED:
        blocks = (
            Inverse(tr_context("ticket", "CANCELLED"), centred=True),
            Text(tr("Do not cook it."), Size.TEXT),
        )
        return Piece(blocks, Tone.ALARM)
    if ticket.state is TicketState.CLOSED:
        text = tr("No longer open at Dükkango: ask before you cook")
        return Piece((Inverse(text),), Tone.ALARM)
    if ticket.state is TicketState.CANCELLING:
        return Piece((Inverse(tr("Is being cancelled"), centred=True),), Tone.CHANGED)
    if ticket.before is not None:
        return Piece((Inverse(tr_context("ticket", "CHANGED"), centred=True),), Tone.CHANGED)
    return None


def _notes(ticket: KitchenTicket, now: datetime, words: tuple[str, ...]) -> Iterator[Piece]:
    order, before = ticket.order.order, ticket.before
    if before is not None:
        yield from _changed_head(before, order, now)
    note = printable(order.note)
    if before is not None and before.note != order.note:
        none = tr("none")
        title = tr_context("ticket", "OLD NOTE")
        yield Piece((Boxed(title, printable(before.note) or none),), Tone.DONE)
        yield Piece((Boxed(tr_context("ticket", "NEW NOTE"), note or none, loud=True),), Tone.CHANGED)
    elif note:
        tone = Tone.ALARM if found_in(order.note, words) else Tone.PLAIN
        yield Piece((Boxed(tr_context("ticket", "ORDER NOTE"), note, loud=True),), tone)


def _changed_head(before: Order, order: Order, now: datetime) -> Iterator[Piece]:
    soon = tr("as soon as possible")
    was, is_now = (asked_for(each, now) or soon for each in (before, order))
    if was != is_now:
        yield Piece((Boxed(tr_context("ticket", "TIME CHANGED"), f"{was} → {is_now}"),), Tone.CHANGED)
    if before.is_pickup is not order.is_pickup:
        text = f"{way(before)} → {way(order)}"
        yield Piece((Boxed(tr_context("ticket", "DELIVERY CHANGED"), text),), Tone.CHANGED)


def _dish(ticket: KitchenTicket, dish: KitchenDish, words: tuple[str, ...]) -> Piece:
    cancelled = ticket.state is TicketState.CANCELLED
    if dish.mark is Mark.REMOVED or cancelled:
        blocks: list[Block] = [] if cancelled else [Text(tr_context("ticket", "REMOVED DISH"), Size.NORMAL)]
        blocks.append(kitchen_dish(dish.line, struck=True))
        return Piece(tuple(blocks), Tone.ALARM, dish)
    block = kitchen_dish(dish.line)
    if dish.done_at is not None:
        ready = Dish(f"✓ {block.quantity}", block.name, many=False, parts=_cooked_by(ticket, dish))
        return Piece((ready,), Tone.DONE, dish)
    unclear = (Part(0, Sign.UNSURE, tr("Station not known")),) if dish.is_unclear else ()
    block = structs.replace(block, parts=(*block.parts, *unclear, *_cooked_by(ticket, dish)))
    if dish.mark is Mark.CHANGED and dish.before is not None:
        old = kitchen_dish(dish.before, struck=True)
        new = tr_context("ticket", "NEW")
        return Piece((old, Text(f"→ {new}", Size.NORMAL), block), Tone.CHANGED, dish)
    if dish.mark is Mark.ADDED:
        return Piece((Text(tr_context("ticket", "ADDED DISH"), Size.NORMAL), block), Tone.CHANGED, dish)
    return Piece((block,), Tone.ALARM if _has_allergy(dish.line, words) else Tone.PLAIN, dish)


def _cooked_by(ticket: KitchenTicket, dish: KitchenDish) -> tuple[Part, ...]:
    """Return the station of a dish: the pass has those of all."""
    if ticket.station != PASS or not dish.cooks:
        return ()
    return (Part(0, Sign.NONE, " · ".join(one_line(name) for name in dish.cooks)),)


def _has_allergy(line: OrderLine, words: tuple[str, ...]) -> bool:
    notes = [line.note, *(group.note for group in groups_of(line.groups))]
    notes += [option.note for option in line.options()]
    return any(found_in(note, words) for note in notes)
