"""Where the buttons are and how they look: what is pressed in a hurry is not what somebody regrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.setup.steps import CredentialsStep
from desktop.ui.widgets.dialog import ScrollBody
from desktop.ui.widgets.pages import Entry, Page
from desktop.ui.widgets.theme import LIGHT
from desktop.ui.window.menu import MainMenu
from tests.ui.made import key, made
from tests.ui.views.every_view import DIALOGS, VIEWS, Opening

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.commands import OrderCommands
    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Clock


@pytest.fixture
def opened(make_window: MakeWindow, commands: OrderCommands, clock: Clock) -> Callable[[str], QWidget]:
    return lambda name: VIEWS[name](Opening(make_window, commands, clock, {}))


def found(view: QWidget, name: str) -> QPushButton:
    button = view.findChild(QPushButton, name)
    assert button is not None, name
    return button


def ground(button: QPushButton) -> str:
    """Return the colour that a button is filled with."""
    picture = button.grab().toImage()
    return picture.pixelColor(button.width() // 2, 6).name()


@pytest.mark.parametrize("name", sorted(DIALOGS))
def test_the_confirm_button_of_a_question_is_not_green(name: str, opened: Callable[[str], QWidget]) -> None:
    for button in opened(name).findChildren(QPushButton, "confirmButton"):
        assert ground(button) == LIGHT.ink.lower()


def test_the_green_of_accept_is_seen(opened: Callable[[str], QWidget]) -> None:
    """What the test above looks for is there where it belongs."""
    assert ground(found(opened("minutes"), "chooseButton")) == LIGHT.accept.lower()


def test_the_button_that_removes_the_pin_is_apart(opened: Callable[[str], QWidget]) -> None:
    dialog = opened("PIN, chosen")
    remove, back, go = (found(dialog, name).geometry() for name in ("noPinButton", "backButton", "pinButton"))
    assert remove.right() < back.left() < go.left()
    assert back.left() - remove.right() > 2 * (go.left() - back.right())


@pytest.mark.parametrize("name", ["PIN, wrong", "PIN, chosen", "PIN before cancelling", "minutes"])
def test_all_digits_stay_in_view(name: str, opened: Callable[[str], QWidget]) -> None:
    area = opened(name).findChild(ScrollBody)
    assert area is not None
    assert area.verticalScrollBar().maximum() == 0


def test_a_refused_switch_shows_the_current_value(opened: Callable[[str], QWidget]) -> None:
    switch = found(opened("settings, refused"), "set_keep_awake")
    assert switch.text() == "On"
    assert switch.isChecked()


def test_the_current_choice_stays_checked_after_a_second_click(
    opened: Callable[[str], QWidget],
) -> None:
    chosen = found(opened("settings"), "set_theme_system")
    assert chosen.isChecked()
    chosen.click()
    assert chosen.isChecked()


def test_a_toast_does_not_cover_the_buttons_of_marked_orders(make_window: MakeWindow) -> None:
    window = make_window(made(1), made(2))
    window.show_toast("Something that was saved just now")
    window.board.multi_select.toggle(key(1))
    QTest.qWait(0)
    bar, toast = window.board.multi_select_bar, window.dialogs.toast

    def place(widget: QWidget) -> QRect:
        return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())

    assert bar.isVisible()
    assert not place(bar).intersects(place(toast))
    window.show_toast("Something else that was saved")
    assert not place(bar).intersects(place(toast))


def _never_built() -> Page:
    raise AssertionError


def test_the_language_entry_of_the_menu_leads_to_that_setting(make_window: MakeWindow) -> None:
    window = make_window()
    settings = Entry("settings", "Settings", "Ctrl+,", _never_built)
    menu = MainMenu(window, 30, pages=[settings])
    wanted: list[str] = []
    menu.setting_wanted.connect(wanted.append)
    entry = next(action for action in menu.widget.actions() if action.text().startswith("Language"))
    entry.trigger()
    assert wanted == ["language"]


def test_each_way_of_setting_up_is_explained(opened: Callable[[str], QWidget]) -> None:
    for name, words in (("setup, connect", "access token"), ("setup, two keys", "secret key")):
        step = opened(name).findChild(CredentialsStep)
        assert step is not None
        assert words in step.text.text()
