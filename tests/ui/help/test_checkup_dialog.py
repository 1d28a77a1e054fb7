"""The dialogs of check-up, support package and crash: what a person sees and can press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget

from desktop.domain.checkup import Level
from desktop.ui.help.checkup_dialog import CheckRow, CheckupDialog, finding_row, tray_row
from desktop.ui.help.support_dialog import SupportDialog
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.theme import TOUCH

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Calls

OK = CheckRow(Level.OK, "all is well", "not shown")
ADVICE = CheckRow(Level.ADVICE, "look here", "because")
TROUBLE = CheckRow(Level.TROUBLE, "this is broken", "reason")


def button(parent: QWidget, name: str) -> QPushButton:
    found = parent.findChild(QPushButton, name)
    assert found is not None
    return found


def open_checkup(window: object) -> CheckupDialog:
    window.dialogs.show_checkup()  # type: ignore[attr-defined]
    dialog = window.dialogs.dialog  # type: ignore[attr-defined]
    assert isinstance(dialog, CheckupDialog)
    return dialog


def texts(dialog: QWidget) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in dialog.findChildren(Label) if label.isVisibleTo(dialog)]


def test_f9_starts_the_checkup_and_shows_findings_as_they_arrive(
    make_window: MakeWindow, calls: Calls, settled: Callable[[MainWindow], None]
) -> None:
    window = make_window()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_F9)
    settled(window)
    dialog = window.dialogs.dialog
    assert isinstance(dialog, CheckupDialog)
    assert calls.others == ["check_up"]
    assert "Checking…" in texts(dialog)
    window.dialogs.show_check(OK)
    window.dialogs.show_check(TROUBLE)
    assert [row.text for row in dialog.rows] == ["all is well", "this is broken"]
    said = texts(dialog)
    # A word beside each colour and sign, and the reason only where something is to be done.
    assert {"Good", "Problem", "reason"} <= set(said)
    assert "not shown" not in said
    assert not button(dialog, "againButton").isEnabled()
    window.dialogs.end_checkup()
    assert "Something keeps orders from arriving or ringing:" in texts(dialog)
    assert button(dialog, "againButton").isEnabled()


def test_the_result_depends_on_the_worst_finding(make_window: MakeWindow) -> None:
    window = make_window()
    dialog = open_checkup(window)
    window.dialogs.show_check(OK)
    window.dialogs.end_checkup()
    assert "Everything works: orders can arrive and be heard." in texts(dialog)
    window.dialogs.show_check(ADVICE)
    window.dialogs.end_checkup()
    assert "Orders can arrive; read the advice:" in texts(dialog)


def test_problems_stand_above_other_findings(make_window: MakeWindow) -> None:
    window = make_window()
    dialog = open_checkup(window)
    for row in (ADVICE, OK, TROUBLE):
        window.dialogs.show_check(row)
    window.dialogs.end_checkup()
    QApplication.processEvents()
    found = [
        label for label in dialog.findChildren(Label) if label.text() in {OK.text, ADVICE.text, TROUBLE.text}
    ]
    seen = sorted(found, key=lambda label: label.mapTo(dialog, label.rect().topLeft()).y())
    assert [label.text() for label in seen] == [TROUBLE.text, ADVICE.text, OK.text]
    assert [row.level for row in dialog.rows] == [Level.TROUBLE, Level.ADVICE, Level.OK]


def test_checking_again_removes_the_findings(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window()
    dialog = open_checkup(window)
    window.dialogs.show_check(TROUBLE)
    window.dialogs.end_checkup()
    button(dialog, "againButton").click()
    assert calls.others == ["check_up", "check_up"]
    assert dialog.rows == []


def test_findings_after_the_dialog_is_closed_are_dropped(make_window: MakeWindow) -> None:
    window = make_window()
    dialog = open_checkup(window)
    dialog.reject()
    window.dialogs.show_check(OK)
    window.dialogs.end_checkup()
    assert window.dialogs.dialog is None


def test_a_problem_is_solved_with_a_button(make_window: MakeWindow, calls: Calls) -> None:
    """Owners have no terminal."""
    window = make_window()
    wanted: list[bool] = []
    window.dialogs.connect_wanted.connect(lambda: wanted.append(True))
    dialog = open_checkup(window)
    for name in ("token", "sound", "space"):
        window.dialogs.show_check(finding_row(name, Level.TROUBLE, f"{name} is broken", ""))
    window.dialogs.show_check(finding_row("volume", Level.OK, "loud enough", ""))
    window.dialogs.end_checkup()
    remedies = [
        each.objectName()
        for each in dialog.findChildren(QPushButton)
        if each.objectName().startswith("checkup_")
    ]
    assert sorted(remedies) == ["checkup_connect", "checkup_test_sound"]
    button(dialog, "checkup_test_sound").click()
    assert calls.others == ["check_up", "test_sound"]
    assert window.dialogs.dialog is dialog
    button(dialog, "checkup_connect").click()
    assert wanted == [True]
    assert window.dialogs.dialog is None


def test_each_finding_has_an_accessible_name(make_window: MakeWindow) -> None:
    window = make_window()
    dialog = open_checkup(window)
    window.dialogs.show_check(TROUBLE)
    names = [child.accessibleName() for child in dialog.findChildren(QWidget)]
    assert "Problem: this is broken" in names


def test_the_finding_about_the_tray_depends_on_the_tray() -> None:
    assert tray_row(available=True).text != tray_row(available=False).text


def test_a_package_is_seen_before_it_is_saved(make_window: MakeWindow, calls: Calls, tmp_path: Path) -> None:
    window = make_window()
    window.dialogs.gather_support()
    assert calls.others == ["gather_support"]
    files = [("README.txt", b"oku beni"), ("logs/tezgah.log", b'{"event": "poll"}')]
    window.dialogs.show_support(files, str(tmp_path / "package.zip"))
    dialog = window.dialogs.dialog
    assert isinstance(dialog, SupportDialog)
    assert dialog.text.toPlainText() == "oku beni"
    assert dialog.list.visualItemRect(dialog.list.item(0)).height() >= TOUCH
    dialog.list.setCurrentRow(1)
    assert dialog.text.toPlainText() == '{"event": "poll"}'
    button(dialog, "saveButton").click()
    chooser = dialog.findChild(QFileDialog, "supportChooser")
    assert chooser is not None
    chooser.fileSelected.emit(str(tmp_path / "package.zip"))
    assert calls.saved == [str(tmp_path / "package.zip")]
    window.dialogs.show_support_saved("package.zip", "")
    assert "package.zip" in window.dialogs.toast.text
    window.dialogs.show_support_saved("package.zip", "disk full")
    assert "disk full" in window.dialogs.toast.text


def test_a_crash_opens_one_dialog_that_leads_to_the_support_package(
    make_window: MakeWindow, calls: Calls
) -> None:
    window = make_window()
    window.dialogs.show_crash("KeyError")
    dialog = window.dialogs.dialog
    assert dialog is not None
    assert "KeyError" in texts(dialog)
    window.dialogs.show_crash("ValueError")
    # Whoever is reading one is not interrupted by another; the banner says it too.
    assert window.dialogs.dialog is dialog
    button(dialog, "supportButton").click()
    assert calls.others == ["gather_support"]


def test_f8_mutes_the_alarm_of_a_lost_connection(
    make_window: MakeWindow, calls: Calls, settled: Callable[[MainWindow], None]
) -> None:
    window = make_window()
    window.show_lost_rings(True)
    assert "Mute" in button(window, "muteButton").text()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_F8)
    settled(window)
    assert calls.muted == [True]
