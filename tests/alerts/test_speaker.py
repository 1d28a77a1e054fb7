"""The bell on devices that work, are absent, die, hang and come back."""

from __future__ import annotations

import array
import queue
import time
from typing import TYPE_CHECKING

import pytest

from desktop.alerts.sound import NullSound, SoundHealth, SoundOutput, SoundState
from desktop.alerts.speaker import Speaker
from desktop.alerts.wave_file import read_wave
from desktop.domain.alarm import Ring
from tests.alerts.sound_system import NEW, PATIENCE, SOUNDS, Counter, FakeSystem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BELL = read_wave(SOUNDS / "new.wav").frames


@pytest.fixture
def system() -> FakeSystem:
    return FakeSystem()


@pytest.fixture
def counter(system: FakeSystem) -> Iterator[Counter]:
    counter = Counter(system.open_device)
    yield counter
    system.answers.set()
    counter.bell.close()


def test_the_trial_at_the_start_is_silent_and_tells_that_sound_works(
    counter: Counter, system: FakeSystem
) -> None:
    device = system.next_device()
    assert not any(device.play(0.5))
    assert counter.told() == SoundState(SoundHealth.WORKING)
    assert device.closed.wait(PATIENCE)


def test_no_device_at_the_start_is_told_before_the_first_order(system: FakeSystem) -> None:
    system.there = False
    counter = Counter(system.open_device)
    assert counter.told() == SoundState(SoundHealth.NO_SOUND, "DeviceError: no device")
    counter.bell.close()


def test_a_device_that_opens_but_takes_no_sound_is_no_sound(counter: Counter, system: FakeSystem) -> None:
    device = system.next_device()
    device.play(0.1)  # what fills the buffers when a device starts proves nothing
    counter.look()
    counter.pass_time(4.5)
    assert counter.told() == SoundState(SoundHealth.NO_SOUND, "the device takes no sound")
    # It may be a slow one: it gets some seconds more before another try.
    assert not device.closed.is_set()
    counter.pass_time(3.5)
    assert device.closed.wait(PATIENCE)


def test_a_device_that_comes_late_is_welcome(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.bell.ring(NEW)
    device = system.next_device()
    counter.look()
    counter.pass_time(4.5)
    assert counter.health() is SoundHealth.NO_SOUND
    device.play(0.5)
    counter.look()
    assert counter.health() is SoundHealth.WORKING
    assert not device.closed.is_set()


def test_it_rings_at_once_on_a_device_of_its_own_and_stops_with_the_next_frame(
    counter: Counter, system: FakeSystem
) -> None:
    counter.start(system)
    counter.bell.ring(NEW)
    device = system.next_device()
    assert device.play(1.0) == BELL[: 2 * 44_100]
    counter.bell.ring(())
    assert not any(device.play(0.5))
    assert device.closed.wait(PATIENCE)


def test_a_bell_follows_every_four_seconds(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.bell.ring(NEW)
    heard = array.array("h", system.next_device().play(9.0))
    bell = array.array("h", BELL)
    for begin in (0, 4 * 44_100):
        assert heard[begin : begin + len(bell)] == bell
        assert not any(heard[begin + len(bell) : begin + 4 * 44_100])


def test_ringing_on_keeps_the_device_but_a_new_alarm_gets_the_present_default(
    counter: Counter, system: FakeSystem
) -> None:
    counter.start(system)
    counter.bell.ring(NEW)
    first = system.next_device()
    first.play(0.5)
    counter.bell.ring(NEW)
    counter.look()
    assert not first.closed.is_set()
    counter.bell.ring(())
    counter.bell.ring(NEW)
    second = system.next_device()
    assert first.closed.wait(PATIENCE)
    assert second.play(0.5) == BELL[:44_100]
    assert system.opened.empty()


def test_an_alarm_during_the_trial_uses_the_device_that_is_open(counter: Counter, system: FakeSystem) -> None:
    device = system.next_device()
    device.play(0.1)
    counter.bell.ring(NEW)
    assert any(device.play(0.5))
    assert counter.health() is SoundHealth.WORKING
    assert any(device.play(0.5))
    assert system.opened.empty()


def test_a_device_that_stops_asking_is_found_and_opened_afresh(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.bell.ring(NEW)
    dead = system.next_device()
    dead.play(0.5)
    counter.look()
    counter.pass_time(3.0)
    assert counter.told() == SoundState(SoundHealth.NO_SOUND, "the device stopped taking sound")
    alive = system.next_device()
    assert dead.closed.is_set()
    assert alive.play(0.5)[: 2 * 4_410] == BELL[: 2 * 4_410]
    assert counter.health() is SoundHealth.WORKING


def test_a_device_that_vanishes_is_told_at_once_and_tried_again_with_growing_pauses(
    counter: Counter, system: FakeSystem
) -> None:
    counter.start(system)
    counter.bell.ring(NEW)
    device = system.next_device()
    device.play(0.5)
    counter.look()
    system.there = False
    device.stop()
    assert counter.told() == SoundState(SoundHealth.NO_SOUND, "the device stopped")
    for pause in (2.0, 4.0, 8.0, 10.0, 10.0):
        counter.pass_time(pause - 0.5)
        counter.look()
        assert system.refused.empty()
        counter.pass_time(0.5)
        system.refused.get(timeout=PATIENCE)
        counter.rest()
    system.there = True
    counter.pass_time(10.0)
    assert any(system.next_device().play(0.5))
    assert counter.health() is SoundHealth.WORKING
    assert counter.states.empty()


def test_without_sound_and_without_orders_it_looks_every_fifteen_seconds(system: FakeSystem) -> None:
    system.there = False
    counter = Counter(system.open_device)
    system.refused.get(timeout=PATIENCE)
    assert counter.health() is SoundHealth.NO_SOUND
    counter.pass_time(14.0)
    counter.look()
    assert system.refused.empty()
    system.there = True
    counter.pass_time(1.0)
    device = system.next_device()
    assert not any(device.play(0.5))
    assert counter.health() is SoundHealth.WORKING
    assert device.closed.wait(PATIENCE)
    counter.bell.close()


def test_a_new_alarm_does_not_wait_for_the_next_look(system: FakeSystem) -> None:
    system.there = False
    counter = Counter(system.open_device)
    system.refused.get(timeout=PATIENCE)
    assert counter.health() is SoundHealth.NO_SOUND
    system.there = True
    counter.bell.ring(NEW)
    assert any(system.next_device().play(0.5))
    counter.bell.close()


def test_opening_that_hangs_blocks_nobody_and_is_told(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    assert system.asked.acquire(timeout=PATIENCE)
    system.answers.clear()
    began = time.monotonic()
    counter.bell.ring(NEW)
    counter.bell.test()
    assert system.asked.acquire(timeout=PATIENCE)
    counter.pass_time(4.5)
    assert counter.told() == SoundState(SoundHealth.NO_SOUND, "opening the device hangs")
    counter.bell.ring(())
    counter.bell.close()
    assert time.monotonic() - began < 3.0
    system.answers.set()
    late = system.next_device()
    assert late.closed.wait(PATIENCE)  # what opens too late is given back and hears nothing
    assert not any(late.play(0.5))


def test_a_system_that_hangs_is_not_asked_without_end(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    assert system.asked.acquire(timeout=PATIENCE)
    system.answers.clear()
    counter.bell.ring(NEW)
    for _ in range(3):
        assert system.asked.acquire(timeout=PATIENCE)
        counter.pass_time(8.0)
        counter.rest()
        counter.pass_time(20.0)
    counter.look()
    assert not system.asked.acquire(blocking=False)
    system.answers.set()
    for _ in range(3):
        assert system.next_device().closed.wait(PATIENCE)
    counter.look_until(lambda: not counter.bell._leaving)
    counter.pass_time(20.0)
    assert any(system.next_device().play(0.5))


def test_closing_is_bounded_when_the_device_hangs(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.bell.ring(NEW)
    device = system.next_device()
    device.let_close.clear()
    began = time.monotonic()
    counter.bell.close()
    assert time.monotonic() - began < 1.0
    assert not any(device.play(0.5))
    device.let_close.set()


def test_a_test_is_one_bell_and_an_answer_that_all_works(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.bell.test()
    device = system.next_device()
    heard = device.play(6.0)
    assert heard[: len(BELL)] == BELL
    assert not any(heard[len(BELL) :])
    assert counter.told() == SoundState(SoundHealth.WORKING)
    counter.pass_time(1.0)
    assert device.closed.wait(PATIENCE)


def test_a_test_without_a_device_answers_although_nothing_changed(system: FakeSystem) -> None:
    system.there = False
    counter = Counter(system.open_device)
    assert counter.health() is SoundHealth.NO_SOUND
    counter.bell.test()
    assert counter.health() is SoundHealth.NO_SOUND
    counter.bell.close()


def test_a_test_while_it_rings_answers_and_does_not_disturb(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.bell.ring(NEW)
    device = system.next_device()
    device.play(0.5)
    counter.look()
    counter.bell.test()
    assert counter.health() is SoundHealth.WORKING
    assert not device.closed.is_set()


def test_a_missing_sound_file_is_no_sound_not_an_exception(system: FakeSystem, tmp_path: Path) -> None:
    counter = Counter(system.open_device, tmp_path)
    state = counter.told()
    assert state.health is SoundHealth.NO_SOUND
    assert "FileNotFoundError" in state.reason
    counter.bell.close()


def test_a_closed_loop_ends_nothing(system: FakeSystem) -> None:
    asked: queue.Queue[None] = queue.Queue()

    def post(call: object) -> None:
        asked.put(None)
        raise RuntimeError("Event loop is closed")

    bell = Speaker(SOUNDS, on_state=lambda _: None, post=post, open_device=system.open_device)
    device = system.next_device()
    device.play(0.5)
    asked.get(timeout=PATIENCE)
    bell.ring(NEW)
    assert any(system.next_device().play(0.5))
    bell.close()


def test_idle_it_sleeps_without_a_timer(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.rest()
    assert counter.bell._step(counter.now) is None


def test_both_outputs_are_sound_outputs() -> None:
    states: list[SoundState] = []
    output: SoundOutput = NullSound(states.append)
    output.ring(NEW)
    output.once(Ring.CHANGED)
    output.set_volumes({Ring.NEW: 0.5})
    output.test()
    output.try_device()
    output.close()
    assert states == [SoundState(SoundHealth.WORKING)] * 3


def test_that_the_alarm_was_heard_is_told_once_an_alarm(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    assert counter.heard.empty()  # a silent trial is nothing that anybody hears
    counter.bell.ring(NEW)
    device = system.next_device()
    device.play(0.1)
    counter.look()
    assert counter.heard.empty()
    device.play(0.5)
    counter.look()
    counter.heard.get(timeout=PATIENCE)
    counter.bell.ring((Ring.WAITING,))
    device.play(3.0)
    counter.look()
    assert counter.heard.empty()
    counter.bell.ring(())
    counter.bell.ring(NEW)
    system.next_device().play(0.5)
    counter.look()
    counter.heard.get(timeout=PATIENCE)


def test_after_a_failure_it_is_told_again_that_the_alarm_is_heard(
    counter: Counter, system: FakeSystem
) -> None:
    counter.start(system)
    counter.bell.ring(NEW)
    device = system.next_device()
    device.play(0.5)
    counter.look()
    counter.heard.get(timeout=PATIENCE)
    device.stop()
    assert counter.health() is SoundHealth.NO_SOUND
    counter.pass_time(2.0)
    system.next_device().play(0.5)
    counter.look()
    counter.heard.get(timeout=PATIENCE)


def test_escalating_keeps_the_device_and_changes_the_sound(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.bell.ring(NEW)
    device = system.next_device()
    device.play(2.0)
    counter.bell.ring((Ring.URGENT,))
    urgent = read_wave(SOUNDS / "urgent.wav").frames
    assert device.play(1.0) == urgent[: 2 * 44_100]
    assert system.opened.empty()


def test_a_change_is_heard_once_and_the_device_given_back(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.bell.once(Ring.CHANGED)
    device = system.next_device()
    heard = device.play(3.0)
    changed = read_wave(SOUNDS / "changed.wav").frames
    assert heard[: len(changed)] == changed
    assert not any(heard[len(changed) :])
    counter.pass_time(1.0)
    assert device.closed.wait(PATIENCE)


def test_a_trial_at_any_time_is_silent_and_answered(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.bell.try_device()
    device = system.next_device()
    assert not any(device.play(0.5))
    assert counter.health() is SoundHealth.WORKING
    assert device.closed.wait(PATIENCE)


def test_volumes_hold_for_what_is_played_next(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.bell.set_volumes({Ring.NEW: 0.5})
    counter.look()
    counter.bell.ring(NEW)
    heard = array.array("h", system.next_device().play(1.0))
    assert max(heard) == pytest.approx(max(array.array("h", BELL)) / 2, abs=1)


def test_silence_is_noticed_within_five_seconds_wherever_the_device_dies(system: FakeSystem) -> None:
    tries, slowest = 0, 0.0
    for way in ("gone", "takes nothing", "stalls", "hangs"):
        for second in (0.0, 0.4, 2.0, 30.0):
            system = FakeSystem()
            counter = Counter(system.open_device)
            counter.start(system)
            if way == "gone":
                system.there = False
            elif way == "hangs":
                assert system.asked.acquire(timeout=PATIENCE)
                system.answers.clear()
            began = counter.now
            counter.bell.ring(NEW)
            if way in {"takes nothing", "stalls"}:
                device = system.next_device()
                counter.look_until(lambda: counter.bell._seen_open)  # noqa: B023 - called at once
                if way == "stalls":
                    device.play(max(second, 0.4))
                    counter.pass_time(second)
                    device.play(0.1)
                    counter.look()
                    began = counter.now
            while counter.states.empty():
                assert counter.now - began < 5.0, way
                counter.pass_time(0.25)
            assert counter.health() is SoundHealth.NO_SOUND
            tries += 1
            slowest = max(slowest, counter.now - began)
            system.answers.set()
            counter.bell.close()
    assert (tries, slowest < 5.0) == (16, True)


def test_silence_is_noticed_in_time_though_the_device_before_does_not_let_go(
    counter: Counter, system: FakeSystem
) -> None:
    counter.start(system)
    counter.bell.ring(NEW)
    stuck = system.next_device()
    stuck.play(0.5)
    counter.look()
    stuck.let_close.clear()
    system.answers.clear()
    began = counter.now
    counter.bell.ring(())
    counter.bell.ring(NEW)
    counter.look()
    while counter.states.empty():
        assert counter.now - began < 5.0
        counter.pass_time(0.25)
    assert counter.told() == SoundState(SoundHealth.NO_SOUND, "opening the device hangs")
    stuck.let_close.set()
