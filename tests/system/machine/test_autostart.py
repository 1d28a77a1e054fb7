"""Starting with the computer: the entry starts this program on its data folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from desktop.system.machine.autostart import MINIMISED, RunKey, XdgAutostart, autostart, exec_line

if TYPE_CHECKING:
    from collections.abc import Iterator

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")


def read_exec(path: Path) -> list[str]:
    """Read the Exec line as the specification says, without our own code."""
    line = next(line for line in path.read_text("utf-8").splitlines() if line.startswith("Exec="))
    value, text, position = "", line.removeprefix("Exec="), 0
    while position < len(text):  # the string's own escapes
        if text[position] == "\\":
            position += 1
        value += text[position]
        position += 1
    arguments, current, quoted, position = [], "", False, 0
    while position < len(value):
        character = value[position]
        if character == '"':
            quoted = not quoted
        elif character == "\\" and quoted:
            position += 1
            current += value[position]
        elif character == "%":
            position += 1
            assert value[position] == "%", "a field code would be replaced by a file"
            current += "%"
        elif character == " " and not quoted:
            arguments.append(current)
            current = ""
        else:
            current += character
        position += 1
    return [*arguments, current]


@pytest.fixture
def default_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The default data folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / "tezgah"


@linux
def test_autostart_is_switched_by_a_file(tmp_path: Path, default_folder: Path) -> None:
    entry = autostart(default_folder, {"XDG_CONFIG_HOME": str(tmp_path / "config")})
    assert entry is not None
    path = tmp_path / "config" / "autostart" / "tezgah.desktop"
    assert not entry.is_on()
    entry.set_on(False)
    assert not path.exists()
    entry.set_on(True)
    assert entry.is_on()
    assert read_exec(path) == [
        sys.executable,
        "-P",
        "-m",
        "desktop",
        MINIMISED,
        "--data-dir",
        str(default_folder),
    ]
    entry.set_on(False)
    assert not entry.is_on()
    assert not path.exists()


@linux
def test_the_default_autostart_folder_is_in_home(
    tmp_path: Path, default_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for base in ("", "relative"):
        entry = autostart(default_folder, {"XDG_CONFIG_HOME": base})
        assert entry is not None
        entry.set_on(True)
        assert (tmp_path / ".config" / "autostart" / "tezgah.desktop").exists()


@pytest.mark.parametrize("text", ["Hidden=true", "X-GNOME-Autostart-enabled=false", "Hidden = true"])
def test_an_entry_that_the_desktop_disabled_is_off(tmp_path: Path, text: str) -> None:
    entry = XdgAutostart(tmp_path, ["tezgah"])
    entry.set_on(True)
    path = tmp_path / "tezgah.desktop"
    path.write_text(path.read_text("utf-8") + text + "\n", "utf-8")
    assert not entry.is_on()
    entry.set_on(True)
    assert entry.is_on()


@pytest.mark.parametrize(
    "argument",
    ["plain", "with blanks", 'a "quoted" one', "100 %", "$HOME `x`", "back\\slash", "Tezgâh ğüş", "'"],
)
def test_any_path_survives_the_exec_line(tmp_path: Path, argument: str) -> None:
    XdgAutostart(tmp_path, ["/usr/bin/tezgah", argument]).set_on(True)
    assert read_exec(tmp_path / "tezgah.desktop") == ["/usr/bin/tezgah", argument]
    assert exec_line(["x"]) == '"x"'


@pytest.mark.parametrize("character", ["\n", "\r", "\t", "\x1b", "\x85", "\u2028"])
@pytest.mark.parametrize("place", [0, 1])
def test_a_path_with_a_control_character_is_refused(tmp_path: Path, character: str, place: int) -> None:
    command = ["/usr/bin/tezgah", "/orders"]
    command[place] += f"{character}Exec=/usr/bin/evil"
    with pytest.raises(OSError, match="line break"):
        XdgAutostart(tmp_path, command).set_on(True)
    assert not list(tmp_path.iterdir())


@linux
def test_modules_in_the_folder_of_the_start_are_not_run(
    tmp_path: Path, default_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desktop starts programs in the home folder: a file there must not stand in for a module."""
    entry = autostart(default_folder, {"XDG_CONFIG_HOME": str(tmp_path / "config")})
    assert entry is not None
    entry.set_on(True)
    home = tmp_path / "home"
    home.mkdir()
    (home / "platformdirs.py").write_text("open('ran', 'w').close()", "utf-8")
    command = read_exec(tmp_path / "config" / "autostart" / "tezgah.desktop")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    command = [*command[: command.index("desktop") + 1], "doctor", *command[command.index("desktop") + 2 :]]
    subprocess.run(command, cwd=home, capture_output=True, check=False, timeout=60)
    assert not (home / "ran").exists()


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs desktop-file-utils")
def test_the_desktops_own_checker_accepts_the_entry(tmp_path: Path) -> None:
    XdgAutostart(tmp_path, ["/usr/bin/tezgah", "100 % $x"]).set_on(True)
    subprocess.run(["desktop-file-validate", str(tmp_path / "tezgah.desktop")], check=True, timeout=20)


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file", "utf-8")
    with pytest.raises(OSError, match=r"."):
        XdgAutostart(tmp_path / "autostart", ["x"]).set_on(True)


@linux
def test_two_data_folders_have_two_entries(tmp_path: Path, default_folder: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    first, second = autostart(default_folder, environ), autostart(tmp_path / "İkinci dükkân", environ)
    assert first is not None
    assert second is not None
    first.set_on(True)
    assert not second.is_on()
    second.set_on(True)
    first.set_on(False)
    assert second.is_on()
    (path,) = (tmp_path / "config" / "autostart").iterdir()
    assert read_exec(path)[-1] == str(tmp_path / "İkinci dükkân")


@pytest.mark.parametrize("folder", ["old", "old place 1\\2"])
def test_the_entry_of_a_moved_program_is_repaired(tmp_path: Path, folder: str) -> None:
    old, new = tmp_path / folder / "tezgah", tmp_path / "new" / "tezgah"
    for place in (old, new):
        place.parent.mkdir()
        place.touch()
    XdgAutostart(tmp_path, [str(old)]).set_on(True)
    moved = XdgAutostart(tmp_path, [str(new)])
    moved.repair()
    assert read_exec(tmp_path / "tezgah.desktop") == [str(old)], (
        "the old program exists: two programs do not compete"
    )
    old.unlink()
    moved.repair()
    assert read_exec(tmp_path / "tezgah.desktop") == [str(new)]


def test_a_disabled_entry_is_not_repaired(tmp_path: Path) -> None:
    entry = XdgAutostart(tmp_path, ["/gone/tezgah"])
    entry.repair()
    assert list(tmp_path.iterdir()) == []
    entry.set_on(True)
    path = tmp_path / "tezgah.desktop"
    path.write_text(path.read_text("utf-8") + "Hidden=true\n", "utf-8")
    entry.repair()
    assert not entry.is_on()


# Windows, with a simulated registry


class Registry(ModuleType):
    """The functions of `winreg` that the program uses."""

    HKEY_CURRENT_USER = object()
    KEY_SET_VALUE = 2
    REG_SZ = 1

    def __init__(self) -> None:
        super().__init__("winreg")
        self.keys: dict[str, dict[str, object]] = {}

    @contextmanager
    def OpenKey(
        self, root: object, path: str, _reserved: int = 0, _access: int = 1
    ) -> Iterator[dict[str, object]]:
        assert root is self.HKEY_CURRENT_USER
        if path not in self.keys:
            raise FileNotFoundError(2, path)
        yield self.keys[path]

    def CreateKeyEx(self, root: object, path: str, *more: int) -> Any:
        self.keys.setdefault(path, {})
        return self.OpenKey(root, path, *more)

    @staticmethod
    def QueryValueEx(key: dict[str, object], name: str) -> tuple[object, int]:
        if name not in key:
            raise FileNotFoundError(2, name)
        return key[name], 1

    @staticmethod
    def SetValueEx(key: dict[str, object], name: str, _reserved: int, kind: int, value: str) -> None:
        assert kind == Registry.REG_SZ
        key[name] = value

    @staticmethod
    def DeleteValue(key: dict[str, object], name: str) -> None:
        if name not in key:
            raise FileNotFoundError(2, name)
        del key[name]


RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    made = Registry()
    monkeypatch.setitem(sys.modules, "winreg", made)
    return made


def test_the_run_key_of_a_new_user_is_created(registry: Registry) -> None:
    entry = RunKey([r"C:\Program Files\tezgah.exe", MINIMISED, "--data-dir", r"D:\Ayşe Gül\x"])
    assert not entry.is_on()
    entry.set_on(False)
    entry.set_on(True)
    assert entry.is_on()
    line = r'"C:\Program Files\tezgah.exe" --minimised --data-dir "D:\Ayşe Gül\x"'
    assert registry.keys[RUN] == {"Tezgah": line}
    entry.set_on(False)
    assert registry.keys[RUN] == {}


def test_a_value_that_windows_disabled_is_off(registry: Registry) -> None:
    entry = RunKey(["tezgah.exe"])
    entry.set_on(True)
    registry.keys[APPROVED] = {"Tezgah": b"\x02" + bytes(11)}
    assert entry.is_on()
    registry.keys[APPROVED]["Tezgah"] = b"\x03" + bytes(11)
    assert not entry.is_on()
    entry.set_on(True)
    assert entry.is_on()
    assert registry.keys[APPROVED] == {}


def test_the_run_key_of_a_moved_program_is_repaired(registry: Registry, tmp_path: Path) -> None:
    old, new = tmp_path / "old place.exe", tmp_path / "new.exe"
    old.touch()
    RunKey([str(old), MINIMISED]).set_on(True)
    RunKey([str(new)]).repair()
    assert str(old) in str(registry.keys[RUN]["Tezgah"])
    old.unlink()
    RunKey([str(new)]).repair()
    assert registry.keys[RUN]["Tezgah"] == str(new)


def test_a_user_without_a_home_has_no_entry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Starting with the computer is an extra: the program starts all the same."""

    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    assert autostart(tmp_path, {}) is None
