"""A shown window with a recording desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

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
    """Switch the program to a language; the one before it is restored at the end."""
    before = QLocale()
    yield lambda language: set_language(qapp, language)
    set_language(qapp, "en")
    QLocale.setDefault(before)


class MakeWindow:
    """Builds windows and shows them."""

    def __init__(self, qtbot: QtBot, commands: OrderCommands, clock: Clock) -> None:
        self._qtbot, self._commands, self._clock = qtbot, commands, clock
        self._windows: list[MainWindow] = []

    def __call__(
        self, *orders: BoardOrder, size: tuple[int, int] = (1366, 768), **options: Any
    ) -> MainWindow:
        window = MainWindow(self._commands, **{"theme": "light", "steady": self._clock.steady, **options})
        self._windows.append(window)
        window.resize(*size)
        window.show_board(orders)
        window.show()
        self._qtbot.waitExposed(window)
        window.activateWindow()
        self._qtbot.waitUntil(window.isActiveWindow)
        window.take_presses()
        QApplication.processEvents()
        return window

    def close_all(self) -> None:
        """Close every window that was built."""
        while self._windows:
            window = self._windows.pop()
            window.prepare_to_quit()
            window.close()
            window.deleteLater()
        QApplication.processEvents()


@pytest.fixture
def make_window(qtbot: QtBot, commands: OrderCommands, clock: Clock) -> Iterator[MakeWindow]:
    make = MakeWindow(qtbot, commands, clock)
    yield make
    make.close_all()


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[[MainWindow], None]:
    """Wait until all keys that were held have counted or been thrown away."""

    def wait(window: MainWindow) -> None:
        qtbot.waitUntil(lambda: not window.scanner_filter.holds_keys)

    return wait
