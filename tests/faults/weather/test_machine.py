"""A portal on the way, and troubles of the machine: disk, memory, clock, kills, sound."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING

import psutil
import pytest

from desktop.simulator import Simulator
from tests.alerts.test_device import PulseServer
from tests.cli.conftest import Program
from tests.faults.small_disk import SmallDisk
from tests.faults.weather.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

if sys.platform != "linux":
    pytest.skip("needs the signals and limits of Linux", allow_module_level=True)

long = pytest.mark.long
PORTAL = b"<!doctype html><html><body><h1>Wi-Fi</h1>Please log in</body></html>"
DAYS = 86400.0


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(cooldown=0.3) as simulator:
        yield simulator


@contextlib.contextmanager
def begun(trial: Trial) -> Iterator[Trial]:
    """Start the counter; yield after it has accepted a first order."""
    trial.start()
    try:
        first = trial.sim.add_order()
        trial.wait_until(lambda: first in trial.seen().ever_confirmed, "good weather at first")
        yield trial
    finally:
        trial.kill()


@pytest.mark.parametrize("http", [404, pytest.param(200, marks=long), pytest.param(403, marks=long)])
def test_a_portal_answers_every_call_with_its_page(tmp_path: Path, sim: Simulator, http: int) -> None:
    with begun(Trial(tmp_path / "orders", sim, silent_after=1.0)) as trial:
        # Listed, and its accept is pressed: the portal answers that too.
        sim.faults.add(
            "accept", "status", times=3, http=http, body=PORTAL, headers={"Content-Type": "text/html"}
        )
        sim.add_orders(2)
        trial.wait_until(lambda: len(sim.calls("accept")) >= 3, "accepts meet the portal")
        sim.faults.add("*", "status", times=-1, http=http, body=PORTAL, headers={"Content-Type": "text/html"})
        trial.bad_hours(2.0)
        sim.faults.clear()
        assert max(trial.end().silences)[0] > 1.0


@pytest.mark.long
def test_a_disk_is_full_for_a_while(tmp_path: Path, sim: Simulator) -> None:
    disk = SmallDisk(tmp_path / "disk")
    disk.mount(5 << 10)
    try:
        with begun(Trial(disk.folder / "orders", sim, silent_after=90.0)) as trial:
            disk.fill()
            trial.bad_hours(10.0, lambda _passed: disk.fill())
            disk.free()
            trial.end()
    finally:
        disk.unmount()


@pytest.mark.long
def test_memory_is_exhausted_for_a_while(tmp_path: Path, sim: Simulator) -> None:
    with begun(Trial(tmp_path / "orders", sim, silent_after=10.0)) as trial:
        pid = trial.process.pid
        used = psutil.Process(pid).memory_info().vms
        resource.prlimit(pid, resource.RLIMIT_AS, (used + (1 << 20), resource.RLIM_INFINITY))
        # Texts that are read, kept and searched: many times the room that is left.
        sim.add_orders(20)
        sim.add_order(note="uzun " * 400_000)
        trial.bad_hours(15.0)
        if trial.process.poll() is None:
            resource.prlimit(pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        else:
            # As after a crash: the supervisor starts it again.
            trial.start()
        trial.end()


@pytest.mark.long
@pytest.mark.parametrize("jump", [100 * DAYS, -100 * DAYS, 3600.0])
def test_the_clock_jumps(tmp_path: Path, sim: Simulator, jump: float) -> None:
    with begun(Trial(tmp_path / "orders", sim, silent_after=5.0, jump=jump)) as trial:
        trial.process.send_signal(signal.SIGUSR1)
        trial.bad_hours(5.0)
        trial.end()


@pytest.mark.long
@pytest.mark.timeout(300)
def test_supervisor_and_window_are_killed(tmp_path: Path, sim: Simulator) -> None:
    """A window that lost its supervisor goes on alone. At the end another start shows what is left, and accepts it."""
    dice = random.Random(20261130)
    program = Program(tmp_path / "orders")
    program.point_at(sim)
    windows: set[int] = set()

    def kill(victims: Iterable[int]) -> None:
        for victim in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)

    try:
        for _ in range(12):
            parent = program.start("--poll-seconds", "0.3", QT_QPA_PLATFORM="offscreen")
            sim.add_orders(4)
            sim.wait_for(lambda: False, dice.uniform(0.3, 4.0))
            # With an older window on the folder the new one has ended by now, and the old one is killed.
            running = (
                {each.pid for each in psutil.Process(parent.pid).children()}
                if parent.poll() is None
                else set()
            )
            windows |= running
            kill(dice.choice(([parent.pid], running or windows, [parent.pid, *windows])))
            sim.wait_for(lambda: False, dice.uniform(0.0, 1.0))
        program.end_all()
        kill(windows)
        with begun(Trial(tmp_path / "orders", sim, silent_after=10.0)) as trial:
            trial.end()
    finally:
        program.end_all()
        kill(windows)


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.skipif(shutil.which("pulseaudio") is None, reason="needs the program pulseaudio")
def test_the_sound_server_comes_and_goes(tmp_path: Path, sim: Simulator) -> None:
    """Each time it is gone the window says so, long before 90 seconds have passed."""
    (tmp_path / "sound").mkdir()
    server = PulseServer(tmp_path / "sound")
    server.start()
    program = Program(tmp_path / "orders")
    program.point_at(sim)
    log = program.folder / "tezgah.log"

    def said() -> int:
        return log.read_text("utf-8").count('"kind": "no_sound"') if log.exists() else 0

    def says_more_than(before: int) -> bool:
        return said() > before

    try:
        program.start(
            "--poll-seconds",
            "0.3",
            **server.environment() | program.environ | {"QT_QPA_PLATFORM": "offscreen"},
        )
        first = sim.add_order()
        assert sim.wait_for(lambda: sim.orders[first].acknowledged, 30)
        for time_of_loss in range(4):
            already = said()
            sim.wait_for(lambda: False, 3.0)
            server.kill()
            sim.add_order()
            assert sim.wait_for(partial(says_more_than, already), 90), f"loss {time_of_loss} was not said"
            server.start()
    finally:
        program.end_all()
        server.kill()
    with begun(Trial(tmp_path / "orders", sim, silent_after=10.0)) as trial:
        trial.end()
