"""A rush: started and ended in the header, and the times that it changes or leaves alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.ui.kitchen.rush_dialog import RushDialog
from tests.ui.made import NOW, Calls, key, made

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tests.ui.conftest import MakeWindow


def button(within: QWidget, name: str) -> QPushButton:
    found = within.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def test_a_time_that_was_typed_in_the_dialog_stays_as_it_is_in_a_rush(
    make_window: MakeWindow, calls: Calls
) -> None:
    window = make_window(made(1))
    window.show_rush(15, NOW + timedelta(minutes=23))
    window.dialogs.orders.minutes_chosen.emit(key(1), 45)
    assert "45" in button(window, "acceptButton").text()
    assert button(window, "preparingTime30").isChecked(), "its button shows the same 45"
    QTest.mouseClick(button(window, "acceptButton"), Qt.MouseButton.LeftButton)
    assert calls.accepted == [(key(1), 45)]


def test_a_rush_is_started_and_ended_in_the_header(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1))
    QTest.mouseClick(button(window, "rushButton"), Qt.MouseButton.LeftButton)
    dialog = window.dialogs.dialog
    assert isinstance(dialog, RushDialog)
    assert dialog.findChild(QPushButton, "endRush") is None
    for name in ("rushMinutes20", "rushLasts30", "startRush"):
        QTest.mouseClick(button(dialog, name), Qt.MouseButton.LeftButton)
    assert calls.rushes == [(20, 30)]
    window.show_rush(20, NOW + timedelta(minutes=23))
    QTest.mouseClick(button(window, "rushButton"), Qt.MouseButton.LeftButton)
    dialog = window.dialogs.dialog
    assert isinstance(dialog, RushDialog)
    QTest.mouseClick(button(dialog, "endRush"), Qt.MouseButton.LeftButton)
    assert calls.rushes == [(20, 30), (0, 0)]
