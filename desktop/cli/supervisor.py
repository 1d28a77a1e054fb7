"""A small parent that starts the window again when it crashed. Standard library alone; never imports Qt.

Of our own, and not the system's, because the same must hold on every counter: Windows has nothing that starts a user's
program again without rights of an administrator; systemd's user units are not on each cheap desktop, and whoever starts
the program from its icon goes round them; an XDG autostart entry starts at login and never again. So the window runs as
a child of this process, which does nothing but wait for it (8 MB, a tenth of the window).

What counts as a crash: a signal nobody sent to end it, a Windows exception code, or exit code 5. Ended as asked, refused,
or told to end (SIGTERM, SIGINT, SIGHUP, the end of the session, a screen that is gone) is not. SIGKILL counts: where memory runs out, the
system's own killer uses it. The data folder's lock is the child's; orders are what is stored.
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
from typing import TYPE_CHECKING, Final

from desktop.system.machine.display import display_is_gone
from desktop.system.machine.signals import ASKED_TO_END, asked_to_end
from desktop.system.user_errors import EXIT_CRASH, EXIT_IN_USE, EXIT_MACHINE, EXIT_OK, EXIT_STORE

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping, Sequence
    from types import FrameType

PAUSES: Final = (0.0, 2.0, 5.0, 15.0)
"""Seconds before each start after a crash, as long as crashes come one upon the other."""

MOST_CRASHES: Final = 5
WINDOW_SECONDS: Final = 600.0
"""So many crashes within so many seconds, and it is given up: starting again does not help."""

SOUND_SECONDS: Final = 15.0
"""Between two alarms while the box that says that it was given up was not read."""
_LONGEST_SOUND: Final = 10.0

_OFF: Final = "TEZGAH_NO_SUPERVISOR"
_CAME_BACK: Final = "TEZGAH_CAME_BACK"

_FIRST_EXCEPTION: Final = 0xC0000000
_LAST_EXCEPTION: Final = 0xCFFFFFFF
_NO_CRASH: Final = frozenset({0xC000013A, 0xC000026B})
"""Windows: ended by Ctrl-C, and could not start because the session is ending."""

_SAID_ITSELF: Final = frozenset({EXIT_IN_USE, EXIT_STORE})
"""Ends after a crash that a person has seen: another window was brought to the front, or a box was read."""

_GAVE_UP: Final = (
    (
        "Tezgâh art arda {times} kez beklenmedik şekilde kapandı ve artık yeniden başlatılmıyor: şu anda sipariş ALINMIYOR."
        " Kaydedilen siparişler duruyor. Bilgisayarı yeniden başlatıp Tezgâh'ı açın; yine olursa yardım isteyin (tezgah"
        " support). O zamana kadar siparişlere Dükkango panelinden bakın."
    ),
    (
        "Tezgâh ended unexpectedly {times} times in a row and is not started again: orders are NOT received now. What was"
        " saved is kept. Restart the computer and open Tezgâh; if it happens again, ask for help (tezgah support). Until"
        " then look at the orders in Dükkango's panel."
    ),
)

_CANNOT_START: Final = (
    "Tezgâh yeniden başlatılamadı ({reason}): şu anda sipariş ALINMIYOR. Programı yeniden kurun.",
    "Tezgâh could not be started again ({reason}): orders are NOT received now. Install the program again.",
)


def wanted(environ: MutableMapping[str, str]) -> bool:
    """Whether the window is to run as a child: not where that is switched off, nor in the child itself.

    The word is taken out of `environ`: an installer that the window starts, and what that starts, must not inherit it.
    """
    return not environ.pop(_OFF, "")


def came_back(environ: MutableMapping[str, str]) -> datetime | None:
    """Return when the program crashed that this one follows, None for none; what it starts does not inherit that."""
    told = environ.pop(_CAME_BACK, "")
    with contextlib.suppress(ValueError):
        at = datetime.fromisoformat(told)
        return at if at.tzinfo is not None else None
    return None


def is_crash(code: int) -> bool:
    """Whether an exit code, as `subprocess` tells it, means that the program did not want to end."""
    if code < 0:
        return -code not in ASKED_TO_END
    return code == EXIT_CRASH or (_FIRST_EXCEPTION <= code <= _LAST_EXCEPTION and code not in _NO_CRASH)


def own_command() -> list[str]:
    """Return the command that starts this very program once more, with its arguments."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *sys.argv[1:]]
    return [sys.executable, *sys.orig_argv[1:]]


class Supervisor:
    """Runs one program until it ends as asked."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        pauses: Sequence[float] = PAUSES,
        tell: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what is needed; nothing is started yet.

        Args:
            command: program and arguments.
            pauses: seconds before each start after a crash, the last one holds for all that follow.
            tell: shows both sentences to a person when it is given up; by default a box that is heard until it was read.
            clock: seconds that never go back.
        """
        self._command = list(command)
        self._pauses = list(pauses)
        self._tell = tell or call_people
        self._clock = clock
        self._crashes: deque[float] = deque()
        self._child: subprocess.Popen[bytes] | None = None
        self._asked = False

    def run(self) -> int:
        """Run it; returns its exit code, `EXIT_CRASH` when it was given up. Only in the main thread: it takes signals."""
        before = {number: signal.signal(number, self._on_signal) for number in asked_to_end()}
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
            if self._asked:
                return EXIT_OK if code < 0 else code
            crash = is_crash(code)
            stays_away = crashed_at is not None and code > 0 and code not in _SAID_ITSELF | _NO_CRASH
            if not crash and not stays_away:
                # Ended by a signal that means "end": so does a shell's code for it.
                return 128 - code if code < 0 else code
            if display_is_gone(os.environ):
                # The session has ended, and took the screen away before it told us.
                return EXIT_OK
            if not crash:
                # It came down while orders were received, and cannot begin again: nobody asked for that.
                return self._give_up(_CANNOT_START, code, reason=code)
            crashed_at = datetime.now(UTC)
            print(f"tezgah: {_name(code)}", file=sys.stderr, flush=True)
            if self._too_often():
                return self._give_up(_GAVE_UP, EXIT_CRASH, times=len(self._crashes))
            if not self._pause(self._pauses[min(len(self._crashes), len(self._pauses)) - 1]):
                return EXIT_OK

    def _run_once(self, crashed_at: datetime | None) -> int:
        environ = dict(os.environ) | {_OFF: "1"}
        environ.pop(_CAME_BACK, None)
        if crashed_at is not None:
            environ[_CAME_BACK] = crashed_at.isoformat(timespec="seconds")
        # A group of its own: Ctrl-C in a terminal comes here alone, and is passed on once.
        group = None if sys.platform == "win32" else 0
        with subprocess.Popen(self._command, env=environ, process_group=group) as child:
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
        # On Windows Ctrl-C has reached the child already; to terminate it would not let it close its database.
        if self._child is not None and sys.platform != "win32":
            # SIGTERM for all three: that one it knows how to end by.
            self._child.send_signal(signal.SIGTERM)

    def _too_often(self) -> bool:
        now = self._clock()
        self._crashes.append(now)
        while now - self._crashes[0] > WINDOW_SECONDS:
            self._crashes.popleft()
        return len(self._crashes) >= MOST_CRASHES

    def _pause(self, seconds: float) -> bool:
        """Wait; returns whether it is to go on."""
        end = self._clock() + seconds
        # In short pieces: a signal's handler does not end a sleep.
        while not self._asked and (left := end - self._clock()) > 0:
            time.sleep(min(left, 0.2))
        return not self._asked

    def _give_up(self, sentences: tuple[str, str], code: int, **values: object) -> int:
        turkish, english = (sentence.format(**values) for sentence in sentences)
        print(f"tezgah: {turkish}\ntezgah: {english}", file=sys.stderr, flush=True)
        self._tell(f"{turkish}\n\n{english}")
        return code


def call_people(text: str) -> None:
    """Show a text, and sound the alarm of lost orders until it was read: nobody looks at a screen that is silent."""
    read = threading.Event()
    sounding = threading.Thread(target=_sound_until, args=(read,), name="alarm", daemon=True)
    sounding.start()
    try:
        show_box(text)
    finally:
        read.set()
        # Where no box can be shown it is heard once at least.
        sounding.join(_LONGEST_SOUND)


def _sound_until(read: threading.Event) -> None:
    from desktop.system.files.paths import resources_dir

    path = str(resources_dir() / "sounds" / "lost.wav")
    while True:
        _play(path)
        if read.wait(SOUND_SECONDS):
            return


def _play(path: str) -> None:
    """Play a sound file, without anything that may be what crashed."""
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
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=_LONGEST_SOUND,
                )
                if played.returncode == 0:
                    return


def show_box(text: str) -> None:
    """Show a text to the person at the screen, without Qt, which may be what crashed; returns when it was read.

    Windows: the system's message box. Elsewhere the first of zenity, kdialog and xmessage that is there; none, no box.
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
            subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return


def _name(code: int) -> str:
    if code >= 0:
        return f"ended unexpectedly: {code if code == EXIT_CRASH else hex(code)}"
    try:
        return f"ended unexpectedly: {signal.Signals(-code).name}"
    except ValueError:
        return f"ended unexpectedly: signal {-code}"
