"""The bars below the board: changes on several orders, and more orders than can be cooked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.changes import ChangedPart
from desktop.domain.restaurant.branch import Branch
from desktop.ui.board.notices import OVERWHELMED
from tests.ui.made import NOW, Calls, command, key, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

FIRST = "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21"
SECOND = "5d0c3a44-1f0b-4e5e-8a6b-2f7a9c1e6b02"


def shown(window: MainWindow, name: str) -> bool:
    bar = window.findChild(QWidget, name)
    assert bar is not None
    return bar.isVisible()


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def changed(serial: int) -> BoardOrder:
    return made(serial, 2, accepted_at=NOW, unseen=(ChangedPart.TOTAL,))


def test_the_changes_of_several_orders_are_seen_with_one_press(
    make_window: MakeWindow, calls: Calls, settled: Callable[[MainWindow], None]
) -> None:
    window = make_window(changed(1), made(3, 2, accepted_at=NOW))
    assert not shown(window, "changesNotice"), "one has a button of its own"
    window.update_orders([changed(2)])
    assert shown(window, "changesNotice")
    bar = window.findChild(QWidget, "changesNotice")
    assert bar is not None
    assert [label.text() for label in bar.findChildren(QLabel)] == ["2 orders were changed: #1, #2"]
    QTest.mouseClick(button(window, "allSeen"), Qt.MouseButton.LeftButton)
    assert sorted(calls.seen) == [key(1), key(2)]
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    settled(window)
    assert len(calls.seen) == 4
    window.update_orders([made(1, 2, accepted_at=NOW)])
    assert not shown(window, "changesNotice")
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    settled(window)
    assert len(calls.seen) == 4


def test_a_doubt_about_an_accept_is_never_confirmed_in_a_heap(make_window: MakeWindow, calls: Calls) -> None:
    doubt = made(3, accept=command(CommandState.UNSURE), unseen=(ChangedPart.ACCEPTANCE,))
    assert doubt.in_doubt
    window = make_window(changed(1), changed(2), doubt)
    QTest.mouseClick(button(window, "allSeen"), Qt.MouseButton.LeftButton)
    assert sorted(calls.seen) == [key(1), key(2)], "seen would mean that its accept took effect"


@pytest.mark.parametrize(
    ("branches", "offered"),
    [
        ((), False),
        ((Branch(FIRST, "Moda", is_open=True),), True),
        ((Branch(FIRST, "Moda", is_open=False),), False),
        ((Branch(FIRST, "Moda", is_open=True, wanted_open=False),), False),
    ],
)
def test_a_break_is_offered_when_more_wait_than_can_be_cooked(
    make_window: MakeWindow, branches: tuple[Branch, ...], offered: bool
) -> None:
    window = make_window(*(made(number, restaurant_id=FIRST) for number in range(1, OVERWHELMED)))
    window.show_branches(branches)
    assert not shown(window, "breakNotice")
    window.update_orders([made(99, restaurant_id=FIRST)])
    assert shown(window, "breakNotice") is offered


def test_the_break_is_offered_for_the_branch_where_most_wait(make_window: MakeWindow) -> None:
    window = make_window(
        *(made(number, restaurant_id=FIRST) for number in range(1, 9)),
        *(made(number, restaurant_id=SECOND) for number in range(9, 30)),
    )
    window.show_branches((Branch(FIRST, "Moda", is_open=True), Branch(SECOND, "Şişli", is_open=True)))
    wanted: list[str] = []
    window.board_page.notices.break_wanted.connect(wanted.append)
    close = button(window, "closeForBreak")
    assert close.text() == "Şişli: Close 15 min"
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert wanted == [SECOND]


def test_a_refused_break_is_offered_again_in_the_next_rush(make_window: MakeWindow, qtbot: QtBot) -> None:
    rush = [made(number, restaurant_id=FIRST) for number in range(1, OVERWHELMED + 2)]
    window = make_window(*rush)
    window.show_branches((Branch(FIRST, "Moda", is_open=True),))
    QTest.mouseClick(button(window, "noBreak"), Qt.MouseButton.LeftButton)
    window.update_orders([made(99, restaurant_id=FIRST)])
    assert not shown(window, "breakNotice")
    window.show_board(rush[:3])
    window.show_board(rush)
    # Many orders come in several turns of the loop.
    qtbot.waitUntil(lambda: shown(window, "breakNotice"))
