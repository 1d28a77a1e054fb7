"""Synthesise bell.wav, the sound of a waiting order; standard library only, the same bytes on every machine.

Two strokes, the second lower: a counter bell that is told from a telephone. Its partials are inharmonic like those
of metal and lie between 1 and 6 kHz, above the rumble of a kitchen's fans and where the ear hears best.

    python resources/sounds/make_sounds.py [FOLDER]
"""

from __future__ import annotations

import array
import math
import sys
import wave
from pathlib import Path

RATE = 44_100
SECONDS = 1.6
PEAK = 10 ** (-1 / 20)
"""-1 dBFS: as loud as can be without risk of clipping when a device resamples."""

STROKES = ((0.0, 1318.51, 1.0), (0.22, 1046.50, 0.9))
"""When (seconds), the ground tone (Hz: E6, then C6) and how hard."""

PARTIALS = (
    (0.5, 0.12, 0.70),
    (1.0, 1.0, 0.55),
    (2.0, 0.22, 0.40),
    (2.76, 0.60, 0.30),
    (4.07, 0.25, 0.16),
    (5.40, 0.18, 0.09),
)
"""Ratio to the ground tone, strength, and the seconds in which it falls to 1/e."""

ATTACK = 0.003
FADE = 0.08
"""Seconds at the end that bring the rest to exactly nothing."""


def bell() -> list[float]:
    """Return the two strokes, -1 to 1, not yet scaled to the peak."""
    count = round(RATE * SECONDS)
    samples = [0.0] * count
    for start, ground, force in STROKES:
        first = round(start * RATE)
        for ratio, strength, decay in PARTIALS:
            step = 2 * math.pi * ground * ratio / RATE
            for n in range(count - first):
                seconds = n / RATE
                rise = min(1.0, seconds / ATTACK)
                samples[first + n] += (
                    force * strength * rise * math.exp(-seconds / decay) * math.sin(step * n)
                )
    fade = round(FADE * RATE)
    for n in range(fade):
        samples[count - 1 - n] *= n / fade
    return samples


def as_wav(samples: list[float], path: Path) -> None:
    """Write `samples` scaled to the peak: 44.1 kHz, 16 bit, one channel."""
    scale = PEAK * 32_767 / max(abs(sample) for sample in samples)
    frames = array.array("h", (round(sample * scale) for sample in samples))
    if sys.byteorder == "big":
        frames.byteswap()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(frames.tobytes())


def main(folder: Path) -> None:
    """Write the sounds into `folder`."""
    as_wav(bell(), folder / "bell.wav")
    print(folder / "bell.wav")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
