"""A sound system at the border: devices that play when told, die, hang and come back; and a clock that is moved."""

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
"""Seconds after which a test gives up; far more than anything here takes."""


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
    """Devices as they are opened come out of `opened`."""

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


class Counter:
    """A bell, what it tells, and a clock that stands still, or goes on by itself for devices that need real time."""

    def __init__(self, open_device: OpenDevice, sounds: Path = SOUNDS, *, moving: bool = False) -> None:
        self._moving = moving
        self.now = 1000.0
        self._looked = threading.Condition()
        self._looks = 0
        self.states: queue.Queue[SoundState] = queue.Queue()
        self.heard: queue.Queue[None] = queue.Queue()
        self.bell = Speaker(
            sounds,
            on_state=self.states.put,
            on_heard=lambda: self.heard.put(None),
            post=lambda call: call(),
            open_device=open_device,
            clock=self._clock,
        )

    def told(self) -> SoundState:
        return self.states.get(timeout=PATIENCE)

    def health(self) -> SoundHealth:
        return self.told().health

    def start(self, system: FakeSystem) -> None:
        """Let the trial at the start succeed."""
        device = system.next_device()
        device.play(0.5)
        assert self.health() is SoundHealth.WORKING
        assert device.closed.wait(PATIENCE)

    def pass_time(self, seconds: float) -> None:
        """Move the clock, and let the bell look at it."""
        self.now += seconds
        self.look()

    def look(self) -> None:
        """Let the bell look once from beginning to end; it reads the clock once each time it begins to."""
        for _ in range(2):
            with self._looked:
                before = self._looks
                self.bell._wake.set()
                assert self._looked.wait_for(lambda: self._looks > before, PATIENCE)  # noqa: B023 - called at once

    def look_until(self, condition: Callable[[], bool]) -> None:
        """Let the bell look until what happens on other threads has come to pass."""
        until = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < until, "it did not come to pass"
            self.look()

    def rest(self) -> None:
        """Wait until no session is left but those that hang."""
        self.look_until(
            lambda: self.bell._session is None and all(s.gone or not s.opened for s in self.bell._leaving)
        )

    def _clock(self) -> float:
        with self._looked:
            self._looks += 1
            self._looked.notify_all()
        return self.now + time.monotonic() if self._moving else self.now
