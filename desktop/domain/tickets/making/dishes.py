"""(A dish of an order) -> its block for the kitchen: quantity, name, the tree below it, notes, and what is unsure in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.orders.order import Choice, Option, OptionGroup, OrderLine
from desktop.domain.text.format import amount_only, count
from desktop.domain.text.search_folding import folded
from desktop.domain.text.translation import tr, tr_context
from desktop.domain.tickets.letters import one_line, printable
from desktop.domain.tickets.making.words import quantity
from desktop.domain.tickets.ticket import Dish, DishNote, Part, Sign

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
"""Unread fields that are prices: a kitchen does not need them."""


def kitchen_dish(line: OrderLine, *, struck: bool = False) -> Dish:
    """Return the block of a dish."""
    return Dish(
        f"{quantity(line)}×",
        name_of(line),
        many=line.quantity is None or line.quantity != 1,
        parts=tuple(parts_of(line, prices=False)),
        struck=struck,
    )


def name_of(line: OrderLine) -> str:
    """Return a dish's name, or that it has none."""
    return one_line(line.name) or tr("Dish without a name")


def parts_of(line: OrderLine, *, prices: bool) -> Iterator[Part | DishNote]:
    """Yield what stands below a dish: the tree of its options, notes, fields that no rule knows.

    Args:
        line: the dish.
        prices: whether options have their prices.
    """
    if line.quantity is None or line.quantity <= 0:
        yield Part(0, Sign.UNSURE, tr("Check the quantity"))
    tree = _Tree(prices=prices)
    for group in line.groups:
        yield from tree.group(group, 0, line.quantity)
    yield from _rest(line.note, line.unread, 0)


class _Tree:
    def __init__(self, *, prices: bool) -> None:
        self._prices = prices

    def group(self, group: OptionGroup, level: int, pieces: Decimal | None) -> Iterator[Part | DishNote]:
        title = one_line(group.title).rstrip(" :")
        if len(group.options) == 1 and title and _is_bare(group):
            # "Sauce: garlic" on one line.
            yield from self._option(group.options[0], level, pieces, title)
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
            yield from self._option(option, inner, pieces)
        for within in group.groups:
            yield from self.group(within, inner, pieces)
        yield from _rest("", group.unread, inner)

    def _option(
        self, option: Option, level: int, pieces: Decimal | None, title: str = ""
    ) -> Iterator[Part | DishNote]:
        name = _option_name(option, pieces)
        removed = option.choice is Choice.REMOVED
        sign = _SIGNS[option.choice]
        if not removed and (option.quantity is None or option.quantity <= 0):
            # Where it is left out, an unclear quantity must not look like an addition.
            sign = Sign.UNSURE
        tag = tr_context("ticket", "WITHOUT") if removed else ""
        # "WITHOUT Without: onion" says it twice.
        is_said = removed and folded(title).startswith(folded(tag))
        text = f"{title}: {name}" if title and not is_said else name
        yield Part(level, sign, text, tag, self._price(option))
        within = _product(pieces, option.quantity)
        yield from _rest(option.note, (), level + 1)
        for group in option.groups:
            yield from self.group(group, level + 1, within)
        yield from _rest("", option.unread, level + 1)

    def _price(self, option: Option) -> str:
        if not self._prices:
            return ""
        known = [amount_only(price) for price in (option.price, option.total) if price]
        return " · ".join(dict.fromkeys([*known, *received_prices(option.unread)]))


def received_prices(unread: Iterable[UnreadField]) -> list[str]:
    """Return prices that could not be read, in quotes as they came."""
    return [f"“{one_line(field.text)}”" for field in unread if _is_price(field)]


def _is_price(field: UnreadField) -> bool:
    return field.path.rpartition(".")[2] in _MONEY


def _is_bare(group: OptionGroup) -> bool:
    return not (group.note or group.unread or group.groups or group.received_choice)


def _option_name(option: Option, pieces: Decimal | None) -> str:
    name = one_line(option.name) or tr("Option without a name")
    if option.quantity != 1:
        name = f"{quantity(option)}× {name}"
        total = _product(pieces, option.quantity)
        if option.quantity is not None and pieces is not None and pieces != 1 and total is not None:
            # Two menus of three pieces: a cook who reads only one of the numbers makes too few.
            product = f"({count(pieces)} × {count(option.quantity)} = {count(total)})"
            name += f" {product.replace(' ', _FIXED_BLANK)}"
    remarks = []
    if option.quantity is None or option.quantity <= 0:
        remarks.append(tr("Check the quantity"))
    if option.choice is Choice.NOT_CHOSEN:
        remarks.append(tr("not chosen"))
    if option.received_choice:
        remarks.append(_unclear(option.received_choice))
    return " — ".join([name, *remarks])


def _rest(note: str, unread: Iterable[UnreadField], level: int) -> Iterator[Part | DishNote]:
    if text := printable(note):
        yield DishNote(level, text)
    for field in unread:
        if not _is_price(field):
            name = field.path.rpartition(".")[2]
            yield Part(level, Sign.UNSURE, f"{one_line(name)}: {one_line(field.text)}")


def _unclear(word: str) -> str:
    return tr("“{word}”: with or without?").format(word=one_line(word))


def _product(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return None
    product = one * other
    return product if product.is_finite() else None
