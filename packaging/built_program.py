"""The built program as a process: how its commands are run, and how it is stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from virtual_screen import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

WINDOWS: Final = sys.platform == "win32"


class SmokeError(Exception):
    """The built program fails."""


@dataclass(frozen=True)
class BuiltProgram:
    """The program to test, and how to start it."""

    window: tuple[str, ...]
    """The command that shows the window."""
    terminal: tuple[str, ...]
    """The command for a terminal, another one on Windows."""
    environment: dict[str, str] = field(default_factory=dict)


def program(folder: Path) -> BuiltProgram:
    """Return the program in a frozen folder."""
    if WINDOWS:
        return BuiltProgram((str(folder / "tezgah.exe"),), (str(folder / "tezgah-cli.exe"),))
    return BuiltProgram((str(folder / "tezgah"),), (str(folder / "tezgah"),))


def environment(built: BuiltProgram, more: dict[str, str]) -> dict[str, str]:
    """Return environment variables for the program, without those of this build, its Python and its Qt."""
    excluded = ("TEZGAH_", "QT_", "PYTHON", "LD_", "VIRTUAL_ENV")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(excluded)}
    return plain | built.environment | more


def run_command(
    built: BuiltProgram, *arguments: str, typed: str = "", codes: Sequence[int] = (0,), told: str = ""
) -> str:
    """Run a command of the program with `typed` as standard input; returns its output.

    Raises:
        SmokeError: another exit code than `codes`, or text on standard error that does not contain `told`.
    """
    done = subprocess.run(
        [*built.terminal, *arguments],
        env=environment(built, {"PYTHONUTF8": "1"}), input=typed, capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    if done.returncode not in codes or bool(done.stderr) is not bool(told) or told not in done.stderr:
        raise SmokeError(f"{arguments} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def stop(process: subprocess.Popen[bytes]) -> bytes:
    """End the program as a logout does; returns its output.

    Raises:
        SmokeError: it did not end with 0, or wrote to standard error.
    """
    if WINDOWS:  # only the program's own menu can end it there
        kill(process)
        return process.communicate(timeout=PATIENCE)[0]
    process.send_signal(signal.SIGTERM)
    try:
        output, complaints = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        kill(process)
        raise SmokeError("the program did not end on SIGTERM") from error
    if process.returncode or complaints:
        raise SmokeError(f"the program ended with {process.returncode}: {complaints!r}")
    return output


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the program and its window, which is a child process and would keep our pipes open."""
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/PID", str(process.pid), "/T", "/F"], check=False, stdout=subprocess.DEVNULL
        )
        return
    windows = children(process) if process.poll() is None else []
    process.kill()  # before the window, which it would restart
    for window in windows:
        with contextlib.suppress(ProcessLookupError):
            os.kill(window, signal.SIGKILL)


def children(parent: subprocess.Popen[bytes]) -> list[int]:
    """Return the process numbers of the children of a process."""
    return [int(each) for each in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()]


def fail(said: str) -> NoReturn:
    """Raise an error; a function, because `raise` inside `try` is a lint error.

    Raises:
        SmokeError: always.
    """
    raise SmokeError(said)
