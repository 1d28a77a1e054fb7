"""(A dish) -> the rows below it: its options as a tree, notes, and what no rule knows, each beside its parent."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.domain.orders.order import Choice
from desktop.domain.text.translation import tr
from desktop.ui.text.format import amount_only, count, plain
from desktop.ui.text.orders import order_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from desktop.domain.orders.order import Option, OptionGroup, OrderLine, UnreadField


class Tone(enum.Enum):
    """How a row looks."""

    OPTION = enum.auto()
    NOTE = enum.auto()
    FLAG = enum.auto()
    """Unsure: a person must look."""
    MUTED = enum.auto()
    """Listed, but not chosen."""
    FIELD = enum.auto()
    """A field that no rule knows, with its whole path."""


class DishRow(NamedTuple):
    """One row below a dish."""

    level: int
    """0 for what belongs to the dish, 1 for what belongs to such a row, and so on."""
    tone: Tone
    text: str
    is_cut: bool = False


_SIGNS = {Choice.ADDED: "+", Choice.REMOVED: "−", Choice.NOT_CHOSEN: "○", Choice.UNKNOWN: "?"}
_MOST_JOINED = 12
"""Options in one row."""
_PRICES: Final = ("price", "total", "total_price")


def dish_rows(line: OrderLine, *, limit: int | None = None, joined: bool = False) -> list[DishRow]:
    """Return the rows below a dish.

    Args:
        line: the dish.
        limit: characters to show of each text, None for all.
        joined: whether plain options beside each other share a row, with the title of their group.
    """
    rows = _Rows(limit, joined=joined)
    if line.quantity is None or line.quantity <= 0:
        rows.add_flag(tr("Check the quantity"))
    rows.add_groups(line.groups, 0, line.quantity)
    rows.add_rest(line.note, _details(line.unread), 0)
    return rows.rows


def quantity_of(node: OrderLine | Option, limit: int | None = None) -> str:
    """Return a quantity as "2", or in quotes as it came, up to a number of characters, if it could not be read."""
    return f"“{plain(node.received_quantity, limit)}”" if node.quantity is None else count(node.quantity)


def price_of(line: OrderLine) -> str:
    """Return the price of an order line, "" if there is none; what could not be read stands in quotes as it came."""
    return " · ".join(filter(None, [_known_price(line), *received_amounts(_prices(line.unread))]))


def _known_price(line: OrderLine) -> str:
    if line.total is not None:
        return amount_only(line.total)
    if line.unit_price is None or line.quantity is None:
        return amount_only(line.unit_price)
    if not line.unit_price.is_finite() or not line.quantity.is_finite():
        return ""
    return amount_only(line.unit_price * line.quantity)


def received_amounts(fields: Iterable[UnreadField]) -> list[str]:
    """Return amounts that could not be read, in quotes as they came."""
    return [f"“{plain(field.text)}”" for field in fields]


def _prices(unread: Iterable[UnreadField]) -> list[UnreadField]:
    return [field for field in unread if _is_price(field)]


def _details(unread: Iterable[UnreadField]) -> list[UnreadField]:
    """Return the fields that are shown below their dish or option; prices stand beside it."""
    return [field for field in unread if not _is_price(field)]


def _is_price(field: UnreadField) -> bool:
    return field.path.rpartition(".")[2] in _PRICES and len(field.text) <= order_words.LONGEST_AMOUNT


class _Rows:
    """Builds the rows of one dish."""

    def __init__(self, limit: int | None, *, joined: bool) -> None:
        self.rows: list[DishRow] = []
        self._limit = limit
        self._joined = joined

    def add_flag(self, text: str) -> None:
        self._add(0, Tone.FLAG, text)

    def add_groups(self, groups: Iterable[OptionGroup], level: int, pieces: Decimal | None) -> None:
        for group in groups:
            self._add_group(group, level, pieces)

    def add_rest(self, note: str, unread: Iterable[UnreadField], level: int) -> None:
        if note:
            self._add(level, Tone.NOTE, f"“{self._text(note)}”", is_cut=self._is_long(note))
        for field in unread:
            text = f"{self._text(field.path)}: {self._text(field.text)}"
            self._add(level, Tone.FIELD, text, is_cut=self._is_long(field.path, field.text))

    def _add_group(self, group: OptionGroup, level: int, pieces: Decimal | None) -> None:
        title = f"{self._text(group.title).rstrip(' :')}:" if group.title else ""
        if group.received_choice:
            title = f"{title} {self._unclear(group.received_choice)}".strip()
        leaves = all(_is_plain(option) for option in group.options)
        if (
            self._joined
            and leaves
            and not (group.note or group.unread or group.groups or group.received_choice)
        ):
            texts = [self._option(option, pieces) for option in group.options]
            cut = self._is_long(group.title, *(option.name for option in group.options))
            self._add_joined(title, texts, level, is_cut=cut)
            return
        inner = level
        if title:
            unsure = group.choice is Choice.UNKNOWN
            muted = group.choice is Choice.NOT_CHOSEN
            tone = Tone.FLAG if unsure else Tone.MUTED if muted else Tone.OPTION
            self._add(level, tone, title, is_cut=self._is_long(group.title))
            inner += 1
        self.add_rest(group.note, (), inner)
        for option in group.options:
            self._add_option(option, inner, pieces)
        self.add_groups(group.groups, inner, pieces)
        self.add_rest("", group.unread, inner)

    def _add_joined(self, title: str, texts: list[str], level: int, *, is_cut: bool) -> None:
        if not texts and title:
            self._add(level, Tone.OPTION, title, is_cut=is_cut)
        for start in range(0, len(texts), _MOST_JOINED):
            # The sign stays beside its option where the row wraps.
            some = [text.replace(" ", "\u00a0", 1) for text in texts[start : start + _MOST_JOINED]]
            first = [f"{title} {some[0]}"] if title and not start else some[:1]
            self._add(level, Tone.OPTION, "    ".join(first + some[1:]), is_cut=is_cut)

    def _add_option(self, option: Option, level: int, pieces: Decimal | None) -> None:
        if option.choice is Choice.NOT_CHOSEN:
            tone = Tone.MUTED
        elif option.choice is Choice.UNKNOWN or option.quantity is None or option.quantity <= 0:
            tone = Tone.FLAG
        else:
            tone = Tone.OPTION
        self._add(
            level,
            tone,
            self._option(option, pieces),
            is_cut=self._is_long(option.name, option.received_quantity),
        )
        within = _product(pieces, option.quantity)
        self.add_rest(option.note, (), level + 1)
        self.add_groups(option.groups, level + 1, within)
        self.add_rest("", _details(option.unread), level + 1)

    def _option(self, option: Option, pieces: Decimal | None) -> str:
        name = self._text(option.name) or tr("Option without a name")
        if option.quantity != 1:
            name = f"{quantity_of(option, self._limit)} × {name}"
            total = _product(pieces, option.quantity)
            if option.quantity is not None and pieces is not None and pieces != 1 and total is not None:
                # Two menus of three pieces: a cook who reads only one of the numbers makes too few.
                name += f" ({count(pieces)} × {count(option.quantity)} = {count(total)})"
        prices = [amount_only(price) for price in (option.price, option.total) if price]
        prices += received_amounts(_prices(option.unread))
        if prices:
            name = f"{name} ({' · '.join(dict.fromkeys(prices))})"
        if option.choice is Choice.NOT_CHOSEN:
            not_chosen = tr("not chosen")
            name = f"{name} — {not_chosen}"
        if option.received_choice:
            name = f"{name} — {self._unclear(option.received_choice)}"
        return f"{_SIGNS[option.choice]} {name}"

    def _unclear(self, word: str) -> str:
        return tr("“{word}”: with or without?").format(word=self._text(word))

    def _add(self, level: int, tone: Tone, text: str, *, is_cut: bool = False) -> None:
        self.rows.append(DishRow(level, tone, text, is_cut))

    def _text(self, text: str) -> str:
        return " ".join(plain(text, self._limit).split())

    def _is_long(self, *texts: str) -> bool:
        return self._limit is not None and any(len(text) > self._limit for text in texts)


def _is_plain(option: Option) -> bool:
    """Return whether an option is chosen and says nothing but name, quantity and price."""
    return (
        option.choice in {Choice.ADDED, Choice.REMOVED}
        and option.quantity is not None
        and option.quantity > 0
        and not (option.note or option.groups or _details(option.unread))
    )


def _product(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return None
    product = one * other
    return product if product.is_finite() else None
