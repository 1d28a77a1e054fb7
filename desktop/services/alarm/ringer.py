"""Keeps the loudspeaker in step with the board: what rings, how loud, since when, and what was silenced by a press.

Carries what `orders.alarm` decides to `alerts`; knows neither the engine nor the window.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from desktop.alerts.sound import SoundHealth
from desktop.domain import alarm
from desktop.domain.alarm import Alarm, AlarmSettings, AlarmStage, Ring
from desktop.domain.text.local_time import ISTANBUL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from desktop.alerts.sound import SoundOutput, SoundState
    from desktop.domain.orders.board import BoardOrder
    from desktop.system.settings.settings import Settings


def alarm_settings(settings: Settings) -> AlarmSettings:
    """Return what people chose about the alarm, as the alarm takes it."""
    percent = {
        Ring.NEW: settings.volume_new,
        Ring.WAITING: settings.volume_waiting,
        Ring.URGENT: settings.volume_waiting,
        Ring.LOST: settings.volume_lost,
        Ring.CHANGED: settings.volume_changed,
    }
    return AlarmSettings(
        waiting_after=settings.waiting_after * 60,
        urgent_after=settings.urgent_after * 60,
        volumes={signal: chosen / 100 for signal, chosen in percent.items()},
        quiet_from=time.fromisoformat(settings.quiet_from) if settings.quiet_from else None,
        quiet_until=time.fromisoformat(settings.quiet_until) if settings.quiet_until else None,
        quiet_volume=settings.quiet_volume / 100,
    )


class Ringer:
    """What is heard at the counter. Call `refresh` each second: orders grow old by themselves."""

    def __init__(
        self,
        settings: AlarmSettings,
        *,
        mute_for: float,
        now: Callable[[], datetime],
        steady: Callable[[], float],
        on_escalated: Callable[[], None],
        on_heard: Callable[[list[str]], None],
        on_changed: Callable[[Alarm], None],
    ) -> None:
        """Take what is needed; nothing is heard before `use`.

        Args:
            settings: what people chose.
            mute_for: seconds for which a press silences "no orders arrive", 0 for as long as that lasts.
            now: the wall clock, aware.
            steady: seconds that count sleep.
            on_escalated: called when an order has waited for another stage, or no orders arrive any more.
            on_heard: called with the payment keys of orders for which the bell has been heard the first time.
            on_changed: called when what rings has changed.
        """
        self._settings = settings
        self._mute_for = mute_for
        self._now = now
        self._steady = steady
        self._on_escalated = on_escalated
        self._on_heard = on_heard
        self._on_changed = on_changed
        self._sound: SoundOutput | None = None
        self._unsaid: list[Ring] = []
        """What was to be played once and nobody could hear yet: the first poll is quicker than the loudspeaker."""
        self._board: dict[str, BoardOrder] = {}
        self._seen: dict[str, float] = {}
        """Since when orders wait, on the steady clock: the wall clock may be set while they do."""
        self._silenced: dict[str, float] = {}
        """Orders muted by a press, also while the store cannot save it; and when, on the steady clock."""
        self._lost = False
        self._lost_muted_until = float("-inf")
        self._heard = False
        """Whether the device has taken the sound of what rings now."""
        self._rang: set[str] = set()
        self._alarm = Alarm()
        self._volumes: dict[Ring, float] = {}

    @property
    def board(self) -> dict[str, BoardOrder]:
        """The orders on the board, by payment key."""
        return self._board

    @property
    def alarm(self) -> Alarm:
        """What rings now."""
        return self._alarm

    def follow(self, settings: AlarmSettings, mute_for: float) -> None:
        """Go by other settings from now on."""
        self._settings = settings
        self._mute_for = mute_for
        self.refresh()

    def use(self, sound: SoundOutput) -> None:
        """Begin to be heard."""
        self._sound = sound
        self._volumes = {}
        sound.ring(self._alarm.signals)
        self.refresh()
        for signal in self._unsaid:
            sound.play_once(signal)
        self._unsaid.clear()

    def replace(self, orders: Iterable[BoardOrder]) -> None:
        """Take these orders and no others."""
        self._board = {}
        self.update(orders)
        self._silenced = {key: at for key, at in self._silenced.items() if key in self._board}
        self._rang &= self._board.keys()

    def update(self, orders: Iterable[BoardOrder]) -> None:
        """Take new or changed orders; one without a column has left the board."""
        for order in orders:
            key = order.payment_key
            before = self._board.get(key)
            if before is not None and before.muted and not order.muted:
                # The store has let it ring again: it was silenced for long, or its accept was refused.
                self._silenced.pop(key, None)
            if order.waits:
                self._seen.setdefault(key, self._steady())
            else:
                # Should it ever wait again, it rings again.
                self._silenced.pop(key, None)
                self._seen.pop(key, None)
            if order.column is None:
                self._board.pop(key, None)
            else:
                self._board[key] = order
        self.refresh()

    def set_lost(self, lost: bool) -> None:  # noqa: FBT001 - a state, not a switch
        """Say whether orders cannot arrive."""
        if lost and not self._lost:
            self._lost_muted_until = float("-inf")
            self._on_escalated()
        self._lost = lost
        self.refresh()

    def silence(self, *, muted: bool) -> list[str]:
        """Silence all that rings, or let it ring again; returns the payment keys of the orders that are meant."""
        keys = [
            order.payment_key for order in self._board.values() if order.waits and order.muted is not muted
        ]
        if muted:
            self._silenced.update(dict.fromkeys(keys, self._steady()))
            if self._lost:
                self._lost_muted_until = self._steady() + (self._mute_for or float("inf"))
        else:
            keys = list({*keys, *self._silenced})
            self._silenced.clear()
            self._lost_muted_until = float("-inf")
        self.refresh()
        return keys

    def say(self, signal: Ring) -> None:
        """Play a sound once; before `use` as soon as anything is heard."""
        if self._sound is not None:
            self._sound.play_once(signal)
        elif signal not in self._unsaid:
            self._unsaid.append(signal)

    def on_sound_heard(self) -> None:
        """The device has taken the sound of what rings."""
        self._heard = bool(self._alarm.signals)
        self._tell_heard()

    def on_sound_state(self, state: SoundState) -> None:
        """The health of the output changed."""
        if state.health is SoundHealth.NO_SOUND:
            self._heard = False

    def refresh(self) -> None:
        """Decide anew what rings."""
        before = self._alarm
        if self._mute_for:
            # The store lets them ring again after that; these are the ones of which it could not be told.
            since = self._steady() - self._mute_for
            self._silenced = {key: at for key, at in self._silenced.items() if at > since}
        sounding = (order for key, order in self._board.items() if key not in self._silenced)
        lost = self._lost and self._steady() >= self._lost_muted_until
        self._alarm = alarm.decide(sounding, self._waited, self._settings, lost=lost)
        if not self._alarm.signals:
            self._heard = False
        self._set_volumes()
        if self._alarm != before:
            if self._sound is not None and self._alarm.signals != before.signals:
                self._sound.ring(self._alarm.signals)
            if self._alarm.stage > before.stage and self._alarm.stage > AlarmStage.CALM:
                self._on_escalated()
            self._on_changed(self._alarm)
        self._tell_heard()

    def _waited(self, order: BoardOrder) -> float:
        by_clock = (self._now() - order.received_at).total_seconds()
        return max(by_clock, self._steady() - self._seen.get(order.payment_key, self._steady()))

    def _tell_heard(self) -> None:
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
            self._on_heard(first)

    def _set_volumes(self) -> None:
        at = self._now().astimezone(ISTANBUL).time()
        volumes = {signal: alarm.volume(signal, self._settings, at) for signal in Ring}
        if self._sound is not None and volumes != self._volumes:
            self._volumes = volumes
            self._sound.set_volumes(volumes)
