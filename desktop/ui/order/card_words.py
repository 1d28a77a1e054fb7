"""Texts of a whole card: its lines about state, changes and problems, its dishes, and its sentence for a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.domain.orders.lifecycle import Column
from desktop.domain.orders.order import Choice
from desktop.domain.text.translation import tr
from desktop.ui.order.dish_rows import quantity_of
from desktop.ui.text.format import MINUTE, count, one_line, order_number
from desktop.ui.text.orders import change_words, order_words, payment_words
from desktop.ui.text.orders.order_words import TextLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from decimal import Decimal

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Option, OptionGroup, OrderLine

_NAME: Final = 80
_OPTION: Final = 40
_SIGNS: Final = {Choice.ADDED: "+", Choice.REMOVED: "−", Choice.UNKNOWN: "?"}


class DishLine(NamedTuple):
    """One dish on a card."""

    quantity: str
    """Such as "2 ×"."""
    name: str
    options: str
    """Its options and its note, "" for none."""


def state_lines(order: BoardOrder, now: datetime) -> list[TextLine]:
    """Return the lines of a card about commands, changes and problems."""
    command = order_words.command_line(order)
    # On the way, the acceptance no longer matters.
    lines = [command] if command is not None and order.column is not Column.ON_THE_WAY else []
    moved = change_words.moved(order)
    if moved:
        lines.append(TextLine(moved, "muted"))
    changed = change_words.changed(order, now)
    if changed:
        lines.append(TextLine(changed, "waiting_ink", "warning"))
    if order.kitchen:
        # Only where there is a kitchen screen.
        from desktop.ui.text import kitchen_words

        if text := kitchen_words.at_counter(order):
            lines.append(TextLine(text, "accept_ink", "check"))
    return lines + order_words.flag_lines(order, now)


def dish(line: OrderLine) -> DishLine:
    """Return a dish as a card shows it."""
    options = list(_options(line.groups, line.quantity))
    if line.note:
        options.append(f"“{one_line(line.note, _OPTION)}”")
    name = one_line(line.name, _NAME) or tr("Dish without a name")
    return DishLine(f"{quantity_of(line)} ×", name, ", ".join(options))


def _options(groups: Iterable[OptionGroup], pieces: Decimal | None) -> Iterator[str]:
    """Yield the options that the customer chose, each with its own options in brackets."""
    for group in groups:
        for option in group.options:
            if option.choice is not Choice.NOT_CHOSEN:
                yield _option(option, pieces)
        yield from _options(group.groups, pieces)


def _option(option: Option, pieces: Decimal | None) -> str:
    name = one_line(option.name, _OPTION) or tr("Option without a name")
    text = f"{_SIGNS[option.choice]} {name}"
    within = None if pieces is None or option.quantity is None else pieces * option.quantity
    if option.quantity != 1:
        text = f"{_SIGNS[option.choice]} {quantity_of(option)} × {name}"
        if option.quantity is not None and pieces is not None and pieces != 1 and within is not None:
            # Two menus of three pieces: a cook who reads only one of the numbers makes too few.
            text += f" ({count(pieces)} × {count(option.quantity)} = {count(within)})"
    inner = list(_options(option.groups, within))
    if option.note:
        inner.append(f"“{one_line(option.note, _OPTION)}”")
    return f"{text} ({', '.join(inner)})" if inner else text


def spoken_card(order: BoardOrder, now: datetime, due: datetime | None) -> str:
    """Return the text of a card in one sentence, for a screen reader."""
    data = order.order
    age = int((now - order.received_at).total_seconds() // MINUTE)
    parts = [tr("Order {number}").format(number=order_number(data.number, data.payment_key))]
    if order.waits:
        parts.append(tr("waiting for {minutes} min").format(minutes=max(0, age)))
    elif due is not None:
        parts.append(order_words.time_left((due - now).total_seconds()))
    parts += [order_words.shipping(data), order_words.items(data.item_count)]
    parts += [order_words.total(data), payment_words.payment(data)]
    if data.note:
        parts.append(tr("note: {note}").format(note=one_line(data.note, 200)))
    if order.column is Column.PREPARING:
        dishes = (dish(line) for line in data.lines)
        parts += [f"{each.quantity} {each.name} {each.options}".rstrip() for each in dishes]
    parts += [line.text for line in state_lines(order, now)]
    return ", ".join(part for part in parts if part)


def district(order: BoardOrder) -> str:
    """Return the destination in a word or two: the district if the address names one, else its first line."""
    lines = order.order.address
    named = next((line.removeprefix("İlçe").strip(" :") for line in lines if line.startswith("İlçe")), "")
    return one_line(named or (lines[0] if lines else ""), 60)
