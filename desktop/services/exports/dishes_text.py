"""The dishes of an order as text in one cell: dish, groups, options at any depth, notes, and what no rule knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.orders.order import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from desktop.domain.orders.order import Option, OptionGroup, OrderLine, UnreadField

_SIGNS: Final = {Choice.ADDED: "+", Choice.REMOVED: "−", Choice.NOT_CHOSEN: "○", Choice.UNKNOWN: "?"}
_INDENT: Final = "    "

Node = tuple[int, str]
"""Depth, 0 for a dish, and text."""


def in_one_line(lines: Iterable[OrderLine], number: Callable[[Decimal], str]) -> str:
    """Return dishes in one line: ``2 x Lahmacun (+ Acı, − Soğan, “az pişmiş”); 1 x Ayran``.

    Args:
        lines: the dishes.
        number: writes a quantity or an amount.
    """
    return "; ".join(_nested(list(_dish(line, number))) for line in lines)


def in_lines(lines: Iterable[OrderLine], number: Callable[[Decimal], str]) -> str:
    """Return dishes in several lines, indented by depth, with the prices of the dishes too.

    Args:
        lines: the dishes.
        number: writes a quantity or an amount.
    """
    nodes = (node for line in lines for node in _dish(line, number, priced=True))
    return "\n".join(_INDENT * depth + text for depth, text in nodes)


def _nested(nodes: list[Node]) -> str:
    parts: list[str] = []
    depth = 0
    for place, (level, text) in enumerate(nodes):
        if level > depth:
            parts.append(" (" * (level - depth))
        elif place:
            parts.append(")" * (depth - level) + ", ")
        parts.append(" ".join(text.split()))
        depth = level
    return "".join(parts) + ")" * depth


def _dish(line: OrderLine, number: Callable[[Decimal], str], *, priced: bool = False) -> Iterator[Node]:
    prices = (line.total if line.total is not None else line.unit_price,) if priced else ()
    yield 0, f"{_pieces(line, number)} x {line.name}{_prices(prices, number)}"
    yield from _groups(line.groups, 1, number)
    yield from _rest(line.note, line.unread, 1)


def _groups(groups: Iterable[OptionGroup], depth: int, number: Callable[[Decimal], str]) -> Iterator[Node]:
    for group in groups:
        inner = depth
        title = " ".join(part for part in (group.title, _unclear(group.received_choice)) if part)
        if title:
            yield depth, title
            inner += 1
        for option in group.options:
            yield from _option(option, inner, number)
        yield from _groups(group.groups, inner, number)
        yield from _rest(group.note, group.unread, inner)


def _option(option: Option, depth: int, number: Callable[[Decimal], str]) -> Iterator[Node]:
    pieces = "" if option.quantity == 1 else f"{_pieces(option, number)} x "
    unclear = f" {_unclear(option.received_choice)}" if option.received_choice else ""
    prices = _prices((option.price, option.total), number)
    yield depth, f"{_SIGNS[option.choice]} {pieces}{option.name}{unclear}{prices}"
    yield from _groups(option.groups, depth + 1, number)
    yield from _rest(option.note, option.unread, depth + 1)


def _rest(note: str, unread: Iterable[UnreadField], depth: int) -> Iterator[Node]:
    if note:
        yield depth, f"“{note}”"
    for field in unread:
        yield depth, f"{field.path}: {field.text}"


def _pieces(counted: OrderLine | Option, number: Callable[[Decimal], str]) -> str:
    return counted.received_quantity if counted.quantity is None else number(counted.quantity)


def _prices(prices: Iterable[Decimal | None], number: Callable[[Decimal], str]) -> str:
    texts = dict.fromkeys(number(price) for price in prices if price)
    return "".join(f" · {text} TL" for text in texts)


def _unclear(word: str) -> str:
    return f"[{word}]" if word else ""
