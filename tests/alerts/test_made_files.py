"""The committed sound and icons are what their scripts make."""

from __future__ import annotations

import array
import subprocess
import sys
import wave
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

RESOURCES = Path(__file__).parents[2] / "resources"
SIZES = (16, 24, 32, 48, 64, 128, 256)


def make(script: Path, folder: Path) -> None:
    subprocess.run([sys.executable, str(script), str(folder)], check=True, capture_output=True, timeout=50)


def test_the_bell_is_made_again_byte_for_byte(tmp_path: Path) -> None:
    make(RESOURCES / "sounds" / "make_sounds.py", tmp_path)
    assert (tmp_path / "bell.wav").read_bytes() == (RESOURCES / "sounds" / "bell.wav").read_bytes()


def test_the_bell_is_loud_not_clipped_and_ends_in_silence() -> None:
    with wave.open(str(RESOURCES / "sounds" / "bell.wav"), "rb") as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (44_100, 2, 1)
        assert file.getnframes() / file.getframerate() == pytest.approx(1.6)
        samples = array.array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    peak = max(map(abs, samples))
    assert peak == pytest.approx(32_767 * 10 ** (-1 / 20), abs=1)
    assert sum(abs(sample) >= peak for sample in samples) == 1  # a clipped wave stays at its peak
    first_half_second = samples[:22_050]
    loudness = (sum(sample * sample for sample in first_half_second) / len(first_half_second)) ** 0.5
    assert loudness > 0.1 * 32_767
    assert samples[0] == 0
    assert abs(samples[-1]) <= 1


def test_the_icons_are_made_again(tmp_path: Path) -> None:
    make(RESOURCES / "icons" / "make_icons.py", tmp_path)
    for size in SIZES:
        made, committed = (
            QImage(str(folder / f"tezgah-{size}.png")) for folder in (tmp_path, RESOURCES / "icons")
        )
        assert (committed.width(), committed.height()) == (size, size)
        assert committed.hasAlphaChannel()
        assert made == committed  # pixels: a PNG writer may compress otherwise
