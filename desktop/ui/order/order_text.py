"""One order as a list of blocks with limited texts, and the whole order as plain text.

If a limit shortens the order, `OrderText.shortened` is set.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.board import AcknowledgementState, BoardOrder, CommandState
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
    GapBlock,
    Pair,
    Paragraph,
    Title,
)
from desktop.ui.text import change_words, order_words, plurals
from desktop.ui.text.format import (
    MINUTE,
    amount_only,
    clock,
    count,
    day_and_clock,
    money,
    one_line,
    order_number,
    phone,
    plain,
)
from desktop.ui.widgets.glyphs import Glyph
from desktop.ui.widgets.theme import Style

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from decimal import Decimal

    from desktop.domain.orders.order import Modifier, Order, OrderLine, UnreadField


NOTE_LIMIT: Final = 480
NAME_LIMIT: Final = 300
VALUE_LIMIT: Final = 600
"""Characters shown in the pane; "Show everything" shows all."""
EXTRAS_LIMIT: Final = 60
DISHES_LIMIT: Final = 1500
FIELDS_LIMIT: Final = 200
_LATE_ORDER: Final = 2 * MINUTE
"""Seconds between order and arrival from which both times are shown."""


@dataclass(slots=True)
class OrderText:
    """The blocks of one order."""

    blocks: list[Block] = field(default_factory=list)
    dishes: range = range(0)
    """The positions of the order lines in `blocks`."""
    shortened: bool = False
    """Whether a limit cut something; `full_text` returns all."""


def detail_of(order: BoardOrder, now: datetime, *, dishes_first: bool = False) -> OrderText:
    """Return the blocks of an order; `dishes_first` moves the chips below the dishes."""
    detail = OrderText()
    data = order.order
    add = detail.blocks.append
    add(Title(order_number(data.number, order.payment_key), money(data.total)))
    if not dishes_first:
        add(Chips(_chips(order, now)))
    for box in _warnings(order, now):
        add(box)
    if data.note:
        label = tr("NOTE")
        add(Box(f"{label} · {_cut(detail, data.note, NOTE_LIMIT)}", "waiting", "waiting_ground"))
    first = len(detail.blocks)
    for line in data.lines[:DISHES_LIMIT]:
        add(_dish(detail, line))
    detail.dishes = range(first, len(detail.blocks))
    hidden = len(data.lines) - DISHES_LIMIT
    if hidden > 0:
        detail.shortened = True
        add(Box(plurals.dishes_not_shown(hidden), "late", "late_ground", glyph=Glyph.WARNING))
    if not data.lines:
        text = tr("No dishes could be read. See “Other details as received” below.")
        add(Box(text, "late", "late_ground", glyph=Glyph.WARNING, pixels=16))
    if dishes_first:
        add(GapBlock(12))
        add(Chips(_chips(order, now)))
    _add_amounts(detail, data)
    _add_customer(detail, data)
    _add_states(detail, order, now)
    _add_unread(detail, data)
    add(GapBlock(16))
    return detail


def full_text(order: BoardOrder, now: datetime) -> str:
    """Return the whole order as plain text."""
    return "\n".join(_all_lines(order, now))


def _all_lines(order: BoardOrder, now: datetime) -> Iterator[str]:
    # Babel does not find texts inside an f-string.
    note, unreadable = tr("NOTE"), tr("Could not be read")
    response, key = tr("Response"), tr("Key at Dükkango")
    data = order.order
    yield f"{order_number(data.number, order.payment_key)}   {money(data.total)}"
    yield " · ".join(chip.text for chip in _chips(order, now))
    if data.note:
        yield ""
        yield f"{note}: {plain(data.note)}"
    yield ""
    for line in data.lines:
        price = _price(line)
        yield f"{count(line.quantity)} × {plain(line.name)}" + (f"   {price}" if price else "")
        for modifier in line.modifiers:
            yield f"      {_modifier(modifier, line.quantity)}"
        if line.note:
            yield f"      {plain(line.note)}"
        for unread in line.unread:
            yield f"      {plain(unread.path)}: {plain(unread.text)}"
    yield ""
    for name, value in _people(data):
        yield f"{name}: {value}"
    for unread in data.unread:
        yield f"{plain(unread.path)}: {plain(unread.text)}"
    if data.problems:
        yield f"{unreadable}: {', '.join(map(plain, data.problems))}"
    yield f"{response}: {order_words.response(order)}"
    yield f"{key}: {plain(order.payment_key)}"


def _chips(order: BoardOrder, now: datetime) -> list[Chip]:
    data = order.order
    chips = []
    status = order_words.vendor_status(order)
    if status:
        chips.append(Chip(status, "info", "info"))
    chips.append(Chip(order_words.shipping(data)))
    if order_words.payment(data):
        chips.append(Chip(order_words.to_collect(data) or order_words.payment(data)))
    chips.append(Chip(tr("Arrived {time}").format(time=day_and_clock(order.received_at, now))))
    if data.placed_at is not None and (order.received_at - data.placed_at).total_seconds() >= _LATE_ORDER:
        chips.append(Chip(tr("Ordered {time}").format(time=day_and_clock(data.placed_at, now))))
    if order_words.courier(data):
        chips.append(Chip(order_words.courier(data)))
    if data.scheduled_at is not None:
        chips.append(Chip(order_words.scheduled(data.scheduled_at, now), "waiting_ink", "waiting"))
    return chips


def _warnings(order: BoardOrder, now: datetime) -> Iterator[Box]:
    command = order_words.command_line(order)
    if order.unseen:
        text = change_words.changed(order, now)
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
        elif order.accept.state is CommandState.UNSURE:
            yield Box(command.text, "waiting", glyph=Glyph.WARNING, pixels=16)
    if order.acknowledgement is AcknowledgementState.NEEDS_PERSON:
        text = tr(
            "Dükkango refuses the receipt of this order. It is saved here; check it in Dükkango's panel.",
        )
        yield Box(text, "late", "late_ground", glyph=Glyph.WARNING, pixels=16)
    if order.order.problems:
        named = one_line(", ".join(order.order.problems), 200)
        text = tr("Some details could not be read: {names}. Ask the customer or check Dükkango's panel.")
        yield Box(text.format(names=named), "waiting", glyph=Glyph.WARNING, pixels=16)


def _dish(detail: OrderText, line: OrderLine) -> DishBlock:
    extras: list[Paragraph] = []
    if line.modifiers:
        shown = line.modifiers[:EXTRAS_LIMIT]
        text = "    ".join(_modifier(each, line.quantity).replace(" ", "\u00a0", 1) for each in shown)
        if len(line.modifiers) > EXTRAS_LIMIT:
            detail.shortened = True
            more = plurals.more(len(line.modifiers) - EXTRAS_LIMIT)
            text = f"{text}    … {more}"
        extras.append(Paragraph(text, Style(18, DEMI, "info")))
    if line.note:
        extras.append(Paragraph(f"“{_cut(detail, line.note, NAME_LIMIT)}”", Style(18, BOLD, "waiting_ink")))
    for unread in line.unread[:EXTRAS_LIMIT]:
        name, value = _field(detail, unread)
        extras.append(Paragraph(f"{name.rpartition('].')[2]}: {value}", Style(16, DEMI, "waiting_ink")))
    detail.shortened |= len(line.unread) > EXTRAS_LIMIT
    name = _cut(detail, line.name, NAME_LIMIT) or tr("Dish without a name")
    return DishBlock(count(line.quantity), name, _price(line), extras, many=line.quantity > 1)


def _modifier(modifier: Modifier, dishes: Decimal) -> str:
    sign = "−" if modifier.removes else "+"
    name = one_line(modifier.name, NAME_LIMIT)
    if modifier.quantity != 1:
        name = f"{count(modifier.quantity)} × {name}"
        if dishes != 1 and (modifier.quantity * dishes).is_finite():
            # Two menus of three pieces: a cook who reads only one of the numbers makes too few.
            name += f" ({count(dishes)} × {count(modifier.quantity)} = {count(dishes * modifier.quantity)})"
    if modifier.group and not modifier.removes:
        name = f"{one_line(modifier.group, 60)}: {name}"
    if modifier.price:
        name = f"{name} ({amount_only(modifier.price)})"
    return f"{sign} {name}"


def _price(line: OrderLine) -> str:
    if line.total is not None:
        return amount_only(line.total)
    if line.unit_price is None or not line.unit_price.is_finite() or not line.quantity.is_finite():
        return ""
    return amount_only(line.unit_price * line.quantity)


def _add_amounts(detail: OrderText, data: Order) -> None:
    named: tuple[tuple[str, Decimal | None], ...] = (
        (tr("Discount"), None if not data.discount else -abs(data.discount)),
        (tr("Delivery fee"), data.courier_fee or None),
        (tr("Tip"), data.tip or None),
    )
    present = [(name, amount) for name, amount in named if amount is not None]
    if present:
        detail.blocks.append(GapBlock(8))
        detail.blocks += [Amount(name, amount_only(amount)) for name, amount in present]


def _people(data: Order) -> Iterator[tuple[str, str]]:
    if data.customer_name:
        yield tr("Customer"), plain(data.customer_name)
    if data.customer_phone:
        yield tr("Phone"), phone(data.customer_phone)
    if data.address:
        yield tr("Address"), "\n".join(plain(line) for line in data.address)


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
    status = one_line(order.order.status_text, 80) or tr("Status {number}").format(
        number=order.order.status_id
    )
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


def _add_unread(detail: OrderText, data: Order) -> None:
    if not data.unread:
        return
    detail.blocks.append(Caption(tr("Other details as received")))
    for unread in data.unread[:FIELDS_LIMIT]:
        detail.blocks.append(Pair(*_field(detail, unread), pixels=15, label_width=FIELD_WIDTH))
    hidden = len(data.unread) - FIELDS_LIMIT
    if hidden > 0:
        detail.shortened = True
        detail.blocks.append(Pair("…", plurals.more(hidden)))


def _field(detail: OrderText, unread: UnreadField) -> tuple[str, str]:
    return _cut(detail, unread.path, 120), _cut(detail, unread.text, VALUE_LIMIT)


def _cut(detail: OrderText, text: str, limit: int) -> str:
    detail.shortened |= len(text) > limit
    return plain(text, limit)
