"""Promised times of the next 90 minutes, counted in slots of five minutes: an overload is seen before more is promised."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders.lifecycle import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.domain.orders.board import BoardOrder

SPAN: Final = timedelta(minutes=90)
SLOT: Final = timedelta(minutes=5)
SLOTS: Final = SPAN // SLOT
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Slot(msgspec.Struct, frozen=True):
    """Orders that are promised for the same five minutes."""

    soon: int = 0
    """Orders for as soon as possible."""
    scheduled: int = 0
    """Orders for a time that the customer chose."""

    @property
    def orders(self) -> int:
        """Number of all orders."""
        return self.soon + self.scheduled


class Promises(msgspec.Struct, frozen=True):
    """Promised times by slot."""

    since: datetime
    """Begin of the first slot."""
    slots: tuple[Slot, ...]
    late: int
    """Orders that are still in the kitchen after their promised time."""

    def times(self) -> Iterator[tuple[datetime, int]]:
        """Yield the begin and the number of orders of each slot that is not empty."""
        for place, slot in enumerate(self.slots):
            if slot.orders:
                yield self.since + place * SLOT, slot.orders


def promises(orders: Iterable[BoardOrder], now: datetime) -> Promises:
    """Count the promised times of orders in the kitchen and of accepted orders for later.

    Args:
        orders: of the board.
        now: aware.
    """
    since = now - (now - _EPOCH) % SLOT
    slots = [Slot()] * SLOTS
    late = 0
    for order in orders:
        due = order.due_at
        if due is None or order.column not in {Column.PREPARING, Column.LATER}:
            continue
        if due < now:
            late += 1
            continue
        place = (due - since) // SLOT
        if place < SLOTS:
            slot, chosen = slots[place], order.promised_for is not None
            slots[place] = Slot(slot.soon + (not chosen), slot.scheduled + chosen)
    return Promises(since, tuple(slots), late)
