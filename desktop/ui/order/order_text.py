"""One order as a list of blocks with limited texts, and the whole order as plain text.

If a limit shortens the order, `OrderText.shortened` is set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders.allergies import found_in
from desktop.domain.orders.board import AcknowledgementState, BoardOrder, CommandState
from desktop.domain.orders.reading.doubt_words import sentence
from desktop.domain.text.translation import tr
from desktop.ui.order.blocks import (
    BOLD,
    DEMI,
    FIELD_WIDTH,
    NORMAL,
    Amount,
    Block,
    Box,
    Caption,
    Chip,
    Chips,
    DishBlock,
    Extra,
    GapBlock,
    Pair,
    Paragraph,
    Title,
)
from desktop.ui.order.dish_rows import DishRow, Tone, dish_rows, price_of, quantity_of
from desktop.ui.text import history_words, plurals
from desktop.ui.text.format import (
    MINUTE,
    amount_only,
    clock,
    day_and_clock,
    one_line,
    order_number,
    phone,
    plain,
)
from desktop.ui.text.orders import change_words, order_words, payment_words, press_words, schedule_words
from desktop.ui.text.orders.address import in_few_lines
from desktop.ui.widgets.glyphs import Glyph
from desktop.ui.widgets.theme import Style

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from desktop.domain.orders.order import Order, OrderLine, UnreadField
    from desktop.ui.printing.job_words import OrderTickets


NOTE_LIMIT: Final = 480
NAME_LIMIT: Final = 300
QUANTITY_LIMIT: Final = 10
VALUE_LIMIT: Final = 600
"""Characters shown in the pane; "Show everything" shows all."""
EXTRAS_LIMIT: Final = 60
DOUBTS_LIMIT: Final = 8
DISHES_LIMIT: Final = 1500
FIELDS_LIMIT: Final = 200
_TICKETS_LIMIT: Final = 12
_AMOUNTS: Final = ("total", "discount", "courier_fee", "order_tip")
_LATE_ORDER: Final = 2 * MINUTE
"""Seconds between order and arrival from which both times are shown."""


class OrderText(msgspec.Struct):
    """The blocks of one order."""

    blocks: list[Block] = msgspec.field(default_factory=list)
    dishes: range = range(0)
    """The positions of the order lines in `blocks`."""
    shortened: bool = False
    """Whether a limit cut something; `full_text` returns all."""


def detail_of(
    order: BoardOrder,
    now: datetime,
    *,
    dishes_first: bool = False,
    allergies: tuple[str, ...] = (),
    tickets: OrderTickets | None = None,
) -> OrderText:
    """Return the blocks of an order.

    Args:
        order: the order.
        now: the time of day.
        dishes_first: whether the chips stand below the dishes.
        allergies: the allergy words in its notes; a note with one of them is red.
        tickets: what became of its tickets, None where nothing is printed.
    """
    detail = OrderText()
    data = order.order
    add = detail.blocks.append
    add(Title(order_number(data.number, order.payment_key), order_words.total(data)))
    if not dishes_first:
        add(Chips(_chips(order, now)))
    for box in (*_ticket_box(tickets), *_warnings(order, now)):
        add(box)
    detail.shortened = len(data.doubts) > DOUBTS_LIMIT
    if allergies:
        add(Box(press_words.allergy(allergies), "late", "late_ground", glyph=Glyph.WARNING))
    if data.note:
        label = tr("NOTE")
        named = found_in(data.note, allergies)
        edge, ground = ("late", "late_ground") if named else ("waiting", "waiting_ground")
        add(Box(f"{label} · {_cut(detail, data.note, NOTE_LIMIT)}", edge, ground))
    first = len(detail.blocks)
    for line in data.lines[:DISHES_LIMIT]:
        add(_dish(detail, line, allergies))
    detail.dishes = range(first, len(detail.blocks))
    hidden = len(data.lines) - DISHES_LIMIT
    if hidden > 0:
        detail.shortened = True
        add(Box(plurals.dishes_not_shown(hidden), "late", "late_ground", glyph=Glyph.WARNING))
    if dishes_first:
        add(GapBlock(12))
        add(Chips(_chips(order, now)))
    _add_amounts(detail, data)
    _add_customer(detail, data)
    _add_states(detail, order, now)
    if tickets is not None:
        _add_tickets(detail, tickets)
    _add_unread(detail, data)
    add(GapBlock(16))
    return detail


def full_text(order: BoardOrder, now: datetime) -> str:
    """Return the whole order as plain text."""
    return "\n".join(_all_lines(order, now))


def _all_lines(order: BoardOrder, now: datetime) -> Iterator[str]:
    # Babel does not find texts inside an f-string.
    note, check = tr("NOTE"), tr("Check")
    response, key = tr("Response"), tr("Key at Dükkango")
    data = order.order
    yield f"{order_number(data.number, order.payment_key)}   {order_words.total(data)}"
    yield " · ".join(chip.text for chip in _chips(order, now))
    if data.note:
        yield ""
        yield f"{note}: {plain(data.note)}"
    yield ""
    for line in data.lines:
        price = price_of(line)
        name = plain(line.name) or tr("Dish without a name")
        yield f"{quantity_of(line)} × {name}" + (f"   {price}" if price else "")
        for row in dish_rows(line):
            yield f"      {'   ' * row.level}{row.text}"
    yield ""
    for name, value in (*_amounts(data), *_people(data)):
        yield f"{name}: {value}"
    for unread in _details(data):
        yield f"{plain(unread.path)}: {plain(unread.text)}"
    for doubt in data.doubts:
        yield f"{check}: {plain(str(sentence(doubt)))}"
    yield f"{response}: {order_words.response(order)}"
    yield f"{key}: {plain(order.payment_key)}"


def _chips(order: BoardOrder, now: datetime) -> list[Chip]:
    data = order.order
    chips = []
    status = order_words.vendor_status(order)
    if status:
        chips.append(Chip(status, "info", "info"))
    if order.kitchen:
        # Only where there is a kitchen screen.
        from desktop.ui.text import kitchen_words

        if text := kitchen_words.at_counter(order):
            chips.append(Chip(text, "accept_ink", "accept"))
    chips.append(Chip(order_words.shipping(data)))
    collect, method = payment_words.to_collect(data), payment_words.payment(data)
    if collect:
        chips.append(Chip(collect))
    if method and method not in collect:
        chips.append(Chip(method))
    chips.append(Chip(tr("Arrived {time}").format(time=day_and_clock(order.received_at, now))))
    if data.placed_at is not None and (order.received_at - data.placed_at).total_seconds() >= _LATE_ORDER:
        chips.append(Chip(tr("Ordered {time}").format(time=day_and_clock(data.placed_at, now))))
    if order_words.courier(data):
        chips.append(Chip(order_words.courier(data)))
    if asked := schedule_words.asked_time(data, now):
        chips.append(Chip(asked, "waiting_ink", "waiting"))
    return chips


def _ticket_box(tickets: OrderTickets | None) -> Iterator[Box]:
    if tickets is not None and tickets.problem:
        yield Box(tickets.problem, "late", "late_ground", glyph=Glyph.WARNING)


def _warnings(order: BoardOrder, now: datetime) -> Iterator[Box]:
    command = order_words.command_line(order)
    if text := change_words.changed(order, now):
        yield Box(text, "waiting", "waiting_ground", glyph=Glyph.WARNING, pixels=18)
    if order.gone_at is not None:
        message = "" if order.accept is None else one_line(order.accept.message, 300)
        yield Box(
            f"{order_words.gone()}. {message}".strip() if message else order_words.gone(),
            "late",
            "late_ground",
            glyph=Glyph.WARNING,
        )
    elif command is not None and order.accept is not None:
        if order.accept.state is CommandState.REFUSED:
            yield Box(command.text, "late", "late_ground", glyph=Glyph.WARNING, pixels=16)
        elif order.in_doubt:
            yield Box(order_words.in_doubt(), "late", "late_ground", glyph=Glyph.WARNING, pixels=16)
        elif order.accept.state is CommandState.UNSURE:
            yield Box(command.text, "waiting", glyph=Glyph.WARNING, pixels=16)
    if order.acknowledgement is AcknowledgementState.NEEDS_PERSON:
        text = tr(
            "Dükkango refuses the receipt of this order. It is saved here; check it in Dükkango's panel.",
        )
        yield Box(text, "late", "late_ground", glyph=Glyph.WARNING, pixels=16)
    if doubts := order.order.doubts:
        lines = [f"• {one_line(str(sentence(doubt)), 300)}" for doubt in doubts[:DOUBTS_LIMIT]]
        if len(doubts) > DOUBTS_LIMIT:
            lines.append(f"… {plurals.more(len(doubts) - DOUBTS_LIMIT)}")
        yield Box("\n".join(lines), "waiting", glyph=Glyph.WARNING, pixels=16)


_STYLES: Final = {
    Tone.OPTION: Style(18, DEMI, "info"),
    Tone.NOTE: Style(18, BOLD, "waiting_ink"),
    Tone.FLAG: Style(18, BOLD, "waiting_ink"),
    Tone.MUTED: Style(16, NORMAL, "muted"),
    Tone.FIELD: Style(16, DEMI, "waiting_ink"),
}


def _dish(detail: OrderText, line: OrderLine, allergies: tuple[str, ...]) -> DishBlock:
    rows = dish_rows(line, limit=NAME_LIMIT, joined=True)
    shown: list[DishRow] = rows[:EXTRAS_LIMIT]
    detail.shortened |= len(rows) > EXTRAS_LIMIT or any(row.is_cut for row in shown)
    extras = [Extra(row.level, Paragraph(row.text, _style(row, allergies))) for row in shown]
    if len(rows) > EXTRAS_LIMIT:
        more = plurals.more(len(rows) - EXTRAS_LIMIT)
        extras.append(Extra(0, Paragraph(f"… {more}", _STYLES[Tone.OPTION])))
    name = _cut(detail, line.name, NAME_LIMIT) or tr("Dish without a name")
    many = line.quantity is None or line.quantity != 1
    detail.shortened |= len(line.received_quantity) > QUANTITY_LIMIT
    return DishBlock(quantity_of(line, QUANTITY_LIMIT), name, price_of(line), extras, many=many)


def _style(row: DishRow, allergies: tuple[str, ...]) -> Style:
    style = _STYLES[row.tone]
    return (
        style._replace(token="late_ink") if row.tone is Tone.NOTE and found_in(row.text, allergies) else style
    )


def _amounts(data: Order) -> Iterator[tuple[str, str]]:
    """Yield the other amounts of an order; one that could not be read as it came."""
    named = (
        (tr("Discount"), None if data.discount is None else -abs(data.discount), "discount"),
        (tr("Delivery fee"), data.courier_fee, "courier_fee"),
        (tr("Tip"), data.tip, "order_tip"),
    )
    for name, amount, field_name in named:
        if text := amount_only(amount) if amount else order_words.received_amount(data, field_name):
            yield name, text


def _add_amounts(detail: OrderText, data: Order) -> None:
    if amounts := list(_amounts(data)):
        detail.blocks.append(GapBlock(8))
        detail.blocks += [Amount(name, text) for name, text in amounts]


def _people(data: Order) -> Iterator[tuple[str, str]]:
    if data.customer_name:
        yield tr("Customer"), plain(data.customer_name)
    if data.customer_phone:
        yield tr("Phone"), phone(data.customer_phone)
    if data.address:
        yield tr("Address"), in_few_lines(data.address)


def _add_customer(detail: OrderText, data: Order) -> None:
    people = list(_people(data))
    if people:
        detail.blocks.append(GapBlock(16))
    for name, value in people:
        detail.blocks.append(Pair(name, _cut(detail, value, VALUE_LIMIT)))


def last_command(order: BoardOrder) -> tuple[str, order_words.TextLine] | None:
    """Return the name and the state of the latest command, None if there was none."""
    line = order_words.command_line(order)
    if line is None:
        return None
    # "Acceptance" would be wrong for a later action, and for an order that is no longer open.
    acts = order.action is not None and order.action.state is not CommandState.CONFIRMED
    return (tr("Now") if acts or order.gone_at is not None else tr("Acceptance")), line


def _add_states(detail: OrderText, order: BoardOrder, now: datetime) -> None:
    detail.blocks.append(Caption(tr("State")))
    add = detail.blocks.append
    status = history_words.status_at_vendor(order.order)
    add(Pair(tr("At Dükkango"), f"{status} · {day_and_clock(order.changed_at, now)}"))
    command = last_command(order)
    if command is not None:
        name, line = command
        add(Pair(name, line.text, token=line.token, weight=NORMAL))
    due = order.due_at if not order.waits else None
    if due is not None:
        minutes = order.preparing_time or (order.accept.preparing_time if order.accept else None)
        promised = clock(due) if minutes is None else f"{clock(due)} · {order_words.minutes(minutes)}"
        add(Pair(tr("Promised"), promised))
    receipt = {
        AcknowledgementState.PENDING: tr("saved here, being confirmed to Dükkango"),
        AcknowledgementState.DONE: tr("saved here, confirmed to Dükkango"),
        AcknowledgementState.NEEDS_PERSON: tr("saved here, refused by Dükkango"),
    }[order.acknowledgement]
    add(Pair(tr("Receipt"), receipt))
    add(Pair(tr("Response"), order_words.response(order)))
    if order.order.restaurant_name:
        add(Pair(tr("Restaurant"), _cut(detail, order.order.restaurant_name, VALUE_LIMIT)))
    if order.muted and order.waits:
        add(Pair(tr("Sound"), tr("muted for this order")))


def _add_tickets(detail: OrderText, tickets: OrderTickets) -> None:
    """Add what became of each ticket."""
    if tickets.lines:
        detail.blocks.append(Caption(tr("Tickets")))
    for name, text in tickets.lines[-_TICKETS_LIMIT:]:
        detail.blocks.append(Pair(name, text, weight=NORMAL))


def _add_unread(detail: OrderText, data: Order) -> None:
    fields = _details(data)
    if not fields:
        return
    detail.blocks.append(Caption(tr("Other details as received")))
    for unread in fields[:FIELDS_LIMIT]:
        detail.blocks.append(Pair(*_field(detail, unread), pixels=15, label_width=FIELD_WIDTH))
    hidden = len(fields) - FIELDS_LIMIT
    if hidden > 0:
        detail.shortened = True
        detail.blocks.append(Pair("…", plurals.more(hidden)))


def _details(data: Order) -> list[UnreadField]:
    """Return the unread fields that stand at the end; an amount stands in its own place if it fits there."""
    return [
        each
        for each in data.unread
        if each.path not in _AMOUNTS or len(each.text) > order_words.LONGEST_AMOUNT
    ]


def _field(detail: OrderText, unread: UnreadField) -> tuple[str, str]:
    return _cut(detail, unread.path, 120), _cut(detail, unread.text, VALUE_LIMIT)


def _cut(detail: OrderText, text: str, limit: int) -> str:
    detail.shortened |= len(text) > limit
    return plain(text, limit)
