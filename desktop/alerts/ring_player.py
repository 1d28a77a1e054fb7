"""What is played at each moment: sounds in turns with silence between, a sound played once, or nothing.

Hands out frames on whatever thread the device asks from, and obeys silence with the very next frame. Knows no device.
"""

from __future__ import annotations

import enum
import threading
from collections import deque
from typing import TYPE_CHECKING, Final

from desktop.alerts.wave_file import BYTES, SILENCE
from desktop.domain.alarm import Ring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.alerts.wave_file import WaveFile

_TAIL: Final = 0.5
"""Seconds played on after a single sound, so that no device is closed with its end still in the buffer."""

PERIODS: Final[Mapping[Ring, float]] = {
    Ring.NEW: 4.0,
    Ring.WAITING: 3.0,
    Ring.URGENT: 2.0,
    # It may last for an hour, and nothing can be done at the counter: it reminds.
    Ring.LOST: 12.0,
    Ring.CHANGED: 4.0,
}
"""Seconds from the beginning of a sound to the next; of several that take turns the quickest sets the pace."""

_MOST_QUEUED: Final = 3


class Mode(enum.Enum):
    """What is wanted to be heard."""

    SILENT = enum.auto()
    ONCE = enum.auto()
    RINGING = enum.auto()


class RingPlayer:
    """The sounds as an endless stream. Every method may be called on any thread and returns within microseconds."""

    def __init__(self, periods: Mapping[Ring, float] = PERIODS) -> None:
        self._periods = periods
        self._lock = threading.Lock()
        self._recordings: Mapping[Ring, WaveFile] = {}
        self._signals: tuple[Ring, ...] = ()
        self._turn = 0
        self._queue: deque[Ring] = deque()
        self._alarm = 0
        self._playing: Ring | None = None
        self._playing_once = False
        self._position = 0
        self._goes_over = False
        """Whether other sounds are to ring than the one under way."""

    @property
    def mode(self) -> Mode:
        """What is wanted to be heard now; `ONCE` becomes `SILENT` when all has been played."""
        if self._signals:
            return Mode.RINGING
        return Mode.ONCE if self._queue or self._playing is not None else Mode.SILENT

    @property
    def alarm(self) -> int:
        """The number of times ringing began."""
        return self._alarm

    def load(self, recordings: Mapping[Ring, WaveFile]) -> None:
        """Take what is to be played; all of one rate."""
        with self._lock:
            self._recordings = recordings

    def ring(self, signals: Sequence[Ring]) -> None:
        """Ring with these sounds in turns; with none be silent. A sound under way is played to its end.

        Going over from some to others is the same alarm, from none to some a new one.
        """
        with self._lock:
            wanted = tuple(signals)
            if wanted == self._signals:
                return
            if not self._signals:
                self._alarm += 1
            self._signals = wanted
            self._turn = 0
            self._goes_over = self._playing is not None and not self._playing_once
            if self._goes_over and not wanted:
                self._playing = None

    def once(self, signal: Ring) -> None:
        """Play a sound once: now, or as soon as the one under way has ended."""
        with self._lock:
            waits = signal in self._queue or (self._playing_once and self._playing is signal)
            if not waits and len(self._queue) < _MOST_QUEUED:
                self._queue.append(signal)

    def silence(self) -> None:
        """Forget everything, and hand out zeros from the next frame on."""
        with self._lock:
            self._signals = ()
            self._queue.clear()
            self._playing = None

    def give_up_once(self) -> None:
        """Forget what was to be played once and nobody can play; ringing goes on."""
        with self._lock:
            self._queue.clear()
            if self._playing_once:
                self._playing = None

    def rewind(self) -> None:
        """Go to the beginning of the sound: a device that was just opened is heard at once."""
        with self._lock:
            self._position = 0

    def pull(self, frames: int) -> bytes:
        """Return the next `frames` frames, exactly that many."""
        parts: list[bytes] = []
        with self._lock:
            while frames > 0:
                if self._skips_the_pause() and self._position >= self._recording().length:
                    self._playing = None
                if self._playing is None and not self._begin_next():
                    parts.append(bytes(frames * BYTES))
                    break
                frames -= self._play(frames, parts)
        return b"".join(parts)

    def _begin_next(self) -> bool:
        self._position = 0
        self._goes_over = False
        if self._queue:
            self._playing, self._playing_once = self._queue.popleft(), True
        elif self._signals:
            self._playing, self._playing_once = self._signals[self._turn % len(self._signals)], False
            self._turn += 1
        else:
            self._playing_once = False
        return self._playing is not None

    def _play(self, frames: int, parts: list[bytes]) -> int:
        """Add frames of the turn under way; returns how many, at least one."""
        recording = self._recording()
        turn = recording.length if self._skips_the_pause() else self._frames_of_turn(recording)
        here = max(1, min(frames, turn - self._position))
        sound = recording.frames[self._position * BYTES : (self._position + here) * BYTES]
        parts.append(sound.ljust(here * BYTES, b"\0"))
        self._position += here
        if self._position >= turn:
            self._playing = None
        return here

    def _recording(self) -> WaveFile:
        playing = self._playing
        return SILENCE if playing is None else self._recordings.get(playing, SILENCE)

    def _frames_of_turn(self, recording: WaveFile) -> int:
        if self._playing_once:
            return recording.length + round(_TAIL * recording.rate)
        period = min((self._periods[signal] for signal in self._signals), default=0.0)
        # A period shorter than the sound would cut it off; then one follows upon the other.
        return max(recording.length, round(period * recording.rate), 1)

    def _skips_the_pause(self) -> bool:
        """Whether the sound under way rings, and something else is to follow at its end."""
        return not self._playing_once and self._playing is not None and bool(self._queue or self._goes_over)
