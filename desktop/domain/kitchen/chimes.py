"""(The tickets before and after an event) -> what the kitchen has to hear. A press of the kitchen itself is silent."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from desktop.domain.kitchen.tickets import TicketState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.domain.kitchen.tickets import KitchenTicket

_STOPS = frozenset({TicketState.CANCELLED, TicketState.CLOSED})


class Chime(enum.Enum):
    """The kitchen's own sounds."""

    NEW = enum.auto()
    CHANGED = enum.auto()
    CANCELLED = enum.auto()


def chimes(before: Iterable[KitchenTicket], after: Iterable[KitchenTicket]) -> list[Chime]:
    """Return the sounds, each once, the gravest first."""
    known = {ticket.payment_key: ticket for ticket in before}
    found = set(_chimes(known, after))
    return [chime for chime in (Chime.CANCELLED, Chime.CHANGED, Chime.NEW) if chime in found]


def _chimes(known: dict[str, KitchenTicket], after: Iterable[KitchenTicket]) -> Iterator[Chime]:
    for ticket in after:
        was = known.get(ticket.payment_key)
        if was is not None and was.content == ticket.content:
            continue
        if ticket.state in _STOPS:
            yield Chime.CANCELLED
        elif was is not None or ticket.before is not None:
            yield Chime.CHANGED
        else:
            yield Chime.NEW
