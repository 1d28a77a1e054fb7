"""The presses that are being saved: what they bumped is faint, and pressed once more it counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.domain.kitchen.tickets import KitchenTicket

WHOLE: Final = ""
"""Stands for a ticket, where others are keys of dishes."""
_LONGEST: Final = 5.0
"""Seconds after which a press without an answer may be repeated: it changed nothing, or saving failed."""


class PendingPresses:
    """Times are those of a steady clock, in seconds."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._pressed: dict[str, tuple[KitchenTicket, dict[str, float]]] = {}

    def of(self, payment_key: str) -> frozenset[str]:
        """Return what was pressed on a ticket: keys of dishes, or `WHOLE`."""
        _, pressed = self._pressed.get(payment_key, (None, {}))
        return frozenset(pressed)

    def add(self, ticket: KitchenTicket, what: str) -> bool:
        """Note a press; return False where it is being saved already."""
        _, pressed = self._pressed.setdefault(ticket.payment_key, (ticket, {}))
        if what in pressed or WHOLE in pressed:
            return False
        pressed[what] = self._steady()
        return True

    def settle(self, tickets: Iterable[KitchenTicket]) -> None:
        """Forget the presses that were answered: the ticket is gone, or the kitchen's entries are others."""
        now = {ticket.payment_key: ticket.order.kitchen for ticket in tickets}
        self._pressed = {
            key: (ticket, pressed)
            for key, (ticket, pressed) in self._pressed.items()
            if now.get(key) == ticket.order.kitchen
        }

    def expire(self) -> list[str]:
        """Forget the presses that nothing answered; return the payment keys of their tickets."""
        since = self._steady() - _LONGEST
        late = [
            key for key, (_, pressed) in self._pressed.items() if pressed and min(pressed.values()) <= since
        ]
        for key in late:
            del self._pressed[key]
        return late

    def clear(self) -> None:
        """Forget all: saving failed."""
        self._pressed.clear()
