"""Starting with the computer, from the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.ui.menu import MainMenu

if TYPE_CHECKING:
    from tests.ui.conftest import MakeWindow


@pytest.mark.parametrize(
    ("on", "visible", "checked"), [(None, False, False), (False, True, False), (True, True, True)]
)
def test_the_menu_shows_whether_it_does(
    make_window: MakeWindow, on: bool | None, visible: bool, checked: bool
) -> None:
    window = make_window()
    menu = MainMenu(window, window.look, 30)
    wanted: list[bool] = []
    menu.autostart_wanted.connect(wanted.append)
    menu.set_autostart(on=on)
    entry = next(action for action in menu.widget.actions() if action.text() == "Start with the computer")
    assert (entry.isVisible(), entry.isChecked()) == (visible, checked)
    entry.trigger()
    assert wanted == [not checked]
