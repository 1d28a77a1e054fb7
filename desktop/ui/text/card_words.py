"""Texts of a whole card: its lines about state, changes and problems, its dishes, and its sentence for a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.domain.orders.lifecycle import Column
from desktop.domain.text.translation import tr
from desktop.ui.text import change_words, order_words
from desktop.ui.text.format import MINUTE, count, money, one_line, order_number
from desktop.ui.text.order_words import TextLine

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Modifier, OrderLine

_NAME: Final = 80
_OPTION: Final = 40
_OPTIONS: Final = 8


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
    return lines + order_words.flag_lines(order, now)


def dish(line: OrderLine) -> DishLine:
    """Return a dish as a card shows it."""
    options = [_option(modifier) for modifier in line.modifiers[:_OPTIONS]]
    if line.note:
        options.append(f"“{one_line(line.note, _OPTION)}”")
    name = one_line(line.name, _NAME) or tr("Dish without a name")
    return DishLine(f"{count(line.quantity)} ×", name, ", ".join(options))


def _option(modifier: Modifier) -> str:
    sign = "−" if modifier.removes else "+"
    times = f"{count(modifier.quantity)} × " if modifier.quantity != 1 else ""
    return f"{sign} {times}{one_line(modifier.name, _OPTION)}"


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
    parts += [money(data.total), order_words.payment(data)]
    if data.note:
        parts.append(tr("note: {note}").format(note=one_line(data.note, 200)))
    if order.column is Column.PREPARING:
        dishes = (dish(line) for line in data.lines)
        parts += [f"{each.quantity} {each.name} {each.options}".rstrip() for each in dishes]
    parts += [line.text for line in state_lines(order, now)]
    return ", ".join(part for part in parts if part)
