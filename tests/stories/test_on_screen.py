"""The program as a process on a virtual screen, driven by X events as from a keyboard and a barcode scanner."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs the programs Xvfb and xdotool"
)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual screen of a cheap counter PC."""
    read, write = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    number = b""
    while not number.endswith(b"\n"):
        part = os.read(read, 16)
        assert part, "Xvfb did not start"
        number += part
    os.close(read)
    yield f":{number.decode().strip()}"
    process.terminate()
    process.wait(10)


def environment(display: str, sim: Simulator) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("TEZGAH_", "QT_"))}
    return env | {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "PYTHONPATH": str(ROOT),
        "TEZGAH_ACCESS_TOKEN": sim.access_token,
    }


def start(folder: Path, sim: Simulator, env: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "desktop", "--data-dir", str(folder), "--base-url", sim.base_url]
    return subprocess.Popen(
        [*command, "--poll-seconds", "0.2", "--lang", "tr"], env=env, cwd=folder, stderr=subprocess.PIPE
    )


def xdotool(env: dict[str, str], *arguments: str) -> str:
    return subprocess.run(["xdotool", *arguments], env=env, check=True, capture_output=True, text=True).stdout


def test_enter_accepts_but_a_scanner_does_not(tmp_path: Path, display: str) -> None:
    with Simulator(cooldown=0.2) as sim:
        env = environment(display, sim)
        first, second = sim.add_orders(2)
        process = start(tmp_path, sim, env)
        try:
            assert sim.wait_for(
                lambda: sim.orders[first].acknowledged and sim.orders[second].acknowledged, 20
            )
            window = xdotool(env, "search", "--sync", "--onlyvisible", "--name", "^Tezgâh").split()[0]
            # No window manager gives the keyboard to the window here.
            xdotool(env, "windowfocus", "--sync", window)
            xdotool(env, "type", "--delay", "3", "8690525041234\n")
            xdotool(env, "type", "--delay", "3", "\n45\n")
            polls = len(sim.calls("get-current"))
            assert sim.wait_for(lambda: len(sim.calls("get-current")) > polls + 5, 10)
            assert sim.calls("accept") == []

            xdotool(env, "key", "Return")
            assert sim.wait_for(lambda: sim.orders[first].accepts == [30], 10)
            assert sim.orders[second].accepts == []
            # A second start brings this window to the front and ends with 0.
            with start(tmp_path, sim, env) as again:
                assert again.wait(20) == 0
            assert process.poll() is None
        finally:
            process.send_signal(signal.SIGTERM)
            _, complaints = process.communicate(timeout=10)
        assert process.returncode == 0
        assert complaints == b""


def test_the_demo_shows_orders_and_ends_cleanly(tmp_path: Path, display: str) -> None:
    with Simulator() as unused:
        env = environment(display, unused)
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop", "--demo", "--lang", "en"],
        env=env,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
    )
    try:
        # The title counts waiting orders; the lively scenario starts with two.
        title = r"^DEMO · Tezgâh \([1-9]"
        window = xdotool(env, "search", "--sync", "--onlyvisible", "--name", title).split()[0]
        assert window
    finally:
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=10)
    assert process.returncode == 0
    assert complaints == b""
