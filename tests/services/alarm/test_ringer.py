"""What is heard at the counter: the sounds follow the board, grow with time, and obey a press."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from desktop.alerts.sound import SoundHealth, SoundState
from desktop.domain.alarm import FLOOR, Alarm, AlarmSettings, Signal
from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.order import Order
from desktop.services.alarm.ringer import Ringing, alarm_settings
from desktop.system.settings.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

KEYS = [f"3e9caf87-5cb7-4c4e-adcb-fc2ec54cf2{number:02}" for number in range(10)]


class Speaker:
    """Remembers what it was told, as a loudspeaker would play it."""

    def __init__(self) -> None:
        self.signals: tuple[Signal, ...] = ()
        self.told: list[tuple[Signal, ...]] = []
        self.said: list[Signal] = []
        self.volumes: dict[Signal, float] = {}

    def ring(self, signals: Sequence[Signal]) -> None:
        self.signals = tuple(signals)
        self.told.append(self.signals)

    def once(self, signal: Signal) -> None:
        self.said.append(signal)

    def set_volumes(self, volumes: Mapping[Signal, float]) -> None:
        self.volumes = dict(volumes)

    def use_own(self, files: Mapping[Signal, Path]) -> None: ...

    def play(self, signal: Signal) -> None: ...

    def test(self) -> None: ...

    def try_device(self) -> None: ...

    def close(self) -> None: ...


class Counter:
    def __init__(self, settings: AlarmSettings | None = None, *, mute_for: float = 600.0) -> None:
        self.at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        self.steady = 100.0
        self.speaker = Speaker()
        self.escalated = 0
        self.heard: list[str] = []
        self.changes: list[Alarm] = []
        self.ringing = Ringing(
            settings or AlarmSettings(),
            mute_for=mute_for,
            now=lambda: self.at,
            steady=lambda: self.steady,
            on_escalated=self._on_escalated,
            on_heard=self.heard.extend,
            on_changed=self.changes.append,
        )
        self.ringing.use(self.speaker)

    def _on_escalated(self) -> None:
        self.escalated += 1

    def sounds(self) -> tuple[Signal, ...]:
        return self.speaker.signals

    def order(self, number: int, *, muted: bool = False, status_id: int = 1) -> BoardOrder:
        accepted = None if status_id == 1 else self.at
        return BoardOrder(Order(KEYS[number], status_id), self.at, self.at, accepted_at=accepted, muted=muted)

    def pass_time(self, seconds: float, *, by_clock: float | None = None) -> None:
        self.steady += seconds
        self.at += timedelta(seconds=seconds if by_clock is None else by_clock)
        self.ringing.refresh()


def test_an_order_rings_until_somebody_deals_with_it_and_grows_louder_meanwhile() -> None:
    counter = Counter()
    order = counter.order(0)
    counter.ringing.update([order])
    assert counter.sounds() == (Signal.NEW,)
    counter.pass_time(119)
    assert counter.sounds() == (Signal.NEW,)
    assert counter.escalated == 0
    counter.pass_time(1)
    assert (counter.sounds(), counter.escalated) == ((Signal.WAITING,), 1)
    counter.pass_time(180)
    assert (counter.sounds(), counter.escalated) == ((Signal.URGENT,), 2)
    counter.pass_time(3600)
    assert counter.escalated == 2
    counter.ringing.update([counter.order(0, status_id=2)])
    assert counter.sounds() == ()
    # Told only what changed: a sound is never begun anew by an event that means nothing to it.
    assert counter.speaker.told == [(), (Signal.NEW,), (Signal.WAITING,), (Signal.URGENT,), ()]


def test_a_clock_that_is_set_back_delays_no_escalation() -> None:
    counter = Counter()
    counter.ringing.update([counter.order(0)])
    counter.pass_time(300, by_clock=-86_400)
    assert counter.sounds() == (Signal.URGENT,)


def test_after_a_restart_the_age_is_that_of_the_order_not_of_the_program() -> None:
    counter = Counter()
    order = counter.order(0)
    counter.at += timedelta(minutes=6)
    counter.ringing.replace([order])
    assert counter.sounds() == (Signal.URGENT,)


def test_a_press_silences_what_waits_and_a_new_order_rings_all_the_same() -> None:
    counter = Counter()
    counter.ringing.update([counter.order(0)])
    assert counter.ringing.silence(muted=True) == [KEYS[0]]
    assert counter.sounds() == ()
    counter.ringing.update([counter.order(0, muted=True), counter.order(1)])
    assert counter.sounds() == (Signal.NEW,)
    assert set(counter.ringing.silence(muted=False)) == {KEYS[0]}


def test_what_the_store_lets_ring_again_rings_though_a_press_had_silenced_it() -> None:
    counter = Counter()
    counter.ringing.update([counter.order(0)])
    counter.ringing.silence(muted=True)
    # Told before the press was saved.
    counter.ringing.update([counter.order(0)])
    assert counter.sounds() == ()
    counter.ringing.update([counter.order(0, muted=True)])
    counter.ringing.update([counter.order(0)])
    assert counter.sounds() == (Signal.NEW,)


def test_what_a_press_silenced_rings_again_though_the_store_could_not_save_that() -> None:
    counter = Counter(mute_for=600)
    counter.ringing.update([counter.order(0)])
    counter.ringing.silence(muted=True)
    counter.pass_time(300)
    # Told anew as it is stored: not muted.
    counter.ringing.replace([counter.order(0)])
    counter.pass_time(299)
    assert counter.sounds() == ()
    counter.pass_time(1)
    assert counter.sounds() == (Signal.URGENT,)


def test_what_is_said_before_anything_can_be_heard_is_heard_then() -> None:
    speaker = Speaker()
    ringing = Ringing(
        AlarmSettings(),
        mute_for=600,
        now=lambda: datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
        steady=lambda: 100.0,
        on_escalated=lambda: None,
        on_heard=lambda _: None,
        on_changed=lambda _: None,
    )
    for signal in (Signal.NEW, Signal.CHANGED, Signal.NEW):
        ringing.say(signal)
    ringing.use(speaker)
    assert speaker.said == [Signal.NEW, Signal.CHANGED]
    ringing.use(speaker)
    assert speaker.said == [Signal.NEW, Signal.CHANGED], "once"


def test_what_is_silenced_for_good_stays_silent() -> None:
    counter = Counter(mute_for=0)
    counter.ringing.update([counter.order(0)])
    counter.ringing.silence(muted=True)
    counter.pass_time(36_000)
    assert counter.sounds() == ()


def test_an_order_that_waits_anew_rings_anew() -> None:
    counter = Counter()
    counter.ringing.update([counter.order(0)])
    counter.ringing.silence(muted=True)
    counter.ringing.update([counter.order(0, status_id=2)])
    counter.ringing.update([counter.order(0)])
    assert counter.sounds() == (Signal.NEW,)


def test_not_receiving_rings_until_it_is_over_or_silenced_for_a_while() -> None:
    counter = Counter(mute_for=600)
    counter.ringing.set_lost(True)
    assert (counter.sounds(), counter.escalated) == ((Signal.LOST,), 1)
    assert counter.ringing.silence(muted=True) == []
    assert counter.sounds() == ()
    counter.ringing.set_lost(True)
    assert (counter.sounds(), counter.escalated) == ((), 1)
    counter.pass_time(600)
    assert counter.sounds() == (Signal.LOST,)
    counter.ringing.update([counter.order(0)])
    assert counter.sounds() == (Signal.NEW, Signal.LOST)
    counter.ringing.set_lost(False)
    assert counter.sounds() == (Signal.NEW,)
    # The next time it rings again, whatever was silenced before.
    counter.ringing.set_lost(True)
    assert Signal.LOST in counter.sounds()


def test_the_first_ring_is_told_when_the_device_took_it_and_once_for_each_order() -> None:
    counter = Counter()
    counter.ringing.update([counter.order(0)])
    assert counter.heard == []
    counter.ringing.on_sound_heard()
    assert counter.heard == [KEYS[0]]
    counter.ringing.update([counter.order(1), counter.order(2, muted=True)])
    assert counter.heard == [KEYS[0], KEYS[1]]
    counter.ringing.on_sound_state(SoundState(SoundHealth.NO_SOUND))
    counter.ringing.update([counter.order(3)])
    assert KEYS[3] not in counter.heard
    counter.ringing.on_sound_heard()
    assert counter.heard[-1] == KEYS[3]
    counter.ringing.update([msgspec.structs.replace(counter.order(4), rang_at=counter.at), counter.order(0)])
    assert counter.heard.count(KEYS[0]) == 1
    assert KEYS[4] not in counter.heard


def test_quiet_hours_begin_by_themselves_and_never_silence_an_order() -> None:
    settings = alarm_settings(
        Settings(quiet_from="15:01", quiet_until="16:00", quiet_volume=0, volume_changed=50)
    )
    counter = Counter(settings)  # 15:00 in Istanbul
    assert counter.speaker.volumes[Signal.NEW] == 1.0
    assert counter.speaker.volumes[Signal.CHANGED] == 0.5
    counter.pass_time(60)
    assert counter.speaker.volumes == {
        Signal.NEW: FLOOR,
        Signal.WAITING: FLOOR,
        Signal.URGENT: FLOOR,
        Signal.LOST: 0.0,
        Signal.CHANGED: 0.0,
    }
    counter.pass_time(3600)
    assert counter.speaker.volumes[Signal.LOST] == 1.0


def test_the_alarm_of_what_is_told_to_the_window() -> None:
    counter = Counter()
    counter.ringing.set_lost(True)
    counter.ringing.update([counter.order(0)])
    assert [alarm.signals for alarm in counter.changes] == [(Signal.LOST,), (Signal.NEW, Signal.LOST)]
