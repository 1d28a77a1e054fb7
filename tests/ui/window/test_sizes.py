"""The window at its smallest, on small and on scaled screens: what orders need is in view and can be pressed.

Qt reads screens and scale as it starts, so that each case is a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import MakeWindow

_SHOWN = """
import json
import sys
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from desktop.domain.trouble import Connection, Link, Outage, Trouble, TroubleKind
from desktop.ui.application import make_application
from desktop.ui.text.language import set_language
from tests.ui.made import NOW, Calls, Clock, RecordingCommands, made
from tests.ui.views.every_view import branches, later_orders
from desktop.ui.window.main_window import MainWindow
from datetime import timedelta

language, width, height, how = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
application = make_application()
set_language(application, language)
calls, clock = Calls(), Clock()
window = MainWindow(RecordingCommands(calls, clock), theme="light", steady=clock.steady)
waiting = [made(number, waited=5, note="Zili çalmayın, bebek uyuyor") for number in (1, 2, 3)]
window.show_board(waiting + (later_orders() if how == "everything" else []))
window.show_connection(Connection(Link.LOST, last_answer_at=NOW, silent_since=NOW))
window.show_restaurant("Halaskargazi Caddesi Merkez Şube Dönerci Hacı Usta ve Oğulları")
outage = Outage(NOW - timedelta(minutes=18), NOW, off=False, orders=3, longest_wait=840)
window.show_troubles([
    Trouble(TroubleKind.NOT_LISTENED, NOW, "", outage=outage), Trouble(TroubleKind.NO_SOUND, NOW)
])
if how == "everything":
    window.show_branches(branches())
    window.show_rush(10, NOW + timedelta(minutes=20))
    window.show_auto_accept(on=True, rule="")
    window.header.show_off_sale(2)
    window.show_sound(working=False)
window.show()
window.resize(width, height)
for _ in range(20):
    application.processEvents()


def in_view(button):
    place = QRect(button.mapTo(window, QPoint()), button.size())
    return window.rect().contains(place) and button.visibleRegion().boundingRect() == button.rect()


def button(name):
    return window.findChild(QPushButton, name)


found = {name: in_view(button(name)) for name in ("acceptButton", "bannerButton", "menuButton", "muteButton")}
column = window.board.views[0]
found["waiting orders"] = column.visibleRegion().boundingRect().height() >= 100
first = column.model().index(0, 0)
found["a card"] = column.visualRect(first).intersected(column.viewport().rect()).height() >= 60
selected = window.board.selected.payment_key
found["dishes"] = window.detail.sheet.height() >= 90
accept = button("acceptButton")
QTest.mouseClick(accept, Qt.MouseButton.LeftButton, pos=accept.rect().center())
found["one press accepts"] = calls.accepted == [(selected, 40 if how == "everything" else 30)]
screen = window.screen().availableSize()
print(json.dumps({
    "found": found, "size": [window.width(), window.height()],
    "least": [window.minimumWidth(), window.minimumHeight()],
    "screen": [screen.width(), screen.height()], "scale": window.devicePixelRatio(),
}))
if len(sys.argv) > 5:
    window.grab().save(sys.argv[5])
"""

BAR = 60
"""Pixels of the screen that a task bar takes."""
SCREENS = {
    "800x600": (800, 600, "1"),
    "1024x600": (1024, 600, "1"),
    "1366x768 at 150 %": (1366, 768, "1.5"),
    "1920x1080 at 200 %": (1920, 1080, "2"),
}


def shown(folder: Path, screen: tuple[int, int, str], size: tuple[int, int], language: str, how: str) -> Any:
    """Show the window on a screen, with a problem in the banner; returns what is in view."""
    width, height, scale = screen
    names = {"name": "one", "x": 0, "y": 0, "width": width, "height": height}
    dots = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    file = folder / "screens.json"
    file.write_text(json.dumps({"screens": [names | dots]}))
    environment = os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={file}",
        "QT_SCALE_FACTOR": scale,
        "QT_SCALE_FACTOR_ROUNDING_POLICY": "PassThrough",
    }
    command = [sys.executable, "-c", _SHOWN, language, str(size[0]), str(size[1]), how]
    if picture := os.environ.get("TEZGAH_TEST_PICTURES"):
        name = f"{language}-{width}x{height}-{scale}-{how}.png"
        command.append(os.path.join(picture, name))  # noqa: PTH118 - a text for the command
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# The most crowded window in the language with the longest words; the long run has the others.
@pytest.mark.parametrize(
    ("language", "how"),
    [
        ("tr", "everything"),
        *(
            pytest.param(*each, marks=pytest.mark.long)
            for each in (("tr", "usual"), ("en", "everything"), ("en", "usual"))
        ),
    ],
)
@pytest.mark.parametrize("screen", SCREENS)
def test_accept_banner_and_menu_are_in_view_above_a_task_bar(
    tmp_path: Path, screen: str, language: str, how: str
) -> None:
    width, height, scale = SCREENS[screen]
    room = int(width / float(scale)), int((height - BAR) / float(scale))
    answer = shown(tmp_path, SCREENS[screen], room, language, how)
    assert answer["scale"] == float(scale)
    assert answer["size"] == [room[0], max(room[1], answer["least"][1])]
    assert answer["least"][0] <= room[0]
    assert answer["least"][1] <= answer["screen"][1]
    assert [name for name, seen in answer["found"].items() if not seen] == []


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_smallest_window(tmp_path: Path, language: str) -> None:
    answer = shown(tmp_path, (1366, 768, "1"), (1, 1), language, "everything")
    assert answer["size"] == answer["least"] == [800, 540]
    assert [name for name, seen in answer["found"].items() if not seen] == []


def test_on_a_smaller_screen_the_window_is_smaller_still(tmp_path: Path) -> None:
    answer = shown(tmp_path, (1366, 768, "1.5"), (1, 1), "tr", "everything")
    assert answer["size"] == answer["least"] == [800, 472]
    assert [name for name, seen in answer["found"].items() if not seen] == []


@pytest.mark.parametrize("what", ["the screen", "its size"])
def test_a_window_that_no_longer_fits_its_screen_shrinks(make_window: MakeWindow, what: str) -> None:
    window = make_window(size=(1366, 768))
    screen = window.screen()
    room = screen.availableSize()
    assert window.width() > room.width(), "else this test shows nothing"
    if what == "the screen":
        window.windowHandle().screenChanged.emit(screen)
    else:
        screen.availableGeometryChanged.emit(screen.availableGeometry())
    assert window.width() <= room.width()
    assert window.height() <= room.height()
