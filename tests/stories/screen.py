"""A virtual X11 screen, the program on it as a process, and keys and clicks as a hand gives them."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from ctypes.util import find_library
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.simulator import Simulator

ROOT = Path(__file__).parents[2]
_CORE_KEYBOARD = 0x100

needs_screen = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs the programs Xvfb and xdotool"
)


class Screen:
    """The screen of a cheap counter PC, which can go and come back under its name."""

    def __init__(self) -> None:
        self.name = ""
        self._process: subprocess.Popen[bytes]
        self.start()

    def start(self) -> None:
        """Start it, at first under a name that is free; returns when programs can use it."""
        read, write = os.pipe()
        self._process = subprocess.Popen(
            [
                "Xvfb",
                *[self.name] * bool(self.name),
                "-displayfd",
                str(write),
                "-screen",
                "0",
                "1366x768x24",
                "-nolisten",
                "tcp",
            ],
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
        self.name = f":{number.decode().strip()}"

    def stop(self) -> None:
        """Take it away."""
        self._process.terminate()
        self._process.wait(10)


@contextmanager
def virtual_screen() -> Iterator[str]:
    """Run a screen; yield its name."""
    screen = Screen()
    try:
        yield screen.name
    finally:
        screen.stop()


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


def focus_window(env: dict[str, str]) -> str:
    """Give the keyboard to the program's window, which no window manager does here; return its number."""
    window = xdotool(env, "search", "--sync", "--onlyvisible", "--name", "^Tezgâh").split()[0]
    xdotool(env, "windowfocus", "--sync", window)
    return window


def set_key_repeat(display: str, delay: int, interval: int) -> None:
    """Let a held key repeat after `delay` milliseconds, then each `interval` milliseconds."""
    x11 = ctypes.CDLL(find_library("X11") or "libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    assert connection.value, "no display"
    assert x11.XkbSetAutoRepeatRate(connection, _CORE_KEYBOARD, delay, interval)
    x11.XCloseDisplay(connection)
