"""Texts of the kitchen screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.kitchen.tickets import Stage, TicketState, progress, ready_at
from desktop.domain.orders.kitchen_entries import PASS, WHOLE_KITCHEN
from desktop.domain.text.translation import tr, tr_context, tr_plural
from desktop.domain.tickets.letters import one_line
from desktop.domain.tickets.making.words import number, short_name, way
from desktop.ui.text.format import MINUTE, clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from desktop.domain.kitchen.tickets import KitchenTicket
    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import OrderLine

RECALL_KEY = "R"
LIST_KEY = "L"
COUNTER_KEY = "T"
FULL_KEY = "F11"


def title() -> str:
    """Return the title of the window."""
    return tr("Kitchen")


def station(name: str) -> str:
    """Return the name of a station as people read it."""
    if name == WHOLE_KITCHEN:
        return tr("Whole kitchen")
    return tr("Pass") if name == PASS else one_line(name)


def tickets(count: int) -> str:
    """Return "12 tickets"."""
    return tr_plural("{n} ticket", "{n} tickets", count)


def more_tickets(count: int) -> str:
    """Return "+3 more tickets"."""
    return tr_plural("+{n} more ticket", "+{n} more tickets", count)


def more_dishes(count: int) -> str:
    """Return "+4 more dishes"."""
    return tr_plural("+{n} more dish", "+{n} more dishes", count)


def page(shown: int, pages: int) -> str:
    """Return "Page 1/2"."""
    return tr("Page {page}/{pages}").format(page=shown, pages=pages)


def waiting(count: int) -> str:
    """Return the sentence about orders that nobody has accepted."""
    return tr_plural("{n} new order waits at the counter", "{n} new orders wait at the counter", count)


def later(count: int, at: datetime | None) -> str:
    """Return "Later: 2, the first at 18:40"."""
    if at is None:
        return tr("Later: {count}").format(count=count)
    return tr("Later: {count}, the first at {time}").format(count=count, time=clock(at))


def goes_on(part: int, parts: int) -> str:
    """Return the line below a part of a long ticket."""
    return tr("goes on → {part}/{parts}").format(part=part, parts=parts)


def went_on(ticket: KitchenTicket, part: int, parts: int) -> str:
    """Return the mark of a later part of a long ticket; it says once more that the order is cancelled."""
    text = tr("from before {part}/{parts}").format(part=part, parts=parts)
    cancelled = tr_context("ticket", "CANCELLED")
    return f"{cancelled} · {text}" if ticket.state is TicketState.CANCELLED else text


def head(ticket: KitchenTicket) -> tuple[str, str]:
    """Return number and way, and below it short name and the time when it has to be ready."""
    order = ticket.order.order
    due = clock(ticket.due_at)
    ready = tr("ready {time}").format(time=due) if ticket.is_promised else tr("time not known")
    return f"{number(order)} {way(order)}", " · ".join(filter(None, [ready, short_name(order.customer_name)]))


def age(ticket: KitchenTicket, now: datetime) -> str:
    """Return how long ago it had to be started; a word goes with each colour."""
    minutes = max(0, int((now - ticket.start_at).total_seconds() // MINUTE))
    text = tr("{minutes} min").format(minutes=minutes)
    stage = ticket.stage(now)
    if stage is Stage.LATE and ticket.is_promised:
        late = int((now - ticket.due_at).total_seconds() // MINUTE)
        return tr("{age} · late {minutes}").format(age=text, minutes=late)
    if stage is Stage.CALM:
        return text
    return tr("{age} · late").format(age=text) if stage is Stage.LATE else tr("{age} · due").format(age=text)


def spoken(ticket: KitchenTicket, now: datetime, key: str) -> str:
    """Return a ticket in one sentence, for a screen reader."""
    first, second = head(ticket)
    names = dishes(dish.line for dish in ticket.open_dishes)
    return ", ".join(filter(None, [key, first, age(ticket, now), second, names]))


def nothing() -> str:
    """Return the text of an empty screen."""
    return tr("Nothing to cook")


def recalled(*, done: bool) -> str:
    """Return the result of a recall."""
    return (
        tr("Taken back")
        if done
        else (tr("Nothing to take back. An order that has left the kitchen cannot be taken back."))
    )


def recall_title() -> str:
    """Return the title of the list of bumps."""
    return tr("Take back")


def recall_row(order: BoardOrder, at: datetime, what: str) -> str:
    """Return one bump of the list."""
    return " · ".join([number(order.order), what, clock(at)])


def whole_ticket() -> str:
    """Return what a bump of a whole ticket was."""
    return tr("whole ticket")


def dishes(lines: Iterable[OrderLine]) -> str:
    """Return the names of dishes."""
    return ", ".join(one_line(line.name) or tr("Dish without a name") for line in lines)


def at_counter(order: BoardOrder) -> str:
    """Return "ready 19:24" or "2 of 5 dishes ready" for the counter, "" where the kitchen has said nothing."""
    at = ready_at(order)
    if at is not None:
        return tr("Kitchen: ready {time}").format(time=clock(at))
    done, dishes = progress(order)
    return tr("Kitchen: {done} of {dishes} dishes ready").format(done=done, dishes=dishes) if done else ""
