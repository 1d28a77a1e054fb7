"""The real miniaudio: its null device, no device, and a PulseAudio that is killed, frozen and restarted."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import miniaudio
import pytest

from desktop.alerts.device import DeviceError, open_default_device, open_device_of
from desktop.alerts.sound import SoundHealth
from tests.alerts.sound_system import NEW, PATIENCE, SOUNDS, SpeakerBench

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

on_null = functools.partial(open_device_of, [miniaudio.Backend.NULL])
on_pulse = functools.partial(open_device_of, [miniaudio.Backend.PULSEAUDIO])


def test_the_null_device_requests_frames_and_gets_the_right_number() -> None:
    enough, asked = threading.Event(), []

    def pull(frames: int) -> bytes:
        asked.append(frames)
        if sum(asked) > 44_100 // 4:
            enough.set()
        return bytes(2 * frames)

    device = on_null(44_100, pull, lambda: None)
    assert enough.wait(PATIENCE)
    device.close()
    count = len(asked)
    device.close()
    assert len(asked) == count


def test_closing_is_not_reported_as_stopped() -> None:
    stopped = threading.Event()
    on_null(44_100, lambda frames: bytes(2 * frames), stopped.set).close()
    assert not stopped.is_set()


def test_a_speaker_rings_on_the_null_device() -> None:
    bench = SpeakerBench(on_null)
    assert bench.health() is SoundHealth.WORKING
    bench.speaker.ring(NEW)
    bench.check_until(lambda: bench.speaker._plays and bench.speaker._playback is not None)
    bench.speaker.ring(())
    bench.settle()
    bench.speaker.close()
    assert bench.states.empty()


RING_AND_END = """
import functools, sys, threading
from pathlib import Path
import miniaudio
from desktop.alerts.speaker import Speaker
from desktop.alerts.device import open_device_of
from desktop.domain.alarm import Ring

opened, flows = functools.partial(open_device_of, [miniaudio.Backend[sys.argv[2]]]), threading.Event()
bell = Speaker(
    Path(sys.argv[1]), on_state=lambda _: flows.set(), on_heard=threading.Event().set, post=lambda call: call(), open_device=opened
)
assert flows.wait(10)
rings = threading.Event()
pull = bell._player.pull
bell._player.pull = lambda frames: (rings.set(), pull(frames))[1]
bell.ring((Ring.NEW,))
assert rings.wait(10)
print("rings", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def ringing_process(backend: str) -> Iterator[subprocess.Popen[str]]:
    """A program that rings, and exits on command without closing its speaker."""
    with subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-c", RING_AND_END, str(SOUNDS), backend],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "rings\n"
            yield process
        finally:
            process.kill()


def test_a_program_can_exit_while_its_bell_rings() -> None:
    with ringing_process("NULL") as process:
        assert process.communicate(timeout=PATIENCE) == ("", "")
        assert process.returncode == 0


@pytest.fixture
def no_sound_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent/pulse")


@pytest.mark.skipif(Path("/proc/asound/cards").exists(), reason="needs a machine without a sound card")
@pytest.mark.skipif(
    os.name != "posix" or not Path("/proc").exists(), reason="looks for sound cards as Linux has them"
)
def test_the_null_device_does_not_replace_a_missing_device(
    no_sound_server: None, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DeviceError, match=r"failed to init device|no suitable|cannot init context"):
        open_default_device(44_100, lambda frames: bytes(2 * frames), lambda: None)
    assert capfd.readouterr().err == ""


class PulseServer:
    """A PulseAudio of the test's own, with a silent sink and its own socket."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.socket = folder / "door"
        self._process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        home = str(self._folder)
        return {**os.environ, "HOME": home, "XDG_RUNTIME_DIR": home, "PULSE_SERVER": f"unix:{self.socket}"}

    def start(self, sink: str = "module-null-sink sink_name=counter norewinds=1") -> None:
        self.socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [
                *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"),
                *("-L", sink),
                *("-L", f"module-native-protocol-unix socket={self.socket} auth-anonymous=1"),
            ],
            env=self.environment(),
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert time.monotonic() < until, "PulseAudio did not start"
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.02)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE)
            self._process = None

    def freeze(self) -> None:
        assert self._process is not None
        if sys.platform != "win32":
            self._process.send_signal(signal.SIGSTOP)

    def clients(self) -> int:
        listed = subprocess.run(
            ["pactl", "list", "short", "clients"],
            env=self.environment(), capture_output=True, check=True, timeout=PATIENCE,
        )  # fmt: skip
        return len(listed.stdout.splitlines())

    @contextlib.contextmanager
    def listening(self) -> Iterator[Callable[[], bytes]]:
        """Yield the output of the sink in pieces of a tenth of a second."""
        with subprocess.Popen(
            ["parec", "--device=counter.monitor", "--format=s16le", "--channels=1", "--latency-msec=50"],
            env=self.environment(),
            stdout=subprocess.PIPE,
        ) as process:
            stream = process.stdout
            assert stream is not None
            yield lambda: stream.read(8_820)
            process.kill()

    def _answers(self) -> bool:
        if sys.platform == "win32":
            return False
        with socket.socket(socket.AF_UNIX) as door:
            return door.connect_ex(str(self.socket)) == 0


@pytest.fixture
def pulse(monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseServer]:
    if not all(shutil.which(program) for program in ("pulseaudio", "pactl", "parec")):
        pytest.skip("needs PulseAudio: pulseaudio, pactl and parec")
    with tempfile.TemporaryDirectory() as folder:  # the path of a socket may not be long
        server = PulseServer(Path(folder))
        monkeypatch.setenv("PULSE_SERVER", f"unix:{server.socket}")
        try:
            server.start()
            yield server
        finally:
            server.kill()


def test_the_bell_is_audible_and_stops(pulse: PulseServer) -> None:
    bench = SpeakerBench(on_pulse, moving=True)
    assert bench.health() is SoundHealth.WORKING
    with pulse.listening() as listen:
        bench.speaker.ring(NEW)
        while not any(listen()):
            bench.check()
        bench.speaker.ring(())
        bench.settle()
        quiet = 0
        while quiet < 5:
            quiet = 0 if any(listen()) else quiet + 1
    bench.speaker.close()


def test_a_sink_that_played_two_seconds_ahead_is_not_reported_as_dead(pulse: PulseServer) -> None:
    pulse.kill()
    pulse.start(sink="module-null-sink sink_name=counter")
    bench = SpeakerBench(on_pulse, moving=True)
    assert bench.health() is SoundHealth.WORKING
    bench.speaker.close()


def test_a_killed_sound_server_is_reported_and_found_again(pulse: PulseServer) -> None:
    bench = SpeakerBench(on_pulse, moving=True)
    assert bench.health() is SoundHealth.WORKING
    bench.settle()
    bench.speaker.ring(NEW)
    bench.check_until(lambda: bench.speaker._playback is not None and bench.speaker._plays)
    pulse.kill()
    while bench.states.empty():
        bench.pass_time(3.0)
    assert bench.health() is SoundHealth.NO_SOUND
    bench.settle()
    pulse.start()
    with pulse.listening() as listen:
        bench.pass_time(10.0)
        assert bench.health() is SoundHealth.WORKING
        while not any(listen()):
            bench.check()
    bench.speaker.close()


def test_a_frozen_sound_server_blocks_nobody(pulse: PulseServer) -> None:
    bench = SpeakerBench(on_pulse, moving=True)
    assert bench.health() is SoundHealth.WORKING
    bench.speaker.ring(NEW)
    bench.check_until(lambda: bench.speaker._playback is not None and bench.speaker._plays)
    pulse.freeze()
    while bench.states.empty():
        bench.pass_time(3.0)
    assert bench.health() is SoundHealth.NO_SOUND
    began = time.monotonic()
    bench.speaker.ring(())
    bench.speaker.close()
    assert time.monotonic() - began < 1.0


@pytest.mark.parametrize("fate", ["alive", "frozen", "killed"])
def test_a_program_can_exit_while_its_bell_rings_on_a_server(pulse: PulseServer, fate: str) -> None:
    with ringing_process("PULSEAUDIO") as process:
        {"alive": lambda: None, "frozen": pulse.freeze, "killed": pulse.kill}[fate]()
        assert process.communicate(timeout=PATIENCE) == ("", "")
        assert process.returncode == 0


def test_many_alarms_leak_no_connection(pulse: PulseServer) -> None:
    before = pulse.clients()
    for _ in range(20):
        on_pulse(44_100, lambda frames: bytes(2 * frames), lambda: None).close()
    assert pulse.clients() == before
