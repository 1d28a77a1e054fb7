"""Starting with the computer: the entry that is written starts this program, with the folder it works on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.system.autostart import MINIMISED, XdgAutostart, autostart, exec_line

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the entry is of Linux desktops")


def read_exec(path: Path) -> list[str]:
    """Read the Exec line as a desktop does, by the specification and not by our own code."""
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


@linux
def test_on_and_off_by_the_file_it_writes(tmp_path: Path) -> None:
    entry = autostart(tmp_path / "data", {"XDG_CONFIG_HOME": str(tmp_path / "config")})
    assert entry is not None
    path = tmp_path / "config" / "autostart" / "tezgah.desktop"
    assert not entry.is_on()
    entry.set_on(False)
    assert not path.exists()
    entry.set_on(True)
    assert entry.is_on()
    assert read_exec(path) == [
        sys.executable,
        "-m",
        "desktop",
        MINIMISED,
        "--data-dir",
        str(tmp_path / "data"),
    ]
    entry.set_on(False)
    assert not entry.is_on()
    assert not path.exists()


@linux
def test_without_a_folder_of_its_own_it_is_below_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for base in ("", "relative"):
        entry = autostart(tmp_path, {"XDG_CONFIG_HOME": base})
        assert entry is not None
        entry.set_on(True)
        assert (tmp_path / ".config" / "autostart" / "tezgah.desktop").exists()


@pytest.mark.parametrize("text", ["Hidden=true", "X-GNOME-Autostart-enabled=false", "Hidden = true"])
def test_what_the_desktop_switched_off_is_off(tmp_path: Path, text: str) -> None:
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
def test_any_path_comes_through(tmp_path: Path, argument: str) -> None:
    XdgAutostart(tmp_path, ["/usr/bin/tezgah", argument]).set_on(True)
    assert read_exec(tmp_path / "tezgah.desktop") == ["/usr/bin/tezgah", argument]
    assert exec_line(["x"]) == '"x"'


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs desktop-file-utils")
def test_the_desktops_own_checker_takes_it(tmp_path: Path) -> None:
    XdgAutostart(tmp_path, ["/usr/bin/tezgah", "100 % $x"]).set_on(True)
    subprocess.run(["desktop-file-validate", str(tmp_path / "tezgah.desktop")], check=True, timeout=20)


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file", "utf-8")
    with pytest.raises(OSError, match=r"."):
        XdgAutostart(tmp_path / "autostart", ["x"]).set_on(True)
