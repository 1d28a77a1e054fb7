"""A small parent process that restarts the window after a crash. Standard library only; never imports Qt.

The system offers nothing that works on every counter. Windows restarts a user's program only with administrator rights,
and systemd's user units are missing on some desktops and skipped by icons. An XDG autostart entry starts once, at login.
So the window runs as a child of this process, which only waits for it (8 MB, a tenth of the window).

A crash is a signal that does not mean "end", a Windows exception code, or exit code 5. SIGKILL counts as a crash: the
system sends it when memory runs out. A normal end, an error at the start, SIGTERM, SIGINT, SIGHUP or the end of the
session is no crash. A display that goes away ends the child; one that is back within seconds gets a new window, and one
that stays away is the end of the session. The child holds the lock of the data folder and all state is in its database.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.cli.stderr import print_error
from desktop.system.machine.child_environment import child_environ, window_environ
from desktop.system.machine.display import display_is_gone, display_takes_windows
from desktop.system.machine.signals import END_SIGNALS, end_signals
from desktop.system.user_errors import EXIT_CRASH, EXIT_IN_USE, EXIT_MACHINE, EXIT_OK, EXIT_STORE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping, Sequence
    from types import FrameType

PAUSES: Final = (0.0, 2.0, 5.0, 15.0)
"""Seconds before each restart in a row of crashes."""

MOST_CRASHES: Final = 5
WINDOW_SECONDS: Final = 600.0
"""After this many crashes within this many seconds the supervisor gives up: restarting does not help."""

DISPLAY_SECONDS: Final = 10.0
"""How long a display may be away. A server that was restarted is back within two or three."""
_LOOK_SECONDS: Final = 0.3

SOUND_SECONDS: Final = 15.0
"""Between two alarms while the message that it has given up is not read."""
_LONGEST_SOUND: Final = 10.0

_OFF: Final = "TEZGAH_NO_SUPERVISOR"
_CAME_BACK: Final = "TEZGAH_CAME_BACK"

_FIRST_EXCEPTION: Final = 0xC0000000
_LAST_EXCEPTION: Final = 0xCFFFFFFF
_NO_CRASH: Final = frozenset({0xC000013A, 0xC000026B})
"""Windows: ended by Ctrl-C; not started because the session is ending."""

_WAYLAND_IS_GONE: Final = 255
"""Qt's own exit code where it loses a Wayland compositor."""

_ALREADY_SHOWN: Final = frozenset({EXIT_IN_USE, EXIT_STORE})
"""Exit codes after which a person has seen the reason: another window came to the front, or a message was read."""

# Pairs, not messages of the catalogue: they must be shown when the installation is broken or gone.
_GAVE_UP: Final = (
    (
        "Tezgâh art arda {times} kez beklenmedik şekilde kapandı ve artık yeniden başlatılmıyor: şu anda sipariş ALINMIYOR."
        " Kaydedilen siparişler duruyor. Bilgisayarı yeniden başlatıp Tezgâh'ı açın; yine olursa yardım isteyin (tezgah"
        " support). O zamana kadar siparişlere Dükkango panelinden bakın."
    ),
    (
        "Tezgâh crashed {times} times in a row and is not restarted: orders are NOT received now. Saved orders are safe."
        " Restart the computer and open Tezgâh. If it happens again, ask for help (tezgah support). Until then see the"
        " orders in Dükkango's panel."
    ),
)

_CANNOT_START: Final = (
    "Tezgâh yeniden başlatılamadı ({reason}): şu anda sipariş ALINMIYOR. Programı yeniden kurun.",
    "Tezgâh could not be restarted ({reason}): orders are NOT received now. Install the program again.",
)


def should_supervise(environ: MutableMapping[str, str]) -> bool:
    """Return whether the window runs as a child: not where that is switched off, and not in the child itself.

    The variable is removed from `environ`: an installer that the window starts must not inherit it.
    """
    return not environ.pop(_OFF, "")


def crash_time(environ: MutableMapping[str, str]) -> datetime | None:
    """Return when the previous window crashed, None if it did not; removes the variable from `environ`."""
    text = environ.pop(_CAME_BACK, "")
    with contextlib.suppress(ValueError):
        at = datetime.fromisoformat(text)
        return at if at.tzinfo is not None else None
    return None


def is_crash(code: int) -> bool:
    """Return whether an exit code, as `subprocess` gives it, means a crash."""
    if code < 0:
        return -code not in END_SIGNALS
    return code == EXIT_CRASH or (_FIRST_EXCEPTION <= code <= _LAST_EXCEPTION and code not in _NO_CRASH)


def own_command() -> list[str]:
    """Return the command that starts this program again with its arguments."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *sys.argv[1:]]
    arguments = sys.orig_argv[1:]
    if arguments[:1] == ["-m"] and str(Path(__file__).parents[2]) in sys.path[1:]:
        # A restart hours later must not find modules that somebody has put into the present folder.
        arguments = ["-P", *arguments]
    return [sys.executable, *arguments]


class Supervisor:
    """Runs one program until it ends without a crash."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        secrets: Mapping[str, str] | None = None,
        pauses: Sequence[float] = PAUSES,
        display_seconds: float = DISPLAY_SECONDS,
        alert: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; `run` starts the program.

        Args:
            command: program and arguments.
            secrets: variables with credentials, which only the started program may see; they are kept in memory alone.
            pauses: seconds before each restart in a row; the last one repeats.
            display_seconds: how long the display may be away.
            alert: shows a text to a person when the supervisor gives up, `alert_people` if None.
            clock: returns monotonic seconds.
        """
        self._command = list(command)
        self._secrets = dict(secrets or {})
        self._pauses = list(pauses)
        self._display_seconds = display_seconds
        self._alert = alert or alert_people
        self._clock = clock
        self._crashes: deque[float] = deque()
        self._child: subprocess.Popen[bytes] | None = None
        self._asked = False

    def run(self) -> int:
        """Run the program; returns its exit code, or `EXIT_CRASH` after giving up. Main thread only: it handles signals."""
        before = {number: signal.signal(number, self._on_signal) for number in end_signals()}
        try:
            return self._run()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _run(self) -> int:
        crashed_at: datetime | None = None
        while True:
            try:
                code = self._run_once(crashed_at)
            except OSError as error:
                if crashed_at is None:
                    raise
                return self._give_up(
                    _CANNOT_START, EXIT_MACHINE, reason=error.strerror or type(error).__name__
                )
            ended = self._end_of(code, restarted=crashed_at is not None)
            if ended is not None:
                return ended
            crashed_at = datetime.now(UTC)
            print_error(_name(code))
            if self._too_often():
                return self._give_up(_GAVE_UP, EXIT_CRASH, times=len(self._crashes))
            if not self._pause(self._pauses[min(len(self._crashes), len(self._pauses)) - 1]):
                return EXIT_OK

    def _end_of(self, code: int, *, restarted: bool) -> int | None:
        """Return the exit code of a program that is not started again, None for one that is.

        Args:
            code: what it ended with.
            restarted: whether it had crashed before.
        """
        if self._asked:
            return EXIT_OK if code < 0 else code
        crash = is_crash(code) or (code == _WAYLAND_IS_GONE and display_is_gone(os.environ))
        cannot_restart = restarted and code > 0 and code not in _ALREADY_SHOWN | _NO_CRASH
        if not crash and not cannot_restart:
            # As a shell does after a signal.
            return 128 - code if code < 0 else code
        if not display_takes_windows(os.environ):
            # A session that has ended removes the display before it sends a signal.
            return None if self._display_comes_back() else EXIT_OK
        # After a crash, an error at the start means that orders are no longer received.
        return None if crash else self._give_up(_CANNOT_START, code, reason=code)

    def _run_once(self, crashed_at: datetime | None) -> int:
        os.environ.pop(_CAME_BACK, None)
        more = self._secrets | {_OFF: "1"}
        if crashed_at is not None:
            more[_CAME_BACK] = crashed_at.isoformat(timespec="seconds")
        # In its own process group: Ctrl-C in a terminal reaches this process only, which passes it on once.
        group = None if sys.platform == "win32" else 0
        with subprocess.Popen(self._command, env=window_environ(more), process_group=group) as child:
            self._child = child
            if self._asked:
                self._pass_on()
            code = child.wait()
        self._child = None
        return code

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        self._pass_on()

    def _pass_on(self) -> None:
        # On Windows Ctrl-C has reached the child too; terminating it would not let it close its database.
        if self._child is not None and sys.platform != "win32":
            # SIGTERM stands for all three signals.
            self._child.send_signal(signal.SIGTERM)

    def _display_comes_back(self) -> bool:
        """Wait for the display; returns False if it stays away, or the program was asked to end."""
        end = self._clock() + self._display_seconds
        while not display_takes_windows(os.environ):
            if self._clock() >= end or not self._pause(_LOOK_SECONDS):
                return False
        return True

    def _too_often(self) -> bool:
        now = self._clock()
        self._crashes.append(now)
        while now - self._crashes[0] > WINDOW_SECONDS:
            self._crashes.popleft()
        return len(self._crashes) >= MOST_CRASHES

    def _pause(self, seconds: float) -> bool:
        """Wait; returns False if the program was asked to end meanwhile."""
        end = self._clock() + seconds
        # In short pieces: a signal handler does not interrupt a sleep.
        while not self._asked and (left := end - self._clock()) > 0:
            time.sleep(min(left, 0.2))
        return not self._asked

    def _give_up(self, sentences: tuple[str, str], code: int, **values: object) -> int:
        turkish, english = (sentence.format(**values) for sentence in sentences)
        print_error(turkish, english)
        self._alert(f"{turkish}\n\n{english}")
        return code


def alert_people(text: str) -> None:
    """Show a text and sound the alarm of lost orders until it is read: nobody looks at a silent screen."""
    read = threading.Event()
    sounding = threading.Thread(target=_sound_until, args=(read,), name="alarm", daemon=True)
    sounding.start()
    try:
        show_message(text)
    finally:
        read.set()
        # Without a message box the sound is played once at least.
        sounding.join(_LONGEST_SOUND)


def _sound_until(read: threading.Event) -> None:
    from desktop.system.files.paths import resources_dir

    path = str(resources_dir() / "sounds" / "lost.wav")
    while True:
        _play(path)
        if read.wait(SOUND_SECONDS):
            return


def _play(path: str) -> None:
    """Play a sound file with the system's own programs: our sound library may be the reason of the crash."""
    if sys.platform == "win32":
        import winsound

        with contextlib.suppress(RuntimeError):
            winsound.PlaySound(path, winsound.SND_FILENAME)
        return
    for command in (["pw-play"], ["paplay"], ["aplay", "-q"]):
        if shutil.which(command[0]):
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                played = subprocess.run(
                    [*command, path],
                    check=False,
                    env=child_environ(),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=_LONGEST_SOUND,
                )
                if played.returncode == 0:
                    return


def show_message(text: str) -> None:
    """Show a text in a message box without Qt, which may be the reason of the crash; returns when it is read.

    Windows: the system's message box. Elsewhere the first of zenity, kdialog and xmessage; nothing where all are missing.
    """
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, "Tezgâh", 0x10)
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return
    for command in (
        ["zenity", "--error", "--no-markup", "--title=Tezgâh", f"--text={text}"],
        ["kdialog", "--title", "Tezgâh", "--error", text],
        ["xmessage", "-center", text],
    ):
        if shutil.which(command[0]):
            # A broken tool, or no memory for it: the next one may work.
            with contextlib.suppress(OSError):
                subprocess.run(
                    command,
                    check=False,
                    env=child_environ(),
                    stdin=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                return


def _name(code: int) -> str:
    if code >= 0:
        return f"ended unexpectedly: {code if code == EXIT_CRASH else hex(code)}"
    try:
        return f"ended unexpectedly: {signal.Signals(-code).name}"
    except ValueError:
        return f"ended unexpectedly: signal {-code}"
