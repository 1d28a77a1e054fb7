"""Reads whether the machine's own volume is audible, where the platform reports it.

Sound on a muted speaker is silence. Reading may hang with the sound server, so it runs on a daemon thread.
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
"""Percent of full volume below which a kitchen hears nothing."""

_READ_SECONDS: Final = 2.0
_READ_EVERY: Final = 20.0
_CLOSING_AT_MOST: Final = 0.5
_PERCENT: Final = re.compile(r"(\d+)%")
_WIREPLUMBER: Final = re.compile(r"Volume:\s*(\d+(?:\.\d+)?)(.*)")


class OutputVolume(enum.Enum):
    """State of the default output."""

    AUDIBLE = "audible"
    SILENT = "silent"
    """Muted, or turned down to nothing."""
    UNKNOWN = "unknown"
    """The platform does not report it."""


def read_volume(
    environ: Mapping[str, str] | None = None, *, ask_seconds: float = _READ_SECONDS
) -> OutputVolume:
    """Return the state of the default output. Blocks.

    Args:
        environ: environment and search path of the programs, see `child_environ`; the process's own by default.
        ask_seconds: time limit of one program; two may run.

    Raises:
        Exception: Windows' own, when its sound system cannot be used.
    """
    if sys.platform == "win32":
        from desktop.alerts.volume_windows import read_windows_volume

        found = read_windows_volume()
        volume = OutputVolume.UNKNOWN if found is None else _judge(*found)
    else:
        volume = _read_with_programs(os.environ if environ is None else environ, ask_seconds)
    return volume


class VolumeWatch:
    """Reads the volume periodically; reports the first result and each change through `post`."""

    def __init__(
        self,
        on_state: Callable[[OutputVolume], None],
        post: Callable[[Callable[[], None]], object],
        *,
        read: Callable[[], OutputVolume] = read_volume,
        every: float = _READ_EVERY,
    ) -> None:
        """Start the thread.

        Args:
            on_state: receives the volume; never after `close`.
            post: runs a callable on the thread of `on_state` (a loop's `call_soon_threadsafe`), where `close`
                is called too.
            read: reads the volume; may hang, may raise.
            every: seconds between two readings.
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

    def check_now(self) -> None:
        """Read soon, and once more if a reading is running; returns at once."""
        self._wake.set()

    def close(self) -> None:
        """Stop, in less than a second even if the sound server hangs."""
        self._closing = True
        self._wake.set()
        self._thread.join(_CLOSING_AT_MOST)

    def _run(self) -> None:
        reported: OutputVolume | None = None
        while not self._closing:
            self._wake.clear()
            found = self._read_state()
            if found is not reported and not self._closing:
                reported = found
                if not self._report(found):
                    return
            self._wake.wait(self._every)

    def _read_state(self) -> OutputVolume:
        try:
            found = self._read()
        except Exception as error:  # noqa: BLE001 - this extra must survive any failure of a sound system
            if not self._failed:
                self._failed = True
                log.info("the volume cannot be read: %s: %s", type(error).__name__, error)
            return OutputVolume.UNKNOWN
        self._failed = False
        return found

    def _report(self, found: OutputVolume) -> bool:
        def report() -> None:
            if not self._closing:
                self._on_state(found)

        try:
            self._post(report)
        except RuntimeError:
            return False  # the loop is closed
        return True


def _read_with_programs(environ: Mapping[str, str], ask_seconds: float) -> OutputVolume:
    path = environ.get("PATH", os.defpath)
    if pactl := shutil.which("pactl", path=path):
        return _read_pulse(pactl, environ, ask_seconds)
    if wpctl := shutil.which("wpctl", path=path):
        return _parse_wireplumber(
            _output([wpctl, "get-volume", "@DEFAULT_AUDIO_SINK@"], environ, ask_seconds)
        )
    return OutputVolume.UNKNOWN


def _read_pulse(pactl: str, environ: Mapping[str, str], seconds: float) -> OutputVolume:
    muted = _output([pactl, "get-sink-mute", "@DEFAULT_SINK@"], environ, seconds).strip()
    if muted == "Mute: yes":
        return OutputVolume.SILENT
    if muted != "Mute: no":
        return OutputVolume.UNKNOWN
    output = _output([pactl, "get-sink-volume", "@DEFAULT_SINK@"], environ, seconds).strip()
    percents = [int(percent) for percent in _PERCENT.findall(output)]
    if not percents or not output.startswith("Volume:"):
        return OutputVolume.UNKNOWN
    return _judge(muted=False, percent=max(percents))


def _parse_wireplumber(output: str) -> OutputVolume:
    found = _WIREPLUMBER.match(output.strip())
    if found is None:
        return OutputVolume.UNKNOWN
    return _judge("MUTED" in found[2], float(found[1]) * 100)


def _judge(muted: bool, percent: float) -> OutputVolume:  # noqa: FBT001 - the platform's answer
    return OutputVolume.SILENT if muted or percent < AUDIBLE_FROM else OutputVolume.AUDIBLE


def _output(command: list[str], environ: Mapping[str, str], seconds: float) -> str:
    """Return the output of a program, "" if it fails or reaches the time limit."""
    try:
        return subprocess.run(
            command,
            # In English: the output is read here.
            env={**environ, "LC_ALL": "C"},
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
