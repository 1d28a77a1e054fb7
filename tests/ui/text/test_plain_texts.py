"""Texts of the vendor where Qt guesses whether they are markup; and no module asks Qt to guess by itself."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QWidget

import desktop
from desktop.ui.text.plain_texts import never_rich, set_tip, set_title
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.theme import Look

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ROOT = Path(desktop.__file__).parent

ONLY_IN = {
    "setToolTip": {"ui/text/plain_texts.py"},
    "setWindowTitle": {"ui/text/plain_texts.py"},
    "showMessage": {"alerts/notifications.py"},
    "QLabel": {"ui/widgets/label.py"},
    "QPushButton": {"ui/widgets/button.py", "ui/widgets/fields.py"},
    "QTextDocument": {"ui/sales/document.py", "ui/sales/page.py"},
    "QTextCursor": {"ui/sales/document.py"},
}
"""Names of Qt whose texts may become markup or keys -> the modules that know it."""
NEVER = {
    *("QErrorMessage", "QInputDialog", "QMessageBox", "QProgressDialog", "QSplashScreen", "QStaticText"),
    *(
        "QStatusBar",
        "QTextBrowser",
        "QTextEdit",
        "QToolBar",
        "QToolButton",
        "QToolTip",
        "QWhatsThis",
        "QWizard",
    ),
    *("QCheckBox", "QGroupBox", "QRadioButton", "QTabBar", "QTabWidget", "QCommandLinkButton"),
    *("StatusTipRole", "ToolTipRole", "WhatsThisRole", "fromHtml", "insertHtml", "setHtml", "setMarkdown"),
    *("setStatusTip", "setToolTipsVisible", "setWhatsThis", "setBuddy", "setDetailedText"),
}
"""Names that are not needed: Qt guesses in each of them."""


def guesses(path: Path, root: Path) -> list[str]:
    """Return the places of a module where Qt would guess."""
    place = path.relative_to(root).as_posix()
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in NEVER or (name in ONLY_IN and place not in ONLY_IN[name]):
            found.append(f"{place}:{node.lineno}: {name}")  # type: ignore[attr-defined]  # both have a line
    return found


def test_no_module_lets_qt_guess() -> None:
    found = [guess for path in ROOT.rglob("*.py") for guess in guesses(path, ROOT)]
    assert not found, "use desktop.ui.text.plain_texts or desktop.ui.widgets:\n" + "\n".join(found)


@pytest.mark.parametrize("line", ["label.setToolTip(name)", "QMessageBox(text)", "return Qt.ToolTipRole"])
def test_a_guess_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "view.py").write_text(f"def show(label, name, text):\n    {line}\n", "utf-8")
    assert len(guesses(tmp_path / "view.py", tmp_path)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<b>x</b>",
        '<img src="file:///dev/zero">',
        '<img src="//evil.example/share/x.png">',
        "&lt;b&gt;",
        '<?xml version="1.0"?><b>',
        "<!DOCTYPE html>",
        "a <br> b",
        "Künefe <i>ince</i>\n<b>x",
    ],
)
def test_markup_is_never_rich(text: str) -> None:
    assert Qt.mightBeRichText(text), "else this tests nothing"
    assert not Qt.mightBeRichText(never_rich(text))
    assert never_rich(text).replace("\u200b", "") == text


@pytest.mark.parametrize("text", ["Künefe", "4 > 1; \u200b", ""])
def test_other_texts_stay(text: str) -> None:
    assert never_rich(text) == text


MARKUP = st.lists(
    st.sampled_from(
        ["<", ">", "/", "!", "?", "&", "lt;", "b", "img", "p", " ", "\n", "xml", "=", "\u200b", "x"]
    )
).map("".join)


@given(MARKUP | st.text())
def test_nothing_becomes_rich(text: str) -> None:
    assert not Qt.mightBeRichText(never_rich(text))


def test_widgets_get_the_text_as_it_is_read(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tip(widget, "<b>x</b>")
    assert not Qt.mightBeRichText(widget.toolTip())
    set_title(widget, "a[*]b")
    assert widget.windowTitle() == "a[*][*]b"


def test_a_name_on_a_button_makes_no_key(qtbot: QtBot) -> None:
    button = Button(Look("light"))
    qtbot.addWidget(button)
    button.set_text("&Ayran")
    assert button.text() == "&Ayran"
    assert button.shortcut().isEmpty()
