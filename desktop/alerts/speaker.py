"""The loudspeaker: rings on the default device, detects missing sound, and retries.

One thread compares the requested sound (`RingPlayer`) with the device (`Playback`), and opens, closes or
retries. It sleeps without a timer while nothing is due. No call blocks the caller, however long a sound
server hangs.
"""

from __future__ import annotations

import logging
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Final

from desktop.alerts.device import open_default_device
from desktop.alerts.playback import Playback
from desktop.alerts.ring_player import PERIODS, Mode, RingPlayer
from desktop.alerts.sound import SoundHealth, SoundState
from desktop.alerts.wave_file import WaveFile, read_waves
from desktop.domain.alarm import Ring

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from desktop.alerts.device import OpenDevice

log = logging.getLogger(__name__)

# All in seconds.
_PROOF: Final = 0.3
"""This much requested sound proves that a device works: it exceeds the buffers that are filled at the start."""
_REPORT_AFTER: Final = 4.5
"""A requested sound that does not start within this time is reported as missing. PulseAudio may first play two
seconds of buffered silence (measured)."""
_OPEN_AT_MOST: Final = 8.0
"""A device that was reported as silent gets this time before a retry: some wireless devices are slow."""
_STALLED: Final = 3.0
"""A device that requests nothing for this time is dead, even if it reports otherwise."""
_CHECK: Final = 1.0
_CHECK_CLOSELY: Final = 0.1
_RETRY: Final = (2.0, 4.0, 8.0, 10.0)
"""Pauses between retries while it should ring."""
_RETRY_QUIET: Final = 15.0
"""Pause between retries while nothing rings."""
_WAIT_FOR_CLOSE: Final = 2.0
"""A new playback waits this long for the one before it: some devices serve one at a time."""
_MOST_HANGING: Final = 3
"""Most playbacks that may hang in a sound server at once."""
_CLOSING_AT_MOST: Final = 0.6


class Speaker:
    """A `SoundOutput` on the default device.

    `sounds` is the folder of the WAV files. `on_state` receives each change of health through `post` (a loop's
    `call_soon_threadsafe`), first after a silent test at the start. `on_heard` is called in the same way when
    a device has played an alarm, and again after a failure in between.
    """

    def __init__(
        self,
        sounds: Path,
        *,
        on_state: Callable[[SoundState], None],
        on_heard: Callable[[], None],
        post: Callable[[Callable[[], None]], object],
        periods: Mapping[Ring, float] = PERIODS,
        open_device: OpenDevice = open_default_device,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sounds = sounds
        self._on_state = on_state
        self._on_heard = on_heard
        self._post = post
        self._open_device = open_device
        self._clock = clock
        self._player = RingPlayer(periods)
        self._volumes: Mapping[Ring, float] = {}
        self._custom: Mapping[Ring, Path] = {}
        self._wake = threading.Event()
        self._closing = False
        self._report_requested = True  # report the health after the next attempt, changed or not
        # Only the bell's thread uses these, except the sounds, which a playback's thread reads first.
        self._recordings: Mapping[Ring, WaveFile] = {}
        self._custom_read: Mapping[Ring, Path] = {}
        self._loaded: Mapping[Ring, float] | None = None
        self._heard_reported = False
        self._state = SoundState(SoundHealth.UNKNOWN)
        self._playback: Playback | None = None
        self._closing_playbacks: list[Playback] = []
        self._stopped_at = 0.0
        self._started_at = 0.0
        self._requested_at: float | None = None  # since when sound is requested, earlier devices included
        self._saw_open = False
        self._frames_seen = 0
        self._progress_at = 0.0
        self._plays = False
        self._alarm = 0
        self._failures = 0
        self._failed_at = 0.0
        self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
        self._thread.start()

    def ring(self, signals: Sequence[Ring]) -> None:
        """Ring with these sounds in turns; an empty sequence stops at once.

        The device may already hold a few buffers of 50 ms.
        """
        self._player.ring(signals)
        self._wake.set()

    def play_once(self, signal: Ring) -> None:
        """Play one sound once; ringing continues after it."""
        self._player.play_once(signal)
        self._wake.set()

    def set_volumes(self, volumes: Mapping[Ring, float]) -> None:
        """Set the volume of each sound, 0 to 1."""
        self._volumes = dict(volumes)
        self._wake.set()

    def set_custom_sounds(self, files: Mapping[Ring, Path]) -> None:
        """Use these files instead of the built-in sounds."""
        self._custom = dict(files)
        self._wake.set()

    def play(self, signal: Ring) -> None:
        """Play a sound once now, and report the health even if it is unchanged."""
        self._player.play_once(signal)
        self.try_device()

    def test(self) -> None:
        """Play the bell of a new order once now, and report the health even if it is unchanged."""
        self.play(Ring.NEW)

    def try_device(self) -> None:
        """Test the device without a sound, and report the health even if it is unchanged."""
        self._report_requested = True
        self._wake.set()

    def close(self) -> None:
        """Stop for good, in less than a second even if the sound server hangs."""
        self._player.silence()
        self._closing = True
        self._wake.set()
        until = time.monotonic() + _CLOSING_AT_MOST
        self._thread.join(_CLOSING_AT_MOST / 2)
        for playback in [*self._closing_playbacks, *filter(None, [self._playback])]:
            playback.join(max(0.0, until - time.monotonic()))

    # The bell's own thread

    def _run(self) -> None:
        while not self._closing:
            try:
                timeout = self._step(self._clock())
            except Exception as error:
                # No error may silence the bell for good; the next check tries again.
                log.exception("the bell failed; it retries")
                self._fail(self._clock(), f"{type(error).__name__}: {error}")
                timeout = _CHECK
            self._wake.wait(timeout)
            self._wake.clear()
        self._stop_playback(self._clock())

    def _step(self, now: float) -> float | None:
        """Do the due work; return the seconds until the next check, None if nothing will be due by itself."""
        if self._recordings and self._custom_read is not self._custom:
            self._custom_read = self._custom
            self._recordings = read_waves(self._sounds, self._custom)
            self._loaded = None
        if self._recordings and self._loaded != self._volumes:
            self._apply_volumes()
        self._closing_playbacks = [playback for playback in self._closing_playbacks if not playback.closed]
        if self._playback is not None:
            self._check_playback(self._playback, now)
        if self._playback is None:
            wait = self._wait_before_opening(now)
            if wait is None or wait > 0:
                return wait
            self._start_playback(now)
        return _CHECK if self._plays else _CHECK_CLOSELY

    def _wait_before_opening(self, now: float) -> float | None:
        """Return the seconds until a playback starts: 0 for now, None for never."""
        ringing = self._player.mode is Mode.RINGING
        due: float | None = None
        if (
            self._report_requested
            or self._player.mode is Mode.ONCE
            or (ringing and self._alarm != self._player.alarm)
        ):
            due = now
        elif self._state.health is SoundHealth.NO_SOUND:
            pause = _RETRY[min(self._failures, len(_RETRY)) - 1] if ringing else _RETRY_QUIET
            due = self._failed_at + (pause if self._failures else 0.0)
        elif ringing:
            due = now
        if due is None:
            self._requested_at = None
            return None
        if due <= now and self._requested_at is None:
            self._requested_at = now
        if self._closing_playbacks:
            due = max(due, self._stopped_at + _WAIT_FOR_CLOSE)
        return max(0.0, due - now)

    def _start_playback(self, now: float) -> None:
        if self._alarm != self._player.alarm:
            self._alarm = self._player.alarm
            self._failures = 0
        if len(self._closing_playbacks) >= _MOST_HANGING:
            self._fail(now, "the sound system hangs")
            return
        self._player.rewind()
        self._started_at = self._progress_at = now
        self._saw_open = False
        self._frames_seen = 0
        self._plays = False
        self._heard_reported = False
        self._playback = Playback(self._open_device, self._prepare, self._player.pull, self._wake.set)

    def _prepare(self) -> int:
        """Load the sounds at first use: never on the caller's thread, and again after a failure."""
        if not self._recordings:
            self._custom_read = self._custom
            recordings = read_waves(self._sounds, self._custom)
            self._player.load(recordings)
            self._recordings = recordings
        return self._recordings[Ring.NEW].rate

    def _apply_volumes(self) -> None:
        """Apply the volumes; about 0.1 s of work, and rare."""
        volumes = self._volumes
        self._player.load(
            {signal: each.at(volumes.get(signal, 1.0)) for signal, each in self._recordings.items()}
        )
        self._loaded = volumes

    def _check_playback(self, playback: Playback, now: float) -> None:
        if playback.error:
            self._fail(now, playback.error)
        elif playback.stopped:
            self._fail(now, "the device stopped")
        elif not playback.opened:
            self._check_delay(now, "opening the device hangs")
        else:
            self._check_frames(playback, now)

    def _check_delay(self, now: float, reason: str) -> None:
        """Report missing sound in time, although the device may still respond."""
        if now - self._started_at >= _OPEN_AT_MOST:
            self._fail(now, reason)
        elif now - (self._started_at if self._requested_at is None else self._requested_at) >= _REPORT_AFTER:
            self._report(SoundState(SoundHealth.NO_SOUND, reason))

    def _check_frames(self, playback: Playback, now: float) -> None:
        if not self._saw_open:
            self._saw_open = True
            self._progress_at = now
        frames = playback.frames
        if frames != self._frames_seen:
            self._frames_seen = frames
            self._progress_at = now
        if not self._plays:
            self._alarm = (
                self._player.alarm
            )  # a device that has just been opened also serves an alarm that starts now
        if not self._plays and frames >= _PROOF * playback.rate:
            self._plays = True
            self._failures = 0
            self._report(SoundState(SoundHealth.WORKING))
        elif not self._plays:
            self._check_delay(now, "the device requests no sound")
            return
        elif now - self._progress_at >= _STALLED:
            self._fail(now, "the device stopped requesting sound", at_once=True)
            return
        if self._plays:
            self._continue_or_stop(now)

    def _continue_or_stop(self, now: float) -> None:
        """Continue with a working playback, or stop it after the alarm or for a new one."""
        if self._report_requested:
            self._report(self._state)
        mode = self._player.mode
        if mode is Mode.RINGING and self._alarm == self._player.alarm and not self._heard_reported:
            self._heard_reported = True
            self._post_safely(self._on_heard)
        if mode is Mode.SILENT or (mode is Mode.RINGING and self._alarm != self._player.alarm):
            # The default device may have changed: each alarm opens the present one.
            self._stop_playback(now)

    def _fail(self, now: float, reason: str, *, at_once: bool = False) -> None:
        """Stop the playback without sound; `at_once` allows a retry without a pause."""
        self._stop_playback(now)
        self._failures = 0 if at_once else self._failures + 1
        self._failed_at = now
        self._player.drop_queue()
        self._report(SoundState(SoundHealth.NO_SOUND, reason))

    def _stop_playback(self, now: float) -> None:
        if self._playback is not None:
            self._playback.stop()
            self._closing_playbacks.append(self._playback)
            self._playback = None
            self._stopped_at = now
        self._requested_at = None

    def _report(self, state: SoundState) -> None:
        if state.health is self._state.health and not self._report_requested:
            return
        if state != self._state:
            log.info("sound: %s%s", state.health.value, f" ({state.reason})" if state.reason else "")
        self._report_requested = False
        self._state = state
        self._post_safely(partial(self._on_state, state))

    def _post_safely(self, call: Callable[[], None]) -> None:
        try:
            self._post(call)
        except RuntimeError:
            log.debug("the loop is closed: the health of the sound is not reported")
