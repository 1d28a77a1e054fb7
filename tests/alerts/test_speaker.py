"""The speaker on devices that work, are missing, fail, hang and come back."""

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
from tests.alerts.sound_system import NEW, PATIENCE, SOUNDS, FakeSystem, SpeakerBench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BELL = read_wave(SOUNDS / "new.wav").frames


@pytest.fixture
def system() -> FakeSystem:
    return FakeSystem()


@pytest.fixture
def bench(system: FakeSystem) -> Iterator[SpeakerBench]:
    bench = SpeakerBench(system.open_device)
    yield bench
    system.answers.set()
    bench.speaker.close()


def test_the_test_at_the_start_is_silent_and_reports_that_sound_works(
    bench: SpeakerBench, system: FakeSystem
) -> None:
    device = system.next_device()
    assert not any(device.play(0.5))
    assert bench.next_state() == SoundState(SoundHealth.WORKING)
    assert device.closed.wait(PATIENCE)


def test_a_missing_device_is_reported_before_the_first_order(system: FakeSystem) -> None:
    system.there = False
    bench = SpeakerBench(system.open_device)
    assert bench.next_state() == SoundState(SoundHealth.NO_SOUND, "DeviceError: no device")
    bench.speaker.close()


def test_a_device_that_opens_but_requests_no_sound_counts_as_none(
    bench: SpeakerBench, system: FakeSystem
) -> None:
    device = system.next_device()
    device.play(0.1)  # filling the buffers at the start proves nothing
    bench.check()
    bench.pass_time(4.5)
    assert bench.next_state() == SoundState(SoundHealth.NO_SOUND, "the device requests no sound")
    # The device may be slow: it gets some more seconds before a retry.
    assert not device.closed.is_set()
    bench.pass_time(3.5)
    assert device.closed.wait(PATIENCE)


def test_a_late_device_is_used(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    bench.speaker.ring(NEW)
    device = system.next_device()
    bench.check()
    bench.pass_time(4.5)
    assert bench.health() is SoundHealth.NO_SOUND
    device.play(0.5)
    bench.check()
    assert bench.health() is SoundHealth.WORKING
    assert not device.closed.is_set()


def test_it_rings_at_once_on_a_new_device_and_stops_with_the_next_frame(
    bench: SpeakerBench, system: FakeSystem
) -> None:
    bench.start(system)
    bench.speaker.ring(NEW)
    device = system.next_device()
    assert device.play(1.0) == BELL[: 2 * 44_100]
    bench.speaker.ring(())
    assert not any(device.play(0.5))
    assert device.closed.wait(PATIENCE)


def test_a_sound_follows_every_four_seconds(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    bench.speaker.ring(NEW)
    heard = array.array("h", system.next_device().play(9.0))
    speaker = array.array("h", BELL)
    for begin in (0, 4 * 44_100):
        assert heard[begin : begin + len(speaker)] == speaker
        assert not any(heard[begin + len(speaker) : begin + 4 * 44_100])


def test_ringing_keeps_its_device_and_a_new_alarm_opens_the_present_default(
    bench: SpeakerBench, system: FakeSystem
) -> None:
    bench.start(system)
    bench.speaker.ring(NEW)
    first = system.next_device()
    first.play(0.5)
    bench.speaker.ring(NEW)
    bench.check()
    assert not first.closed.is_set()
    bench.speaker.ring(())
    bench.speaker.ring(NEW)
    second = system.next_device()
    assert first.closed.wait(PATIENCE)
    assert second.play(0.5) == BELL[:44_100]
    assert system.opened.empty()


def test_an_alarm_during_the_test_uses_the_open_device(bench: SpeakerBench, system: FakeSystem) -> None:
    device = system.next_device()
    device.play(0.1)
    bench.speaker.ring(NEW)
    assert any(device.play(0.5))
    assert bench.health() is SoundHealth.WORKING
    assert any(device.play(0.5))
    assert system.opened.empty()


def test_a_device_that_stops_requesting_is_detected_and_reopened(
    bench: SpeakerBench, system: FakeSystem
) -> None:
    bench.start(system)
    bench.speaker.ring(NEW)
    dead = system.next_device()
    dead.play(0.5)
    bench.check()
    bench.pass_time(3.0)
    assert bench.next_state() == SoundState(SoundHealth.NO_SOUND, "the device stopped requesting sound")
    alive = system.next_device()
    assert dead.closed.is_set()
    assert alive.play(0.5)[: 2 * 4_410] == BELL[: 2 * 4_410]
    assert bench.health() is SoundHealth.WORKING


def test_a_removed_device_is_reported_at_once_and_retried_with_growing_pauses(
    bench: SpeakerBench, system: FakeSystem
) -> None:
    bench.start(system)
    bench.speaker.ring(NEW)
    device = system.next_device()
    device.play(0.5)
    bench.check()
    system.there = False
    device.stop()
    assert bench.next_state() == SoundState(SoundHealth.NO_SOUND, "the device stopped")
    for pause in (2.0, 4.0, 8.0, 10.0, 10.0):
        bench.pass_time(pause - 0.5)
        bench.check()
        assert system.refused.empty()
        bench.pass_time(0.5)
        system.refused.get(timeout=PATIENCE)
        bench.settle()
    system.there = True
    bench.pass_time(10.0)
    assert any(system.next_device().play(0.5))
    assert bench.health() is SoundHealth.WORKING
    assert bench.states.empty()


def test_without_sound_and_orders_it_retries_every_fifteen_seconds(system: FakeSystem) -> None:
    system.there = False
    bench = SpeakerBench(system.open_device)
    system.refused.get(timeout=PATIENCE)
    assert bench.health() is SoundHealth.NO_SOUND
    bench.pass_time(14.0)
    bench.check()
    assert system.refused.empty()
    system.there = True
    bench.pass_time(1.0)
    device = system.next_device()
    assert not any(device.play(0.5))
    assert bench.health() is SoundHealth.WORKING
    assert device.closed.wait(PATIENCE)
    bench.speaker.close()


def test_a_new_alarm_does_not_wait_for_the_next_retry(system: FakeSystem) -> None:
    system.there = False
    bench = SpeakerBench(system.open_device)
    system.refused.get(timeout=PATIENCE)
    assert bench.health() is SoundHealth.NO_SOUND
    system.there = True
    bench.speaker.ring(NEW)
    assert any(system.next_device().play(0.5))
    bench.speaker.close()


def test_opening_that_hangs_blocks_nobody_and_is_reported(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    assert system.asked.acquire(timeout=PATIENCE)
    system.answers.clear()
    began = time.monotonic()
    bench.speaker.ring(NEW)
    bench.speaker.test()
    assert system.asked.acquire(timeout=PATIENCE)
    bench.pass_time(4.5)
    assert bench.next_state() == SoundState(SoundHealth.NO_SOUND, "opening the device hangs")
    bench.speaker.ring(())
    bench.speaker.close()
    assert time.monotonic() - began < 3.0
    system.answers.set()
    late = system.next_device()
    assert late.closed.wait(PATIENCE)  # a device that opens too late is released and plays nothing
    assert not any(late.play(0.5))


def test_a_hanging_system_is_not_tried_without_end(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    assert system.asked.acquire(timeout=PATIENCE)
    system.answers.clear()
    bench.speaker.ring(NEW)
    for _ in range(3):
        assert system.asked.acquire(timeout=PATIENCE)
        bench.pass_time(8.0)
        bench.settle()
        bench.pass_time(20.0)
    bench.check()
    assert not system.asked.acquire(blocking=False)
    system.answers.set()
    for _ in range(3):
        assert system.next_device().closed.wait(PATIENCE)
    bench.check_until(lambda: not bench.speaker._closing_playbacks)
    bench.pass_time(20.0)
    assert any(system.next_device().play(0.5))


def test_closing_takes_limited_time_when_the_device_hangs(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    bench.speaker.ring(NEW)
    device = system.next_device()
    device.let_close.clear()
    began = time.monotonic()
    bench.speaker.close()
    assert time.monotonic() - began < 1.0
    assert not any(device.play(0.5))
    device.let_close.set()


def test_a_test_plays_one_bell_and_reports_that_sound_works(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    bench.speaker.test()
    device = system.next_device()
    heard = device.play(6.0)
    assert heard[: len(BELL)] == BELL
    assert not any(heard[len(BELL) :])
    assert bench.next_state() == SoundState(SoundHealth.WORKING)
    bench.pass_time(1.0)
    assert device.closed.wait(PATIENCE)


def test_a_test_without_a_device_reports_although_nothing_changed(system: FakeSystem) -> None:
    system.there = False
    bench = SpeakerBench(system.open_device)
    assert bench.health() is SoundHealth.NO_SOUND
    bench.speaker.test()
    assert bench.health() is SoundHealth.NO_SOUND
    bench.speaker.close()


def test_a_test_during_ringing_reports_and_does_not_disturb(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    bench.speaker.ring(NEW)
    device = system.next_device()
    device.play(0.5)
    bench.check()
    bench.speaker.test()
    assert bench.health() is SoundHealth.WORKING
    assert not device.closed.is_set()


def test_a_missing_sound_file_is_reported_as_no_sound(system: FakeSystem, tmp_path: Path) -> None:
    bench = SpeakerBench(system.open_device, tmp_path)
    state = bench.next_state()
    assert state.health is SoundHealth.NO_SOUND
    assert "FileNotFoundError" in state.reason
    bench.speaker.close()


def test_a_closed_loop_does_not_stop_the_speaker(system: FakeSystem) -> None:
    asked: queue.Queue[None] = queue.Queue()

    def post(call: object) -> None:
        asked.put(None)
        raise RuntimeError("Event loop is closed")

    speaker = Speaker(
        SOUNDS, on_state=lambda _: None, on_heard=lambda: None, post=post, open_device=system.open_device
    )
    device = system.next_device()
    device.play(0.5)
    asked.get(timeout=PATIENCE)
    speaker.ring(NEW)
    assert any(system.next_device().play(0.5))
    speaker.close()


def test_idle_it_sleeps_without_a_timer(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    bench.settle()
    assert bench.speaker._step(bench.now) is None


def test_the_null_output_reports_that_sound_works() -> None:
    states: list[SoundState] = []
    output: SoundOutput = NullSound(states.append)
    output.ring(NEW)
    output.play_once(Ring.CHANGED)
    output.set_volumes({Ring.NEW: 0.5})
    output.test()
    output.try_device()
    output.close()
    assert states == [SoundState(SoundHealth.WORKING)] * 3


def test_a_heard_alarm_is_reported_once_per_alarm(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    assert bench.heard.empty()  # a silent test plays nothing audible
    bench.speaker.ring(NEW)
    device = system.next_device()
    device.play(0.1)
    bench.check()
    assert bench.heard.empty()
    device.play(0.5)
    bench.check()
    bench.heard.get(timeout=PATIENCE)
    bench.speaker.ring((Ring.WAITING,))
    device.play(3.0)
    bench.check()
    assert bench.heard.empty()
    bench.speaker.ring(())
    bench.speaker.ring(NEW)
    system.next_device().play(0.5)
    bench.check()
    bench.heard.get(timeout=PATIENCE)


def test_a_heard_alarm_is_reported_again_after_a_failure(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    bench.speaker.ring(NEW)
    device = system.next_device()
    device.play(0.5)
    bench.check()
    bench.heard.get(timeout=PATIENCE)
    device.stop()
    assert bench.health() is SoundHealth.NO_SOUND
    bench.pass_time(2.0)
    system.next_device().play(0.5)
    bench.check()
    bench.heard.get(timeout=PATIENCE)


def test_an_escalation_keeps_the_device_and_changes_the_sound(
    bench: SpeakerBench, system: FakeSystem
) -> None:
    bench.start(system)
    bench.speaker.ring(NEW)
    device = system.next_device()
    device.play(2.0)
    bench.speaker.ring((Ring.URGENT,))
    urgent = read_wave(SOUNDS / "urgent.wav").frames
    assert device.play(1.0) == urgent[: 2 * 44_100]
    assert system.opened.empty()


def test_a_change_plays_once_and_releases_the_device(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    bench.speaker.play_once(Ring.CHANGED)
    device = system.next_device()
    heard = device.play(3.0)
    changed = read_wave(SOUNDS / "changed.wav").frames
    assert heard[: len(changed)] == changed
    assert not any(heard[len(changed) :])
    bench.pass_time(1.0)
    assert device.closed.wait(PATIENCE)


def test_a_device_test_is_silent_and_reported_at_any_time(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    bench.speaker.try_device()
    device = system.next_device()
    assert not any(device.play(0.5))
    assert bench.health() is SoundHealth.WORKING
    assert device.closed.wait(PATIENCE)


def test_volumes_apply_to_the_next_sound(bench: SpeakerBench, system: FakeSystem) -> None:
    bench.start(system)
    bench.speaker.set_volumes({Ring.NEW: 0.5})
    bench.check()
    bench.speaker.ring(NEW)
    heard = array.array("h", system.next_device().play(1.0))
    assert max(heard) == pytest.approx(max(array.array("h", BELL)) / 2, abs=1)


def test_missing_sound_is_reported_within_five_seconds_wherever_the_device_fails(system: FakeSystem) -> None:
    tries, slowest = 0, 0.0
    for failure in ("gone", "takes nothing", "stalls", "hangs"):
        for second in (0.0, 0.4, 2.0, 30.0):
            system = FakeSystem()
            bench = SpeakerBench(system.open_device)
            bench.start(system)
            if failure == "gone":
                system.there = False
            elif failure == "hangs":
                assert system.asked.acquire(timeout=PATIENCE)
                system.answers.clear()
            began = bench.now
            bench.speaker.ring(NEW)
            if failure in {"takes nothing", "stalls"}:
                device = system.next_device()
                bench.check_until(lambda: bench.speaker._saw_open)  # noqa: B023 - called at once
                if failure == "stalls":
                    device.play(max(second, 0.4))
                    bench.pass_time(second)
                    device.play(0.1)
                    bench.check()
                    began = bench.now
            while bench.states.empty():
                assert bench.now - began < 5.0, failure
                bench.pass_time(0.25)
            assert bench.health() is SoundHealth.NO_SOUND
            tries += 1
            slowest = max(slowest, bench.now - began)
            system.answers.set()
            bench.speaker.close()
    assert (tries, slowest < 5.0) == (16, True)


def test_missing_sound_is_reported_in_time_while_the_previous_device_hangs(
    bench: SpeakerBench, system: FakeSystem
) -> None:
    bench.start(system)
    bench.speaker.ring(NEW)
    stuck = system.next_device()
    stuck.play(0.5)
    bench.check()
    stuck.let_close.clear()
    system.answers.clear()
    began = bench.now
    bench.speaker.ring(())
    bench.speaker.ring(NEW)
    bench.check()
    while bench.states.empty():
        assert bench.now - began < 5.0
        bench.pass_time(0.25)
    assert bench.next_state() == SoundState(SoundHealth.NO_SOUND, "opening the device hangs")
    stuck.let_close.set()
