"""The frames for the device: whole sounds in turns, pauses, and zeros right after a stop."""

from __future__ import annotations

import array
import wave
from pathlib import Path

import pytest

from desktop.alerts.ring_player import Mode, RingPlayer
from desktop.alerts.wave_file import WaveFile, read_wave, read_waves
from desktop.domain.alarm import Ring

SOUNDS = Path(__file__).parents[2] / "resources" / "sounds"
RATE = 10
NEW, WAITING, LOST, CHANGED = (Ring.NEW,), (Ring.WAITING,), (Ring.LOST,), Ring.CHANGED


def recording(*samples: int) -> WaveFile:
    return WaveFile(array.array("h", samples).tobytes(), RATE)


RECORDINGS = {
    Ring.NEW: recording(1, 2, 3, 4),
    Ring.WAITING: recording(5, 6),
    Ring.URGENT: recording(7),
    Ring.LOST: recording(8, 9),
    Ring.CHANGED: recording(10, 11),
}
PERIODS = {
    Ring.NEW: 0.6,
    Ring.WAITING: 0.4,
    Ring.URGENT: 0.1,
    Ring.LOST: 1.0,
    Ring.CHANGED: 0.3,
}
TAIL = [0] * 5


def frames(data: bytes) -> list[int]:
    return array.array("h", data).tolist()


@pytest.fixture
def voice() -> RingPlayer:
    voice = RingPlayer(PERIODS)
    voice.load(RECORDINGS)
    return voice


def test_it_starts_silent_and_returns_the_requested_frames(voice: RingPlayer) -> None:
    assert frames(voice.pull(5)) == [0] * 5
    assert voice.mode is Mode.SILENT


def test_ringing_plays_one_sound_per_period(voice: RingPlayer) -> None:
    voice.ring(NEW)
    assert frames(voice.pull(15)) == [1, 2, 3, 4, 0, 0, 1, 2, 3, 4, 0, 0, 1, 2, 3]


def test_buffers_of_any_size_join_without_a_gap(voice: RingPlayer) -> None:
    voice.ring(NEW)
    pulled = [sample for size in (1, 2, 3, 4, 5) for sample in frames(voice.pull(size))]
    assert pulled == [1, 2, 3, 4, 0, 0, 1, 2, 3, 4, 0, 0, 1, 2, 3]


def test_several_sounds_take_turns_with_the_shortest_period(voice: RingPlayer) -> None:
    voice.ring((Ring.NEW, Ring.LOST))
    assert frames(voice.pull(18)) == [1, 2, 3, 4, 0, 0, 8, 9, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0]


def test_silence_takes_effect_with_the_next_frame(voice: RingPlayer) -> None:
    voice.ring(NEW)
    voice.pull(2)
    voice.ring(())
    assert frames(voice.pull(4)) == [0, 0, 0, 0]
    assert voice.mode is Mode.SILENT


def test_the_same_sounds_continue_and_a_new_alarm_restarts(voice: RingPlayer) -> None:
    voice.ring(NEW)
    voice.pull(2)
    voice.ring(NEW)
    assert (frames(voice.pull(1)), voice.alarm) == ([3], 1)
    voice.ring(())
    voice.ring(NEW)
    assert (frames(voice.pull(1)), voice.alarm) == ([1], 2)


def test_a_changed_sound_follows_the_present_one_without_a_pause(voice: RingPlayer) -> None:
    voice.ring(NEW)
    voice.pull(2)
    voice.ring(WAITING)
    # The present sound ends, then the next one starts with its own period.
    assert frames(voice.pull(5)) == [3, 4, 5, 6, 0]
    voice.ring(NEW)
    assert frames(voice.pull(4)) == [1, 2, 3, 4]
    assert voice.alarm == 1


def test_a_single_sound_ends(voice: RingPlayer) -> None:
    voice.play_once(CHANGED)
    assert frames(voice.pull(20)) == [10, 11] + [0] * 18
    assert voice.mode is Mode.SILENT


def test_a_single_sound_plays_in_the_pause_of_the_ringing(voice: RingPlayer) -> None:
    voice.ring(NEW)
    voice.pull(3)
    voice.play_once(CHANGED)
    assert frames(voice.pull(12)) == [4, 10, 11, *TAIL, 1, 2, 3, 4]
    assert voice.mode is Mode.RINGING


def test_the_queue_of_single_sounds_is_limited(voice: RingPlayer) -> None:
    for signal in (CHANGED, CHANGED, Ring.LOST, Ring.NEW, Ring.URGENT):
        voice.play_once(signal)
    played = [sample for sample in frames(voice.pull(60)) if sample]
    assert played == [10, 11, 8, 9, 1, 2, 3, 4]


def test_a_single_sound_ends_although_the_ringing_stops(voice: RingPlayer) -> None:
    voice.ring(NEW)
    voice.pull(5)
    voice.play_once(CHANGED)
    voice.pull(1)
    voice.ring(())
    assert frames(voice.pull(4)) == [11, 0, 0, 0]


def test_dropping_the_queue_keeps_the_ringing(voice: RingPlayer) -> None:
    voice.ring(NEW)
    voice.pull(3)
    voice.play_once(CHANGED)
    voice.drop_queue()
    assert frames(voice.pull(3)) == [4, 0, 0]
    assert voice.mode is Mode.RINGING


def test_silence_drops_everything(voice: RingPlayer) -> None:
    voice.ring(NEW)
    voice.play_once(CHANGED)
    voice.silence()
    assert frames(voice.pull(9)) == [0] * 9
    assert voice.mode is Mode.SILENT


def test_a_period_shorter_than_the_sound_cuts_nothing_off() -> None:
    voice = RingPlayer(PERIODS | {Ring.NEW: 0.1})
    voice.load(RECORDINGS)
    voice.ring(NEW)
    assert frames(voice.pull(8)) == [1, 2, 3, 4, 1, 2, 3, 4]


def test_it_is_silent_and_does_not_hang_without_sounds() -> None:
    voice = RingPlayer(dict.fromkeys(Ring, 0.0))
    voice.ring(NEW)
    assert frames(voice.pull(3)) == [0, 0, 0]


def test_volume_reduces_the_samples() -> None:
    loud = read_wave(SOUNDS / "new.wav")
    assert max(frames(loud.at(0.5).frames)) == pytest.approx(max(frames(loud.frames)) / 2, abs=1)
    assert loud.at(7) is loud
    assert not any(frames(loud.at(0.0).frames))


def test_a_missing_sound_falls_back_to_a_new_order(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "new.wav").write_bytes((SOUNDS / "new.wav").read_bytes())
    (tmp_path / "urgent.wav").write_bytes(b"no sound at all")
    found = read_waves(tmp_path)
    assert {*found} == {*Ring}
    assert found[Ring.URGENT] == found[Ring.NEW] == found[Ring.LOST]
    assert len(caplog.records) == len(Ring) - 1


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all" * 10])
def test_a_damaged_file_raises_value_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "new.wav").write_bytes(content)
    with pytest.raises(ValueError, match="not a WAV file"):
        read_wave(tmp_path / "new.wav")


def test_a_stereo_file_raises_value_error(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "new.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(bytes(400))
    with pytest.raises(ValueError, match="one channel"):
        read_wave(tmp_path / "new.wav")
