"""About: what a person reads, with keys alone and through a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import PySide6
import pytest
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.ui.help.about_dialog import PYSIDE_SOURCE, QT_SOURCE, AboutDialog
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window()


def open_about(window: MainWindow) -> AboutDialog:
    window.dialogs.show_about()
    QApplication.processEvents()
    dialog = window.dialogs.dialog
    assert isinstance(dialog, AboutDialog)
    return dialog


def test_it_says_version_rights_and_where_the_source_is(window: MainWindow, qapp: QApplication) -> None:
    before = qapp.applicationVersion()
    qapp.setApplicationVersion("7.8.9")
    dialog = open_about(window)
    qapp.setApplicationVersion(before)
    said = "\n".join(label.text() for label in dialog.findChildren(Label))
    assert "Version 7.8.9." in said
    assert f"Qt {qVersion()}" in said
    assert f"PySide6 {PySide6.__version__}" in said
    assert "LGPL" in said
    # What its section 4 asks for: notice, copyright, where the licence is, and that the rest may be taken apart for it.
    for duty in ("© The Qt Company", "licences below", "replace them", "reverse-engineer"):
        assert duty in said
    assert {QT_SOURCE, PYSIDE_SOURCE} <= set(said.split())


def test_licences_are_asked_for_and_come_later(window: MainWindow) -> None:
    wanted: list[bool] = []
    window.dialogs.licences_wanted.connect(lambda: wanted.append(True))
    dialog = open_about(window)
    assert wanted == [True]
    assert dialog.licences.toPlainText() == ""
    window.dialogs.show_licences("msgspec: BSD\n<b>plain</b>")
    assert dialog.licences.toPlainText() == "msgspec: BSD\n<b>plain</b>"
    dialog.accept()
    QApplication.processEvents()
    window.dialogs.show_licences("nobody looks any more")


def test_it_is_read_and_left_with_keys_alone(
    window: MainWindow, settled: Callable[[MainWindow], None]
) -> None:
    dialog = open_about(window)
    window.dialogs.show_licences("\n".join(f"line {number}" for number in range(500)))
    QApplication.processEvents()
    names = [dialog.focusWidget().objectName()]
    for _ in range(3):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        settled(window)
        names.append(dialog.focusWidget().objectName())
    assert names[0] == "closeButton"
    assert "aboutLicences" in names
    dialog.licences.setFocus()
    for _ in range(3):
        QTest.keyClick(dialog.licences, Qt.Key.Key_PageDown)
        settled(window)
    assert dialog.licences.verticalScrollBar().value() > 10
    QTest.keyClick(dialog.licences, Qt.Key.Key_Escape)
    settled(window)
    assert window.dialogs.dialog is None


def test_a_screen_reader_is_told_what_the_field_is_and_reads_it(window: MainWindow) -> None:
    dialog = open_about(window)
    window.dialogs.show_licences("msgspec: BSD")
    told = QAccessible.queryAccessibleInterface(dialog.licences)
    assert told.text(QAccessible.Text.Name) == "Parts of the program and their licences"
    assert told.role() == QAccessible.Role.EditableText
    assert told.state().readOnly
    assert told.text(QAccessible.Text.Value) == "msgspec: BSD"


@pytest.mark.parametrize("percent", [100, 200])
def test_all_of_it_fits_the_smallest_window(window: MainWindow, percent: int) -> None:
    window.look.set_text_scale(percent)
    dialog = open_about(window)
    assert dialog.height() <= window.height()
    assert dialog.width() <= window.width()
    assert dialog.licences.height() >= 2 * dialog.licences.fontMetrics().height()
