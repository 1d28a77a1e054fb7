"""The window comes back on the monitor that it was on: in a process with two of them, for Qt reads them as it starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

LEFT, RIGHT = ("left", 0, 0, 1366, 768), ("right", 1366, 0, 1920, 1080)

_SHOWN = """
import sys
from PySide6.QtWidgets import QApplication
from desktop.ui.window.top_window import TopWindow

application = QApplication([])
window = TopWindow(tray_message_shown=True)
how, place = sys.argv[1:]
if how != "again":
    window.setGeometry(1500, 100, 900, 500)
elif not window.restore_place(place):
    print("nowhere")
    raise SystemExit
window.show()
if how == "maximised":
    window.showMaximized()
application.processEvents()
print(window.screen().name(), "maximised" if window.isMaximized() else "normal", window.width(), window.place)
"""


def shown(
    folder: Path, screens: list[tuple[str, int, int, int, int]], how: str, place: str = ""
) -> list[str]:
    """Show a window on these screens; returns on which it is, how, how wide, and its place."""
    file = folder / "screens.json"
    names = ("name", "x", "y", "width", "height")
    dots = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    file.write_text(json.dumps({"screens": [dict(zip(names, each, strict=True)) | dots for each in screens]}))
    environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={file}"}
    command = [sys.executable, "-c", _SHOWN, how, place]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("how", ["normal", "maximised"])
def test_the_window_returns_to_its_monitor(tmp_path: Path, how: str) -> None:
    before = shown(tmp_path, [LEFT, RIGHT], how)
    assert before[:2] == ["right", how]
    after = shown(tmp_path, [LEFT, RIGHT], "again", before[3])
    assert after[:3] == before[:3]


def test_the_window_moves_to_another_monitor_if_its_own_is_missing(tmp_path: Path) -> None:
    place = shown(tmp_path, [LEFT, RIGHT], "normal")[3]
    # A much smaller one: the window takes all of it, as at the first start.
    assert shown(tmp_path, [LEFT], "again", place) == ["nowhere"]
    same = ("other", 0, 0, 1920, 1080)
    assert shown(tmp_path, [same], "again", place)[:3] == ["other", "normal", "900"]
