"""The registry of views is whole: what is new in the window is looked at by the tests of language and access."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QDialog, QWidget

import desktop.ui
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.pages import Page
from tests.ui.views.every_view import COVERED, VIEWS, Opening

if TYPE_CHECKING:
    from types import ModuleType

    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Clock

UI = Path(desktop.ui.__file__).parent
MENUS = {"menu", "tray"}
"""Modules with menus of their own."""


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


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_opens(name: str, make_window: MakeWindow, commands: object, clock: Clock) -> None:
    widget = VIEWS[name](Opening(make_window, commands, clock, {}))  # type: ignore[arg-type]
    assert isinstance(widget, QWidget)
    assert widget.isVisible() or name == "tray"
