"""Synthesise the sounds of the alarm; standard library only, the same bytes on every machine.

Whoever knows them tells them apart without looking: a counter bell for a new order, more and faster strokes the longer it
waits, two low falling tones for "no orders arrive", two short rising ones for "something changed", three short ones that
fall at the end for "a ticket does not come out".

    python resources/sounds/make_sounds.py [FOLDER]
"""

from __future__ import annotations

import array
import math
import sys
import wave
from pathlib import Path

RATE = 44_100

# Strokes of a bell: when (seconds), the ground tone (Hz) and how hard. Partials are inharmonic like those of metal and
# lie between 1 and 6 kHz, above the rumble of a kitchen's fans and where the ear hears best.
E6, C6, G6 = 1318.51, 1046.50, 1567.98
BELLS = {
    "new": (1.6, ((0.0, E6, 1.0), (0.22, C6, 0.9))),
    "waiting": (1.5, ((0.0, E6, 1.0), (0.16, C6, 1.0), (0.32, E6, 1.0), (0.48, C6, 1.0))),
    "urgent": (1.4, tuple((0.1 * n, G6 if n % 2 else E6, 1.0) for n in range(9))),
}
LOUDNESS = {"new": -4.0, "waiting": -1.0, "urgent": -1.0, "lost": -1.0, "changed": -4.0, "printer": -2.0}
LOUDNESS |= dict.fromkeys(("kitchen_new", "kitchen_changed", "kitchen_cancelled"), -4.0)
"""Peaks in dBFS; -1 is as loud as can be without risk of clipping when a device resamples."""

PARTIALS = (
    (0.5, 0.12, 0.70),
    (1.0, 1.0, 0.55),
    (2.0, 0.22, 0.40),
    (2.76, 0.60, 0.30),
    (4.07, 0.25, 0.16),
    (5.40, 0.18, 0.09),
)
"""Ratio to the ground tone, strength, and the seconds in which it falls to 1/e."""

# Tones: when they begin and end (seconds), and their pitch (Hz). Odd harmonics only: hollow, nothing like metal.
TONES = {
    "lost": (1.5, ((0.0, 0.55, 440.0), (0.6, 1.4, 293.66))),
    "changed": (0.5, ((0.0, 0.12, 783.99), (0.16, 0.34, 1174.66))),
    # The kitchen's: three rising, high and low in turns, three falling.
    "kitchen_new": (0.8, ((0.0, 0.16, 880.0), (0.2, 0.36, 1108.73), (0.4, 0.66, 1318.51))),
    "kitchen_changed": (
        0.9,
        ((0.0, 0.16, 1396.91), (0.2, 0.36, 932.33), (0.4, 0.56, 1396.91), (0.6, 0.76, 932.33)),
    ),
    "kitchen_cancelled": (1.0, ((0.0, 0.22, 987.77), (0.26, 0.48, 698.46), (0.52, 0.86, 493.88))),
    "printer": (0.9, ((0.0, 0.14, 659.26), (0.2, 0.34, 659.26), (0.4, 0.8, 523.25))),
}
HARMONICS = ((1, 1.0), (3, 0.33), (5, 0.12))

ATTACK = 0.003
SWELL = 0.02
"""Seconds in which a stroke and a tone reach their strength."""

FADE = 0.08
"""Seconds at the end that bring the rest to exactly nothing."""


def bell(seconds: float, strokes: tuple[tuple[float, float, float], ...]) -> list[float]:
    """Return strokes of a bell, not yet scaled to the peak."""
    count = round(RATE * seconds)
    samples = [0.0] * count
    made: dict[float, list[float]] = {}
    for start, ground, force in strokes:
        if ground not in made:
            made[ground] = _stroke(ground, count)
        first = round(start * RATE)
        for n in range(count - first):
            samples[first + n] += force * made[ground][n]
    return samples


def _stroke(ground: float, count: int) -> list[float]:
    samples = [0.0] * count
    for ratio, strength, decay in PARTIALS:
        step = 2 * math.pi * ground * ratio / RATE
        for n in range(count):
            at = n / RATE
            samples[n] += strength * min(1.0, at / ATTACK) * math.exp(-at / decay) * math.sin(step * n)
    return samples


def tones(seconds: float, parts: tuple[tuple[float, float, float], ...]) -> list[float]:
    """Return tones that swell and end, not yet scaled to the peak."""
    samples = [0.0] * round(RATE * seconds)
    for begin, end, pitch in parts:
        first, count = round(begin * RATE), round((end - begin) * RATE)
        for n in range(count):
            at, left = n / RATE, (count - n) / RATE
            strength = min(1.0, at / SWELL, left / SWELL)
            step = 2 * math.pi * pitch / RATE
            samples[first + n] += strength * sum(part * math.sin(k * step * n) for k, part in HARMONICS)
    return samples


def as_wav(samples: list[float], path: Path, decibels: float) -> None:
    """Write samples scaled to a peak in dBFS: 44.1 kHz, 16 bit, one channel."""
    fade = round(FADE * RATE)
    for n in range(fade):
        samples[len(samples) - 1 - n] *= n / fade
    scale = 10 ** (decibels / 20) * 32_767 / max(abs(sample) for sample in samples)
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
    made = {name: bell(*what) for name, what in BELLS.items()}
    made |= {name: tones(*what) for name, what in TONES.items()}
    for name, samples in made.items():
        as_wav(samples, folder / f"{name}.wav", LOUDNESS[name])
        print(folder / f"{name}.wav")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
