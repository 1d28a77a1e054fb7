"""The settings page leads to one setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop.ui.settings.page import SettingsPage
from desktop.ui.window.main_window import MainWindow
from tests.ui.views.every_view import VIEWS, Opening

if TYPE_CHECKING:
    from desktop.ui.commands import OrderCommands
    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Clock


def test_a_setting_far_below_is_in_view_after_a_search_that_found_little(
    make_window: MakeWindow, commands: OrderCommands, clock: Clock
) -> None:
    window = VIEWS["settings, none found"](Opening(make_window, commands, clock, {}))
    assert isinstance(window, MainWindow)
    page = window.pages.page
    assert isinstance(page, SettingsPage)
    page.show_setting("kitchen_stations")
    QApplication.processEvents()
    assert not page._rows["kitchen_stations"].visibleRegion().isEmpty()
