"""The checker of contrast finds pale words; it runs on every view in `test_every_view`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.widgets.theme import Look
from tests.ui.views.inks import contrast, texts, unreadable

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from pytestqt.qtbot import QtBot


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


@pytest.mark.parametrize(("ink", "ground"), [("#1b1d1f", "#ffffff"), ("#ffffff", "#000000")])
def test_words_that_something_lies_on_are_no_finding(qtbot: QtBot, ink: str, ground: str) -> None:
    label = QLabel("Below")
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    window = shown(qtbot, label)
    cover = Painted(ink, ground)
    cover.setParent(window)
    cover.setGeometry(window.rect())
    cover.show()
    QApplication.processEvents()
    assert [words.text for words in texts(window)] == ["Below", "Some words"]
    assert unreadable(window) == []


def test_contrast_is_counted_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
