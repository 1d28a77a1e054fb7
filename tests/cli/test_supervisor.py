"""The supervisor with real processes and signals, and with the real window."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import zipfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psutil
import pytest

from desktop.cli.main import main
from desktop.cli.supervisor import (
    Supervisor,
    alert_people,
    crash_time,
    is_crash,
    own_command,
    should_supervise,
)
from tests.cli.conftest import ROOT, SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.simulator import Simulator
    from desktop.system.settings.options import Options
    from tests.cli.conftest import Program

if sys.platform == "win32":
    pytest.skip("needs POSIX signals", allow_module_level=True)

PARENT = """
import sys
from pathlib import Path
from desktop.cli.supervisor import Supervisor
told = Path(sys.argv[1])
pauses = [float(pause) for pause in sys.argv[2].split(",")]
sys.exit(Supervisor(sys.argv[3:], pauses=pauses, display_seconds=0.5, alert=told.write_text).run())
"""

CHILD = """
import os, signal, sys
from pathlib import Path
runs = Path(sys.argv[1])
with runs.open("a") as lines:
    print(os.getpid(), os.environ.get("TEZGAH_CAME_BACK", "-"), os.environ["TEZGAH_NO_SUPERVISOR"], file=lines, flush=True)
ends = sys.argv[2:]
end = ends[min(len(runs.read_text().splitlines()), len(ends)) - 1]
if end == "wait":
    signal.sigwait({signal.SIGUSR1})
elif end == "polite":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    print("ready", flush=True)
    signal.sigwait({signal.SIGTERM})
    sys.exit(0)
elif end.startswith("SIG"):
    os.kill(os.getpid(), getattr(signal, end))
else:
    sys.exit(int(end))
"""


def until(condition: Callable[[], bool], what: str) -> None:
    """Poll until a condition on files or processes is true: they send no events."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, f"never happened: {what}"
        time.sleep(0.02)


class Supervised:
    """A supervisor process with a child that ends in the given ways."""

    def __init__(self, folder: Path) -> None:
        self.runs = folder / "runs"
        self.shown = folder / "told"
        self.process: subprocess.Popen[bytes]

    def start(
        self, *ends: str, pauses: str = "0", stderr: int | IO[bytes] = subprocess.PIPE
    ) -> subprocess.Popen[bytes]:
        child = [sys.executable, "-c", CHILD, str(self.runs), *ends]
        environ = {name: value for name, value in os.environ.items() if not name.startswith("TEZGAH_")}
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", PARENT, str(self.shown), pauses, *child],
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
        return self.process

    def end(self) -> tuple[int, str]:
        _, err = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, (err or b"").decode()

    @property
    def started(self) -> list[list[str]]:
        """For each child: process id, time of the previous crash, value that prevents a second supervisor."""
        return [line.split() for line in self.runs.read_text().splitlines()] if self.runs.exists() else []


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    made = Supervised(tmp_path)
    yield made
    made.process.kill()
    made.process.wait(SECONDS)
    for pid, *_ in made.started:
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)
    for pipe in (made.process.stdout, made.process.stderr):
        if pipe is not None:
            pipe.close()


@pytest.mark.parametrize("crash", ["SIGSEGV", "SIGABRT", "SIGKILL", "5"])
def test_a_crashed_program_is_restarted_with_the_time_of_the_crash(
    supervised: Supervised, crash: str
) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    supervised.start(crash, "0")
    code, err = supervised.end()
    assert code == 0
    assert f"ended unexpectedly: {crash}" in err
    (_, first, _), (_, second, word) = supervised.started
    assert (first, word) == ("-", "1")
    assert before <= datetime.fromisoformat(second) <= datetime.now(UTC)
    assert not supervised.shown.exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_a_crash_that_cannot_be_printed_is_restarted_and_reported_all_the_same(
    supervised: Supervised,
) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        supervised.start("5", "SIGSEGV", "1", stderr=full)
    assert supervised.end()[0] == 1
    assert len(supervised.started) == 3
    assert supervised.shown.read_text()


@pytest.mark.parametrize(("code", "shown"), [(0, False), (3, False), (4, False), (1, True), (255, True)])
def test_an_error_at_a_restart_is_reported(supervised: Supervised, code: int, shown: bool) -> None:
    # Python ends with 1, and the unpacker with 255, if files of the program are missing.
    supervised.start("SIGSEGV", str(code))
    ended, err = supervised.end()
    assert ended == code
    assert len(supervised.started) == 2
    assert supervised.shown.exists() is shown
    if shown:
        assert "sipariş ALINMIYOR" in supervised.shown.read_text()
        assert f"could not be restarted ({code})" in err


@pytest.mark.parametrize("code", [0, 4])
def test_a_normal_end_or_an_error_at_the_start_is_not_restarted(supervised: Supervised, code: int) -> None:
    supervised.start(str(code))
    assert supervised.end() == (code, "")
    assert len(supervised.started) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_is_passed_on_and_ends_both(supervised: Supervised, number: signal.Signals) -> None:
    process = supervised.start("polite", "SIGSEGV")
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(number)
    assert supervised.end() == (0, "")
    assert len(supervised.started) == 1


def test_a_child_that_is_ended_by_a_signal_is_not_restarted(supervised: Supervised) -> None:
    supervised.start("wait")
    until(lambda: len(supervised.started) == 1, "the child runs")
    os.kill(int(supervised.started[0][0]), signal.SIGTERM)
    assert supervised.end() == (143, "")
    assert len(supervised.started) == 1


def test_the_fifth_crash_is_the_last_and_is_reported_in_both_languages(supervised: Supervised) -> None:
    supervised.start("SIGSEGV")
    code, err = supervised.end()
    assert code == 5
    assert len(supervised.started) == 5
    shown = supervised.shown.read_text()
    for text in (shown, err):
        assert "art arda 5 kez" in text
        assert "5 times in a row" in text


def tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)


def test_the_alarm_sounds_until_the_message_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = tmp_path / "heard"
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":none")
    monkeypatch.setattr("desktop.cli.supervisor.SOUND_SECONDS", 0.01)
    tool(tmp_path, "pw-play", "exit 1")  # this sound server is missing
    tool(tmp_path, "paplay", f'echo "$1" >> {heard}')
    # The message is read after the third sound.
    tool(tmp_path, "zenity", f'until [ "$(wc -l < {heard})" -ge 3 ]; do sleep 0.01; done 2>/dev/null')
    alert_people("orders are NOT received")
    shown = heard.read_text().splitlines()
    assert len(shown) >= 3
    assert Path(shown[0]).name == "lost.wav"
    assert Path(shown[0]).is_file()


def test_without_a_message_box_the_alarm_sounds_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = tmp_path / "heard"
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    tool(tmp_path, "pw-play", f"echo heard >> {heard}")
    alert_people("orders are NOT received")
    assert heard.read_text() == "heard\n"


def test_a_message_tool_that_cannot_start_leaves_the_message_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = tmp_path / "shown"
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":none")
    tool(tmp_path, "pw-play", "exit 0")
    tool(tmp_path, "kdialog", f'echo "$*" > {shown}')
    (tmp_path / "zenity").write_text("#!/no/such/interpreter\n")
    (tmp_path / "zenity").chmod(0o700)
    alert_people("orders are NOT received")
    assert "orders are NOT received" in shown.read_text()


def test_a_signal_ends_the_pause_before_a_restart(supervised: Supervised) -> None:
    process = supervised.start("SIGSEGV", pauses="600")
    assert process.stderr is not None
    assert b"SIGSEGV" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    assert supervised.end()[0] == 0
    assert len(supervised.started) == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
def test_a_crash_without_a_display_is_the_end_of_the_session(
    supervised: Supervised, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_display(monkeypatch, ":98765")
    supervised.start("5", "0")
    assert supervised.end() == (0, "")
    assert len(supervised.started) == 1


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs the program Xvfb")
@pytest.mark.parametrize("ours", [True, False])
def test_a_display_of_another_user_is_the_end_of_the_session_too(
    supervised: Supervised, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours: bool
) -> None:
    """After a logout the next screen to log in often has the same number; its key is another one."""
    cookie = b"\x12MIT-MAGIC-COOKIE-1\0\x10"
    entry = b"\xff\xff\0\0\0\0\0" + cookie
    for name, key in (("before", b"a" * 16), ("after", b"b" * 16)):
        (tmp_path / name).write_bytes(entry + key)
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-auth", str(tmp_path / "after")],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with open(read, encoding="ascii") as lines:  # noqa: PTH123
        on_display(monkeypatch, f":{lines.readline().strip()}")
    monkeypatch.setenv("XAUTHORITY", str(tmp_path / ("after" if ours else "before")))
    try:
        supervised.start("5", "0")
        code, complaints = supervised.end()
    finally:
        server.terminate()
        server.wait(SECONDS)
    assert code == 0
    assert len(supervised.started) == (2 if ours else 1), complaints


def on_display(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DISPLAY", name)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)


def test_each_restart_waits_longer_than_the_one_before() -> None:
    waited: list[float] = []

    class Patient(Supervisor):
        def _pause(self, seconds: float) -> bool:
            waited.append(seconds)
            return True

    crash = [sys.executable, "-c", "import sys; sys.exit(5)"]
    assert Patient(crash, alert=lambda _: None).run() == 5
    assert waited == [0.0, 2.0, 5.0, 15.0]


def test_crashes_that_are_far_apart_are_not_added_up() -> None:
    hours = iter(range(0, 3600 * 24, 3600))
    left = iter([5] * 8 + [0])

    class CountedSales(Supervisor):
        def _run_once(self, crashed_at: datetime | None) -> int:
            return next(left)

        def _pause(self, seconds: float) -> bool:
            return seconds == 0.0

    assert CountedSales([], clock=lambda: float(next(hours))).run() == 0


def test_a_removed_program_is_reported(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nrm $0\nexit 5\n")
    program.chmod(0o700)
    shown: list[str] = []
    assert Supervisor([str(program)], alert=shown.append).run() == 1
    assert "Programı yeniden kurun" in shown[0]
    assert "Install the program again" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("code", "crash"),
    [
        (-signal.SIGSEGV, True),
        (-signal.SIGKILL, True),
        (-signal.SIGTERM, False),
        (-signal.SIGHUP, False),
        (0, False),
        (1, False),
        (2, False),
        (3, False),
        (4, False),
        (5, True),
        (6, False),
        (255, False),
        (0xC0000005, True),  # access violation
        (0xC0000409, True),  # fail fast
        (0xC000013A, False),  # Ctrl-C
        (0xC000026B, False),  # the session ends
        (0x40010004, False),  # ended with the session
    ],
)
def test_exit_codes_of_crashes(code: int, crash: bool) -> None:
    assert is_crash(code) is crash


def test_variables_of_the_supervisor_are_removed_after_reading() -> None:
    environ = {"TEZGAH_CAME_BACK": "2026-11-22T15:05:00+00:00", "TEZGAH_NO_SUPERVISOR": "1"}
    assert not should_supervise(environ)
    assert crash_time(environ) == datetime(2026, 11, 22, 15, 5, tzinfo=UTC)
    assert environ == {}
    assert should_supervise(environ)
    assert crash_time(environ) is None


@pytest.mark.parametrize("shown", ["", "yesterday", "2026-11-22T15:05:00"])
def test_an_invalid_crash_time_is_ignored(shown: str) -> None:
    assert crash_time({"TEZGAH_CAME_BACK": shown}) is None


def test_the_child_is_started_with_the_same_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "orig_argv", ["python3", "-P", "-m", "desktop", "--minimised"])
    assert own_command() == [sys.executable, "-P", "-m", "desktop", "--minimised"]
    monkeypatch.setattr(sys, "orig_argv", ["python3", "-m", "desktop", "--minimised"])
    source = str(Path(__file__).parents[2])
    # Where the program is found without the present folder, the child does not look there.
    monkeypatch.setattr(sys, "path", ["", source])
    assert own_command() == [sys.executable, "-P", "-m", "desktop", "--minimised"]
    monkeypatch.setattr(sys, "path", ["", "/usr/lib/python3"])
    assert own_command() == [sys.executable, "-m", "desktop", "--minimised"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "argv", ["tezgah", "--minimised"])
    assert own_command() == [sys.executable, "--minimised"]


# The real window


def window_pid(folder: Path) -> int:
    """Return the process that holds the data folder, 0 for none."""
    try:
        return int(json.loads((folder / "tezgah.lock.json").read_text("utf-8"))["pid"])
    except (OSError, ValueError):
        return 0


def read_log(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in folder.glob("tezgah.log"))


def test_the_window_restarts_with_its_waiting_order(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    key = sim.add_order()
    parent = program.start("--lang", "en", "--poll-seconds", "0.2", QT_QPA_PLATFORM="offscreen")
    try:
        assert sim.wait_for(lambda: sim.orders[key].acknowledged, SECONDS)
        first = window_pid(program.folder)
        assert psutil.Process(first).ppid() == parent.pid
        polls = len(sim.calls("get-current"))
        os.kill(first, signal.SIGSEGV)
        assert sim.wait_for(lambda: len(sim.calls("get-current")) > polls + 3, SECONDS)
        second = window_pid(program.folder)
        assert second != first
        assert psutil.Process(second).ppid() == parent.pid
        with closing(sqlite3.connect(program.folder / "tezgah.db")) as database:
            assert database.execute("SELECT payment_key FROM orders").fetchall() == [(key,)]
        until(lambda: '"detail": "crashed:' in read_log(program.folder), "the window reports the crash")
        # The crash log has files and lines.
        where = (program.folder / "tezgah.log.crash").read_text("utf-8")
        assert "Fatal Python error: Segmentation fault" in where
        assert "desktop/app.py" in where
        assert sim.access_token not in where
    finally:
        parent.send_signal(signal.SIGTERM)
    _, err = parent.communicate(timeout=SECONDS)
    assert parent.returncode == 0
    assert err.decode() == "tezgah: ended unexpectedly: SIGSEGV\n"
    assert not psutil.pid_exists(second)
    assert window_pid(program.folder) == 0
    # The support package has the crash log.
    package = program.folder.parent / "support.zip"
    assert program.run("support", "--output", str(package))[0] == 0
    with zipfile.ZipFile(package) as archive:
        assert b"Segmentation fault" in archive.read("logs/tezgah.log.crash")


def test_after_a_crash_the_window_is_not_minimised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[Options] = []

    def start(options: Options, *, headless: bool) -> int:
        started.append(options)
        return 0

    monkeypatch.setattr("desktop.cli.main.start", start)
    assert main(["--minimised", "--data-dir", str(tmp_path)]) == 0
    monkeypatch.setenv("TEZGAH_CAME_BACK", "2026-11-22T15:05:00+00:00")
    assert main(["--minimised", "--data-dir", str(tmp_path)]) == 0
    assert [options.minimised for options in started] == [True, False]
    assert [options.crashed_at for options in started] == [None, datetime(2026, 11, 22, 15, 5, tzinfo=UTC)]


CRASH = """
import os, signal, sys
from pathlib import Path
from desktop.system.files.crash_log import log_hard_crashes
customer = "Deneme Müşterisi"
with log_hard_crashes(Path(sys.argv[1])):
    if len(sys.argv) > 2:
        os.kill(os.getpid(), signal.SIGSEGV)
"""


def crash(folder: Path, *more: str) -> int:
    return subprocess.run([sys.executable, "-c", CRASH, str(folder), *more], cwd=ROOT, check=False).returncode


def test_a_hard_crash_logs_its_place_and_no_values(tmp_path: Path) -> None:
    path = tmp_path / "tezgah.log.crash"
    assert crash(tmp_path) == 0
    assert path.read_bytes() == b""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert crash(tmp_path, "now") == -signal.SIGSEGV
    assert crash(tmp_path, "now") == -signal.SIGSEGV
    text = path.read_text("utf-8")
    assert text.count("Segmentation fault") == 2
    assert "line 8" in text
    assert "Deneme" not in text


def test_the_crash_log_stays_small_and_may_be_unwritable(tmp_path: Path) -> None:
    path = tmp_path / "tezgah.log.crash"
    path.write_bytes(b"x" * (300 << 10))
    assert crash(tmp_path, "now") == -signal.SIGSEGV
    assert path.stat().st_size < 10_000
    assert crash(tmp_path / "not there") == 0


def test_the_end_of_the_session_ends_both_cleanly(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    key = sim.add_order()
    parent = program.start("--poll-seconds", "0.2", QT_QPA_PLATFORM="offscreen")
    assert sim.wait_for(lambda: sim.orders[key].acknowledged, SECONDS)
    child = window_pid(program.folder)
    # As systemd ends a session: both signals to both processes.
    for number in (signal.SIGTERM, signal.SIGHUP):
        for pid in (child, parent.pid):
            os.kill(pid, number)
    assert parent.wait(SECONDS) == 0
    assert window_pid(program.folder) == 0, "the lock is released"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
def test_a_signal_that_is_ignored_at_the_start_stays_ignored(supervised: Supervised) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = supervised.start("polite")
    finally:
        signal.signal(signal.SIGHUP, before)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    ignored = next(
        line for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if "SigIgn" in line
    )
    assert int(ignored.split()[1], 16) & 1 << (signal.SIGHUP - 1)
    process.send_signal(signal.SIGTERM)
    assert supervised.end() == (0, "")


def test_without_a_supervisor_the_process_is_the_window(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    key = sim.add_order()
    alone = {"QT_QPA_PLATFORM": "offscreen", "TEZGAH_NO_SUPERVISOR": "1"}
    process = program.start("--poll-seconds", "0.2", **alone)
    assert sim.wait_for(lambda: sim.orders[key].acknowledged, SECONDS)
    assert window_pid(program.folder) == process.pid
    process.send_signal(signal.SIGTERM)
    assert process.wait(SECONDS) == 0


def test_the_fixture_leaves_no_window_behind(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    key = sim.add_order()
    program.start("--poll-seconds", "0.2", QT_QPA_PLATFORM="offscreen")
    assert sim.wait_for(lambda: sim.orders[key].acknowledged, SECONDS)
    window = psutil.Process(window_pid(program.folder))
    program.end_all()
    assert psutil.wait_procs([window], SECONDS)[1] == []


def test_the_parent_is_small_compared_with_the_window(program: Program, sim: Simulator) -> None:
    program.point_at(sim)
    key = sim.add_order()
    parent = program.start("--poll-seconds", "0.2", QT_QPA_PLATFORM="offscreen")
    try:
        assert sim.wait_for(lambda: sim.orders[key].acknowledged, SECONDS)
        window = psutil.Process(window_pid(program.folder)).memory_full_info().uss
        own = psutil.Process(parent.pid).memory_full_info().uss
        assert own < window / 5
    finally:
        parent.send_signal(signal.SIGTERM)
        parent.wait(SECONDS)
