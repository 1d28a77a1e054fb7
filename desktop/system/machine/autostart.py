"""Starting with the computer: an entry of this user that the desktop reads at login.

Linux: a file in the XDG autostart folder (https://specifications.freedesktop.org/autostart-spec/latest/).
Windows: a value under the user's Run key.

Each data folder has its own entry, so that two restaurants on one computer are independent.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import importlib
import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from desktop.domain.text.translation import tr
from desktop.system.files.atomic_file import write_atomically
from desktop.system.files.paths import default_data_dir

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MINIMISED: Final = "--minimised"

_ENTRY: Final = "tezgah"
_RUN: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
"""Where Windows stores entries that people disable in its settings: bytes, the first one odd."""
_VALUE: Final = "Tezgah"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""They would end a line of the entry, and the rest would be read as a key of its own."""
_RESERVED: Final = re.compile(r'(["`$\\])')


class Autostart(Protocol):
    """The entry. All methods raise OSError if it cannot be read or written."""

    def is_on(self) -> bool:
        """Return whether the program starts with the computer."""

    def set_on(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Create or remove the entry."""

    def repair(self) -> None:
        """Point an entry whose program was moved to this program."""


class XdgAutostart:
    """A desktop entry in the user's autostart folder."""

    def __init__(self, folder: Path, command: Sequence[str], name: str = _ENTRY) -> None:
        """Prepare; nothing is written.

        Args:
            folder: ``~/.config/autostart``.
            command: program and arguments.
            name: of the entry.
        """
        self._path = folder / f"{name}.desktop"
        self._command = list(command)

    def is_on(self) -> bool:
        """Return whether there is an entry that is not disabled."""
        try:
            text = self._path.read_text("utf-8", errors="replace")
        except FileNotFoundError:
            return False
        off = re.compile(r"^\s*(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$", re.MULTILINE)
        return off.search(text) is None

    def set_on(self, on: bool) -> None:  # noqa: FBT001
        """Write the entry with the program's current path, or remove it."""
        if not on:
            self._path.unlink(missing_ok=True)
            return
        if any(_CONTROL.search(argument) for argument in self._command):
            raise OSError(errno.EINVAL, tr("its path has a line break or another control character"))
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            "Name=Tezgâh",
            "Comment=Dükkango siparişleri",
            "Comment[en]=Orders from Dükkango",
            # The desktop ignores the entry after the program was removed.
            f"TryExec={_escaped(self._command[0])}",
            f"Exec={exec_line(self._command)}",
            "Icon=tezgah",
            "Terminal=false",
            "X-GNOME-Autostart-enabled=true",
        )
        write_atomically(self._path, ["".join(f"{line}\n" for line in lines).encode()])

    def repair(self) -> None:
        """Point an entry whose program was moved to this program."""
        if not self.is_on():
            return
        program = re.search(r"^TryExec=(.*)$", self._path.read_text("utf-8", errors="replace"), re.MULTILINE)
        if program is not None and not Path(re.sub(r"\\(.)", r"\1", program[1])).exists():
            self.set_on(True)


class RunKey:
    """A value under the Run key of the Windows user."""

    def __init__(self, command: Sequence[str], name: str = _VALUE) -> None:
        self._command = list(command)
        self._name = name

    def is_on(self) -> bool:
        """Return whether there is a value that is not disabled in the settings of Windows."""
        noted = self._value(_APPROVED)
        off = isinstance(noted, bytes) and noted[:1] != b"" and noted[0] % 2 == 1
        return self._value(_RUN) is not None and not off

    def set_on(self, on: bool) -> None:  # noqa: FBT001
        """Write or remove the value."""
        winreg = _winreg()
        if on:
            # A new user has no such key yet.
            with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, _RUN, 0, winreg.KEY_SET_VALUE) as key:
                winreg.SetValueEx(key, self._name, 0, winreg.REG_SZ, subprocess.list2cmdline(self._command))
        for path in (_APPROVED,) if on else (_RUN, _APPROVED):
            with (
                contextlib.suppress(FileNotFoundError),
                winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_SET_VALUE) as key,
            ):
                winreg.DeleteValue(key, self._name)

    def repair(self) -> None:
        """Point a value whose program was moved to this program."""
        line = self._value(_RUN)
        if not isinstance(line, str) or not self.is_on():
            return
        program = line[1:].partition('"')[0] if line.startswith('"') else line.partition(" ")[0]
        if not Path(program).exists():
            self.set_on(True)

    def _value(self, path: str) -> object:
        winreg = _winreg()
        with (
            contextlib.suppress(FileNotFoundError),
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key,
        ):
            return winreg.QueryValueEx(key, self._name)[0]
        return None


def autostart(data_dir: Path, environ: Mapping[str, str] = os.environ) -> Autostart | None:
    """Return the entry of this system, None on an unknown system.

    Args:
        data_dir: the program starts on this folder.
        environ: the environment.
    """
    command = [*_program(), MINIMISED, "--data-dir", str(data_dir)]
    mark = ""
    try:
        home = Path.home()
    except RuntimeError:
        # A user without a home has no such folder.
        return None
    if data_dir != default_data_dir().resolve():
        mark = "-" + hashlib.sha256(str(data_dir).encode()).hexdigest()[:8]
    system = platform.system()
    if system == "Windows":
        return RunKey(command, _VALUE + mark)
    if system == "Linux":
        base = Path(environ.get("XDG_CONFIG_HOME", ""))
        folder = base if base.is_absolute() else home / ".config"
        return XdgAutostart(folder / "autostart", command, _ENTRY + mark)
    return None


def _winreg() -> Any:
    # By name: the module is missing on other systems, where mypy would skip the code that follows.
    return importlib.import_module("winreg")


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable]
    # -P: the folder in which the desktop starts programs, the home folder, must not offer modules.
    return [sys.executable, "-P", "-m", "desktop"]


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
