"""Every view of the program, opened in several languages and sizes: all checkers run on each opening.

The checkers are tested with planted faults in `test_access`, `test_inks` and `test_pseudo`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

import desktop.ui
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.pages import Page
from desktop.ui.widgets.theme import DARK, LIGHT
from desktop.ui.window.toast import Toast
from tests.ui.views import access, inks, pseudo
from tests.ui.views.every_view import COVERED, DIALOGS, VIEWS, Opening

if TYPE_CHECKING:
    from types import ModuleType

    from pytestqt.qtbot import QtBot

    from desktop.ui.commands import OrderCommands
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow, Speak
    from tests.ui.made import Clock

UI = Path(desktop.ui.__file__).parent
MENUS = {"menu", "tray"}
"""Modules with menus of their own."""
PAGES = {"dishes", "history", "report", "restaurant"}
"""First words of the names of pages that Escape leaves."""


class Setting(NamedTuple):
    """A language, text size and size of the window and the screen."""

    language: str
    scale: int
    size: tuple[int, int]


USUAL: Final = Setting("made up", 100, (1366, 768))
"""The size of a common cheap screen."""
LARGEST: Final = Setting("en", 200, (1280, 800))
"""On a small screen, which bounds the size of the text."""
LARGEST_DIALOG: Final = LARGEST._replace(language="made up")
"""A dialog scrolls: even texts that are 40 % longer than the English ones have room in it."""
LARGEST_TURKISH: Final = LARGEST._replace(language="tr")
DOUBLE: Final = Setting("tr", 200, (1920, 1080))
"""On a screen that is large enough for text of twice the size: only for the first state of each view."""
SMALLEST: Final = Setting("tr", 100, (800, 540))
"""The smallest window."""

ANNOUNCED: Final = {
    "board, several branches and everything at once": (
        "! No sound: new orders do not ring.",
        "Saving…",
    ),
    "setup, sound": ("This is how a new order sounds.",),
    "setup, nothing heard": ("Is the loudspeaker plugged in and switched on?",),
    "setup, no sound": ("! No sound comes from this computer",),
    "setup, computer muted": ("! No sound comes from this computer",),
    "setup, ready": ("New orders come to the board and ring.",),
    "setup, nearly ready": ("There is no key: no orders arrive here.",),
    "settings, led to one": ("Language of the window",),
    "setup, two keys": ("Copy the app secret key and the restaurant secret key",),
    "setup, asking": ("Asking Dükkango…",),
    "setup, refused key": ("! Κακό κλειδί",),
    "setup, no keyring": ("✓ Άλφα, Βήτα",),
    "setup, connected": ("Connected: Άλφα, Βήτα",),
    "settings, refused": ("! Δεν γίνεται",),
    "settings, none found": ("There is no such setting.",),
    "PIN, wrong": ("! Wrong PIN.",),
    "check-up": ("! Something keeps orders from arriving or ringing:",),
    "update, none": ("Version 9.9.9 is the newest one.",),
    "update, failed": ("! The makers of Tezgâh did not sign the list",),
    "update, to be installed": ("Downloaded and checked.",),
    "history, nothing found": ("No order found.",),
    "history": ("3 orders", "200 more"),
}
"""Texts that a screen reader reads out by itself when a view opens; "!" marks those that interrupt."""


def settings_of(name: str) -> list[Setting]:
    """Return the settings in which each run opens a view; a further state of one is opened in the usual ones."""
    return [USUAL, LARGEST_TURKISH] if "," in name else [USUAL, LARGEST_TURKISH, SMALLEST]


def other_settings_of(name: str) -> list[Setting]:
    """Return the settings in which the long run opens it."""
    largest = LARGEST_DIALOG if name in DIALOGS else LARGEST
    return [largest, SMALLEST] if "," in name else [largest, DOUBLE]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        *(pytest.param(name, settings_of(name), id=name) for name in VIEWS),
        *(
            pytest.param(name, other_settings_of(name), id=f"{name} in other sizes", marks=pytest.mark.long)
            for name in VIEWS
        ),
    ],
)
def test_a_view_has_no_findings(
    name: str,
    settings: list[Setting],
    qtbot: QtBot,
    qapp: QApplication,
    speak: Speak,
    make_window: MakeWindow,
    commands: OrderCommands,
    clock: Clock,
    heard: list[str],
) -> None:
    found: list[str] = []
    for setting in settings:
        if setting.language == "made up":
            pseudo.speak_made_up(qapp)
        else:
            speak(setting.language)
        opening = Opening(make_window, commands, clock, {"text_scale": setting.scale}, setting.size)
        view = VIEWS[name](opening)
        window = opening.main
        assert window is not None
        assert view.isVisible() or name == "tray"
        # A label that got its text after the view was laid out has its room then.
        qapp.processEvents()
        findings = pseudo.cut_off(view, setting.size)
        if setting.language == "made up":
            findings += pseudo.hard_coded(view)
        if setting is USUAL:
            findings += unannounced(name, heard) + unreadable(view, window) + access.findings(view)
            findings += not_left_by_escape(name, view, window, qtbot)
        elif setting is DOUBLE and window.look.text_scale != DOUBLE.scale:
            findings.append(f"the text is scaled to {window.look.text_scale} %")
        elif setting is LARGEST or setting is LARGEST_DIALOG:
            findings += access.findings(view)
        found += [f"{setting}: {finding}" for finding in findings]
        make_window.close_all()
    assert not found, "\n".join(found)


def unreadable(view: QWidget, window: MainWindow) -> list[str]:
    """Return the texts of a view and of a toast on it that are pale in the light or in the dark theme."""
    found = []
    toasts = [toast for toast in view.findChildren(Toast) if toast.isVisible()]
    for theme, tokens in (("light", LIGHT), ("dark", DARK)):
        window.look.set_theme(theme)
        QApplication.processEvents()
        assert view.palette().color(QPalette.ColorRole.WindowText).name() == tokens.ink.lower()
        for toast in toasts:
            toast.show()
            found += inks.unreadable(toast)
            toast.hide()  # it covers cards
        if len(inks.texts(view)) < 3:
            found.append("hardly any text is painted")
        found += inks.unreadable(view)
    return found


def unannounced(name: str, heard: list[str]) -> list[str]:
    """Return the texts of a view that should have been announced and were not."""
    english = [pseudo.in_english(text) for text in heard]
    found = []
    for text in ANNOUNCED.get(name, ()):
        said = [each for each in english if text.removeprefix("! ") in each]
        if not said or said[-1].startswith("! ") is not text.startswith("! "):
            found.append(f"{text!r} was not announced, only {english}")
    return found


def not_left_by_escape(name: str, view: QWidget, window: MainWindow, qtbot: QtBot) -> list[str]:
    """Press Escape; return a finding if the dialog or page stays open, or the board has no keyboard focus then."""
    if name in DIALOGS:
        QTest.keyClick(QApplication.focusWidget() or view, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not shiboken6.isValid(view) or not view.isVisible())
        return [] if window.isVisible() else ["Escape closes the window"]
    if name.partition(",")[0] not in PAGES:
        return []
    assert window.pages.currentIndex() > 0
    for _ in range(3):  # the first Escape clears what is typed or chosen
        if window.pages.currentIndex() > 0:
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
            qtbot.waitUntil(lambda: not window.scanner_filter.holds_keys)
    left = window.pages.currentIndex() == 0 and window.board.has_keyboard()
    return [] if left else ["Escape does not lead back to the board"]


def test_a_missing_announcement_is_found() -> None:
    assert unannounced("update, none", ["‹Version 9.9.9 is the newest one.›"]) == []
    assert len(unannounced("update, none", ["! ‹Version 9.9.9 is the newest one.›"])) == 1
    assert len(unannounced("PIN, wrong", [pseudo.pseudo("Wrong PIN.")])) == 1


def test_announcements_belong_to_views() -> None:
    assert ANNOUNCED.keys() <= VIEWS.keys()
    assert {name.partition(",")[0] for name in VIEWS} >= PAGES


# ------------------------------------------------------------------ the registry of views


def modules() -> list[ModuleType]:
    names = [each.name for each in pkgutil.walk_packages([str(UI)], "desktop.ui.")]
    return [importlib.import_module(name) for name in names]


def makes_a_dialog(found: object) -> bool:
    """Whether something of a module is a dialog or page to be opened, or returns one."""
    if inspect.isclass(found):
        return issubclass(found, (QDialog, Page)) and found not in {Dialog, Page}
    returned = inspect.signature(found).return_annotation if inspect.isfunction(found) else ""
    return isinstance(returned, str) and bool(re.search(r"\w*Dialog\b|\bPage\b", returned))


def to_be_opened() -> set[object]:
    return {
        found
        for module in modules()
        for name, found in vars(module).items()
        if not name.startswith("_")
        and getattr(found, "__module__", "") == module.__name__
        and makes_a_dialog(found)
    }


def test_every_dialog_and_page_has_an_entry() -> None:
    wanted = to_be_opened()
    assert len(wanted) >= 15
    assert {f"{each.__module__}.{each.__qualname__}" for each in wanted - COVERED} == set()  # type: ignore[attr-defined]


def test_every_menu_has_an_entry() -> None:
    with_menus = {path.stem for path in UI.rglob("*.py") if re.search(r"\bQMenu\(", path.read_text("utf-8"))}
    assert with_menus == MENUS <= VIEWS.keys()


def test_no_stock_message_boxes() -> None:
    """They bring texts, keys and looks of their own, which nothing here would see."""
    stock = re.compile(r"\b(QMessageBox|QInputDialog|QWizard|QProgressDialog|QErrorMessage)\b")
    assert [path.name for path in UI.rglob("*.py") if stock.search(path.read_text("utf-8"))] == []
