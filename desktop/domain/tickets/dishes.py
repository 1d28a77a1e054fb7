"""(A dish of an order) -> its block for the kitchen: quantity, name, the tree below it, notes, and what is unsure in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.orders.order import Choice, Option, OptionGroup, OrderLine
from desktop.domain.text.format import count
from desktop.domain.text.translation import tr, tr_context
from desktop.domain.tickets.letters import one_line, printable
from desktop.domain.tickets.ticket import Dish, DishNote, Part, Sign
from desktop.domain.tickets.words import quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from desktop.domain.orders.order import UnreadField

_SIGNS: Final = {
    Choice.ADDED: Sign.PLUS,
    Choice.REMOVED: Sign.REMOVED,
    Choice.NOT_CHOSEN: Sign.NOT_CHOSEN,
    Choice.UNKNOWN: Sign.UNSURE,
}
_FIXED_BLANK: Final = "\u00a0"
_MONEY: Final = ("price", "total", "total_price")
"""Unread fields that a kitchen does not need."""


def kitchen_dish(line: OrderLine, *, struck: bool = False) -> Dish:
    """Return the block of a dish."""
    parts: list[Part | DishNote] = []
    if line.quantity is None or line.quantity <= 0:
        parts.append(Part(0, Sign.UNSURE, tr("Check the quantity")))
    for group in line.groups:
        parts += _group(group, 0, line.quantity)
    parts += _rest(line.note, line.unread, 0)
    return Dish(
        f"{quantity(line)}×",
        one_line(line.name) or tr("Dish without a name"),
        many=line.quantity is None or line.quantity != 1,
        parts=tuple(parts),
        struck=struck,
    )


def _group(group: OptionGroup, level: int, pieces: Decimal | None) -> Iterator[Part | DishNote]:
    title = one_line(group.title).rstrip(" :")
    if len(group.options) == 1 and title and _is_bare(group):
        # "Sauce: garlic" on one line.
        yield from _option(group.options[0], level, pieces, title)
        return
    inner = level
    if title or group.received_choice:
        text = f"{title}:" if title else ""
        if group.received_choice:
            text = f"{text} {_unclear(group.received_choice)}".strip()
        yield Part(level, Sign.UNSURE if group.choice is Choice.UNKNOWN else Sign.NONE, text)
        inner += 1
    yield from _rest(group.note, (), inner)
    for option in group.options:
        yield from _option(option, inner, pieces)
    for within in group.groups:
        yield from _group(within, inner, pieces)
    yield from _rest("", group.unread, inner)


def _is_bare(group: OptionGroup) -> bool:
    return not (group.note or group.unread or group.groups or group.received_choice)


def _option(option: Option, level: int, pieces: Decimal | None, title: str = "") -> Iterator[Part | DishNote]:
    name = one_line(option.name) or tr("Option without a name")
    if option.quantity != 1:
        name = f"{quantity(option)}× {name}"
        total = _product(pieces, option.quantity)
        if option.quantity is not None and pieces is not None and pieces != 1 and total is not None:
            # Two menus of three pieces: a cook who reads only one of the numbers makes too few.
            product = f"({count(pieces)} × {count(option.quantity)} = {count(total)})"
            name += f" {product.replace(' ', _FIXED_BLANK)}"
    sign = _SIGNS[option.choice]
    if option.quantity is None or option.quantity <= 0:
        sign = Sign.UNSURE
        check = tr("Check the quantity")
        name = f"{name} — {check}"
    if option.choice is Choice.NOT_CHOSEN:
        not_chosen = tr("not chosen")
        name = f"{name} — {not_chosen}"
    if option.received_choice:
        name = f"{name} — {_unclear(option.received_choice)}"
    removed = option.choice is Choice.REMOVED
    if removed:
        # An unclear quantity must not turn an option that is left out into one that is added.
        sign = Sign.REMOVED
    text = f"{title}: {name}" if title else name
    yield Part(level, sign, text, tr_context("ticket", "REMOVE") if removed else "")
    within = _product(pieces, option.quantity)
    yield from _rest(option.note, (), level + 1)
    for group in option.groups:
        yield from _group(group, level + 1, within)
    yield from _rest("", option.unread, level + 1)


def _rest(note: str, unread: Iterable[UnreadField], level: int) -> Iterator[Part | DishNote]:
    if text := printable(note):
        yield DishNote(level, text)
    for field in unread:
        name = field.path.rpartition(".")[2]
        if name not in _MONEY:
            yield Part(level, Sign.UNSURE, f"{one_line(name)}: {one_line(field.text)}")


def _unclear(word: str) -> str:
    return tr("“{word}”: with or without?").format(word=one_line(word))


def _product(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return None
    product = one * other
    return product if product.is_finite() else None
