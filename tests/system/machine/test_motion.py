"""The wish for less motion is read from the settings of GNOME and KDE."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from desktop.system.machine.motion import wants_less_motion

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")


def gsettings(folder: Path, script: str) -> None:
    program = folder / "gsettings"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o700)


def environ(tmp_path: Path) -> dict[str, str]:
    return {"PATH": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}


def test_nothing_known_means_that_things_may_move(tmp_path: Path) -> None:
    assert not wants_less_motion(environ(tmp_path))


@pytest.mark.parametrize(("script", "still"), [("echo false", True), ("echo true", False), ("exit 1", False)])
def test_gnome(tmp_path: Path, script: str, still: bool) -> None:
    gsettings(tmp_path, script)
    assert wants_less_motion(environ(tmp_path)) is still


@pytest.mark.parametrize(
    ("text", "still"),
    [
        ("[KDE]\nAnimationDurationFactor=0\n", True),
        ("[KDE]\nAnimationDurationFactor=0.5\n", False),
        ("[KDE]\nAnimationDurationFactor=soon\n", False),
        ("no file of settings", False),
    ],
)
def test_kde(tmp_path: Path, text: str, still: bool) -> None:
    (tmp_path / "kdeglobals").write_text(text, "utf-8")
    assert wants_less_motion(environ(tmp_path)) is still
