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


class VolumeWatch:
    """Looks at the volume now and then; tells each change through `post`, the first look's result always."""

    def __init__(
        self,
        on_state: Callable[[OutputVolume], None],
        post: Callable[[Callable[[], None]], object],
        *,
        read: Callable[[], OutputVolume] | None = None,
        every: float = _LOOK_EVERY,
    ) -> None:
        """Begin to look.

        Args:
            on_state: told the volume.
            post: runs a callable where `on_state` belongs (a loop's `call_soon_threadsafe`).
            read: asks the platform; may hang.
            every: seconds between two looks.
        """
        self._on_state = on_state
        self._post = post
        self._read = read or read_volume
        self._every = every
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="volume", daemon=True)
        self._thread.start()

    def look(self) -> None:
        """Look soon; returns at once."""
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
            return self._read()
        except Exception as error:  # noqa: BLE001 - an extra must never end, whatever a sound system does
            log.info("the volume cannot be read: %s: %s", type(error).__name__, error)
            return OutputVolume.UNKNOWN

    def _tell(self, found: OutputVolume) -> bool:
        try:
            self._post(lambda: self._on_state(found))
        except RuntimeError:
            return False  # the loop is closed: nobody listens any more
        return True


def read_volume(environ: Mapping[str, str] | None = None) -> OutputVolume:
    """Return what the present default output lets through; takes at most some seconds.

    Args:
        environ: where programs are looked for and what they are given; the process's own by default.
    """
    if sys.platform == "win32":
        from desktop.alerts.volume_windows import read_windows_volume

        return _judge(*read_windows_volume())
    environ = os.environ if environ is None else environ
    path = environ.get("PATH", os.defpath)
    if pactl := shutil.which("pactl", path=path):
        return _of_pulse(pactl, environ)
    if wpctl := shutil.which("wpctl", path=path):
        return _of_wireplumber(_said([wpctl, "get-volume", "@DEFAULT_AUDIO_SINK@"], environ))
    return OutputVolume.UNKNOWN


def _of_pulse(pactl: str, environ: Mapping[str, str]) -> OutputVolume:
    muted = _said([pactl, "get-sink-mute", "@DEFAULT_SINK@"], environ).partition(":")[2].strip()
    if muted not in {"yes", "no"}:
        return OutputVolume.UNKNOWN
    percents = _PERCENT.findall(_said([pactl, "get-sink-volume", "@DEFAULT_SINK@"], environ))
    if not percents:
        return OutputVolume.UNKNOWN
    return _judge(muted == "yes", max(int(percent) for percent in percents))


def _of_wireplumber(said: str) -> OutputVolume:
    found = _WIREPLUMBER.match(said.strip())
    if found is None:
        return OutputVolume.UNKNOWN
    return _judge("MUTED" in found[2], float(found[1]) * 100)


def _judge(muted: bool, percent: float) -> OutputVolume:  # noqa: FBT001 - what the platform answers
    return OutputVolume.SILENT if muted or percent < AUDIBLE_FROM else OutputVolume.AUDIBLE


def _said(command: list[str], environ: Mapping[str, str]) -> str:
    """Return what a program writes, "" when it fails or hangs; it is killed then."""
    try:
        return subprocess.run(
            command,
            env={**environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ASK_SECONDS,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
