"""The whole chain on a real sound server: what somebody does in its mixer becomes a trouble, and ends when it is mended."""

from __future__ import annotations

import asyncio
import functools
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.alerts.speaker import Speaker
from desktop.domain.trouble import TroubleKind
from desktop.services.alarm.alarm_service import AlarmService
from desktop.system.machine.clock import SystemClock
from desktop.system.settings.settings import Settings
from tests.alerts.sound_system import SOUNDS
from tests.alerts.test_device import PulseServer, on_pulse
from tests.services.alarm.test_alarm_service import Machine, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.alerts.sound import SoundOutput, SoundState

SAID_WITHIN = 90.0
"""Seconds, as promised."""


class Listener(Window):
    def __init__(self) -> None:
        self.muted: asyncio.Queue[bool] = asyncio.Queue()

    def on_sound_trouble(self, kind: TroubleKind, reason: str | None) -> None:
        if kind is TroubleKind.MUTED_OUTPUT:
            self.muted.put_nowait(reason is not None)


@pytest.fixture
def pulse(monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseServer]:
    if not all(shutil.which(program) for program in ("pulseaudio", "pactl")):
        pytest.skip("needs PulseAudio: pulseaudio and pactl")
    with tempfile.TemporaryDirectory() as folder:  # the path of a socket may not be long
        server = PulseServer(Path(folder))
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        try:
            server.start()
            yield server
        finally:
            server.kill()


async def pactl(*command: str) -> str:
    def ask() -> str:
        return subprocess.run(
            ["pactl", *command], check=True, timeout=10, capture_output=True, text=True
        ).stdout

    return await asyncio.to_thread(ask)


def open_speaker(
    on_state: Callable[[SoundState], None],
    on_heard: Callable[[], None],
    post: Callable[[Callable[[], None]], object],
) -> SoundOutput:
    return Speaker(SOUNDS, on_state=on_state, on_heard=on_heard, post=post, open_device=on_pulse)


async def ring_until(service: AlarmService, listener: Listener, *, muted: bool) -> None:
    """Test the bell as people do, again and again, until the trouble begins or ends."""
    async with asyncio.timeout(SAID_WITHIN):
        while True:
            service.test()
            try:
                async with asyncio.timeout(4):
                    while await listener.muted.get() is not muted:
                        pass
                    return
            except TimeoutError:
                continue


async def change_own_stream(service: AlarmService, command: str, value: str) -> None:
    service.test()
    async with asyncio.timeout(SAID_WITHIN):
        while not (listed := await pactl("list", "short", "sink-inputs")).strip():
            await asyncio.to_thread(
                functools.partial(subprocess.run, ["pactl", "info"], capture_output=True, check=True)
            )
        await pactl(command, listed.split()[0], value)


@pytest.mark.parametrize(
    ("command", "spoil", "mend"),
    [("set-sink-input-mute", "1", "0"), ("set-sink-input-volume", "0%", "70%")],
)
async def test_a_stream_that_is_turned_down_is_said_and_forgotten(
    pulse: PulseServer, command: str, spoil: str, mend: str
) -> None:
    await pactl("load-module", "module-stream-restore")
    listener = Listener()
    service = AlarmService(
        Settings(),
        mute_for=600,
        open_sound=open_speaker,
        awake=Machine(),
        clock=SystemClock(),
        listener=listener,
    )
    service.start(asyncio.get_running_loop().call_soon_threadsafe)
    try:
        await ring_until(service, listener, muted=False)
        await change_own_stream(service, command, spoil)
        await ring_until(service, listener, muted=True)
        await change_own_stream(service, command, mend)
        await ring_until(service, listener, muted=False)
    finally:
        service.stop()
        await asyncio.to_thread(service.close)
