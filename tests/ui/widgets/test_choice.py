"""The list of a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.widgets.fields import Choice
from desktop.ui.widgets.theme import TOUCH, Look

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("scale", [100, 150])
def test_the_rows_of_a_choice_are_high_enough_for_a_finger(qtbot: QtBot, scale: int) -> None:
    look = Look("light", scale)
    choice = Choice(look)
    choice.setStyleSheet(look.style_sheet())
    qtbot.addWidget(choice)
    choice.addItems(["Her gün", "Bugün", "Dün"])
    choice.show()
    choice.showPopup()
    QApplication.processEvents()
    view = choice.view()
    for row in range(choice.count()):
        place = view.visualRect(choice.model().index(row, 0))
        assert place.height() >= TOUCH * scale / 100
    choice.hidePopup()
