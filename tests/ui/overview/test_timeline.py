"""The line of promised times."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.made import NOW, Clock, made

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow


def cooking(serial: int, minutes: float) -> BoardOrder:
    """Return an order that is due in so many minutes."""
    return made(serial, 2, accepted_at=NOW + timedelta(minutes=minutes - 20), preparing_time=20)


def description(window: MainWindow) -> str:
    return window.board_page.timeline.accessibleDescription()


def test_it_follows_the_orders(make_window: MakeWindow, clock: Clock) -> None:
    window = make_window(cooking(1, 10), cooking(2, 11), cooking(3, -3))
    assert window.board_page.timeline.isVisible()
    assert description(window) == "1 late, 14:40: 2 orders"
    window.update_orders([cooking(4, 30)])
    assert description(window) == "1 late, 14:40: 2 orders, 15:00: 1 order"
    clock.forward(12 * 60)
    window.board_page.tick()
    assert description(window) == "3 late, 15:00: 1 order"


@pytest.mark.parametrize(("height", "seen"), [(768, True), (690, True), (670, False), (540, False)])
def test_a_low_window_keeps_its_height_for_the_orders(
    make_window: MakeWindow, height: int, seen: bool
) -> None:
    window = make_window(cooking(1, 10), size=(1366, height))
    assert window.board_page.timeline.isVisible() is seen


def test_large_text_needs_more_height(make_window: MakeWindow) -> None:
    assert not make_window(cooking(1, 10), text_scale=150).board_page.timeline.isVisible()


def test_an_empty_board_has_no_line(make_window: MakeWindow) -> None:
    window = make_window()
    assert not window.board_page.timeline.isVisible()
    window.update_orders([made(1)])
    assert window.board_page.timeline.isVisible()


def test_it_can_be_switched_off(make_window: MakeWindow) -> None:
    window = make_window(cooking(1, 10))
    window.board_page.show_timeline(on=False)
    assert not window.board_page.timeline.isVisible()
    window.resize(1400, 800)
    window.update_orders([cooking(2, 10)])
    assert not window.board_page.timeline.isVisible()
    window.board_page.show_timeline(on=True)
    assert window.board_page.timeline.isVisible()
    assert description(window) == "14:40: 2 orders"


def test_it_marks_what_accept_would_promise(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made(1), cooking(2, 10))
    timeline = window.board_page.timeline
    assert timeline._offer == 30
    before = timeline.grab().toImage()
    for digit in (Qt.Key.Key_4, Qt.Key.Key_5):
        QTest.keyClick(window.board, digit)
        qtbot.waitUntil(lambda: not window.scanner_filter.holds_keys)
    assert timeline._offer == 45
    assert timeline.grab().toImage() != before
    window.open_order(cooking(2, 10).payment_key)
    assert timeline._offer is None


def test_a_scheduled_order_promises_its_own_time(make_window: MakeWindow) -> None:
    window = make_window(made(1, scheduled_at=NOW + timedelta(hours=3)))
    assert window.board_page.timeline._offer is None
