"""Pages stand in the place of the board, and never hide that an order waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.ui.widgets.pages import Entry, Page
from desktop.ui.window.menu import MainMenu
from tests.ui.made import Calls, key, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    window = make_window(made(1))
    window.pages.offer(Entry("history", "History", "F7", lambda: Page(window.look, "history", "History")))
    return window


def pressed(window: MainWindow, wanted: Qt.Key, settled: Callable[[MainWindow], None]) -> None:
    QTest.keyClick(window, wanted)
    settled(window)


def test_its_key_opens_a_page_and_esc_or_the_key_again_closes_it(
    window: MainWindow, settled: Callable[[MainWindow], None]
) -> None:
    pressed(window, Qt.Key.Key_F7, settled)
    assert not window.board.isVisible()
    pressed(window, Qt.Key.Key_Escape, settled)
    assert window.board.isVisible()
    pressed(window, Qt.Key.Key_F7, settled)
    pressed(window, Qt.Key.Key_F7, settled)
    assert window.pages.page is None
    assert window.board.has_keyboard()


def test_keys_of_the_board_do_nothing_while_a_page_hides_it(
    window: MainWindow, calls: Calls, settled: Callable[[MainWindow], None]
) -> None:
    pressed(window, Qt.Key.Key_F7, settled)
    for each in (Qt.Key.Key_Return, Qt.Key.Key_4, Qt.Key.Key_F2, Qt.Key.Key_F4):
        pressed(window, each, settled)
    assert (calls.accepted, calls.acted, window.dialogs.dialog) == ([], [], None)
    pressed(window, Qt.Key.Key_F8, settled)
    assert calls.muted == [True]


def test_a_page_tells_how_many_orders_wait(window: MainWindow, settled: Callable[[MainWindow], None]) -> None:
    pressed(window, Qt.Key.Key_F7, settled)
    waiting = window.findChild(QPushButton, "historyWaiting")
    assert waiting is not None
    assert waiting.isVisible()
    window.update_orders([made(2)])
    assert "2" in waiting.text()
    window.show_board([])
    assert not waiting.isVisible()


def test_who_is_called_to_an_order_sees_the_board(window: MainWindow) -> None:
    window.pages.open("history")
    window.call_for_attention()
    assert window.pages.page is None
    window.pages.open("history")
    window.open_order(key(1))
    assert window.pages.page is None


def test_the_menu_lists_the_pages(window: MainWindow) -> None:
    menu = MainMenu(window, 30, list(window.pages))
    menu.page_wanted.connect(window.pages.open)
    first = menu.widget.actions()[0]
    assert first.text() == "History\tF7"
    first.trigger()
    assert window.pages.page is not None


def test_the_menu_leaves_to_the_settings_what_stands_there(window: MainWindow) -> None:
    window.pages.offer(
        Entry("setup", "Setup", "", lambda: Page(window.look, "setup", "Setup"), in_menu=False)
    )
    menu = MainMenu(window, 30, list(window.pages))
    assert "Setup" not in [action.text() for action in menu.widget.actions()]
    window.pages.open("setup")
    assert window.pages.page is not None
