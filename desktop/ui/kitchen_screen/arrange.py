"""Lays tickets out on the wall: the largest letters with which all of them are in view, else pages of the smallest.

It works in small steps. The picture before stays until the new one is whole, so that nothing moves twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from desktop.domain.kitchen.card import Piece, Tone, pieces
from desktop.domain.kitchen.flow import Placed, Unit, flow, pages
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.tickets.ticket import Dish
from desktop.ui.kitchen_screen.sizes import PAD, CardSize, card_sizes
from desktop.ui.tickets.bands import Band
from desktop.ui.tickets.dishes import DishColumn
from desktop.ui.tickets.layout import bands_of

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from datetime import date, datetime

    from PySide6.QtCore import QSize

    from desktop.domain.kitchen.tickets import KitchenDish, KitchenTicket


class Row(NamedTuple):
    """A band of a card, with what it belongs to."""

    band: Band
    tone: Tone
    dish: KitchenDish | None
    begins: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A ticket that is laid out."""

    ticket: KitchenTicket
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All that stands on the wall."""

    size: CardSize
    cards: tuple[Card, ...]
    placed: tuple[Placed, ...]
    pages: int

    def on_page(self, page: int) -> list[Placed]:
        """Return what stands on a page, in reading order."""
        return [each for each in self.placed if each.column // self.size.columns == page]

    def tickets_on(self, page: int) -> list[KitchenTicket]:
        """Return the tickets of which something stands on a page; their keys are their places."""
        return [
            self.cards[number].ticket for number in dict.fromkeys(each.ticket for each in self.on_page(page))
        ]


class Arranger:
    """Remembers what is laid out already: a change of one ticket lays out that one."""

    def __init__(self) -> None:
        self._pieces: dict[str, tuple[KitchenTicket, date, tuple[str, ...], tuple[Piece, ...]]] = {}
        self._rows: dict[tuple[str, tuple[int, int]], tuple[tuple[Piece, ...], tuple[Row, ...]]] = {}

    def arrange(
        self, tickets: Sequence[KitchenTicket], room: QSize, now: datetime, words: tuple[str, ...]
    ) -> Generator[None, None, Picture]:
        """Yield after each step, and return the picture."""
        keys = {ticket.payment_key for ticket in tickets}
        self._pieces = {key: value for key, value in self._pieces.items() if key in keys}
        self._rows = {key: value for key, value in self._rows.items() if key[0] in keys}
        *larger, smallest = card_sizes(room)
        for size in larger:
            picture = yield from self._try(tickets, size, now, words)
            if picture is not None:
                return picture
        cards = yield from self._cards(tickets, smallest, now, words)
        return _picture(cards, smallest)

    def _try(
        self, tickets: Sequence[KitchenTicket], size: CardSize, now: datetime, words: tuple[str, ...]
    ) -> Generator[None, None, Picture | None]:
        """Return a picture of one page, None where the tickets need more."""
        room = size.wall.height * size.columns
        cards = yield from self._cards(tickets, size, now, words, room)
        if len(cards) < len(tickets):
            return None
        picture = _picture(cards, size)
        return picture if picture.pages == 1 else None

    def _cards(
        self,
        tickets: Sequence[KitchenTicket],
        size: CardSize,
        now: datetime,
        words: tuple[str, ...],
        room: int | None = None,
    ) -> Generator[None, None, list[Card]]:
        """Lay tickets out, with `room` only as long as their heights are not more than that."""
        cards: list[Card] = []
        for ticket in tickets:
            rows = self._rows_of(ticket, self._pieces_of(ticket, now, words), size)
            if room is not None:
                room -= size.head + sum(row.band.height for row in rows)
                if room < 0:
                    break
            cards.append(Card(ticket, rows))
            yield
        return cards

    def _pieces_of(self, ticket: KitchenTicket, now: datetime, words: tuple[str, ...]) -> tuple[Piece, ...]:
        known = self._pieces.get(ticket.payment_key)
        # An asked-for time is told as "today" or with its day.
        day = now.astimezone(ISTANBUL).date()
        if known is not None and known[1:3] == (day, words) and known[0] == ticket:
            return known[3]
        made = pieces(ticket, now, words)
        self._pieces[ticket.payment_key] = ticket, day, words, made
        return made

    def _rows_of(self, ticket: KitchenTicket, made: tuple[Piece, ...], size: CardSize) -> tuple[Row, ...]:
        key = ticket.payment_key, size.key
        known = self._rows.get(key)
        if known is not None and (known[0] is made or known[0] == made):
            return known[1]
        rows = _lay_out(made, size)
        self._rows[key] = made, rows
        return rows


def _picture(cards: list[Card], size: CardSize) -> Picture:
    heights = [[Unit(row.band.height, row.begins) for row in card.rows] for card in cards]
    placed = flow(heights, size.wall)
    return Picture(size, tuple(cards), tuple(placed), pages(placed, size.columns))


def _lay_out(made: tuple[Piece, ...], size: CardSize) -> tuple[Row, ...]:
    dishes = [block for piece in made for block in piece.blocks if isinstance(block, Dish)]
    column = DishColumn(size.paper, dishes)
    rows = []
    for piece in made:
        rows.append(Row(Band(PAD // 2), piece.tone, piece.dish, begins=True))
        bands = [band for block in piece.blocks for band in bands_of(block, size.paper, column)]
        rows += [Row(band, piece.tone, piece.dish, begins=False) for band in bands]
        rows.append(Row(Band(PAD // 2), piece.tone, piece.dish, begins=False))
    return tuple(rows)
