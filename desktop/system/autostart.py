"""Starting with the computer: an entry that the desktop reads at login, written and taken away for this user alone.

Linux: a file in the XDG autostart folder (https://specifications.freedesktop.org/autostart-spec/latest/).
Windows: a value under the user's Run key.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from desktop.system.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MINIMISED: Final = "--minimised"

_ENTRY: Final = "tezgah.desktop"
_RUN: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
_VALUE: Final = "Tezgah"
_RESERVED: Final = re.compile(r'(["`$\\])')


class Autostart(Protocol):
    """The entry; all methods raise OSError where it cannot be read or written."""

    def is_on(self) -> bool:
        """Return whether the program starts with the computer."""

    def set_on(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Let the program start with the computer, or not."""


class XdgAutostart:
    """A desktop entry in the user's autostart folder."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        """Take what is needed; nothing is written yet.

        Args:
            folder: ``~/.config/autostart``.
            command: program and arguments.
        """
        self._path = folder / _ENTRY
        self._command = list(command)

    def is_on(self) -> bool:
        """Return whether there is an entry that is not switched off."""
        try:
            text = self._path.read_text("utf-8", errors="replace")
        except FileNotFoundError:
            return False
        off = re.compile(r"^\s*(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$", re.MULTILINE)
        return off.search(text) is None

    def set_on(self, on: bool) -> None:  # noqa: FBT001
        """Write the entry, with the place where the program is now, or take it away."""
        if not on:
            self._path.unlink(missing_ok=True)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            "Name=Tezgâh",
            "Comment=Dükkango siparişleri",
            "Comment[en]=Orders from Dükkango",
            # A program that was removed is not missed at each login.
            f"TryExec={_escaped(self._command[0])}",
            f"Exec={exec_line(self._command)}",
            "Icon=tezgah",
            "Terminal=false",
            "X-GNOME-Autostart-enabled=true",
        )
        write_whole(self._path, ["".join(f"{line}\n" for line in lines).encode()])


class RunKey:
    """A value under the Run key of the Windows user."""

    def __init__(self, command: Sequence[str]) -> None:
        """Take program and arguments."""
        self._command = list(command)

    def is_on(self) -> bool:
        """Return whether there is a value."""
        winreg = _winreg()
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
            try:
                winreg.QueryValueEx(key, _VALUE)
            except FileNotFoundError:
                return False
            return True

    def set_on(self, on: bool) -> None:  # noqa: FBT001
        """Write the value, or take it away."""
        winreg = _winreg()
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN, 0, winreg.KEY_SET_VALUE) as key:
            if on:
                winreg.SetValueEx(key, _VALUE, 0, winreg.REG_SZ, subprocess.list2cmdline(self._command))
            else:
                with contextlib.suppress(FileNotFoundError):
                    winreg.DeleteValue(key, _VALUE)


def autostart(data_dir: Path, environ: Mapping[str, str] = os.environ) -> Autostart | None:
    """Return this system's way to start with the computer, None where none is known.

    Args:
        data_dir: the folder that the program is to start on.
        environ: the environment.
    """
    command = [*_program(), MINIMISED, "--data-dir", str(data_dir)]
    system = platform.system()
    if system == "Windows":
        return RunKey(command)
    if system == "Linux":
        base = Path(environ.get("XDG_CONFIG_HOME", ""))
        folder = base if base.is_absolute() else Path.home() / ".config"
        return XdgAutostart(folder / "autostart", command)
    return None


def _winreg() -> Any:
    # Through its name: elsewhere there is no such module, and the checker of types would not look at what follows.
    return importlib.import_module("winreg")


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "desktop"]


def exec_line(command: Sequence[str]) -> str:
    """Return a command as the value of ``Exec`` in a desktop entry.

    Source: the Desktop Entry specification, "The Exec key": arguments in quotes, reserved characters behind a
    backslash, each backslash doubled as in any string of the file, ``%`` doubled.
    """
    quoted = ('"' + _RESERVED.sub(r"\\\1", argument) + '"' for argument in command)
    return _escaped(" ".join(quoted)).replace("%", "%%")


def _escaped(text: str) -> str:
    """Return a text as the value of a string in a desktop entry."""
    return text.replace("\\", "\\\\")
