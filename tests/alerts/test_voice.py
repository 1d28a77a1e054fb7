"""What is handed to the device: whole bells, silence between, zeros the moment silence is asked for."""

from __future__ import annotations

import array
import wave
from pathlib import Path

import pytest

from desktop.alerts.voice import Mode, Recording, Voice, read_recording

BELL = Path(__file__).parents[2] / "resources" / "sounds" / "bell.wav"
RATE = 10
RECORDING = Recording(array.array("h", [1, 2, 3, 4]).tobytes(), RATE)


def frames(data: bytes) -> list[int]:
    return array.array("h", data).tolist()


@pytest.fixture
def voice() -> Voice:
    voice = Voice(period=0.6)  # six frames: four of bell, two of silence
    voice.load(RECORDING)
    return voice


def test_it_begins_silent_and_still_hands_out_what_is_asked_for(voice: Voice) -> None:
    assert frames(voice.pull(5)) == [0] * 5


def test_ringing_is_a_bell_each_period(voice: Voice) -> None:
    voice.ring()
    assert frames(voice.pull(15)) == [1, 2, 3, 4, 0, 0, 1, 2, 3, 4, 0, 0, 1, 2, 3]


def test_buffers_of_any_size_join_without_a_seam(voice: Voice) -> None:
    voice.ring()
    pulled = [sample for size in (1, 2, 3, 4, 5) for sample in frames(voice.pull(size))]
    assert pulled == [1, 2, 3, 4, 0, 0, 1, 2, 3, 4, 0, 0, 1, 2, 3]


def test_silence_holds_from_the_very_next_frame(voice: Voice) -> None:
    voice.ring()
    voice.pull(2)
    voice.silence()
    assert frames(voice.pull(4)) == [0, 0, 0, 0]


def test_ringing_on_does_not_begin_the_bell_again_but_a_new_alarm_does(voice: Voice) -> None:
    voice.ring()
    voice.pull(2)
    voice.ring()
    assert (frames(voice.pull(1)), voice.alarm) == ([3], 1)
    voice.silence()
    voice.ring()
    assert (frames(voice.pull(1)), voice.alarm) == ([1], 2)


def test_a_single_bell_ends_by_itself(voice: Voice) -> None:
    voice.once()
    assert frames(voice.pull(20)) == [1, 2, 3, 4] + [0] * 16
    assert voice.mode is Mode.SILENT


def test_a_single_bell_asked_for_while_it_rings_changes_nothing(voice: Voice) -> None:
    voice.ring()
    voice.pull(3)
    voice.once()
    voice.give_up_once()
    assert frames(voice.pull(1)) == [4]
    assert voice.mode is Mode.RINGING


def test_a_period_shorter_than_the_bell_cuts_no_bell_off() -> None:
    voice = Voice(period=0.1)
    voice.load(RECORDING)
    voice.ring()
    assert frames(voice.pull(8)) == [1, 2, 3, 4, 1, 2, 3, 4]


def test_without_a_recording_it_is_silent_and_does_not_hang() -> None:
    voice = Voice(period=0.0)
    voice.ring()
    assert frames(voice.pull(3)) == [0, 0, 0]


def test_volume_makes_quieter() -> None:
    loud, soft = read_recording(BELL), read_recording(BELL, volume=0.5)
    assert max(frames(soft.frames)) == pytest.approx(max(frames(loud.frames)) / 2, abs=1)
    assert read_recording(BELL, volume=7).frames == loud.frames


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all" * 10])
def test_a_spoiled_file_is_a_value_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bell.wav").write_bytes(content)
    with pytest.raises(ValueError, match="not a WAV file"):
        read_recording(tmp_path / "bell.wav")


def test_a_stereo_file_is_a_value_error(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "bell.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(bytes(400))
    with pytest.raises(ValueError, match="one channel"):
        read_recording(tmp_path / "bell.wav")
