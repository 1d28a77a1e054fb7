"""Importing a sound file: the result is a sound or a reason, and memory stays limited."""

from __future__ import annotations

import io
import tracemalloc
import wave
from typing import TYPE_CHECKING

import pytest

from desktop.alerts.decoding.answers import RATE
from desktop.alerts.sound_import import SoundImportError, as_wav

if TYPE_CHECKING:
    from pathlib import Path


def written(path: Path, seconds: float, *, rate: int = 22_050, loud: int = 9_000) -> Path:
    with wave.open(str(path), "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(rate)
        made.writeframes(loud.to_bytes(2, "little", signed=True) * int(rate * seconds))
    return path


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 192_000])
def test_any_rate_is_converted(tmp_path: Path, rate: int) -> None:
    with wave.open(io.BytesIO(as_wav(written(tmp_path / "a.wav", 0.5, rate=rate)))) as made:
        assert (made.getnchannels(), made.getsampwidth(), made.getframerate()) == (1, 2, RATE)
        assert made.getnframes() == pytest.approx(RATE / 2, rel=0.02)


@pytest.mark.parametrize(
    ("seconds", "loud", "why"),
    [
        (0.5, 0, "silent"),
        (0.5, 200, "silent"),
        (0.5, -200, "silent"),
        (0.02, 9_000, "silent"),
        (31, 9_000, "long"),
    ],
)
def test_an_inaudible_file_is_refused(tmp_path: Path, seconds: float, loud: int, why: str) -> None:
    with pytest.raises(SoundImportError, match=why):
        as_wav(written(tmp_path / "a.wav", seconds, loud=loud))


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\xff\xff\xff\xffWAVEfmt ", b"ID3" + bytes(900)])
def test_a_file_without_sound_is_unreadable(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(data)
    with pytest.raises(SoundImportError, match="unreadable"):
        as_wav(path)


def test_a_file_with_hours_of_sound_is_not_unpacked(tmp_path: Path) -> None:
    """Some 20 MB at 1,000 samples a second would need 900 MB at the bell's rate."""
    path = written(tmp_path / "a.wav", 9_000, rate=1_000)
    tracemalloc.start()
    with pytest.raises(SoundImportError, match="long"):
        as_wav(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60_000_000


def test_a_too_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with path.open("wb") as file:
        file.truncate(30_000_000_000)
    with pytest.raises(SoundImportError, match="large"):
        as_wav(path)
