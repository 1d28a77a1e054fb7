"""(Orders on the board, whether the vendor answers, how long all that lasts) -> which sounds ring.

Derived from what is stored each time anything changes, so that a crash, a repeat or a lost message can neither
swallow an alarm nor leave one ringing. How the sounds are played is in `alerts`.
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
    """The sounds; a person can tell each from the others without looking."""

    NEW = "new"
    """A new order waits."""
    WAITING = "waiting"
    """An order has waited for some minutes: faster."""
    URGENT = "urgent"
    """An order has waited for too long: faster still."""
    LOST = "lost"
    """No orders can arrive."""
    CHANGED = "changed"
    """An order changed, or is no longer open at the vendor. Played once."""


class AlarmStage(enum.IntEnum):
    """How long the oldest sounding order has waited."""

    CALM = 0
    WAITING = 1
    URGENT = 2


_OF_STAGE: Final = {
    AlarmStage.CALM: Ring.NEW,
    AlarmStage.WAITING: Ring.WAITING,
    AlarmStage.URGENT: Ring.URGENT,
}

FLOOR: Final = 0.4
"""The least volume of a waiting order, whatever the settings say: an order that nobody hears is lost."""


class AlarmSettings(msgspec.Struct, frozen=True):
    """What people chose about the alarm. Times in seconds, volumes from 0 to 1."""

    waiting_after: float = 120.0
    urgent_after: float = 300.0
    volumes: dict[Ring, float] = {}
    """Of the machine's own volume; 1 where there is none."""
    quiet_from: time | None = None
    quiet_until: time | None = None
    """Local time of day; between them `quiet_volume` holds. Both or none."""
    quiet_volume: float = 0.5


class Alarm(msgspec.Struct, frozen=True):
    """What the alarm does now."""

    waiting: int = 0
    """Orders that nobody has dealt with."""
    muted: int = 0
    """Of these, how many were silenced by a press."""
    stage: AlarmStage = AlarmStage.CALM
    """Of the oldest that sounds."""
    signals: tuple[Ring, ...] = ()
    """What rings, in turns, until something changes."""

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
    """Return what the alarm does: any order that waits and is not muted rings.

    Args:
        orders: on the board.
        waited: seconds that an order has waited.
        settings: what people chose.
        lost: whether orders cannot arrive, and nobody has silenced that.
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
    """Return how loud a sound is played, from 0 to 1.

    Args:
        signal: the sound.
        settings: what people chose.
        at: local time of day.
    """
    chosen = settings.volumes.get(signal, 1.0)
    if _is_quiet(settings, at):
        chosen *= settings.quiet_volume
    least = FLOOR if signal in _OF_STAGE.values() else 0.0
    return min(max(chosen, least), 1.0)


def _is_quiet(settings: AlarmSettings, at: time) -> bool:
    begin, end = settings.quiet_from, settings.quiet_until
    if begin is None or end is None or begin == end:
        return False
    return begin <= at < end if begin < end else at >= begin or at < end
