"""The committed sounds and icons match the output of their scripts."""

from __future__ import annotations

import array
import subprocess
import sys
import wave
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from desktop.alerts.ring_player import PERIODS
from desktop.domain.alarm import Ring

RESOURCES = Path(__file__).parents[2] / "resources"
SIZES = (16, 24, 32, 48, 64, 128, 256)


def make(script: Path, folder: Path) -> None:
    subprocess.run([sys.executable, str(script), str(folder)], check=True, capture_output=True, timeout=50)


def samples_of(signal: Ring) -> array.array[int]:
    with wave.open(str(RESOURCES / "sounds" / f"{signal}.wav"), "rb") as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (44_100, 2, 1)
        samples = array.array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def energy(signal: Ring) -> float:
    """Loudness over a whole period, pause included: the exposure of a person."""
    samples = samples_of(signal)
    return sum(sample * sample for sample in samples) / (PERIODS[signal] * 44_100)


def pitch(signal: Ring) -> float:
    """Half the zero crossings per second: a rough measure of pitch."""
    samples = samples_of(signal)
    crossings = sum((a < 0) is not (b < 0) for a, b in pairwise(samples))
    return crossings / 2 / (len(samples) / 44_100)


def test_the_script_reproduces_the_sounds_byte_for_byte(tmp_path: Path) -> None:
    make(RESOURCES / "sounds" / "make_sounds.py", tmp_path)
    assert {path.stem for path in tmp_path.iterdir()} == {*Ring}
    for signal in Ring:
        name = f"{signal}.wav"
        assert (tmp_path / name).read_bytes() == (RESOURCES / "sounds" / name).read_bytes()


@pytest.mark.parametrize("signal", Ring)
def test_a_sound_is_loud_not_clipped_and_ends_in_silence(signal: Ring) -> None:
    samples = samples_of(signal)
    assert 0.3 <= len(samples) / 44_100 <= 2.0
    peak = max(map(abs, samples))
    assert 32_767 * 10 ** (-4.1 / 20) <= peak <= 32_767 * 10 ** (-0.9 / 20)
    # A clipped wave stays at its peak; a tone returns to it once a cycle.
    assert not any(abs(a) >= peak and abs(b) >= peak for a, b in pairwise(samples))
    first_half_second = samples[:22_050]
    loudness = (sum(sample * sample for sample in first_half_second) / len(first_half_second)) ** 0.5
    assert loudness > 0.08 * 32_767
    assert samples[0] == 0
    assert abs(samples[-1]) <= 1


def test_a_longer_wait_sounds_louder() -> None:
    assert energy(Ring.NEW) * 2 < energy(Ring.WAITING)
    assert energy(Ring.WAITING) * 1.2 < energy(Ring.URGENT)


def test_a_lost_connection_sounds_different_from_an_order() -> None:
    assert pitch(Ring.LOST) * 3 < pitch(Ring.NEW)
    assert pitch(Ring.LOST) * 1.5 < pitch(Ring.CHANGED) < pitch(Ring.NEW) / 1.5


def channels(image: QImage) -> bytes:
    """Return red, green, blue and alpha of each pixel, row by row; four bytes a pixel leave no gap between rows."""
    return bytes(image.convertToFormat(QImage.Format.Format_RGBA8888).constBits())


def test_the_script_reproduces_the_icons(tmp_path: Path) -> None:
    make(RESOURCES / "icons" / "make_icons.py", tmp_path)
    for size in SIZES:
        made, committed = (
            QImage(str(folder / f"tezgah-{size}.png")) for folder in (tmp_path, RESOURCES / "icons")
        )
        assert (committed.width(), committed.height()) == (size, size)
        assert committed.hasAlphaChannel()
        assert made.size() == committed.size()
        # Compare pixels, because PNG writers compress differently; at an edge processors round by one.
        assert max(abs(a - b) for a, b in zip(channels(made), channels(committed), strict=True)) <= 1
