"""Several orders are marked by key, pointer or finger, and accepted or completed together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.domain.orders.lifecycle import Column
from desktop.ui.board.selection import PAUSE_SECONDS
from tests.ui.made import NOW, Calls, Clock, key, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

    Settled = Callable[[MainWindow], None]

CTRL = Qt.KeyboardModifier.ControlModifier


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert found is not None
    return found


def card(window: MainWindow, where: Column, number: int, modifiers: Qt.KeyboardModifier) -> None:
    view = window.board.views[where]
    item = view.visualRect(window.board.models[where].index(window.board.models[where].row_of(key(number))))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifiers, item.topLeft() + QPoint(60, 20))


def test_orders_marked_by_keys_are_accepted_together_with_their_own_minutes(
    make_window: MakeWindow, calls: Calls, settled: Settled
) -> None:
    window = make_window(made(1, waited=30), made(2, waited=20), made(3, waited=10))
    window.order_actions.choose_minutes(key(2), 45)
    window.board.choose(key(1))
    for pressed in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space):
        QTest.keyClick(window, pressed)
        settled(window)
    assert window.board.multi_select.keys == [key(1), key(2)]
    assert window.board.multi_select_bar.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    settled(window)
    assert calls.accepted == [(key(1), 30), (key(2), 45)]
    assert not window.board.multi_select_bar.isVisible()


def test_a_finger_marks_a_column_and_unmarks_one(make_window: MakeWindow, calls: Calls) -> None:
    ready = [made(number, 2, accepted_at=NOW, courier_type="come_get") for number in (2, 3, 4)]
    window = make_window(made(1), *ready)
    assert not button(window, "newColumnMarkAll").isVisible(), "there is only one"
    QTest.mouseClick(button(window, "preparingColumnMarkAll"), Qt.MouseButton.LeftButton)
    assert len(window.board.multi_select) == 3
    card(window, Column.PREPARING, 3, Qt.KeyboardModifier.NoModifier)
    QTest.mouseClick(button(window, "completeMarked"), Qt.MouseButton.LeftButton)
    assert calls.acted == [(key(2), "complete"), (key(4), "complete")]
    assert calls.accepted == []


def test_a_press_with_ctrl_marks_and_esc_unmarks(make_window: MakeWindow, settled: Settled) -> None:
    window = make_window(made(1), made(2))
    card(window, Column.NEW, 2, CTRL)
    assert window.board.multi_select.keys == [key(2)]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    settled(window)
    assert len(window.board.multi_select) == 0


def test_later_orders_are_not_marked_and_removed_ones_are_unmarked(
    make_window: MakeWindow, calls: Calls, clock: Clock
) -> None:
    window = make_window(made(1), made(2))
    window.board.multi_select.toggle_all([key(1), key(2)])
    window.update_orders([made(3), made(1, 6)])
    assert window.board.multi_select.keys == [key(2)]
    window.order_actions.accept_marked()
    assert calls.accepted == [], "what is selected has just changed"
    clock.forward(PAUSE_SECONDS)
    window.order_actions.accept_marked()
    assert calls.accepted == [(key(2), 30)]


def test_the_bar_offers_only_possible_commands(make_window: MakeWindow) -> None:
    window = make_window(made(1), made(2, 16))
    window.board.multi_select.toggle(key(2))
    assert not button(window, "acceptMarked").isVisible()
    assert "1" in button(window, "completeMarked").text()
    window.board.multi_select.toggle(key(1))
    assert "1" in button(window, "acceptMarked").text()
