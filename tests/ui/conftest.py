"""A shown window with a recording desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop.ui.text.language import set_language
from desktop.ui.window.main_window import MainWindow
from tests.ui.made import Calls, Clock, RecordingCommands

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.commands import OrderCommands


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def commands(calls: Calls, clock: Clock) -> OrderCommands:
    return RecordingCommands(calls, clock)


Speak = Callable[[str], str]


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Speak]:
    """Let the program speak a language; afterwards what it spoke before."""
    before = QLocale()
    yield lambda language: set_language(qapp, language)
    set_language(qapp, "en")
    QLocale.setDefault(before)


class MakeWindow(Protocol):
    def __call__(self, *orders: BoardOrder, **options: Any) -> MainWindow: ...


@pytest.fixture
def make_window(qtbot: QtBot, commands: OrderCommands, clock: Clock) -> Iterator[MakeWindow]:
    """Build shown windows of 1366 x 768."""
    windows: list[MainWindow] = []

    def make(*orders: BoardOrder, **options: Any) -> MainWindow:
        window = MainWindow(commands, **{"theme": "light", "steady": clock.steady, **options})
        windows.append(window)
        window.resize(1366, 768)
        window.show_board(orders)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        QApplication.processEvents()
        return window

    yield make
    for window in windows:
        window.prepare_to_quit()
        window.close()
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[[MainWindow], None]:
    """Wait until all keys that were held have counted or been thrown away."""

    def wait(window: MainWindow) -> None:
        qtbot.waitUntil(lambda: not window.scanner_filter.holds_keys)

    return wait
