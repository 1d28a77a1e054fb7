"""A fake sound system: devices that play, fail, hang and come back on command, and a clock moved by hand."""

from __future__ import annotations

import queue
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.alerts.device import DeviceError, OpenDevice
from desktop.alerts.sound import SoundHealth, SoundState
from desktop.alerts.speaker import Speaker
from desktop.domain.alarm import Ring

if TYPE_CHECKING:
    from collections.abc import Callable

SOUNDS = Path(__file__).parents[2] / "resources" / "sounds"
NEW = (Ring.NEW,)
PATIENCE = 10.0
"""Seconds after which a test fails; far more than anything here takes."""


class FakeDevice:
    def __init__(self, rate: int, pull: Callable[[int], bytes], on_stopped: Callable[[], None]) -> None:
        self.rate = rate
        self.pull = pull
        self.stop = on_stopped
        self.closed = threading.Event()
        self.let_close = threading.Event()
        self.let_close.set()

    def play(self, seconds: float) -> bytes:
        return b"".join(self.pull(self.rate // 20) for _ in range(round(seconds * 20)))

    def close(self) -> None:
        self.let_close.wait(PATIENCE)
        self.closed.set()


class FakeSystem:
    """Opened devices appear in `opened`."""

    def __init__(self) -> None:
        self.opened: queue.Queue[FakeDevice] = queue.Queue()
        self.refused: queue.Queue[None] = queue.Queue()
        self.there = True
        self.answers = threading.Event()
        self.answers.set()
        self.asked = threading.Semaphore(0)

    def open_device(
        self, rate: int, pull: Callable[[int], bytes], on_stopped: Callable[[], None]
    ) -> FakeDevice:
        self.asked.release()
        self.answers.wait(PATIENCE)
        if not self.there:
            self.refused.put(None)
            raise DeviceError("no device")
        device = FakeDevice(rate, pull, on_stopped)
        self.opened.put(device)
        return device

    def next_device(self) -> FakeDevice:
        return self.opened.get(timeout=PATIENCE)


class SpeakerBench:
    """A speaker, its reports, and a clock that stands still, or runs for devices that need real time."""

    def __init__(self, open_device: OpenDevice, sounds: Path = SOUNDS, *, moving: bool = False) -> None:
        self._moving = moving
        self.now = 1000.0
        self._checked = threading.Condition()
        self._checks = 0
        self.states: queue.Queue[SoundState] = queue.Queue()
        self.heard: queue.Queue[None] = queue.Queue()
        self.speaker = Speaker(
            sounds,
            on_state=self.states.put,
            on_heard=lambda: self.heard.put(None),
            post=lambda call: call(),
            open_device=open_device,
            clock=self._clock,
        )

    def next_state(self) -> SoundState:
        return self.states.get(timeout=PATIENCE)

    def health(self) -> SoundHealth:
        return self.next_state().health

    def start(self, system: FakeSystem) -> None:
        """Let the test at the start succeed."""
        device = system.next_device()
        device.play(0.5)
        assert self.health() is SoundHealth.WORKING
        assert device.closed.wait(PATIENCE)

    def pass_time(self, seconds: float) -> None:
        """Move the clock, and let the speaker check once."""
        self.now += seconds
        self.check()

    def check(self) -> None:
        """Let the speaker do one whole check; it reads the clock at the start of each."""
        for _ in range(2):
            with self._checked:
                before = self._checks
                self.speaker._wake.set()
                assert self._checked.wait_for(lambda: self._checks > before, PATIENCE)  # noqa: B023 - called at once

    def check_until(self, condition: Callable[[], bool]) -> None:
        """Let the speaker check until other threads have made the condition true."""
        until = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < until, "it did not come to pass"
            self.check()

    def settle(self) -> None:
        """Wait until every playback is closed, except those that hang."""
        self.check_until(
            lambda: (
                self.speaker._playback is None
                and all(s.closed or not s.opened for s in self.speaker._closing_playbacks)
            )
        )

    def _clock(self) -> float:
        with self._checked:
            self._checks += 1
            self._checked.notify_all()
        return self.now + time.monotonic() if self._moving else self.now
