"""The switch: what is seen, what the keyboard does, and what a screen reader is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent

from desktop.ui.widgets.fields import Switch
from desktop.ui.widgets.theme import Look

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def switch(qtbot: QtBot) -> Switch:
    made = Switch(Look("light"), "set_it", "Full screen", on="On", off="Off")
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def press(switch: Switch, key: Qt.Key) -> None:
    """Give the key to the switch itself: a window of another test may still look for scanners."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        switch.event(QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


def test_the_keyboard_switches_and_each_press_is_told_once(switch: Switch) -> None:
    told: list[bool] = []
    switch.clicked.connect(lambda on=False: told.append(on))
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        press(switch, key)
    assert told == [True, False, True]
    switch.setChecked(False)
    assert told == [True, False, True], "what the program sets is no press"


def test_word_and_knob_show_the_state(switch: Switch) -> None:
    off = switch.grab().toImage()
    size = switch.sizeHint()
    assert switch.text() == "Off"
    switch.click()
    assert switch.text() == "On"
    assert switch.grab().toImage() != off
    assert switch.sizeHint() == size, "nothing beside it moves"


def test_a_screen_reader_is_told_name_and_state_apart(switch: Switch) -> None:
    told = QAccessible.queryAccessibleInterface(switch)
    assert told is not None
    for on in (False, True):
        switch.setChecked(on)
        assert told.text(QAccessible.Text.Name) == "Full screen"
        assert (bool(told.state().checkable), bool(told.state().checked)) == (True, on)
    assert told.role() in {QAccessible.Role.CheckBox, QAccessible.Role.Switch}
