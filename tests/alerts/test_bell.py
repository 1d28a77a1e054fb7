"""The bell on devices that work, are absent, die, hang and come back."""

from __future__ import annotations

import array
import queue
import time
from typing import TYPE_CHECKING

import pytest

from desktop.alerts.bell import Bell
from desktop.alerts.sound import NullSound, SoundHealth, SoundOutput, SoundState
from desktop.alerts.voice import read_recording
from tests.alerts.sound_system import PATIENCE, SOUND, Counter, FakeSystem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BELL = read_recording(SOUND).frames


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
    counter.pass_time(3.0)
    assert counter.told() == SoundState(SoundHealth.NO_SOUND, "the device takes no sound")
    assert device.closed.wait(PATIENCE)


def test_it_rings_at_once_on_a_device_of_its_own_and_stops_with_the_next_frame(
    counter: Counter, system: FakeSystem
) -> None:
    counter.start(system)
    counter.bell.ring()
    device = system.next_device()
    assert device.play(1.0) == BELL[: 2 * 44_100]
    counter.bell.silence()
    assert not any(device.play(0.5))
    assert device.closed.wait(PATIENCE)


def test_a_bell_follows_every_four_seconds(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.bell.ring()
    heard = array.array("h", system.next_device().play(9.0))
    bell = array.array("h", BELL)
    for begin in (0, 4 * 44_100):
        assert heard[begin : begin + len(bell)] == bell
        assert not any(heard[begin + len(bell) : begin + 4 * 44_100])


def test_ringing_on_keeps_the_device_but_a_new_alarm_gets_the_present_default(
    counter: Counter, system: FakeSystem
) -> None:
    counter.start(system)
    counter.bell.ring()
    first = system.next_device()
    first.play(0.5)
    counter.bell.ring()
    counter.look()
    assert not first.closed.is_set()
    counter.bell.silence()
    counter.bell.ring()
    second = system.next_device()
    assert first.closed.wait(PATIENCE)
    assert second.play(0.5) == BELL[:44_100]
    assert system.opened.empty()


def test_an_alarm_during_the_trial_uses_the_device_that_is_open(counter: Counter, system: FakeSystem) -> None:
    device = system.next_device()
    device.play(0.1)
    counter.bell.ring()
    assert any(device.play(0.5))
    assert counter.health() is SoundHealth.WORKING
    assert any(device.play(0.5))
    assert system.opened.empty()


def test_a_device_that_stops_asking_is_found_and_opened_afresh(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.bell.ring()
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
    counter.bell.ring()
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
    counter.bell.ring()
    assert any(system.next_device().play(0.5))
    counter.bell.close()


def test_opening_that_hangs_blocks_nobody_and_is_told(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    assert system.asked.acquire(timeout=PATIENCE)
    system.answers.clear()
    began = time.monotonic()
    counter.bell.ring()
    counter.bell.test()
    assert system.asked.acquire(timeout=PATIENCE)
    counter.pass_time(5.0)
    assert counter.told() == SoundState(SoundHealth.NO_SOUND, "opening the device hangs")
    counter.bell.silence()
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
    counter.bell.ring()
    for _ in range(3):
        assert system.asked.acquire(timeout=PATIENCE)
        counter.pass_time(5.0)
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
    counter.bell.ring()
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
    counter.bell.ring()
    device = system.next_device()
    device.play(0.5)
    counter.look()
    counter.bell.test()
    assert counter.health() is SoundHealth.WORKING
    assert not device.closed.is_set()


def test_a_missing_sound_file_is_no_sound_not_an_exception(system: FakeSystem, tmp_path: Path) -> None:
    counter = Counter(system.open_device, tmp_path / "no bell.wav")
    state = counter.told()
    assert state.health is SoundHealth.NO_SOUND
    assert "FileNotFoundError" in state.reason
    counter.bell.close()


def test_a_closed_loop_ends_nothing(system: FakeSystem) -> None:
    asked: queue.Queue[None] = queue.Queue()

    def post(call: object) -> None:
        asked.put(None)
        raise RuntimeError("Event loop is closed")

    bell = Bell(SOUND, on_state=lambda _: None, post=post, open_device=system.open_device)
    device = system.next_device()
    device.play(0.5)
    asked.get(timeout=PATIENCE)
    bell.ring()
    assert any(system.next_device().play(0.5))
    bell.close()


def test_idle_it_sleeps_without_a_timer(counter: Counter, system: FakeSystem) -> None:
    counter.start(system)
    counter.rest()
    assert counter.bell._step(counter.now) is None


def test_both_outputs_are_sound_outputs() -> None:
    states: list[SoundState] = []
    output: SoundOutput = NullSound(states.append)
    output.ring()
    output.silence()
    output.test()
    output.close()
    assert states == [SoundState(SoundHealth.WORKING)] * 2
