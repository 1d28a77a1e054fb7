"""Decides with `domain.alarm` which sounds ring and how loud, and plays them through `alerts`.

Knows neither the engine nor the window.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Protocol

from desktop.alerts.sound import SoundHealth
from desktop.domain import alarm
from desktop.domain.alarm import OF_KITCHEN, Alarm, AlarmSettings, AlarmStage, Ring
from desktop.domain.text.local_time import ISTANBUL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.alerts.sound import SoundOutput, SoundState
    from desktop.domain.clock import Clock
    from desktop.domain.orders.board import BoardOrder
    from desktop.system.settings.settings import Settings


def alarm_settings(settings: Settings) -> AlarmSettings:
    percent = {
        Ring.NEW: settings.volume_new,
        Ring.WAITING: settings.volume_waiting,
        Ring.URGENT: settings.volume_waiting,
        Ring.LOST: settings.volume_lost,
        Ring.CHANGED: settings.volume_changed,
        **dict.fromkeys(OF_KITCHEN, settings.volume_kitchen),
        Ring.PRINTER: settings.volume_printer,
    }
    return AlarmSettings(
        waiting_after=settings.waiting_after * 60,
        urgent_after=settings.urgent_after * 60,
        volumes={signal: chosen / 100 for signal, chosen in percent.items()},
        quiet_from=time.fromisoformat(settings.quiet_from) if settings.quiet_from else None,
        quiet_until=time.fromisoformat(settings.quiet_until) if settings.quiet_until else None,
        quiet_volume=settings.quiet_volume / 100,
    )


class RingerListener(Protocol):
    """Learns of the changes of a `Ringer`."""

    def on_escalated(self) -> None:
        """Act on it that an order has waited for long, or that no orders arrive any more."""

    def on_unheard(self) -> None:
        """Act on it that an order waits which nobody can hear."""

    def on_orders_heard(self, payment_keys: list[str]) -> None:
        """Take note that the bell has been heard for these orders for the first time."""

    def on_alarm_changed(self, alarm: Alarm) -> None:
        """Take note of the sounds that ring now."""


class Ringer:
    """Rings for the orders on the board. Call `refresh` each second: orders grow old by themselves."""

    def __init__(
        self,
        settings: AlarmSettings,
        *,
        mute_for: float,
        clock: Clock,
        listener: RingerListener,
    ) -> None:
        """Prepare; nothing is heard before `use`.

        Args:
            settings: of the alarm.
            mute_for: seconds for which a command silences "no orders arrive", 0 for as long as that lasts.
            clock: gives wall time and steady time.
            listener: learns of changes.
        """
        self._settings = settings
        self._mute_for = mute_for
        self._clock = clock
        self._listener = listener
        self._sound: SoundOutput | None = None
        self._unheard: list[Ring] = []
        """Sounds that were to be played once before there was a loudspeaker: the first poll is quicker."""
        self._board: dict[str, BoardOrder] = {}
        self._seen: dict[str, float] = {}
        """Payment key -> steady time since which the order waits: the wall clock may be set meanwhile."""
        self._silenced: dict[str, float] = {}
        """Payment key -> steady time at which a person muted the order, also while the store cannot save it."""
        self._lost = False
        self._lost_muted_until = float("-inf")
        self._heard = False
        """Whether the device has taken the present sounds."""
        self._rang: set[str] = set()
        self._inaudible = False
        """Whether nothing can be heard."""
        self._reported: set[str] = set()
        """Payment keys that were reported as unheard: once is enough."""
        self._alarm = Alarm()
        self._volumes: dict[Ring, float] = {}

    @property
    def board(self) -> dict[str, BoardOrder]:
        """The orders on the board, by payment key."""
        return self._board

    @property
    def alarm(self) -> Alarm:
        """The sounds that ring now."""
        return self._alarm

    def follow(self, settings: AlarmSettings, mute_for: float) -> None:
        """Use other settings from now on."""
        self._settings = settings
        self._mute_for = mute_for
        self.refresh()

    def use(self, sound: SoundOutput) -> None:
        """Play on this output from now on."""
        self._sound = sound
        self._volumes = {}
        sound.ring(self._alarm.signals)
        self.refresh()
        for signal in self._unheard:
            sound.play_once(signal)
        self._unheard.clear()

    def replace(self, orders: Iterable[BoardOrder]) -> None:
        """Take these orders and no others."""
        self._board = {}
        self.update(orders)
        self._silenced = {key: at for key, at in self._silenced.items() if key in self._board}
        self._rang &= self._board.keys()
        self._reported &= self._board.keys()

    def update(self, orders: Iterable[BoardOrder]) -> None:
        """Take new or changed orders; one without a column has left the board."""
        for order in orders:
            key = order.payment_key
            before = self._board.get(key)
            if before is not None and before.muted and not order.muted:
                # The store lets it ring again: its mute expired, or its accept was refused.
                self._silenced.pop(key, None)
            if order.waits:
                self._seen.setdefault(key, self._clock.steady())
            else:
                # If it waits again later, it rings again.
                self._silenced.pop(key, None)
                self._seen.pop(key, None)
                self._reported.discard(key)
            if order.column is None:
                self._board.pop(key, None)
            else:
                self._board[key] = order
        self.refresh()

    def set_lost(self, lost: bool) -> None:  # noqa: FBT001 - a state, not a switch
        """Set whether orders cannot arrive."""
        if lost and not self._lost:
            self._lost_muted_until = float("-inf")
            self._listener.on_escalated()
        self._lost = lost
        self.refresh()

    def set_inaudible(self, inaudible: bool) -> None:  # noqa: FBT001 - a state, not a switch
        """Set whether nobody could hear a sound."""
        self._inaudible = inaudible
        self._report_unheard()

    def silence(self, *, muted: bool) -> list[str]:
        """Silence everything, or let it ring again; return the payment keys of the orders concerned."""
        keys = [
            order.payment_key for order in self._board.values() if order.waits and order.muted is not muted
        ]
        if muted:
            self._silenced.update(dict.fromkeys(keys, self._clock.steady()))
            if self._lost:
                self._lost_muted_until = self._clock.steady() + (self._mute_for or float("inf"))
        else:
            keys = list({*keys, *self._silenced})
            self._silenced.clear()
            self._lost_muted_until = float("-inf")
        self.refresh()
        return keys

    def play_once(self, signal: Ring) -> None:
        """Play a sound once; before `use`, as soon as there is an output."""
        if self._sound is not None:
            self._sound.play_once(signal)
        elif signal not in self._unheard:
            self._unheard.append(signal)

    def on_sound_heard(self) -> None:
        """Take note that the device plays the present sounds."""
        self._heard = bool(self._alarm.signals)
        self._publish_heard()

    def on_sound_state(self, state: SoundState) -> None:
        """Take note that the health of the output changed."""
        if state.health is SoundHealth.NO_SOUND:
            self._heard = False

    def refresh(self) -> None:
        """Decide which sounds ring now."""
        before = self._alarm
        if self._mute_for:
            # The store lets orders ring again after that time. These are the ones that it could not save.
            since = self._clock.steady() - self._mute_for
            self._silenced = {key: at for key, at in self._silenced.items() if at > since}
        # Called each second: only orders that wait can ring.
        waiting = (key for key in self._seen if key in self._board and key not in self._silenced)
        sounding = (self._board[key] for key in waiting)
        lost = self._lost and self._clock.steady() >= self._lost_muted_until
        self._alarm = alarm.decide(sounding, self._waited, self._settings, lost=lost)
        if not self._alarm.signals:
            self._heard = False
        self._set_volumes()
        if self._alarm != before:
            if self._sound is not None and self._alarm.signals != before.signals:
                self._sound.ring(self._alarm.signals)
            # One time brings the window to the front, the one in the settings.
            if self._alarm.stage > before.stage and self._alarm.stage is AlarmStage.URGENT:
                self._listener.on_escalated()
            self._listener.on_alarm_changed(self._alarm)
        self._publish_heard()
        self._report_unheard()

    def _report_unheard(self) -> None:
        if not self._inaudible:
            return
        unheard = {
            key
            for key, order in self._board.items()
            if order.waits and not order.muted and key not in self._silenced.keys() | self._reported
        }
        if unheard:
            self._reported |= unheard
            self._listener.on_unheard()

    def _waited(self, order: BoardOrder) -> float:
        by_clock = (self._clock.now() - order.received_at).total_seconds()
        return max(by_clock, self._clock.steady() - self._seen.get(order.payment_key, self._clock.steady()))

    def _publish_heard(self) -> None:
        if not self._heard:
            return
        first = [
            order.payment_key
            for order in self._board.values()
            if order.waits
            and not order.muted
            and order.rang_at is None
            and order.payment_key not in self._silenced.keys() | self._rang
        ]
        if first:
            self._rang.update(first)
            self._listener.on_orders_heard(first)

    def _set_volumes(self) -> None:
        at = self._clock.now().astimezone(ISTANBUL).time()
        volumes = {signal: alarm.volume(signal, self._settings, at) for signal in Ring}
        if self._sound is not None and volumes != self._volumes:
            self._volumes = volumes
            self._sound.set_volumes(volumes)
