"""(Orders on the board) -> ring or be silent.

Derived from what is stored each time anything changes, so that a crash, a repeat or a lost message can neither
swallow an alarm nor leave one ringing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.orders.board import BoardOrder


class Alarm(msgspec.Struct, frozen=True):
    """What the alarm does now."""

    waiting: int = 0
    """Orders that nobody has dealt with."""
    muted: int = 0
    """Of these, how many were silenced by a press."""

    @property
    def rings(self) -> bool:
        """Whether the bell sounds."""
        return self.waiting > self.muted


def decide(orders: Iterable[BoardOrder]) -> Alarm:
    """Return what the alarm does for these orders: any that waits and is not muted rings."""
    waiting = [order for order in orders if order.waits]
    return Alarm(len(waiting), sum(order.muted for order in waiting))
