"""The alarm service keeps the machine awake while orders can arrive, and plays the sounds of events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest

from desktop.alerts.sound import SoundHealth, SoundState
from desktop.alerts.volume import OutputVolume
from desktop.domain.alarm import Alarm, Ring
from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.order import Order
from desktop.domain.trouble import Connection, Link, TroubleKind
from desktop.services.alarm.alarm_service import AlarmService
from desktop.sync.events import BoardReplaced, Cause, ConnectionChanged, EventBus, OrdersChanged, SoundChanged
from desktop.system.machine.clock import SystemClock
from desktop.system.settings.settings import Settings
from tests.services.alarm.test_ringer import Speaker

if TYPE_CHECKING:
    from desktop.alerts.sound import SoundOutput

SINCE = datetime(2026, 11, 22, 15, 5, tzinfo=UTC)


class Machine:
    """Sleeps when it may."""

    active: bool | None = None

    def __init__(self) -> None:
        self.awake = False

    def set(self, wanted: bool) -> None:
        self.awake = wanted

    def close(self) -> None:
        self.awake = False


class Window:
    """Shows nothing."""

    def on_escalated(self) -> None: ...

    def on_orders_heard(self, payment_keys: list[str]) -> None: ...

    def on_alarm_changed(self, alarm: Alarm) -> None: ...

    def on_unheard(self) -> None: ...

    def on_sound_trouble(self, kind: TroubleKind, reason: str | None) -> None: ...

    def task_failed(self, name: str, error: BaseException) -> None: ...


def no_sound(*_: object) -> SoundOutput:
    pytest.fail("nothing is to be heard here")


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def events() -> EventBus:
    return EventBus()


@pytest.fixture
def alarm_service(machine: Machine, events: EventBus) -> AlarmService:
    made = AlarmService(
        Settings(), mute_for=600, open_sound=no_sound, awake=machine, clock=SystemClock(), listener=Window()
    )
    made.subscribe(events)
    return made


@pytest.mark.parametrize(
    ("connection", "awake"),
    [
        (Connection(Link.CONNECTED), True),
        (Connection(Link.LOST, failures=1), True),
        (Connection(Link.LOST, failures=9, silent_since=SINCE), True),
        (Connection(Link.OFF, silent_since=SINCE), True),  # the keyring is locked, and that rings
        (Connection(Link.OFF), False),
    ],
)
def test_the_machine_stays_awake_while_orders_can_arrive(
    alarm_service: AlarmService, machine: Machine, events: EventBus, connection: Connection, awake: bool
) -> None:
    events.emit(ConnectionChanged(connection))
    assert machine.awake is awake


def test_the_setting_to_stay_awake_counts_at_once(
    alarm_service: AlarmService, machine: Machine, events: EventBus
) -> None:
    events.emit(ConnectionChanged(Connection(Link.CONNECTED)))
    for on in (False, True):
        alarm_service.follow(msgspec.structs.replace(Settings(), keep_awake=on), mute_for=600, own_sounds={})
        assert machine.awake is on


def test_the_machine_may_sleep_when_the_program_ends(
    alarm_service: AlarmService, machine: Machine, events: EventBus
) -> None:
    events.emit(ConnectionChanged(Connection(Link.CONNECTED)))
    alarm_service.close()
    assert not machine.awake


def test_an_order_accepted_elsewhere_is_heard_when_it_is_new_and_not_when_it_comes_back(
    machine: Machine, events: EventBus
) -> None:
    speaker = Speaker()
    alarm_service = AlarmService(
        Settings(),
        mute_for=600,
        open_sound=lambda *_: speaker,
        awake=machine,
        clock=SystemClock(),
        listener=Window(),
    )
    alarm_service.subscribe(events)
    # As `start` does, without the machine's own volume.
    alarm_service._ringer.use(speaker)
    key = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
    accepted = BoardOrder(Order(key, 2), SINCE, SINCE, accepted_at=SINCE)
    events.emit(OrdersChanged((accepted,), Cause.POLL, new=(key,)))
    assert speaker.said == [Ring.NEW]
    # Old enough to have left the board, and listed by the vendor all the same.
    events.emit(BoardReplaced(()))
    events.emit(OrdersChanged((accepted,), Cause.POLL))
    assert speaker.said == [Ring.NEW]


class Watcher(Window):
    """Counts how often the window is called because nothing can be heard."""

    def __init__(self) -> None:
        self.unheard = 0

    def on_unheard(self) -> None:
        self.unheard += 1


def test_an_order_that_nobody_can_hear_calls_the_window_at_once(machine: Machine, events: EventBus) -> None:
    watcher = Watcher()
    alarm_service = AlarmService(
        Settings(), mute_for=600, open_sound=no_sound, awake=machine, clock=SystemClock(), listener=watcher
    )
    alarm_service.subscribe(events)
    published: list[SoundChanged] = []
    events.subscribe(SoundChanged, published.append)
    alarm_service._on_sound_state(SoundState(SoundHealth.WORKING))
    order = BoardOrder(Order("3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e", 1), SINCE, SINCE)
    events.emit(OrdersChanged((order,), Cause.POLL, new=(order.payment_key,)))
    assert watcher.unheard == 0, "it rings"
    alarm_service._on_sound_state(SoundState(SoundHealth.NO_SOUND, "gone"))
    assert watcher.unheard == 1, "also if the sound fails while it waits"
    alarm_service._on_sound_state(SoundState(SoundHealth.WORKING))
    alarm_service._on_volume(OutputVolume.SILENT)
    other = BoardOrder(Order("3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24f", 1), SINCE, SINCE)
    events.emit(OrdersChanged((other,), Cause.POLL, new=(other.payment_key,)))
    assert watcher.unheard == 2, "a muted computer is as silent as a broken loudspeaker"
    assert [(each.working, each.muted) for each in published] == [
        (True, False),
        (False, False),
        (True, False),
        (True, True),
    ]
