"""The environment of other programs: real children say what they were given."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop.cli.supervisor import Supervisor, show_message
from desktop.system.machine.child_environment import (
    SECRETS,
    child_environ,
    clean_own_environ,
    take_secrets,
    window_environ,
)

if TYPE_CHECKING:
    from pathlib import Path

LIBRARIES = f"/opt/tezgah{os.sep}_internal"


def inherited() -> dict[str, str]:
    """Return what a child is given that nobody names an environment for, as Qt starts the browser."""
    code = "import json, os; print(json.dumps(dict(os.environ)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    found: dict[str, str] = json.loads(shown)
    return found


def test_the_secrets_leave_the_environment_that_c_libraries_see(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, f"secret of {name}")
    assert take_secrets() == {name: f"secret of {name}" for name in SECRETS}
    assert "secret of" not in json.dumps(inherited())
    assert take_secrets() == {}


def test_a_child_gets_nothing_of_ours() -> None:
    given = {
        "PATH": "/bin",
        "HOME": "/h",
        "TEZGAH_DATA_DIR": "/d",
        "TEZGAH_ACCESS_TOKEN": "t",
        "_PYI_ARCHIVE_FILE": "a",
    }
    assert child_environ(given) == {"PATH": "/bin", "HOME": "/h"}


def test_the_frozen_programs_libraries_are_not_a_childs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", LIBRARIES, raising=False)
    given = {
        "LD_LIBRARY_PATH": LIBRARIES,
        "LD_LIBRARY_PATH_ORIG": "/opt/theirs",
        "QT_PLUGIN_PATH": os.path.join(LIBRARIES, "PySide6", "plugins"),  # noqa: PTH118 - a text
        "PATH": os.pathsep.join([LIBRARIES, "/bin", f"{LIBRARIES}-other"]),
    }
    assert child_environ(given) == {
        "LD_LIBRARY_PATH": "/opt/theirs",
        "PATH": os.pathsep.join(["/bin", f"{LIBRARIES}-other"]),
    }
    del given["LD_LIBRARY_PATH_ORIG"]
    assert "LD_LIBRARY_PATH" not in child_environ(given)


@pytest.mark.skipif(sys.platform == "win32", reason="there the environment stays as it is")
def test_the_process_s_own_environment_is_cleaned_for_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", LIBRARIES, raising=False)
    monkeypatch.setenv("QT_PLUGIN_PATH", LIBRARIES)
    monkeypatch.setenv("LD_LIBRARY_PATH", LIBRARIES)
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/theirs")
    monkeypatch.setenv("TEZGAH_DATA_DIR", "/d")
    clean_own_environ()
    found = inherited()
    assert found["LD_LIBRARY_PATH"] == "/opt/theirs"
    assert not {"QT_PLUGIN_PATH", "LD_LIBRARY_PATH_ORIG", "TEZGAH_DATA_DIR"} & found.keys()


def test_the_window_gets_the_secrets_again_after_a_crash(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    code = (
        "import os, sys, pathlib\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "first = not path.exists()\n"
        "with path.open('a') as file: file.write(os.environ.get('TEZGAH_ACCESS_TOKEN', 'none') + '\\n')\n"
        "sys.exit(5 if first else 0)\n"
    )
    command = [sys.executable, "-c", code, str(seen)]
    assert Supervisor(command, secrets={"TEZGAH_ACCESS_TOKEN": "kept"}, pauses=[0.0]).run() == 0
    assert seen.read_text().split() == ["kept", "kept"]
    assert "TEZGAH_ACCESS_TOKEN" not in os.environ
    assert window_environ({}) == dict(os.environ)


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for the system's programs")
def test_the_supervisors_message_box_gets_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = tmp_path / "zenity"
    box.write_text(f"#!/bin/sh\n/usr/bin/env > {tmp_path}/seen\n")
    box.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DISPLAY", ":none")
    monkeypatch.setenv("TEZGAH_APP_SECRET_KEY", "k-3417")
    show_message("text")
    found = (tmp_path / "seen").read_text()
    assert "DISPLAY=:none" in found
    assert "k-3417" not in found
