"""Finds windows of other programs and sends them keys: X events on a virtual screen, messages on Windows."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import subprocess
import time
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE: Final = 30.0
"""Seconds to wait for a window: a first start from a cold disk is slow."""


class Screen(Protocol):
    """A screen with windows of programs."""

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables for programs on this screen."""

    def wait_for_title(self, pattern: str, seconds: float = PATIENCE) -> str:
        """Return the number of the window whose title matches; TimeoutError if none appears."""

    def press_enter(self, window: str) -> None:
        """Send the Enter key to a window."""


class XScreen:
    """A screen of Xvfb, driven with xdotool."""

    def __init__(self, display: str, command: tuple[str, ...] = ()) -> None:
        """Use a display such as ``:1``; `command` is put before each call (a changed root)."""
        self.environment = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._before = command

    def wait_for_title(self, pattern: str, seconds: float = PATIENCE) -> str:
        """Return the number of the visible window whose title matches."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = self._xdotool("search", "--onlyvisible", "--name", pattern).split()
            if found:
                return found[0]
            time.sleep(0.1)
        raise TimeoutError(f"no window called {pattern}")

    def press_enter(self, window: str) -> None:
        """Focus the window, because there is no window manager, and press Enter."""
        self._xdotool("windowfocus", "--sync", window)
        self._xdotool("key", "Return")

    def _xdotool(self, *arguments: str) -> str:
        env = os.environ | self.environment
        done = subprocess.run(
            [*self._before, "xdotool", *arguments],
            env=env, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        return done.stdout


class WindowsDesktop:
    """The desktop of a Windows runner."""

    environment: ClassVar[dict[str, str]] = {}

    def wait_for_title(self, pattern: str, seconds: float = PATIENCE) -> str:
        """Return the handle of the visible top window whose title matches."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for window, title in _windows_titles():
                if re.search(pattern, title):
                    return str(window)
            time.sleep(0.1)
        raise TimeoutError(f"no window called {pattern}")

    def press_enter(self, window: str) -> None:
        """Send the messages for a key press and release."""
        user32 = _user32()
        enter, down, up = 0x0D, 0x0100, 0x0101
        user32.SetForegroundWindow(int(window))
        user32.PostMessageW(int(window), down, enter, 0x001C0001)
        time.sleep(0.1)
        user32.PostMessageW(int(window), up, enter, 0xC01C0001)


def _user32() -> Any:
    # getattr: ctypes has no such attribute on other systems, and mypy would skip the code after it
    return getattr(ctypes, "windll").user32  # noqa: B009


def _windows_titles() -> list[tuple[int, str]]:
    user32 = _user32()
    found: list[tuple[int, str]] = []

    def look(window: int, _: int) -> bool:
        if user32.IsWindowVisible(window):
            buffer = ctypes.create_unicode_buffer(512)
            user32.GetWindowTextW(window, buffer, len(buffer))
            found.append((window, buffer.value))
        return True

    kind = getattr(ctypes, "WINFUNCTYPE")(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p)  # noqa: B009
    user32.EnumWindows(kind(look), 0)
    return found


@contextlib.contextmanager
def virtual_screen(*options: str) -> Iterator[str]:
    """Run Xvfb with the screen size of a cheap counter PC; yields its display, such as ``:1``.

    Args:
        options: more options of Xvfb.

    Raises:
        RuntimeError: Xvfb did not start.
    """
    read, write = os.pipe()
    # Without `-noreset` Xvfb restarts when its last client ends, which each xdotool may be. A program that connects at
    # that moment is refused.
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset", *options],
        pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        number = b""
        while not number.endswith(b"\n"):
            part = os.read(read, 16)
            if not part:
                raise RuntimeError("Xvfb did not start")
            number += part
        yield f":{number.decode().strip()}"
    finally:
        os.close(read)
        process.terminate()
        process.wait(10)
