"""The checkers of hard-coded and cut-off texts find planted faults; they run on every view in `test_every_view`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.ui.widgets.dialog import ScrollBody
from desktop.ui.widgets.fields import Choice, NumberBox
from desktop.ui.widgets.theme import Look
from desktop.ui.window.main_window import MainWindow
from tests.ui.views.every_view import VIEWS, Opening
from tests.ui.views.pseudo import (
    cut_off,
    hard_coded,
    painted,
    pseudo,
    speak_made_up,
    untranslated,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from pytestqt.qtbot import QtBot

    from desktop.ui.commands import OrderCommands
    from tests.ui.conftest import MakeWindow, Speak
    from tests.ui.made import Clock

SMALL = (1366, 768)


@pytest.fixture
def made_up_language(qapp: QApplication, speak: Speak) -> None:
    """The program speaks the made-up language."""
    speak_made_up(qapp)


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_header_stays_one_line_at_the_usual_size(
    language: str, speak: Speak, make_window: MakeWindow, commands: OrderCommands, clock: Clock
) -> None:
    speak(language)
    window = VIEWS["board, several branches and everything at once"](
        Opening(make_window, commands, clock, {})
    )
    assert isinstance(window, MainWindow)
    tops = [
        button.geometry().center().y()
        for button in window.header.findChildren(QPushButton)
        if button.isVisible()
    ]
    assert len(tops) >= 6
    assert max(tops) - min(tops) <= 1


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_keys_are_seen_at_one_glance_at_the_usual_size(
    language: str, speak: Speak, make_window: MakeWindow, commands: OrderCommands, clock: Clock
) -> None:
    speak(language)
    area = VIEWS["keys"](Opening(make_window, commands, clock, {})).findChild(ScrollBody)
    assert area is not None
    assert area.verticalScrollBar().maximum() == 0


# ------------------------------------------------------------------ the test of the test


def translate(text: str) -> str:
    return QCoreApplication.translate("planted", text)


class Planted(QWidget):
    """A widget with one fault of each kind, all of them optional."""

    def __init__(self, *, painted_text: str = "") -> None:
        super().__init__()
        self.painted_text = painted_text
        self.body = QVBoxLayout(self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).drawText(4, 20, self.painted_text)


def show(qtbot: QtBot, widget: QWidget, width: int = 400) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(width, 300)
    widget.show()
    QApplication.processEvents()
    return widget


def test_the_made_up_language_keeps_what_programs_need(made_up_language: None) -> None:
    said = pseudo("{number} of %n order(s) in {minutes} min")
    assert said.startswith("‹{number} ")
    assert "%n" in said
    assert "{minutes}" in said
    assert untranslated(said.format(number=1, minutes=2).replace("%n", "3")) == []
    assert pseudo("Check now\tF5").endswith("›\tF5")
    assert len(pseudo("x" * 100)) == pytest.approx(140, abs=2)
    assert pseudo("…") == "…"
    assert translate("Close") == pseudo("Close")


def test_capitals_of_the_made_up_language_are_still_told_apart() -> None:
    everything = "the quick brown fox jumps over the lazy dog"
    assert untranslated(QLocale("tr_TR").toUpper(pseudo(everything))) == []
    assert untranslated(pseudo(everything.upper())) == []


def test_data_are_no_findings() -> None:
    assert untranslated("Μουσακάς 2 × 460,00 TL · 14:32 (F5)") == []
    assert untranslated("Tezgâh – Εστιατόριο https://example.com/a?b") == []
    assert untranslated("Μουσακάς sold out") == ["sold", "out"]


def test_it_finds_hard_coded_texts(qtbot: QtBot, made_up_language: None) -> None:
    widget = Planted(painted_text="Painted here")
    label, button, line = QLabel("Label here"), QPushButton(translate("Fine")), QLineEdit()
    line.setPlaceholderText("Hint here")
    button.setAccessibleName("Name here")
    button.setToolTip(translate("Fine too"))
    for each in (label, button, line):
        widget.body.addWidget(each)
    show(qtbot, widget)
    found = "\n".join(hard_coded(widget))
    for planted in ("Painted here", "Label here", "Hint here", "Name here"):
        assert planted in found
    assert "Fine" not in found


def test_it_finds_nothing_where_all_is_translated(qtbot: QtBot, made_up_language: None) -> None:
    widget = Planted(painted_text=translate("Painted here") + " 7")
    widget.body.addWidget(QLabel(translate("Label here")))
    show(qtbot, widget, 900)
    assert any("7" in text for text in painted(widget))
    assert hard_coded(widget) == []
    assert cut_off(widget, SMALL) == []


def test_it_finds_texts_that_are_cut_off(qtbot: QtBot, made_up_language: None) -> None:
    widget = Planted()
    narrow, flat, outside = QLabel(translate("Too narrow")), QLabel(translate("Too flat " * 9)), QPushButton()
    narrow.setFixedWidth(20)
    flat.setWordWrap(True)
    flat.setFixedHeight(12)
    outside.setText(translate("Outside"))
    for each in (narrow, flat):
        widget.body.addWidget(each)
    outside.setParent(widget)
    outside.setGeometry(350, 10, 200, 40)
    show(qtbot, widget)
    found = cut_off(widget, SMALL)
    assert len(found) == 3
    for planted in ("Too narrow", "Too flat", "Outside"):
        assert any(pseudo(planted)[1 : len(planted)] in finding for finding in found), planted


def test_it_finds_choices_and_numbers_that_are_cut_off(qtbot: QtBot) -> None:
    widget = Planted()
    choice, number = Choice(Look("light")), NumberBox(Look("light"))
    choice.addItem("A choice of many words")
    number.setSuffix(" and many words behind it")
    for each in (choice, number):
        each.setFixedWidth(80)
        widget.body.addWidget(each)
    show(qtbot, widget)
    found = cut_off(widget, SMALL)
    assert len(found) == 2
    for each in (choice, number):
        each.setFixedWidth(300)
    QApplication.processEvents()
    assert cut_off(widget, SMALL) == []


def test_it_finds_a_dialog_larger_than_the_screen(
    made_up_language: None, make_window: MakeWindow, commands: OrderCommands, clock: Clock
) -> None:
    dialog = VIEWS["keys"](Opening(make_window, commands, clock, {}))
    assert any("more than the screen" in finding for finding in cut_off(dialog, (300, 300)))
