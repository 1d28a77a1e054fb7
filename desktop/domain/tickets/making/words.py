"""Texts that several tickets have: head, times, dishes' quantities, customers' names, the marks of a printing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import structs

from desktop.domain.orders.order import Courier
from desktop.domain.text import format as formats
from desktop.domain.text.capitals import capitals
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import tr, tr_context
from desktop.domain.tickets.letters import BOX, one_line
from desktop.domain.tickets.ticket import Align, Bar, Boxed, Dish, Size, Space, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Option, Order, OrderLine
    from desktop.domain.tickets.options import Printing, TicketOptions
    from desktop.domain.tickets.ticket import Block, DishNote, Part

MINUTE: Final = 60


def number(order: Order) -> str:
    """Return "#4821"."""
    return one_line(formats.order_number(order.number, order.payment_key))


def way(order: Order) -> str:
    """Return "PICKUP", "DELIVERY" or the vendor's own word in capitals."""
    if order.is_pickup:
        return tr_context("ticket", "PICKUP")
    if order.shipping_method in {"delivery", ""}:
        return tr_context("ticket", "DELIVERY")
    return capitals(one_line(order.shipping_method))


def courier(order: Order) -> str:
    """Return the courier of a delivery, "" if it is unknown or the restaurant's own."""
    if order.is_pickup or order.courier_type in {"", Courier.RESTAURANT}:
        return ""
    return tr("Dükkango courier") if order.courier_type == Courier.PLATFORM else one_line(order.courier_type)


def head(order: Order, printing: Printing) -> Iterator[Block]:
    """Yield the bar with way and number, and the mark of a ticket that is printed again."""
    yield Bar(way(order), number(order))
    if printing.copy > 1:
        mark = tr_context("ticket", "PRINT {number}").format(number=printing.copy)
        unclear = tr_context("ticket", "FIRST ONE UNCERTAIN")
        yield Boxed("", f"{mark} — {unclear}" if printing.first_unclear else mark)


def above(options: TicketOptions) -> Iterator[Block]:
    """Yield the white paper for the rail, and the printer's own first lines."""
    if options.rail_millimetres > 0:
        yield Space(options.rail_millimetres)
    for line in options.header:
        yield Text(one_line(line), Size.TEXT, align=Align.CENTRE)


def below(options: TicketOptions) -> Iterator[Block]:
    """Yield the printer's own last lines."""
    for line in options.footer:
        yield Text(one_line(line), Size.NORMAL, bold=False, align=Align.CENTRE)


def foot(name: str, printing: Printing) -> str:
    """Return "1/2 · 22.11.2026 19:02" after a name, or without one."""
    return f"{name} {page_mark(printing)}".strip()


def page_mark(printing: Printing) -> str:
    """Return "1/2 · 22.11.2026 19:02"."""
    at = printing.at.astimezone(ISTANBUL)
    return f"{printing.page}/{printing.pages} · {at:%d.%m.%Y %H:%M}"


def clock(at: datetime, now: datetime) -> str:
    """Return "19:27", after the date if that is not today."""
    return formats.day_and_clock(at, now)


def asked_for(order: Order, now: datetime) -> str:
    """Return the time a customer asked for, "" for as soon as possible; an unclear one as it came."""
    if order.scheduled_at is not None:
        at = order.scheduled_at.astimezone(ISTANBUL)
        is_today = at.date() == now.astimezone(ISTANBUL).date()
        # A ticket may hang for a day: only today has no date.
        time = tr("today {time}").format(time=f"{at:%H:%M}") if is_today else f"{at:%d.%m.%Y %H:%M}"
        if order.scheduled_until is not None:
            time = f"{time}–{formats.clock(order.scheduled_until)}"
        return time[:1].upper() + time[1:]
    if order.scheduled_day is not None:
        return tr("{day}, no time given").format(day=f"{order.scheduled_day:%d.%m.%Y}")
    return f"“{one_line(order.scheduled_received)}”" if order.scheduled_received else ""


def promised_minutes(view: BoardOrder) -> int | None:
    """Return the minutes that were promised, None if they are not known."""
    return view.preparing_time or (view.accept.preparing_time if view.accept else None)


def short_name(name: str) -> str:
    """Return a customer's first name and the first letter of the last: "Çağrı Y."."""
    words = one_line(name).split()
    if len(words) < 2:  # noqa: PLR2004 - a first and a last name
        return " ".join(words)
    return f"{words[0]} {words[-1][0]}."


def quantity(node: OrderLine | Option) -> str:
    """Return "2", or the quantity as it came, in quotes, if it could not be read."""
    if node.quantity is None:
        return f"“{one_line(node.received_quantity)}”"
    return formats.count(node.quantity)


def texts_of(blocks: Iterable[Block | Part | DishNote]) -> Iterator[str]:
    """Yield every text in blocks, from the top."""
    for block in blocks:
        for value in structs.astuple(block):
            if type(value) is str:
                yield value
            elif isinstance(value, tuple) and isinstance(block, Dish):
                yield from texts_of(value)


def box_note(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the sentence about letters that could not be printed, if there are any."""
    if any(BOX in text for text in texts_of(blocks)):
        yield Text(tr("□ stands for a letter that cannot be printed: look at the screen."), Size.NORMAL)
