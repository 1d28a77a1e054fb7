"""The dialog about a newer version: what a person reads and can press at each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.domain.trouble import Trouble, TroubleKind
from desktop.domain.updates import UpdateProblem
from desktop.ui.help.update_dialog import NewVersion, UpdateDialog, problem_text
from desktop.ui.text.trouble_words import Remedy, describe
from desktop.ui.window.menu import MainMenu
from tests.ui.made import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Calls

NEW = NewVersion("2.0.0", "22.11.2026", "The bell\nwas put right\u202e", 51_300_000)


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window()


@pytest.fixture
def dialog(window: MainWindow) -> Iterator[UpdateDialog]:
    made = UpdateDialog(window, window.look)
    window.dialogs.open(made)
    QApplication.processEvents()
    yield made
    made.reject()


def buttons(dialog: UpdateDialog) -> set[str]:
    """The buttons that can be seen."""
    return {each.objectName() for each in dialog.findChildren(QPushButton) if each.isVisible()}


def press(dialog: UpdateDialog, name: str) -> None:
    found = dialog.findChild(QPushButton, name)
    assert found is not None
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def test_each_step_has_its_sentence_and_its_press(dialog: UpdateDialog) -> None:
    pressed: list[str] = []
    dialog.check_wanted.connect(lambda: pressed.append("look"))
    dialog.download_wanted.connect(lambda: pressed.append("download"))
    dialog.stop_wanted.connect(lambda: pressed.append("stop"))
    dialog.install_wanted.connect(lambda: pressed.append("install"))
    assert dialog.text == "Checking for a new version…"
    assert buttons(dialog) == {"closeButton"}

    dialog.show_none("1.0.0")
    assert dialog.text == "Version 1.0.0 is the newest one."
    assert buttons(dialog) == {"closeButton", "lookButton"}
    press(dialog, "lookButton")

    dialog.show_expired("22.11.2026")
    assert "not been renewed since 22.11.2026" in dialog.text
    assert "newest" not in dialog.text
    assert buttons(dialog) == {"closeButton", "lookButton"}

    dialog.show_version(NEW)
    assert dialog.text.startswith("Version 2.0.0 of 22.11.2026 is available.\nThe download has 51 MB.")
    assert dialog.notes.toPlainText() == "The bell\nwas put right"
    assert buttons(dialog) == {"closeButton", "downloadButton"}
    press(dialog, "downloadButton")

    dialog.show_progress(25_650_000)
    assert dialog.text == "Downloading: 26 of 51 MB"
    assert dialog.bar.value() == 500
    assert buttons(dialog) == {"closeButton", "stopButton"}
    press(dialog, "stopButton")

    dialog.show_ready("/downloads", None)
    assert "Tezgâh closes for a moment" in dialog.text
    assert buttons(dialog) == {"closeButton", "installButton"}
    assert dialog.command.isHidden()
    press(dialog, "installButton")
    assert pressed == ["look", "download", "stop", "install"]


def test_a_command_can_be_read_and_copied(dialog: UpdateDialog) -> None:
    dialog.show_version(NEW)
    dialog.show_ready("/downloads", "sudo apt install /downloads/tezgah-2.0.0.deb")
    assert dialog.command.isVisible()
    assert dialog.command.text() == "sudo apt install /downloads/tezgah-2.0.0.deb"
    assert dialog.command.isReadOnly()
    assert buttons(dialog) == {"closeButton", "copyCommandButton", "folderButton"}
    press(dialog, "copyCommandButton")
    assert QGuiApplication.clipboard().text() == dialog.command.text()
    dialog.show_ready("/downloads", "")
    assert dialog.command.isHidden()
    assert "Unpack it" in dialog.text


def test_without_a_file_for_this_computer_nothing_can_be_downloaded(dialog: UpdateDialog) -> None:
    dialog.show_version(NEW._replace(size=0))
    assert "no file for this computer" in dialog.text
    assert buttons(dialog) == {"closeButton", "lookButton"}


@pytest.mark.parametrize("problem", UpdateProblem)
def test_each_problem_has_a_text_and_a_next_step(dialog: UpdateDialog, problem: UpdateProblem) -> None:
    dialog.show_failed(problem, downloading=False)
    assert dialog.text == problem_text(problem)
    assert buttons(dialog) == {"closeButton", "lookButton"}
    dialog.show_version(NEW)
    dialog.show_failed(problem, downloading=True)
    assert buttons(dialog) == {"closeButton", "downloadButton"}


def test_no_two_problems_have_the_same_text(qapp: QApplication) -> None:
    assert len({problem_text(problem) for problem in UpdateProblem}) == len(UpdateProblem)


def test_the_keyboard_stays_where_a_person_can_use_it(
    window: MainWindow, dialog: UpdateDialog, settled: Callable[[MainWindow], None]
) -> None:
    dialog.show_version(NEW)
    assert dialog.focusWidget().objectName() == "closeButton"
    found = dialog.findChild(QPushButton, "downloadButton")
    assert found is not None
    found.setFocus()
    dialog.show_progress(1)
    # The button under the keyboard went away: Enter must not press what came in its place.
    assert dialog.focusWidget().objectName() == "closeButton"
    dialog.notes.setFocus()
    dialog.show_progress(2)
    assert dialog.focusWidget() is dialog.notes
    QTest.keyClick(dialog.notes, Qt.Key.Key_Tab)
    settled(window)
    assert dialog.focusWidget() is not dialog.notes


def test_a_screen_reader_has_a_name_for_each_part(dialog: UpdateDialog) -> None:
    dialog.show_ready("/downloads", "sudo apt install x")
    for part in (dialog.notes, dialog.bar, dialog.command):
        assert part.accessibleName()


# How it is told of


def test_the_banner_tells_of_it_and_its_button_opens_the_dialog(window: MainWindow, calls: Calls) -> None:
    wanted: list[bool] = []
    window.dialogs.update_wanted.connect(lambda: wanted.append(True))
    trouble = Trouble(TroubleKind.NOTICE, NOW, "update:2.0.0", dismissible=True)
    assert describe(trouble) == ("Version 2.0.0 of Tezgâh is there.", "What is new?", Remedy.OPEN_UPDATE)
    window.show_troubles((trouble,))
    found = window.findChild(QPushButton, "bannerButton")
    assert found is not None
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)
    assert wanted == [True]
    assert calls.dismissed == [trouble], "it has been read"


@pytest.mark.parametrize(
    ("version", "text"),
    [(None, None), ("", "Check for a new version…"), ("2.0.0", "New version 2.0.0…")],
)
def test_the_menu_offers_what_there_is(window: MainWindow, version: str | None, text: str | None) -> None:
    menu = MainMenu(window, 30)
    menu.offer_updates(version)
    wanted: list[bool] = []
    menu.update_wanted.connect(lambda: wanted.append(True))
    actions = [each for each in menu.widget.actions() if each.isVisible() and "version" in each.text()]
    assert [each.text() for each in actions] == ([] if text is None else [text])
    for action in actions:
        action.trigger()
    assert wanted == [True] * len(actions)
