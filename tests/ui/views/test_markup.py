"""Every view with markup in each text of the vendor: nothing takes it for markup, for an entity or for a key.

The data of `every_view` are all Greek. Here that module is read once more, with markup around each Greek word.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QItemDelegate,
    QLabel,
    QStyledItemDelegate,
    QTextEdit,
    QWidget,
)

from desktop.ui.window.main_window import MainWindow
from tests.ui.views import every_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.ui.commands import OrderCommands
    from tests.ui.conftest import MakeWindow, Speak
    from tests.ui.made import Clock

OPENS: Final = '<b>&A</b><img src="file:///dev/zero">'
CLOSES: Final = "&amp;[*]"
GUESSED_ROLES: Final = (
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.WhatsThisRole,
)
MOST_ROWS: Final = 50
MOST_COLUMNS: Final = 20


class _Poison(ast.NodeTransformer):
    """Puts markup around each text with a Greek letter."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str) and any("\u0370" <= each <= "\u03ff" for each in node.value):
            return ast.copy_location(ast.Constant(f"{OPENS}{node.value}{CLOSES}"), node)
        return node


def _poisoned_views() -> dict[str, Any]:
    path = Path(every_view.__file__)
    tree = ast.fix_missing_locations(_Poison().visit(ast.parse(path.read_text("utf-8"))))
    spec = importlib.util.spec_from_file_location("poisoned_every_view", path)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["poisoned_every_view"] = module  # dataclasses look their module up
    exec(compile(tree, str(path), "exec"), module.__dict__)  # noqa: S102 - the tests' own module
    return {"views": module.VIEWS, "opening": module.Opening}


POISONED: Final = _poisoned_views()


def guesses(view: QWidget) -> list[str]:
    """Return what would be taken for markup or for a key in a view and everything in it."""
    found = []
    for widget in [view, *view.findChildren(QWidget)]:
        where = f"{type(widget).__name__} {widget.objectName()}"
        tips = (widget.toolTip(), widget.statusTip(), widget.whatsThis())
        found += [f"{where}: tip {text!r}" for text in tips if GuiQt.mightBeRichText(text)]
        found += [f"{where}: {problem}" for problem in _of_widget(widget)]
        found += [f"{where}: action {problem}" for each in widget.actions() for problem in _of_action(each)]
        if isinstance(widget, QAbstractItemView):
            found += [f"{where}: {problem}" for problem in _of_items(widget)]
    return found


def _of_widget(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText:
        yield f"a label that guesses: {widget.text()!r}"
    if isinstance(widget, QTextEdit):
        yield "a text field with markup"
    if isinstance(widget, QAbstractButton) and not widget.shortcut().isEmpty():
        yield f"the key {widget.shortcut().toString()}"
    title = widget.windowTitle().replace("[*][*]", "")
    if "[*]" in title:
        yield f"a placeholder in the title {title!r}"


def _of_action(action: QAction) -> Iterator[str]:
    if not QKeySequence.mnemonic(action.text()).isEmpty():
        yield f"a key in {action.text()!r}"
    yield from (
        f"a tip {text!r}"
        for text in (action.statusTip(), action.whatsThis(), action.toolTip())
        if GuiQt.mightBeRichText(text)
    )


def _of_items(view: QAbstractItemView) -> Iterator[str]:
    delegate = view.itemDelegate()
    if isinstance(view, QHeaderView):
        pass  # the style paints it, without keys
    elif not isinstance(delegate, QStyledItemDelegate) or isinstance(delegate, QItemDelegate):
        # A menu of Qt's combo box would make keys of "&".
        parent = view.parent()
        if not isinstance(parent, QComboBox) or type(delegate).__module__.startswith("PySide6"):
            yield f"painted by {type(delegate).__name__}"
    model = view.model()
    if model is not None:
        yield from _of_model(model)


def _of_model(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(min(MOST_ROWS, model.rowCount(QModelIndex()))):
        for column in range(MOST_COLUMNS):
            index = model.index(row, column)
            if not index.isValid():
                break
            for role in GUESSED_ROLES:
                text = model.data(index, role)
                if isinstance(text, str) and GuiQt.mightBeRichText(text):
                    yield f"the tip of a cell {text!r}"


@pytest.mark.parametrize("name", list(POISONED["views"]))
def test_no_view_takes_the_vendors_words_for_markup(
    name: str, speak: Speak, make_window: MakeWindow, commands: OrderCommands, clock: Clock
) -> None:
    speak("tr")
    opening = POISONED["opening"](make_window, commands, clock, {})
    view = POISONED["views"][name](opening)
    tops = {view, *(each for each in QApplication.topLevelWidgets() if each.isVisible())}
    found = [finding for top in tops for finding in guesses(top)]
    assert not found, "\n".join(sorted(set(found)))
    main = opening.main
    assert isinstance(main, MainWindow)
    title = main.windowTitle()
    assert "<b>" in title or "SES YOK" in title, "the vendor's words are there"


def test_a_tip_with_markup_is_found(qapp: QApplication) -> None:
    view = QWidget()
    inner = QLabel("x", view)
    inner.setToolTip("<b>x</b>")
    action = QAction("&x", view)
    view.addAction(action)
    assert len(guesses(view)) == 3
