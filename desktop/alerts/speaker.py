"""The loudspeaker: rings on the present default device, notices when it cannot be heard, and tries again.

One thread compares what is wanted (`RingPlayer`) with what there is (`Playback`) and opens, ends or tries again; it sleeps
without a timer while there is nothing to do. No call blocks the caller, however long a sound server hangs.
"""

from __future__ import annotations

import logging
import threading
import time
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
_FLOWING: Final = 0.3
"""So much sound taken proves a device: more than the buffers that are filled when it starts."""
_HEARD_WITHIN: Final = 4.5
"""A sound that is wanted and not taken for so long is told as none; PulseAudio's sinks may have played two seconds of
silence ahead before a new stream gets its turn (measured)."""
_OPENING_AT_MOST: Final = 8.0
"""A device that was told silent gets so long all the same before another try: some wireless ones are slow."""
_STALLED: Final = 3.0
"""A device that asked for nothing so long is dead, whatever it says of itself."""
_LOOK: Final = 1.0
_LOOK_CLOSELY: Final = 0.1
_TRY_AGAIN: Final = (2.0, 4.0, 8.0, 10.0)
"""While it should ring."""
_PROBE: Final = 15.0
"""While nothing rings but there was no sound."""
_LEAVING_AT_MOST: Final = 2.0
"""How long a new session waits for the one before it: some devices serve one at a time."""
_LEFT_BEHIND: Final = 3
"""Sessions that may hang in a sound server at once."""
_CLOSING_AT_MOST: Final = 0.6


class Speaker:
    """A `SoundOutput` on the default device.

    `sounds` is the folder of the recordings. `on_state` is told each change of health through `post` (a loop's
    `call_soon_threadsafe`), the first one after a silent trial of the device at the start; `on_heard` is called the same
    way when a device has taken the sound of an alarm, and again after it had failed meanwhile.
    """

    def __init__(
        self,
        sounds: Path,
        *,
        on_state: Callable[[SoundState], None],
        on_heard: Callable[[], None] = lambda: None,
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
        self._own: Mapping[Ring, Path] = {}
        self._wake = threading.Event()
        self._closing = False
        self._answer_wanted = True  # tell the health after the next trial, changed or not
        # Below: the bell's own thread only, but for the recordings, which a session's thread reads first.
        self._recordings: Mapping[Ring, WaveFile] = {}
        self._own_read: Mapping[Ring, Path] = {}
        self._loaded: Mapping[Ring, float] | None = None
        self._told_heard = False
        self._state = SoundState(SoundHealth.UNKNOWN)
        self._session: Playback | None = None
        self._leaving: list[Playback] = []
        self._left_at = 0.0
        self._began_at = 0.0
        self._wanted_at: float | None = None  # since when sound is waited for, the device before included
        self._seen_open = False
        self._frames_seen = 0
        self._moved_at = 0.0
        self._flowed = False
        self._alarm = 0
        self._failures = 0
        self._failed_at = 0.0
        self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
        self._thread.start()

    def ring(self, signals: Sequence[Ring]) -> None:
        """Ring with these sounds in turns until told otherwise; with none be silent at once.

        A few buffers of 50 ms may already be with the device.
        """
        self._player.ring(signals)
        self._wake.set()

    def once(self, signal: Ring) -> None:
        """Play one sound once, before what rings goes on."""
        self._player.once(signal)
        self._wake.set()

    def set_volumes(self, volumes: Mapping[Ring, float]) -> None:
        """Take how loud each sound is from now on, 0 to 1."""
        self._volumes = dict(volumes)
        self._wake.set()

    def use_own(self, files: Mapping[Ring, Path]) -> None:
        """Play these files from now on instead of the built-in sounds."""
        self._own = dict(files)
        self._wake.set()

    def play(self, signal: Ring) -> None:
        """Play a sound once now, and tell the health whether it changed or not."""
        self._player.once(signal)
        self.try_device()

    def test(self) -> None:
        """Sound the bell once now, and tell the health whether it changed or not."""
        self.play(Ring.NEW)

    def try_device(self) -> None:
        """Try the device without a sound, and tell the health whether it changed or not."""
        self._answer_wanted = True
        self._wake.set()

    def close(self) -> None:
        """Stop for good, in less than a second even when the sound server hangs."""
        self._player.silence()
        self._closing = True
        self._wake.set()
        until = time.monotonic() + _CLOSING_AT_MOST
        self._thread.join(_CLOSING_AT_MOST / 2)
        for session in [*self._leaving, *filter(None, [self._session])]:
            session.join(max(0.0, until - time.monotonic()))

    # The bell's own thread

    def _run(self) -> None:
        while not self._closing:
            try:
                timeout = self._step(self._clock())
            except Exception as error:
                # Nothing may silence the bell for good; the next look is a new chance.
                log.exception("the bell failed")
                self._fail(self._clock(), f"{type(error).__name__}: {error}")
                timeout = _LOOK
            self._wake.wait(timeout)
            self._wake.clear()
        self._end_session(self._clock())

    def _step(self, now: float) -> float | None:
        """Do what is due; return the seconds until the next look, `None` when nothing will be due by itself."""
        if self._recordings and self._own_read is not self._own:
            self._own_read = self._own
            self._recordings = read_waves(self._sounds, self._own)
            self._loaded = None
        if self._recordings and self._loaded != self._volumes:
            self._load()
        self._leaving = [session for session in self._leaving if not session.gone]
        if self._session is not None:
            self._watch(self._session, now)
        if self._session is None:
            wait = self._wait_before_opening(now)
            if wait is None or wait > 0:
                return wait
            self._begin_session(now)
        return _LOOK if self._flowed else _LOOK_CLOSELY

    def _wait_before_opening(self, now: float) -> float | None:
        """Seconds until a session is to begin; `None` for not at all, 0 for now."""
        ringing = self._player.mode is Mode.RINGING
        due: float | None = None
        if (
            self._answer_wanted
            or self._player.mode is Mode.ONCE
            or (ringing and self._alarm != self._player.alarm)
        ):
            due = now
        elif self._state.health is SoundHealth.NO_SOUND:
            pause = _TRY_AGAIN[min(self._failures, len(_TRY_AGAIN)) - 1] if ringing else _PROBE
            due = self._failed_at + (pause if self._failures else 0.0)
        elif ringing:
            due = now
        if due is None:
            self._wanted_at = None
            return None
        if due <= now and self._wanted_at is None:
            self._wanted_at = now
        if self._leaving:
            due = max(due, self._left_at + _LEAVING_AT_MOST)
        return max(0.0, due - now)

    def _begin_session(self, now: float) -> None:
        if self._alarm != self._player.alarm:
            self._alarm = self._player.alarm
            self._failures = 0
        if len(self._leaving) >= _LEFT_BEHIND:
            self._fail(now, "the sound system hangs")
            return
        self._player.rewind()
        self._began_at = self._moved_at = now
        self._seen_open = False
        self._frames_seen = 0
        self._flowed = False
        self._told_heard = False
        self._session = Playback(self._open_device, self._prepare, self._player.pull, self._wake.set)

    def _prepare(self) -> int:
        """Read the sounds when they are first needed: never on the caller's thread, and again if it failed."""
        if not self._recordings:
            self._own_read = self._own
            recordings = read_waves(self._sounds, self._own)
            self._player.load(recordings)
            self._recordings = recordings
        return self._recordings[Ring.NEW].rate

    def _load(self) -> None:
        """Make the sounds as loud as they are wanted; a tenth of a second of work, and seldom."""
        volumes = self._volumes
        self._player.load(
            {signal: each.at(volumes.get(signal, 1.0)) for signal, each in self._recordings.items()}
        )
        self._loaded = volumes

    def _watch(self, session: Playback, now: float) -> None:
        if session.error:
            self._fail(now, session.error)
        elif session.stopped:
            self._fail(now, "the device stopped")
        elif not session.opened:
            self._watch_patience(now, "opening the device hangs")
        else:
            self._watch_frames(session, now)

    def _watch_patience(self, now: float, reason: str) -> None:
        """Say in time that nothing is heard, though the device may yet come."""
        if now - self._began_at >= _OPENING_AT_MOST:
            self._fail(now, reason)
        elif now - (self._began_at if self._wanted_at is None else self._wanted_at) >= _HEARD_WITHIN:
            self._tell(SoundState(SoundHealth.NO_SOUND, reason))

    def _watch_frames(self, session: Playback, now: float) -> None:
        if not self._seen_open:
            self._seen_open = True
            self._moved_at = now
        frames = session.frames
        if frames != self._frames_seen:
            self._frames_seen = frames
            self._moved_at = now
        if not self._flowed:
            self._alarm = (
                self._player.alarm
            )  # a device opened a moment ago will do for an alarm that begins now
        if not self._flowed and frames >= _FLOWING * session.rate:
            self._flowed = True
            self._failures = 0
            self._tell(SoundState(SoundHealth.WORKING))
        elif not self._flowed:
            self._watch_patience(now, "the device takes no sound")
            return
        elif now - self._moved_at >= _STALLED:
            self._fail(now, "the device stopped taking sound", at_once=True)
            return
        if self._flowed:
            self._answer(now)

    def _answer(self, now: float) -> None:
        """Go on with a session that works, or end it: nothing is wanted, or what is wanted is another alarm."""
        if self._answer_wanted:
            self._tell(self._state)
        mode = self._player.mode
        if mode is Mode.RINGING and self._alarm == self._player.alarm and not self._told_heard:
            self._told_heard = True
            self._post_safely(self._on_heard)
        if mode is Mode.SILENT or (mode is Mode.RINGING and self._alarm != self._player.alarm):
            # The default device may have changed since: each alarm gets the one of its moment.
            self._end_session(now)

    def _fail(self, now: float, reason: str, *, at_once: bool = False) -> None:
        """End the session without sound; `at_once` when a new one may follow without a pause."""
        self._end_session(now)
        self._failures = 0 if at_once else self._failures + 1
        self._failed_at = now
        self._player.give_up_once()
        self._tell(SoundState(SoundHealth.NO_SOUND, reason))

    def _end_session(self, now: float) -> None:
        if self._session is not None:
            self._session.end()
            self._leaving.append(self._session)
            self._session = None
            self._left_at = now
        self._wanted_at = None

    def _tell(self, state: SoundState) -> None:
        if state.health is self._state.health and not self._answer_wanted:
            return
        if state != self._state:
            log.info("sound: %s%s", state.health.value, f" ({state.reason})" if state.reason else "")
        self._answer_wanted = False
        self._state = state
        self._post_safely(lambda: self._on_state(state))

    def _post_safely(self, call: Callable[[], None]) -> None:
        try:
            self._post(call)
        except RuntimeError:
            log.debug("nobody listens to the sound: the loop is closed")
