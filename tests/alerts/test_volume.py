"""The machine's volume: the platform's answers, and a platform that does not answer."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from desktop.alerts.volume import OutputVolume, VolumeReader, VolumeWatch, read_volume
from desktop.alerts.volume_windows import read_windows_volume
from tests.alerts.sound_system import PATIENCE
from tests.alerts.test_device import PulseServer, on_pulse, ringing_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.alerts.device import Device

on_programs = pytest.mark.skipif(
    sys.platform == "win32", reason="needs POSIX: Windows reads the volume through COM"
)


def program(folder: Path, name: str, script: str) -> dict[str, str]:
    """Put a program in its own folder; return the environment in which it is the only one."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return {"PATH": f"{folder}"}


PULSE = """
case "$1 $2" in
  "get-sink-mute @DEFAULT_SINK@") echo "{mute}" ;;
  "get-sink-volume @DEFAULT_SINK@") echo "{volume}"; echo "        balance 0.00" ;;
esac
"""


def stereo(left: int, right: int) -> str:
    return f"Volume: front-left: 1 / {left:3}% / -9.00 dB,   front-right: 2 / {right:3}% / -9.00 dB"


@on_programs
@pytest.mark.parametrize(
    ("mute", "volume", "expected"),
    [
        ("Mute: no", stereo(70, 70), OutputVolume.AUDIBLE),
        ("Mute: no", stereo(0, 70), OutputVolume.AUDIBLE),
        ("Mute: no", stereo(153, 153), OutputVolume.AUDIBLE),
        ("Mute: no", stereo(5, 0), OutputVolume.AUDIBLE),
        ("Mute: no", "Volume: mono: 65536 / 100% / 0.00 dB", OutputVolume.AUDIBLE),
        ("Mute: no", stereo(4, 4), OutputVolume.SILENT),
        ("Mute: no", "Volume: front-left: 0 /   0% / -inf dB", OutputVolume.SILENT),
        ("Mute: yes", stereo(100, 100), OutputVolume.SILENT),
        ("Mute: yes", "", OutputVolume.SILENT),
        ("Mute: vielleicht", stereo(100, 100), OutputVolume.UNKNOWN),
        ("Stumm: nein", stereo(100, 100), OutputVolume.UNKNOWN),
        ("", stereo(0, 0), OutputVolume.UNKNOWN),
        ("Mute: no", "", OutputVolume.UNKNOWN),
        ("Mute: no", "Volume: none", OutputVolume.UNKNOWN),
        ("Mute: no", "100% of the disk is used", OutputVolume.UNKNOWN),
    ],
)
def test_pulse_answers_are_understood(tmp_path: Path, mute: str, volume: str, expected: OutputVolume) -> None:
    environ = program(tmp_path, "pactl", PULSE.format(mute=mute, volume=volume))
    assert read_volume(environ) is expected


@on_programs
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Volume: 0.40", OutputVolume.AUDIBLE),
        ("Volume: 1.20", OutputVolume.AUDIBLE),
        ("Volume: 0.05", OutputVolume.AUDIBLE),
        ("Volume: 0.04", OutputVolume.SILENT),
        ("Volume: 0.00", OutputVolume.SILENT),
        ("Volume: 0.00 [MUTED]", OutputVolume.SILENT),
        ("Volume: 0.40 [MUTED]", OutputVolume.SILENT),
        ("Translate ID error", OutputVolume.UNKNOWN),
        ("", OutputVolume.UNKNOWN),
    ],
)
def test_wireplumber_answers_are_understood(tmp_path: Path, answer: str, expected: OutputVolume) -> None:
    script = f'[ "$*" = "get-volume @DEFAULT_AUDIO_SINK@" ] && echo "{answer}"'
    assert read_volume(program(tmp_path, "wpctl", script)) is expected


@on_programs
def test_pulse_is_read_first(tmp_path: Path) -> None:
    program(tmp_path, "wpctl", "echo 'Volume: 0.00'")
    environ = program(tmp_path, "pactl", PULSE.format(mute="Mute: no", volume=stereo(70, 70)))
    assert read_volume(environ) is OutputVolume.AUDIBLE


@on_programs
@pytest.mark.parametrize("script", ["exit 1", "echo Mute: yes; exit 1", "kill -9 $$", r"printf '\377\376'"])
def test_a_failing_program_gives_unknown(tmp_path: Path, script: str) -> None:
    assert read_volume(program(tmp_path, "pactl", script)) is OutputVolume.UNKNOWN


@on_programs
def test_a_file_that_is_no_program_gives_unknown(tmp_path: Path) -> None:
    environ = program(tmp_path, "pactl", "")
    (tmp_path / "pactl").write_bytes(b"\x7fELF nothing that runs")
    assert read_volume(environ) is OutputVolume.UNKNOWN


@on_programs
def test_the_volume_is_unknown_without_a_program(tmp_path: Path) -> None:
    assert read_volume({"PATH": str(tmp_path)}) is OutputVolume.UNKNOWN


@on_programs
def test_a_program_runs_in_english_with_the_given_libraries(tmp_path: Path) -> None:
    script = '[ "$LC_ALL" = C ] && [ "$LD_LIBRARY_PATH" = "/opt/theirs" ] && echo "Mute: yes"'
    environ = program(tmp_path, "pactl", script) | {"LC_ALL": "tr_TR.UTF-8"}
    assert read_volume(environ) is OutputVolume.UNKNOWN
    assert read_volume(environ | {"LD_LIBRARY_PATH": "/opt/theirs"}) is OutputVolume.SILENT


@on_programs
@pytest.mark.parametrize("how", ["exec {sleep} 60", "{sleep} 5; true"], ids=["itself", "in a child"])
def test_a_hanging_program_is_killed(tmp_path: Path, how: str) -> None:
    environ = program(tmp_path, "pactl", how.format(sleep=shutil.which("sleep")))
    before = set(psutil.Process().children())
    began = time.monotonic()
    assert read_volume(environ, ask_seconds=0.2) is OutputVolume.UNKNOWN
    assert 0.2 <= time.monotonic() - began < 4.0
    assert set(psutil.Process().children()) <= before


@pytest.mark.skipif(sys.platform == "win32", reason="needs another system than Windows")
def test_the_windows_reader_returns_none_on_other_systems() -> None:
    assert read_windows_volume() is None


class Platform:
    """A platform that answers on command; each reading waits for its answer."""

    def __init__(self) -> None:
        self.looks = threading.Semaphore(0)
        self.answers: queue.Queue[OutputVolume | Exception] = queue.Queue()

    def read(self) -> OutputVolume:
        self.looks.release()
        answer = self.answers.get(timeout=PATIENCE)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def asked(self, *, within: float = PATIENCE) -> bool:
        return self.looks.acquire(timeout=within)


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def reported() -> queue.Queue[OutputVolume]:
    return queue.Queue()


@pytest.fixture
def watch(platform: Platform, reported: queue.Queue[OutputVolume]) -> Iterator[VolumeWatch]:
    """A watch that reads only on command."""
    watch = VolumeWatch(reported.put, lambda call: call(), read=platform.read, every=600)
    yield watch
    for _ in range(3):
        platform.answers.put(OutputVolume.UNKNOWN)
    watch.close()
    assert not watch._thread.is_alive()


def test_the_first_reading_is_reported_and_then_each_change_once(
    watch: VolumeWatch, platform: Platform, reported: queue.Queue[OutputVolume]
) -> None:
    looks = [
        OutputVolume.UNKNOWN, OutputVolume.UNKNOWN, OutputVolume.SILENT, OutputVolume.SILENT, OutputVolume.AUDIBLE
    ]  # fmt: skip
    for answer in looks:
        assert platform.asked()
        watch.check_now()
        platform.answers.put(answer)
    assert platform.asked()
    assert [reported.get(timeout=PATIENCE) for _ in range(3)] == [
        OutputVolume.UNKNOWN, OutputVolume.SILENT, OutputVolume.AUDIBLE
    ]  # fmt: skip
    assert reported.empty()


def test_many_requests_during_one_reading_cause_one_more(watch: VolumeWatch, platform: Platform) -> None:
    assert platform.asked()
    for _ in range(5):
        watch.check_now()
    platform.answers.put(OutputVolume.AUDIBLE)
    assert platform.asked()
    platform.answers.put(OutputVolume.AUDIBLE)
    assert not platform.asked(within=0.05)


def test_it_reads_periodically() -> None:
    looks = threading.Semaphore(0)

    def read() -> OutputVolume:
        looks.release()
        return OutputVolume.AUDIBLE

    watch = VolumeWatch(lambda _: None, lambda call: call(), read=read, every=0.001)
    for _ in range(3):
        assert looks.acquire(timeout=PATIENCE)
    watch.close()
    assert not watch._thread.is_alive()


def test_a_failing_reader_keeps_the_watch_alive_and_is_logged_once(
    watch: VolumeWatch,
    platform: Platform,
    reported: queue.Queue[OutputVolume],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    broken = OSError("no such output")
    for answer in (broken, broken, OutputVolume.AUDIBLE):
        assert platform.asked()
        watch.check_now()
        platform.answers.put(answer)
    assert reported.get(timeout=PATIENCE) is OutputVolume.UNKNOWN
    assert reported.get(timeout=PATIENCE) is OutputVolume.AUDIBLE
    assert [record.message for record in caplog.records] == [
        "the volume cannot be read: OSError: no such output"
    ]


def test_reading_and_closing_do_not_wait_for_a_hanging_platform(
    platform: Platform, reported: queue.Queue[OutputVolume]
) -> None:
    watch = VolumeWatch(reported.put, lambda call: call(), read=platform.read)
    assert platform.asked()
    began = time.monotonic()
    watch.check_now()
    watch.close()
    assert time.monotonic() - began < 1.0
    assert watch._thread.is_alive()
    platform.answers.put(OutputVolume.SILENT)
    watch._thread.join(PATIENCE)
    assert not watch._thread.is_alive()
    assert reported.empty()


def test_nothing_is_reported_after_closing(reported: queue.Queue[OutputVolume]) -> None:
    posted: queue.Queue[Callable[[], None]] = queue.Queue()
    watch = VolumeWatch(reported.put, posted.put, read=lambda: OutputVolume.SILENT, every=600)
    late = posted.get(timeout=PATIENCE)
    watch.close()
    late()
    assert reported.empty()


def test_a_closed_loop_ends_the_watch() -> None:
    def post(call: object) -> None:
        raise RuntimeError("Event loop is closed")

    watch = VolumeWatch(lambda _: None, post, read=lambda: OutputVolume.SILENT)
    watch._thread.join(PATIENCE)
    assert not watch._thread.is_alive()


@pytest.fixture
def pulse() -> Iterator[PulseServer]:
    if not all(shutil.which(program) for program in ("pulseaudio", "pactl")):
        pytest.skip("needs PulseAudio: pulseaudio and pactl")
    with tempfile.TemporaryDirectory() as folder:  # the path of a socket may not be long
        server = PulseServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.kill()


def set_sink(server: PulseServer, *what: str) -> None:
    command, *rest = what
    subprocess.run(
        ["pactl", command, "@DEFAULT_SINK@", *rest],
        env=server.environment(),
        check=True,
        timeout=PATIENCE,
    )


@on_programs
def test_muting_a_real_sound_server_is_reported(
    pulse: PulseServer, reported: queue.Queue[OutputVolume]
) -> None:
    watch = VolumeWatch(
        reported.put, lambda call: call(), read=lambda: read_volume(pulse.environment()), every=600
    )
    assert reported.get(timeout=PATIENCE) is OutputVolume.AUDIBLE
    for command, value, expected in [
        ("set-sink-mute", "1", OutputVolume.SILENT),
        ("set-sink-mute", "0", OutputVolume.AUDIBLE),
        ("set-sink-volume", "0%", OutputVolume.SILENT),
        ("set-sink-volume", "60%", OutputVolume.AUDIBLE),
        ("set-sink-volume", "3%", OutputVolume.SILENT),
    ]:
        set_sink(pulse, command, value)
        watch.check_now()
        assert reported.get(timeout=PATIENCE) is expected
    pulse.kill()
    watch.check_now()
    assert reported.get(timeout=PATIENCE) is OutputVolume.UNKNOWN
    watch.close()


@on_programs
def test_a_frozen_sound_server_gives_unknown(pulse: PulseServer) -> None:
    pulse.freeze()
    assert read_volume(pulse.environment(), ask_seconds=0.2) is OutputVolume.UNKNOWN


@on_programs
def test_the_environment_of_the_process_is_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_volume({**os.environ, "PATH": str(tmp_path)}) is OutputVolume.UNKNOWN
    monkeypatch.setenv("PATH", program(tmp_path, "pactl", "echo Mute: yes")["PATH"])
    assert read_volume() is OutputVolume.SILENT


def pactl(server: PulseServer, *command: str) -> str:
    return subprocess.run(
        ["pactl", *command],
        env=server.environment(),
        check=True,
        timeout=PATIENCE,
        capture_output=True,
        text=True,
    ).stdout


@pytest.fixture
def ringing(pulse: PulseServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Device]]:
    """A second output, and a function that lets this process ring on the default one."""
    monkeypatch.setenv("PULSE_SERVER", f"unix:{pulse.socket}")
    pactl(pulse, "load-module", "module-null-sink", "sink_name=screen")
    pactl(pulse, "set-default-sink", "counter")
    opened: list[Device] = []

    def ring() -> Device:
        flows = threading.Event()

        def pull(frames: int) -> bytes:
            flows.set()
            return bytes(2 * frames)

        device = on_pulse(44_100, pull, lambda: None)
        opened.append(device)
        assert flows.wait(PATIENCE)
        return device

    yield ring
    for device in opened:
        device.close()


def own_stream(server: PulseServer) -> str:
    return pactl(server, "list", "short", "sink-inputs").split()[0]


HIDDEN: list[tuple[list[tuple[str, ...]], list[tuple[str, ...]]]] = [
    ([("set-sink-input-mute", "{own}", "1")], [("set-sink-input-mute", "{own}", "0")]),
    ([("set-sink-input-volume", "{own}", "0%")], [("set-sink-input-volume", "{own}", "60%")]),
    (
        [("set-sink-mute", "screen", "1"), ("move-sink-input", "{own}", "screen")],
        [("set-sink-mute", "screen", "0")],
    ),
    (
        [("set-sink-volume", "screen", "0%"), ("move-sink-input", "{own}", "screen")],
        [("move-sink-input", "{own}", "counter")],
    ),
]


@on_programs
@pytest.mark.parametrize(
    ("spoil", "mend"), HIDDEN, ids=["muted", "at 0 %", "moved to a muted output", "moved to one at 0 %"]
)
def test_the_mixer_is_read_for_our_own_stream(
    pulse: PulseServer,
    ringing: Callable[[], Device],
    spoil: list[tuple[str, ...]],
    mend: list[tuple[str, ...]],
) -> None:
    ringing()
    own = own_stream(pulse)
    assert read_volume(pulse.environment()) is OutputVolume.AUDIBLE
    for commands, expected in ((spoil, OutputVolume.SILENT), (mend, OutputVolume.AUDIBLE)):
        for command in commands:
            pactl(pulse, *(word.format(own=own) for word in command))
        assert read_volume(pulse.environment()) is expected


@on_programs
def test_a_muted_default_output_does_not_matter_where_another_one_plays(
    pulse: PulseServer, ringing: Callable[[], Device]
) -> None:
    ringing()
    pactl(pulse, "move-sink-input", own_stream(pulse), "screen")
    set_sink(pulse, "set-sink-mute", "1")
    assert read_volume(pulse.environment()) is OutputVolume.AUDIBLE


@on_programs
def test_another_program_that_is_muted_does_not_matter(
    pulse: PulseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{pulse.socket}")
    with ringing_process("PULSEAUDIO") as other:
        assert f'application.process.id = "{other.pid}"' in pactl(pulse, "list", "sink-inputs")
        pactl(pulse, "set-sink-input-mute", own_stream(pulse), "1")
        assert read_volume(pulse.environment()) is OutputVolume.AUDIBLE
        assert VolumeReader(other.pid).read(pulse.environment()) is OutputVolume.SILENT


@on_programs
def test_what_the_mixer_did_is_remembered_between_two_alarms(
    pulse: PulseServer, ringing: Callable[[], Device]
) -> None:
    """The sound server restores it for the next stream; until then there is nothing to read."""
    pactl(pulse, "load-module", "module-stream-restore")
    reader = VolumeReader()
    device = ringing()
    pactl(pulse, "set-sink-input-mute", own_stream(pulse), "1")
    assert reader.read(pulse.environment()) is OutputVolume.SILENT
    device.close()
    assert reader.read(pulse.environment()) is OutputVolume.SILENT
    device = ringing()
    assert reader.read(pulse.environment()) is OutputVolume.SILENT, "restored"
    pactl(pulse, "set-sink-input-mute", own_stream(pulse), "0")
    assert reader.read(pulse.environment()) is OutputVolume.AUDIBLE
    device.close()
    assert reader.read(pulse.environment()) is OutputVolume.AUDIBLE


@on_programs
def test_an_output_is_watched_after_the_alarm_too(pulse: PulseServer, ringing: Callable[[], Device]) -> None:
    reader = VolumeReader()
    device = ringing()
    pactl(pulse, "set-sink-mute", "screen", "1")
    pactl(pulse, "move-sink-input", own_stream(pulse), "screen")
    assert reader.read(pulse.environment()) is OutputVolume.SILENT
    device.close()
    assert reader.read(pulse.environment()) is OutputVolume.SILENT
    pactl(pulse, "set-sink-mute", "screen", "0")
    assert reader.read(pulse.environment()) is OutputVolume.AUDIBLE
