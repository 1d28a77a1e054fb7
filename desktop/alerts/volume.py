"""Reads whether the bell can be heard: the machine's own volume, and that of this program's stream while it plays.

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
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.alerts.level import Level
from desktop.alerts.pulse_streams import own_streams, sink_levels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

log = logging.getLogger(__name__)

_READ_SECONDS: Final = 2.0
_READ_EVERY: Final = 20.0
_CLOSING_AT_MOST: Final = 0.5
_PERCENT: Final = re.compile(r"(\d+)%")
_WIREPLUMBER: Final = re.compile(r"Volume:\s*(\d+(?:\.\d+)?)(.*)")


class OutputVolume(enum.Enum):
    """State of the output that plays, or would play."""

    AUDIBLE = "audible"
    SILENT = "silent"
    """Muted, or turned down to nothing."""
    UNKNOWN = "unknown"
    """The platform does not report it."""


class VolumeReader:
    """Reads the state of the program's own stream and its output; of the default output while it has no stream.

    The mixer keeps what it did to a stream and does it to the next one. So a stream that was silent at its end counts as
    silent until another one is heard; an output that it was moved to, until that output is audible again.
    """

    def __init__(self, process: int | None = None) -> None:
        """Remember nothing yet; `process` is the id of the process that plays, this one by default."""
        self._process = os.getpid() if process is None else process
        self._was_silent = False
        self._last_sinks: list[str] = []

    def read(
        self, environ: Mapping[str, str] | None = None, *, ask_seconds: float = _READ_SECONDS
    ) -> OutputVolume:
        """Return the present state. Blocks.

        Args:
            environ: environment and search path of the programs; the process's own by default.
            ask_seconds: time limit of one program; four may run.

        Raises:
            Exception: Windows' own, when its sound system cannot be used.
        """
        if sys.platform == "win32":
            from desktop.alerts.volume_windows import read_windows_streams, read_windows_volume

            # A session stays in Windows' mixer after its stream, so nothing needs to be remembered.
            levels = read_windows_streams(self._process)
            default = read_windows_volume()
            if levels:
                return _judge_any(levels)
            return OutputVolume.UNKNOWN if default is None else _judge(default)
        given = os.environ if environ is None else environ
        path = given.get("PATH", os.defpath)
        if pactl := shutil.which("pactl", path=path):
            return self._read_pulse(_Pactl(pactl, given, ask_seconds))
        if wpctl := shutil.which("wpctl", path=path):
            return _parse_wireplumber(
                _output([wpctl, "get-volume", "@DEFAULT_AUDIO_SINK@"], given, ask_seconds)
            )
        return OutputVolume.UNKNOWN

    def _read_pulse(self, pactl: _Pactl) -> OutputVolume:
        streams = own_streams(pactl.ask("list", "sink-inputs"), self._process)
        if not streams:
            return self._read_without_stream(pactl)
        sinks = sink_levels(pactl.ask("list", "sinks"))
        self._was_silent = not any(stream.level.is_audible for stream in streams)
        self._last_sinks = [stream.sink for stream in streams]
        return _judge_any(
            [stream.level, *(sinks[each] for each in [stream.sink] if each in sinks)] for stream in streams
        )

    def _read_without_stream(self, pactl: _Pactl) -> OutputVolume:
        default = _read_default_sink(pactl)
        if default is OutputVolume.UNKNOWN:
            return default
        if self._last_sinks:
            sinks = sink_levels(pactl.ask("list", "sinks"))
            last = [sinks[number].is_audible for number in self._last_sinks if number in sinks]
            if self._was_silent or (last and not any(last)):
                return OutputVolume.SILENT
        return default


def read_volume(
    environ: Mapping[str, str] | None = None, *, ask_seconds: float = _READ_SECONDS
) -> OutputVolume:
    """Return the state once, see `VolumeReader.read`."""
    return VolumeReader().read(environ, ask_seconds=ask_seconds)


class VolumeWatch:
    """Reads the volume periodically; reports the first result and each change through `post`."""

    def __init__(
        self,
        on_state: Callable[[OutputVolume], None],
        post: Callable[[Callable[[], None]], object],
        *,
        read: Callable[[], OutputVolume] | None = None,
        every: float = _READ_EVERY,
    ) -> None:
        """Start the thread.

        Args:
            on_state: receives the volume; never after `close`.
            post: runs a callable on the thread of `on_state` (a loop's `call_soon_threadsafe`), where `close`
                is called too.
            read: reads the volume; may hang, may raise; that of a `VolumeReader` by default.
            every: seconds between two readings.
        """
        self._on_state = on_state
        self._post = post
        self._read = VolumeReader().read if read is None else read
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


class _Pactl(NamedTuple):
    """The program that asks the sound server; `seconds` is the time limit of one question."""

    program: str
    environ: Mapping[str, str]
    seconds: float

    def ask(self, *question: str) -> str:
        """Return the answer, "" if there is none."""
        return _output([self.program, *question], self.environ, self.seconds)


def _read_default_sink(pactl: _Pactl) -> OutputVolume:
    muted = pactl.ask("get-sink-mute", "@DEFAULT_SINK@").strip()
    if muted == "Mute: yes":
        return OutputVolume.SILENT
    if muted != "Mute: no":
        return OutputVolume.UNKNOWN
    output = pactl.ask("get-sink-volume", "@DEFAULT_SINK@").strip()
    percents = [int(percent) for percent in _PERCENT.findall(output)]
    if not percents or not output.startswith("Volume:"):
        return OutputVolume.UNKNOWN
    return _judge(Level(muted=False, percent=max(percents)))


def _parse_wireplumber(output: str) -> OutputVolume:
    found = _WIREPLUMBER.match(output.strip())
    if found is None:
        return OutputVolume.UNKNOWN
    return _judge(Level("MUTED" in found[2], float(found[1]) * 100))


def _judge(*behind_each_other: Level) -> OutputVolume:
    """Judge levels that a sound has to pass one after the other."""
    audible = all(level.is_audible for level in behind_each_other)
    return OutputVolume.AUDIBLE if audible else OutputVolume.SILENT


def _judge_any(side_by_side: Iterable[Sequence[Level]]) -> OutputVolume:
    """Judge ways of which one is enough."""
    found = {_judge(*way) for way in side_by_side}
    return OutputVolume.AUDIBLE if OutputVolume.AUDIBLE in found else OutputVolume.SILENT


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
