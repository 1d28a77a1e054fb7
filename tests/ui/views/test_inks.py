"""Every text of every view stands out from what it is painted on, in both themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.widgets.theme import Look
from desktop.ui.window.toast import Toast
from tests.ui.views.every_view import VIEWS, Opening
from tests.ui.views.inks import contrast, texts, unreadable

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from pytestqt.qtbot import QtBot

    from desktop.ui.commands import OrderCommands
    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Clock


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", VIEWS)
def test_all_words_can_be_read(
    name: str, theme: str, make_window: MakeWindow, commands: OrderCommands, clock: Clock
) -> None:
    view = VIEWS[name](Opening(make_window, commands, clock, {"theme": theme}))
    assert len(texts(view)) >= 3
    for toast in view.findChildren(Toast):
        if toast.isVisible():
            assert unreadable(toast) == []
            toast.hide()  # lies over cards for some seconds
    assert unreadable(view) == []


# ------------------------------------------------------------------ the test of the test


class Painted(QWidget):
    """Paints words in one colour on another."""

    def __init__(self, ink: str, ground: str) -> None:
        super().__init__()
        self._ink, self._ground = QColor(ink), QColor(ground)
        self.setMinimumSize(200, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground)
        painter.setPen(self._ink)
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), "Some words")


def shown(qtbot: QtBot, *widgets: QWidget, style: str = "") -> QWidget:
    window = QWidget()
    window.setPalette(Look("light").palette())
    window.setStyleSheet(style)
    layout = QVBoxLayout(window)
    for widget in widgets:
        layout.addWidget(widget)
    qtbot.addWidget(window)
    window.show()
    QApplication.processEvents()
    return window


@pytest.mark.parametrize(
    ("ink", "ground", "found"),
    [
        ("#1b1d1f", "#ffffff", 0),
        ("#8d8e8f", "#ffffff", 1),
        ("#63686e", "#1b1d1f", 1),
        ("#ffffff", "#1b7f4b", 0),
    ],
)
def test_it_finds_pale_words(qtbot: QtBot, ink: str, ground: str, found: int) -> None:
    said = unreadable(shown(qtbot, Painted(ink, ground)))
    assert len(said) == found
    assert all(ink in each and ground in each for each in said)


def test_it_finds_a_half_transparent_hint(qtbot: QtBot) -> None:
    def hint(style: str) -> list[str]:
        line = QLineEdit()
        line.setPlaceholderText("A hint")
        return unreadable(shown(qtbot, line, style=style))

    assert any("A hint" in each for each in hint("QLineEdit { color: #1b1d1f; background: #ffffff; }"))
    assert hint(Look("light").style_sheet()) == []


def test_words_that_something_lies_on_are_no_finding(qtbot: QtBot) -> None:
    label = QLabel("Below")
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    window = shown(qtbot, label)
    cover = Painted("#1b1d1f", "#ffffff")
    cover.setParent(window)
    cover.setGeometry(window.rect())
    cover.show()
    QApplication.processEvents()
    assert [words.text for words in texts(window)] == ["Below", "Some words"]
    assert unreadable(window) == []


def test_contrast_is_counted_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
