"""The sounds follow the board, grow louder with time, and obey a mute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from desktop.alerts.sound import SoundHealth, SoundState
from desktop.domain.alarm import LOWEST_VOLUME, OF_KITCHEN, Alarm, AlarmSettings, Ring
from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.order import Order
from desktop.services.alarm.ringer import Ringer, alarm_settings
from desktop.system.machine.clock import SystemClock
from desktop.system.settings.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

KEYS = [f"3e9caf87-5cb7-4c4e-adcb-fc2ec54cf2{number:02}" for number in range(10)]


class Speaker:
    """Records the sounds that a loudspeaker would play."""

    def __init__(self) -> None:
        self.signals: tuple[Ring, ...] = ()
        self.told: list[tuple[Ring, ...]] = []
        self.said: list[Ring] = []
        self.volumes: dict[Ring, float] = {}

    def ring(self, signals: Sequence[Ring]) -> None:
        self.signals = tuple(signals)
        self.told.append(self.signals)

    def play_once(self, signal: Ring) -> None:
        self.said.append(signal)

    def set_volumes(self, volumes: Mapping[Ring, float]) -> None:
        self.volumes = dict(volumes)

    def set_custom_sounds(self, files: Mapping[Ring, Path]) -> None: ...

    def play(self, signal: Ring) -> None: ...

    def test(self) -> None: ...

    def try_device(self) -> None: ...

    def close(self) -> None: ...


class Counter:
    def __init__(self, settings: AlarmSettings | None = None, *, mute_for: float = 600.0) -> None:
        self.at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        self.seconds = 100.0
        self.speaker = Speaker()
        self.escalated = 0
        self.unheard = 0
        self.heard: list[str] = []
        self.changes: list[Alarm] = []
        self.ringer = Ringer(
            settings or AlarmSettings(),
            mute_for=mute_for,
            clock=self,
            listener=self,
        )
        self.ringer.use(self.speaker)

    def now(self) -> datetime:
        return self.at

    def steady(self) -> float:
        return self.seconds

    def on_escalated(self) -> None:
        self.escalated += 1

    def on_unheard(self) -> None:
        self.unheard += 1

    def on_orders_heard(self, payment_keys: list[str]) -> None:
        self.heard.extend(payment_keys)

    def on_alarm_changed(self, alarm: Alarm) -> None:
        self.changes.append(alarm)

    def sounds(self) -> tuple[Ring, ...]:
        return self.speaker.signals

    def order(self, number: int, *, muted: bool = False, status_id: int = 1) -> BoardOrder:
        accepted = None if status_id == 1 else self.at
        return BoardOrder(Order(KEYS[number], status_id), self.at, self.at, accepted_at=accepted, muted=muted)

    def pass_time(self, seconds: float, *, by_clock: float | None = None) -> None:
        self.seconds += seconds
        self.at += timedelta(seconds=seconds if by_clock is None else by_clock)
        self.ringer.refresh()


def test_an_order_rings_louder_and_louder_until_somebody_accepts_it() -> None:
    counter = Counter()
    order = counter.order(0)
    counter.ringer.update([order])
    assert counter.sounds() == (Ring.NEW,)
    counter.pass_time(119)
    assert counter.sounds() == (Ring.NEW,)
    assert counter.escalated == 0
    counter.pass_time(1)
    assert (counter.sounds(), counter.escalated) == ((Ring.WAITING,), 0), "the settings name one time"
    counter.pass_time(180)
    assert (counter.sounds(), counter.escalated) == ((Ring.URGENT,), 1)
    counter.pass_time(3600)
    assert counter.escalated == 1
    counter.ringer.update([counter.order(0, status_id=2)])
    assert counter.sounds() == ()
    # Only changes get here: an event that does not change the sounds never restarts one.
    assert counter.speaker.told == [(), (Ring.NEW,), (Ring.WAITING,), (Ring.URGENT,), ()]


def test_a_clock_that_is_set_back_delays_no_escalation() -> None:
    counter = Counter()
    counter.ringer.update([counter.order(0)])
    counter.pass_time(300, by_clock=-86_400)
    assert counter.sounds() == (Ring.URGENT,)


def test_the_age_of_an_order_counts_from_its_arrival_after_a_restart_too() -> None:
    counter = Counter()
    order = counter.order(0)
    counter.at += timedelta(minutes=6)
    counter.ringer.replace([order])
    assert counter.sounds() == (Ring.URGENT,)


def test_a_mute_silences_waiting_orders_and_a_new_one_rings() -> None:
    counter = Counter()
    counter.ringer.update([counter.order(0)])
    assert counter.ringer.silence(muted=True) == [KEYS[0]]
    assert counter.sounds() == ()
    counter.ringer.update([counter.order(0, muted=True), counter.order(1)])
    assert counter.sounds() == (Ring.NEW,)
    assert set(counter.ringer.silence(muted=False)) == {KEYS[0]}


def test_an_order_that_the_store_unmutes_rings_though_a_person_muted_it() -> None:
    counter = Counter()
    counter.ringer.update([counter.order(0)])
    counter.ringer.silence(muted=True)
    # Published before the mute was saved.
    counter.ringer.update([counter.order(0)])
    assert counter.sounds() == ()
    counter.ringer.update([counter.order(0, muted=True)])
    counter.ringer.update([counter.order(0)])
    assert counter.sounds() == (Ring.NEW,)


def test_a_muted_order_rings_again_though_the_store_could_not_save_the_mute() -> None:
    counter = Counter(mute_for=600)
    counter.ringer.update([counter.order(0)])
    counter.ringer.silence(muted=True)
    counter.pass_time(300)
    # Published again as it is stored: not muted.
    counter.ringer.replace([counter.order(0)])
    counter.pass_time(299)
    assert counter.sounds() == ()
    counter.pass_time(1)
    assert counter.sounds() == (Ring.URGENT,)


def test_sounds_before_there_is_an_output_are_played_when_there_is_one() -> None:
    speaker = Speaker()
    ringer = Ringer(
        AlarmSettings(),
        mute_for=600,
        clock=SystemClock(),
        listener=Counter(),
    )
    for signal in (Ring.NEW, Ring.CHANGED, Ring.NEW):
        ringer.play_once(signal)
    ringer.use(speaker)
    assert speaker.said == [Ring.NEW, Ring.CHANGED]
    ringer.use(speaker)
    assert speaker.said == [Ring.NEW, Ring.CHANGED], "once"


def test_an_order_muted_for_good_stays_silent() -> None:
    counter = Counter(mute_for=0)
    counter.ringer.update([counter.order(0)])
    counter.ringer.silence(muted=True)
    counter.pass_time(36_000)
    assert counter.sounds() == ()


def test_an_order_that_waits_again_rings_again() -> None:
    counter = Counter()
    counter.ringer.update([counter.order(0)])
    counter.ringer.silence(muted=True)
    counter.ringer.update([counter.order(0, status_id=2)])
    counter.ringer.update([counter.order(0)])
    assert counter.sounds() == (Ring.NEW,)


def test_not_receiving_rings_until_it_is_over_or_muted_for_a_while() -> None:
    counter = Counter(mute_for=600)
    counter.ringer.set_lost(True)
    assert (counter.sounds(), counter.escalated) == ((Ring.LOST,), 1)
    assert counter.ringer.silence(muted=True) == []
    assert counter.sounds() == ()
    counter.ringer.set_lost(True)
    assert (counter.sounds(), counter.escalated) == ((), 1)
    counter.pass_time(600)
    assert counter.sounds() == (Ring.LOST,)
    counter.ringer.update([counter.order(0)])
    assert counter.sounds() == (Ring.NEW, Ring.LOST)
    counter.ringer.set_lost(False)
    assert counter.sounds() == (Ring.NEW,)
    # The next time it rings again, whatever was silenced before.
    counter.ringer.set_lost(True)
    assert Ring.LOST in counter.sounds()


def test_the_first_ring_of_each_order_is_reported_once_the_device_plays_it() -> None:
    counter = Counter()
    counter.ringer.update([counter.order(0)])
    assert counter.heard == []
    counter.ringer.on_sound_heard()
    assert counter.heard == [KEYS[0]]
    counter.ringer.update([counter.order(1), counter.order(2, muted=True)])
    assert counter.heard == [KEYS[0], KEYS[1]]
    counter.ringer.on_sound_state(SoundState(SoundHealth.NO_SOUND))
    counter.ringer.update([counter.order(3)])
    assert KEYS[3] not in counter.heard
    counter.ringer.on_sound_heard()
    assert counter.heard[-1] == KEYS[3]
    counter.ringer.update([msgspec.structs.replace(counter.order(4), rang_at=counter.at), counter.order(0)])
    assert counter.heard.count(KEYS[0]) == 1
    assert KEYS[4] not in counter.heard


def test_quiet_hours_start_by_themselves_and_never_silence_an_order() -> None:
    settings = alarm_settings(
        Settings(quiet_from="15:01", quiet_until="16:00", quiet_volume=0, volume_changed=50)
    )
    counter = Counter(settings)  # 15:00 in Istanbul
    assert counter.speaker.volumes[Ring.NEW] == 1.0
    assert counter.speaker.volumes[Ring.CHANGED] == 0.5
    counter.pass_time(60)
    assert counter.speaker.volumes == {
        Ring.NEW: LOWEST_VOLUME,
        Ring.WAITING: LOWEST_VOLUME,
        Ring.URGENT: LOWEST_VOLUME,
        Ring.LOST: 0.0,
        Ring.CHANGED: 0.0,
        **dict.fromkeys(OF_KITCHEN, 0.0),
        Ring.PRINTER: 0.0,
    }
    counter.pass_time(3600)
    assert counter.speaker.volumes[Ring.LOST] == 1.0


def test_each_change_of_the_alarm_is_reported() -> None:
    counter = Counter()
    counter.ringer.set_lost(True)
    counter.ringer.update([counter.order(0)])
    assert [alarm.signals for alarm in counter.changes] == [(Ring.LOST,), (Ring.NEW, Ring.LOST)]


def test_an_unheard_order_is_reported_once_unless_a_person_muted_it() -> None:
    counter = Counter()
    counter.ringer.set_inaudible(True)
    assert counter.unheard == 0
    counter.ringer.update([counter.order(0), counter.order(1, status_id=2)])
    assert counter.unheard == 1
    counter.ringer.update([counter.order(0), counter.order(2, muted=True)])
    counter.pass_time(60)
    assert counter.unheard == 1
    counter.ringer.update([counter.order(3)])
    assert counter.unheard == 2
    counter.ringer.update([counter.order(0, status_id=2)])
    counter.ringer.update([counter.order(0)])
    assert counter.unheard == 3, "it waits again"
    counter.ringer.set_inaudible(False)
    counter.ringer.update([counter.order(4)])
    assert counter.unheard == 3, "it rings"
