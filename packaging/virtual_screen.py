"""Windows of other programs and the keys sent to them: by X events on a virtual screen, on Windows by messages."""

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
"""Seconds that a window is waited for: the first start of a large program from a cold disk."""


class Screen(Protocol):
    """Where the program's window is."""

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to find it."""

    def wait_for_title(self, pattern: str) -> str:
        """Return the window whose title matches; raise TimeoutError if none comes."""

    def press_enter(self, window: str) -> None:
        """Send what a person's key sends."""


class XScreen:
    """A screen of Xvfb, worked with xdotool."""

    def __init__(self, display: str, command: tuple[str, ...] = ()) -> None:
        """Take the display's name, and what goes before each command (a changed root)."""
        self.environment = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._before = command

    def wait_for_title(self, pattern: str) -> str:
        """Return the visible window whose title matches."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = self._xdotool("search", "--onlyvisible", "--name", pattern).split()
            if found:
                return found[0]
            time.sleep(0.1)
        raise TimeoutError(f"no window called {pattern}")

    def press_enter(self, window: str) -> None:
        """Give the window the keyboard, as there is no window manager to do it, and press."""
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

    def wait_for_title(self, pattern: str) -> str:
        """Return the visible top window whose title matches."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for window, title in _windows_titles():
                if re.search(pattern, title):
                    return str(window)
            time.sleep(0.1)
        raise TimeoutError(f"no window called {pattern}")

    def press_enter(self, window: str) -> None:
        """Send the messages of a key that goes down and up."""
        user32 = _user32()
        enter, down, up = 0x0D, 0x0100, 0x0101
        user32.SetForegroundWindow(int(window))
        user32.PostMessageW(int(window), down, enter, 0x001C0001)
        time.sleep(0.1)
        user32.PostMessageW(int(window), up, enter, 0xC01C0001)


def _user32() -> Any:
    # through getattr: elsewhere ctypes has no such loader, and the checker of types would not look at what follows
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
    """Run Xvfb as the screen of a cheap counter PC; yields its display.

    Args:
        options: more of Xvfb's own.

    Raises:
        RuntimeError: Xvfb did not start.
    """
    read, write = os.pipe()
    # Without `-noreset` it starts anew whenever its last client has gone, which each xdotool may be: a program that
    # connects in that moment is refused.
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
