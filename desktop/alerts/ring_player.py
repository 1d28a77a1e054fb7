"""The stream of frames: ringing sounds in turns with pauses, a single sound, or silence.

The device's thread pulls the frames. A stop takes effect with the next frame. This module knows no device.
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

_TAIL_SECONDS: Final = 0.5
"""Seconds of silence after a single sound, so that no device closes with its end still in the buffer."""

PERIODS: Final[Mapping[Ring, float]] = {
    Ring.NEW: 4.0,
    Ring.WAITING: 3.0,
    Ring.URGENT: 2.0,
    # It may last for an hour, and staff can do nothing about it: a slow reminder is enough.
    Ring.LOST: 12.0,
    Ring.CHANGED: 4.0,
    Ring.KITCHEN_NEW: 4.0,
    Ring.KITCHEN_CHANGED: 4.0,
    Ring.KITCHEN_CANCELLED: 4.0,
    Ring.PRINTER: 4.0,
}
"""Seconds between the starts of two sounds. The shortest period of the ringing sounds applies."""

_MOST_QUEUED: Final = 3


class Mode(enum.Enum):
    """The sound that is requested."""

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
        self._switches = False
        """Whether the ringing sounds changed during the present sound."""

    @property
    def mode(self) -> Mode:
        """The present mode; `ONCE` becomes `SILENT` when everything was played."""
        if self._signals:
            return Mode.RINGING
        return Mode.ONCE if self._queue or self._playing is not None else Mode.SILENT

    @property
    def alarm(self) -> int:
        """Number of alarms so far."""
        return self._alarm

    def load(self, recordings: Mapping[Ring, WaveFile]) -> None:
        """Set the sounds; all must have the same rate."""
        with self._lock:
            self._recordings = recordings

    def ring(self, signals: Sequence[Ring]) -> None:
        """Ring with these sounds in turns; an empty sequence stops. A change of sounds waits for the end of the present one.

        Changing the sounds continues the same alarm. Ringing after silence is a new alarm.
        """
        with self._lock:
            requested = tuple(signals)
            if requested == self._signals:
                return
            if not self._signals:
                self._alarm += 1
            self._signals = requested
            self._turn = 0
            self._switches = self._playing is not None and not self._playing_once
            if self._switches and not requested:
                self._playing = None

    def play_once(self, signal: Ring) -> None:
        """Play a sound once: now, or after the present one."""
        with self._lock:
            waits = signal in self._queue or (self._playing_once and self._playing is signal)
            if not waits and len(self._queue) < _MOST_QUEUED:
                self._queue.append(signal)

    def silence(self) -> None:
        """Stop everything; return zeros from the next frame on."""
        with self._lock:
            self._signals = ()
            self._queue.clear()
            self._playing = None

    def drop_queue(self) -> None:
        """Drop the queued single sounds; ringing goes on."""
        with self._lock:
            self._queue.clear()
            if self._playing_once:
                self._playing = None

    def rewind(self) -> None:
        """Restart the present sound: a newly opened device plays it from its start."""
        with self._lock:
            self._position = 0

    def pull(self, frames: int) -> bytes:
        """Return exactly `frames` frames."""
        parts: list[bytes] = []
        with self._lock:
            while frames > 0:
                if self._skips_pause() and self._position >= self._recording().length:
                    self._playing = None
                if self._playing is None and not self._start_next():
                    parts.append(bytes(frames * BYTES))
                    break
                frames -= self._play(frames, parts)
        return b"".join(parts)

    def _start_next(self) -> bool:
        self._position = 0
        self._switches = False
        if self._queue:
            self._playing, self._playing_once = self._queue.popleft(), True
        elif self._signals:
            self._playing, self._playing_once = self._signals[self._turn % len(self._signals)], False
            self._turn += 1
        else:
            self._playing_once = False
        return self._playing is not None

    def _play(self, frames: int, parts: list[bytes]) -> int:
        """Add frames of the present turn; return their number, at least one."""
        recording = self._recording()
        turn = recording.length if self._skips_pause() else self._frames_of_turn(recording)
        count = max(1, min(frames, turn - self._position))
        sound = recording.frames[self._position * BYTES : (self._position + count) * BYTES]
        parts.append(sound.ljust(count * BYTES, b"\0"))
        self._position += count
        if self._position >= turn:
            self._playing = None
        return count

    def _recording(self) -> WaveFile:
        playing = self._playing
        return SILENCE if playing is None else self._recordings.get(playing, SILENCE)

    def _frames_of_turn(self, recording: WaveFile) -> int:
        if self._playing_once:
            return recording.length + round(_TAIL_SECONDS * recording.rate)
        period = min((self._periods[signal] for signal in self._signals), default=0.0)
        # A period shorter than the sound would cut it off.
        return max(recording.length, round(period * recording.rate), 1)

    def _skips_pause(self) -> bool:
        """Return whether the present sound rings and another one follows at its end."""
        return not self._playing_once and self._playing is not None and bool(self._queue or self._switches)
