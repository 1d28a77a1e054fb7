"""(A place on a card) -> the ticket, or the dish of it, that a press there means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from desktop.domain.kitchen.flow import Placed
    from desktop.domain.kitchen.tickets import KitchenDish, KitchenTicket
    from desktop.ui.kitchen_screen.arrange import Picture


class Spot(NamedTuple):
    """The thing at one place."""

    ticket: KitchenTicket
    dish: KitchenDish | None
    is_head: bool

    def is_same(self, other: Spot) -> bool:
        """Return whether both mean one thing that has not changed between."""
        mine, its = self.dish, other.dish
        return (self.ticket.payment_key, self.ticket.content, self.is_head, mine and mine.key) == (
            other.ticket.payment_key,
            other.ticket.content,
            other.is_head,
            its and its.key,
        )


def dish_at(picture: Picture, placed: Placed, down: int) -> Spot:
    """Return what is so many pixels below the top of a card."""
    card = picture.cards[placed.ticket]
    below = down - picture.size.head
    if below < 0:
        return Spot(card.ticket, None, is_head=True)
    for row in card.rows[placed.first : placed.end]:
        below -= row.band.height
        if below < 0:
            return Spot(card.ticket, row.dish, is_head=False)
    return Spot(card.ticket, None, is_head=False)
