"""Real key events through the application's filter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QSpinBox, QWidget

from desktop.ui.board.column_view import ColumnView
from desktop.ui.window.main_window import MainWindow
from tests.ui.made import Calls, key, made

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.ui.commands import OrderCommands
    from tests.ui.conftest import MakeWindow

Settled = Callable[[MainWindow], None]


def scan(target: QWidget, text: str, *, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """Type as a barcode scanner does: without a pause, then Enter."""
    QTest.keyClicks(target, text)
    QTest.keyClick(target, end)


def test_no_key_counts_before_the_board_is_painted(
    commands: OrderCommands, calls: Calls, qtbot: QtBot, settled: Settled
) -> None:
    window = MainWindow(commands)
    window.show_board([made(1)])
    try:
        QTest.keyClick(window.board, Qt.Key.Key_Return)
        assert not window.scanner_filter.started
        with qtbot.waitSignal(window.first_painted):
            window.show()
        settled(window)
        assert calls.accepted == []
        window.take_presses()
        scan(window.board, "8690504123456")
        settled(window)
        assert calls.accepted == [], "from the first picture on scanners are heard, and dropped"
    finally:
        window.prepare_to_quit()
        window.close()
        window.deleteLater()


def test_no_click_counts_before_the_program_can_do_what_it_asks_for(
    commands: OrderCommands, calls: Calls, qtbot: QtBot
) -> None:
    window = MainWindow(commands)
    window.resize(1366, 768)
    window.show_board([made(1)])
    try:
        with qtbot.waitSignal(window.first_painted):
            window.show()
        view = window.findChild(ColumnView, "newColumn")
        assert view is not None
        spot = view.cards.button_rect(made(1), view.visualRect(view.model().index(0, 0)))
        assert spot is not None
        at = view.viewport().mapTo(window, spot.center())

        def click() -> None:
            # Through the system's window, as a mouse does: Qt looks for the widget.
            QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0), at)

        click()
        assert calls.accepted == []
        window.take_presses()
        click()
        assert calls.accepted == [(key(1), 30)]
    finally:
        window.prepare_to_quit()
        window.close()
        window.deleteLater()


def test_one_enter_accepts(make_window: MakeWindow, calls: Calls, qtbot: QtBot) -> None:
    window = make_window(made(1))
    QTest.keyClick(window.board, Qt.Key.Key_Return)
    assert calls.accepted == [], "it is held for a moment"
    qtbot.waitUntil(lambda: calls.accepted == [(key(1), 30)])


@pytest.mark.parametrize("text", ["8690504123456", " 45 ", "4"])
def test_a_scanner_neither_accepts_nor_changes_an_order(
    make_window: MakeWindow, calls: Calls, settled: Settled, text: str
) -> None:
    window = make_window(made(1))
    scan(window.board, text)
    settled(window)
    assert calls.accepted == []
    assert window.minutes.minutes_for(key(1)) == 30


def test_several_lines_and_a_prefix_enter(make_window: MakeWindow, calls: Calls, settled: Settled) -> None:
    window = make_window(made(1), made(2))
    QTest.keyClick(window.board, Qt.Key.Key_Return)
    for _line in range(3):
        scan(window.board, "8690504", end=Qt.Key.Key_Enter)
    settled(window)
    assert calls.accepted == []


def test_function_keys_of_a_scanner_do_nothing(
    make_window: MakeWindow, calls: Calls, settled: Settled
) -> None:
    window = make_window(made(1))
    for code in (Qt.Key.Key_F8, Qt.Key.Key_F5, Qt.Key.Key_F10, Qt.Key.Key_Down, Qt.Key.Key_Escape):
        QTest.keyClick(window.board, code)
    settled(window)
    assert (calls.muted, calls.others) == ([], [])
    assert QApplication.activePopupWidget() is None


@pytest.mark.parametrize("name", ["acceptButton", "muteButton", "preparingTime45"])
def test_a_focused_button_is_not_pressed_by_a_scanner(
    make_window: MakeWindow, calls: Calls, settled: Settled, name: str
) -> None:
    window = make_window(made(1))
    button = window.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    button.setFocus()
    scan(button, " 123 ")
    settled(window)
    assert (calls.accepted, calls.muted) == ([], [])
    assert window.minutes.minutes_for(key(1)) == 30


def test_a_dialog_takes_no_minutes_from_a_scanner(make_window: MakeWindow, settled: Settled) -> None:
    window = make_window(made(1))
    window.dialogs.orders.ask_minutes()
    field = window.findChild(QSpinBox, "minutesField")
    assert isinstance(field, QSpinBox)
    scan(field, "120")
    settled(window)
    assert window.dialogs.dialog is not None, "Enter closed nothing"
    assert (field.value(), window.minutes.minutes_for(key(1))) == (30, 30)


def test_space_and_enter_press_a_focused_button(make_window: MakeWindow, calls: Calls, qtbot: QtBot) -> None:
    window = make_window(made(1))
    button = window.findChild(QPushButton, "muteButton")
    assert isinstance(button, QPushButton)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: calls.muted == [True])
    qtbot.waitUntil(lambda: not window.scanner_filter.holds_keys)
    QTest.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: calls.muted == [True, True])
    assert calls.accepted == []


def test_a_key_that_stays_pressed_accepts_nothing(
    make_window: MakeWindow, calls: Calls, settled: Settled
) -> None:
    window = make_window(made(1))
    for _repeat in range(5):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
        QApplication.sendEvent(window.board, event)
    settled(window)
    assert calls.accepted == []


def test_tab_reaches_the_buttons(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made(1))
    seen: set[str] = set()
    for _step in range(24):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.add(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        qtbot.waitUntil(lambda: not window.scanner_filter.holds_keys)
    assert {"newColumn", "muteButton", "menuButton", "acceptButton", "preparingTime45"} <= seen
