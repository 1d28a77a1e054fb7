"""Whether the machine's own volume lets anything be heard, where the platform tells.

A sound that is played well into a muted speaker is silence. Asking may hang as long as a sound server pleases: it is done
on a thread that can be left behind.
"""

from __future__ import annotations

import enum
import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

AUDIBLE_FROM: Final = 5
"""Percent of full volume below which nobody in a kitchen hears anything."""

_ASK_SECONDS: Final = 2.0
_LOOK_EVERY: Final = 20.0
_CLOSING_AT_MOST: Final = 0.5
_PERCENT: Final = re.compile(r"(\d+)%")
_WIREPLUMBER: Final = re.compile(r"Volume:\s*(\d+(?:\.\d+)?)(.*)")


class OutputVolume(enum.Enum):
    """What the present default output would let through."""

    AUDIBLE = "audible"
    SILENT = "silent"
    """Muted, or turned down to nothing."""
    UNKNOWN = "unknown"
    """The platform does not tell."""


def read_volume(
    environ: Mapping[str, str] | None = None, *, ask_seconds: float = _ASK_SECONDS
) -> OutputVolume:
    """Return what the present default output lets through. Blocks.

    Args:
        environ: where programs are looked for and what they are given; the process's own by default.
        ask_seconds: after which a program that says nothing is killed; two may be run.

    Raises:
        Exception: Windows' own, when its sound system cannot be used.
    """
    if sys.platform == "win32":
        from desktop.alerts.volume_windows import read_windows_volume

        found = read_windows_volume()
        volume = OutputVolume.UNKNOWN if found is None else _judge(*found)
    else:
        volume = _of_programs(os.environ if environ is None else environ, ask_seconds)
    return volume


class VolumeWatch:
    """Looks at the volume now and then; tells each change through `post`, the first look's result always."""

    def __init__(
        self,
        on_state: Callable[[OutputVolume], None],
        post: Callable[[Callable[[], None]], object],
        *,
        read: Callable[[], OutputVolume] = read_volume,
        every: float = _LOOK_EVERY,
    ) -> None:
        """Begin to look.

        Args:
            on_state: told the volume; never after `close`.
            post: runs a callable where `on_state` belongs (a loop's `call_soon_threadsafe`), where `close` is called too.
            read: asks the platform; may hang, may raise.
            every: seconds between two looks.
        """
        self._on_state = on_state
        self._post = post
        self._read = read
        self._every = every
        self._wake = threading.Event()
        self._closing = False
        self._failed = False
        self._thread = threading.Thread(target=self._run, name="volume", daemon=True)
        self._thread.start()

    def look(self) -> None:
        """Look soon, once more when a look is under way; returns at once."""
        self._wake.set()

    def close(self) -> None:
        """Stop, in less than a second even when the sound server hangs."""
        self._closing = True
        self._wake.set()
        self._thread.join(_CLOSING_AT_MOST)

    def _run(self) -> None:
        told: OutputVolume | None = None
        while not self._closing:
            self._wake.clear()
            found = self._look()
            if found is not told and not self._closing:
                told = found
                if not self._tell(found):
                    return
            self._wake.wait(self._every)

    def _look(self) -> OutputVolume:
        try:
            found = self._read()
        except Exception as error:  # noqa: BLE001 - an extra must never end, whatever a sound system does
            if not self._failed:
                self._failed = True
                log.info("the volume cannot be read: %s: %s", type(error).__name__, error)
            return OutputVolume.UNKNOWN
        self._failed = False
        return found

    def _tell(self, found: OutputVolume) -> bool:
        def tell() -> None:
            if not self._closing:
                self._on_state(found)

        try:
            self._post(tell)
        except RuntimeError:
            return False  # the loop is closed: nobody listens any more
        return True


def _of_programs(environ: Mapping[str, str], ask_seconds: float) -> OutputVolume:
    path = environ.get("PATH", os.defpath)
    if pactl := shutil.which("pactl", path=path):
        return _of_pulse(lambda what: _said([pactl, what, "@DEFAULT_SINK@"], environ, ask_seconds))
    if wpctl := shutil.which("wpctl", path=path):
        return _of_wireplumber(_said([wpctl, "get-volume", "@DEFAULT_AUDIO_SINK@"], environ, ask_seconds))
    return OutputVolume.UNKNOWN


def _of_pulse(ask: Callable[[str], str]) -> OutputVolume:
    muted = ask("get-sink-mute").strip()
    if muted == "Mute: yes":
        return OutputVolume.SILENT
    if muted != "Mute: no":
        return OutputVolume.UNKNOWN
    said = ask("get-sink-volume").strip()
    percents = [int(percent) for percent in _PERCENT.findall(said)]
    if not percents or not said.startswith("Volume:"):
        return OutputVolume.UNKNOWN
    return _judge(muted=False, percent=max(percents))


def _of_wireplumber(said: str) -> OutputVolume:
    found = _WIREPLUMBER.match(said.strip())
    if found is None:
        return OutputVolume.UNKNOWN
    return _judge("MUTED" in found[2], float(found[1]) * 100)


def _judge(muted: bool, percent: float) -> OutputVolume:  # noqa: FBT001 - what the platform answers
    return OutputVolume.SILENT if muted or percent < AUDIBLE_FROM else OutputVolume.AUDIBLE


def _said(command: list[str], environ: Mapping[str, str], seconds: float) -> str:
    """Return what a program writes, "" when it fails or hangs; it is killed then."""
    try:
        return subprocess.run(
            command,
            env=_for_others(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _for_others(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a program of the system: English, and without the libraries of our frozen program."""
    given = {**environ, "LC_ALL": "C"}
    if getattr(sys, "frozen", False):
        # PyInstaller's starter puts its own folder there, and what stood there before into the other one.
        given.pop("LD_LIBRARY_PATH", None)
        if before := given.pop("LD_LIBRARY_PATH_ORIG", ""):
            given["LD_LIBRARY_PATH"] = before
    return given
