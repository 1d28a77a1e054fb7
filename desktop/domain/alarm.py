"""(Orders on the board, whether the vendor is reachable, durations) -> the sounds that ring.

Computed from the stored state after every change. No crash, repeat or lost message can therefore suppress an
alarm or leave one ringing. `alerts` plays the sounds.
"""

from __future__ import annotations

import enum
from datetime import time
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.domain.orders.board import BoardOrder


class Ring(enum.StrEnum):
    """The sounds; a person can distinguish them without looking."""

    NEW = "new"
    """A new order waits."""
    WAITING = "waiting"
    """An order has waited for some minutes: faster."""
    URGENT = "urgent"
    """An order has waited for too long: fastest."""
    LOST = "lost"
    """No orders can arrive."""
    CHANGED = "changed"
    """An order changed, or was closed at the vendor. Played once."""
    KITCHEN_NEW = "kitchen_new"
    """The kitchen screen has a ticket more. Played once, as the next two."""
    KITCHEN_CHANGED = "kitchen_changed"
    KITCHEN_CANCELLED = "kitchen_cancelled"
    PRINTER = "printer"
    """A ticket does not come out, or nobody knows whether it did. Played once, see `domain.printing.bell`."""


class AlarmStage(enum.IntEnum):
    """How long the oldest sounding order has waited."""

    CALM = 0
    WAITING = 1
    URGENT = 2


OF_KITCHEN: Final = frozenset({Ring.KITCHEN_NEW, Ring.KITCHEN_CHANGED, Ring.KITCHEN_CANCELLED})
"""The sounds of the kitchen screen; nobody chooses other files for them."""

_OF_STAGE: Final = {
    AlarmStage.CALM: Ring.NEW,
    AlarmStage.WAITING: Ring.WAITING,
    AlarmStage.URGENT: Ring.URGENT,
}

LOWEST_VOLUME: Final = 0.4
"""Lowest volume of a waiting order, whatever the settings: an order that nobody hears is lost."""


class AlarmSettings(msgspec.Struct, frozen=True):
    """Settings of the alarm. Times in seconds, volumes from 0 to 1."""

    waiting_after: float = 120.0
    urgent_after: float = 300.0
    volumes: dict[Ring, float] = {}
    """Relative to the machine's volume; 1 if missing."""
    quiet_from: time | None = None
    quiet_until: time | None = None
    """Local times of day; `quiet_volume` holds between them. Both or none."""
    quiet_volume: float = 0.5


class Alarm(msgspec.Struct, frozen=True):
    """The state of the alarm."""

    waiting: int = 0
    """Number of orders that nobody has handled."""
    muted: int = 0
    """How many of these a person muted."""
    stage: AlarmStage = AlarmStage.CALM
    """Stage of the oldest sounding order."""
    signals: tuple[Ring, ...] = ()
    """The sounds that ring in turns."""

    @property
    def rings(self) -> bool:
        """Whether an order rings."""
        return self.waiting > self.muted


def decide(
    orders: Iterable[BoardOrder],
    waited: Callable[[BoardOrder], float],
    settings: AlarmSettings,
    *,
    lost: bool = False,
) -> Alarm:
    """Return the state of the alarm: every waiting order that is not muted rings.

    Args:
        orders: on the board.
        waited: returns how many seconds an order has waited.
        settings: of the alarm.
        lost: whether orders cannot arrive and nobody has muted that.
    """
    waiting = [order for order in orders if order.waits]
    sounding = [order for order in waiting if not order.muted]
    stage = max((_stage(waited(order), settings) for order in sounding), default=AlarmStage.CALM)
    signals = [_OF_STAGE[stage]] if sounding else []
    if lost:
        signals.append(Ring.LOST)
    return Alarm(len(waiting), len(waiting) - len(sounding), stage, tuple(signals))


def _stage(seconds: float, settings: AlarmSettings) -> AlarmStage:
    if seconds >= settings.urgent_after:
        return AlarmStage.URGENT
    return AlarmStage.WAITING if seconds >= settings.waiting_after else AlarmStage.CALM


def volume(signal: Ring, settings: AlarmSettings, at: time) -> float:
    """Return the volume of a sound at a local time of day, from 0 to 1."""
    chosen = settings.volumes.get(signal, 1.0)
    if _is_quiet(settings, at):
        chosen *= settings.quiet_volume
    least = LOWEST_VOLUME if signal in _OF_STAGE.values() else 0.0
    return min(max(chosen, least), 1.0)


def _is_quiet(settings: AlarmSettings, at: time) -> bool:
    begin, end = settings.quiet_from, settings.quiet_until
    if begin is None or end is None or begin == end:
        return False
    return begin <= at < end if begin < end else at >= begin or at < end
