"""What a screen reader is told of the board, and that the checker of keyboard and screen reader finds faults.

The checker runs on every view in `test_every_view`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

import desktop
from desktop.domain.orders.lifecycle import Column
from desktop.domain.trouble import Trouble, TroubleKind
from desktop.ui.help.update_dialog import UpdateDialog
from desktop.ui.widgets.announce import announcement
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.theme import Look, disable_animations
from tests.ui.made import NOW, key
from tests.ui.views import access
from tests.ui.views.every_view import VIEWS, Opening, accepted, new_orders

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.ui.commands import OrderCommands
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Clock

# ------------------------------------------------------------------ what is painted


def spoken(window: MainWindow, where: Column) -> list[str]:
    """Return what the accessibility interface says of each card of a column."""
    view = window.board.views[where]
    told = QAccessible.queryAccessibleInterface(view)
    assert told is not None
    return [told.child(number).text(QAccessible.Text.Name) for number in range(told.childCount())]


def test_the_name_of_a_card_contains_number_state_age_and_total(make_window: MakeWindow) -> None:
    window = make_window(*new_orders(), accepted(20))
    said = {text.split(",")[0]: text for text in spoken(window, Column.NEW)}
    assert len(said) == len(window.board.models[Column.NEW])
    for number, minutes in ((1, 0), (2, 3), (3, 11)):
        assert f"waiting for {minutes} min" in said[f"Order #{number}"]
        assert "1.417,50 TL" in said[f"Order #{number}"]
    assert "note: Το κουδούνι" in said["Order #1"]
    assert "Dükkango refused: Δεν γίνεται" in said["Order #3"]
    assert "Changed: note · total" in said["Order #3"]
    preparing = spoken(window, Column.PREPARING)
    assert any("#20" in text and "11 min left" in text and "Confirmed" in text for text in preparing)


def test_the_selected_card_is_accessible_as_selected(make_window: MakeWindow) -> None:
    window = make_window(*new_orders())
    window.board.choose(key(2))
    told = QAccessible.queryAccessibleInterface(window.board.views[Column.NEW])
    assert told is not None
    cards = [told.child(number) for number in range(told.childCount())]
    chosen = [card.text(QAccessible.Text.Name) for card in cards if card.state().selected]
    assert len(chosen) == 1
    assert chosen[0].startswith("Order #2,")


def test_the_full_order_is_accessible(make_window: MakeWindow) -> None:
    window = make_window(accepted(20, note="Προσοχή"))
    said = access.text_of(window.detail.sheet)
    for part in (
        "Selected order",
        "#20",
        "Προσοχή",
        "2 × Μουσακάς",
        "+ 2 × Σάλτσα (2 × 2 = 4) (15,00)",
        "Μέντα",
        "Πελάτης 20",
    ):
        assert part in said, part


def test_problems_and_toasts_are_accessible(make_window: MakeWindow) -> None:
    window = make_window()
    trouble = Trouble(TroubleKind.NO_SOUND, NOW)
    window.show_troubles([trouble])
    window.show_toast("Saved")
    assert "No sound" in access.text_of(window.banner)
    assert "Saved" in access.text_of(window.dialogs.toast)
    loud, quiet = (announcement(window.banner, "No sound", urgent=urgent) for urgent in (True, False))
    assert (loud.message(), loud.object()) == ("No sound", window.banner)
    assert loud.politeness() is QAccessible.AnnouncementPoliteness.Assertive
    assert quiet.politeness() is QAccessible.AnnouncementPoliteness.Polite


def test_a_download_is_not_announced_percent_by_percent(
    heard: list[str], make_window: MakeWindow, commands: OrderCommands, clock: Clock
) -> None:
    dialog = VIEWS["update, downloading"](Opening(make_window, commands, clock, {}))
    assert isinstance(dialog, UpdateDialog)
    before = len(heard)
    for have in range(10):
        dialog.show_progress(have * 1_000_000)
    assert len(heard) == before


def test_the_state_of_an_order_is_never_shown_by_colour_alone(make_window: MakeWindow) -> None:
    """What is late, refused, muted or sending has a sign or words in its card, which a grey screen shows too."""
    window = make_window(*new_orders(), *[accepted(21, preparing_time=1)])
    for text, said in (("#3", "refused"), ("#5", "Sending"), ("#21", "late")):
        cards = [card for where in Column for card in spoken(window, where) if text in card]
        assert len(cards) == 1
        assert said in cards[0]


def test_no_module_uses_animations() -> None:
    """Nothing has to be switched off; only the bell of the guide moves, and it reads the system's wish (`test_bell`)."""
    moving = re.compile(r"QPropertyAnimation|QVariantAnimation|QTimeLine|QMovie|Q\w+AnimationGroup|\bQSmooth")
    sources = sorted(Path(desktop.__file__).parent.rglob("*.py"))
    assert len(sources) > 100
    assert [path.name for path in sources if moving.search(path.read_text("utf-8"))] == []


def test_menus_and_lists_do_not_slide_or_fade(qapp: QApplication) -> None:
    moving = {
        Qt.UIEffect.UI_AnimateMenu,
        Qt.UIEffect.UI_FadeMenu,
        Qt.UIEffect.UI_AnimateCombo,
        Qt.UIEffect.UI_AnimateTooltip,
        Qt.UIEffect.UI_FadeTooltip,
    }
    for effect in moving:
        qapp.setEffectEnabled(effect, True)
    disable_animations(qapp)
    assert {effect for effect in moving if qapp.isEffectEnabled(effect)} == set()


# ------------------------------------------------------------------ the test of the test


class Window(QWidget):
    """A window to plant faults in."""

    def __init__(self, qtbot: QtBot, *widgets: QWidget) -> None:
        super().__init__()
        self.setWindowTitle("Window")
        layout = QVBoxLayout(self)
        for widget in widgets:
            layout.addWidget(widget)
        qtbot.addWidget(self)
        self.resize(400, 300)
        self.show()
        qtbot.waitExposed(self)


def button(text: str) -> QPushButton:
    made = Button(Look("light"))
    made.set_text(text)
    return made


def test_a_good_window_has_no_findings(qtbot: QtBot) -> None:
    assert access.findings(Window(qtbot, QLabel("Words"), button("One"), button("Two"))) == []


class Trap(QPlainTextEdit):
    """Takes Tab for itself."""


class Blind(QPushButton):
    """Does not show that it has the keyboard."""

    def paintEvent(self, _event: object) -> None:
        # Something: what nobody paints is undefined in a picture.
        QPainter(self).fillRect(self.rect(), Qt.GlobalColor.white)


class Deaf(QWidget):
    """Takes the keyboard and says nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(30)


class Stubborn(QLineEdit):
    """Cannot be left by Tab."""

    def focusNextPrevChild(self, _forward: bool) -> bool:
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()


def unreachable() -> QWidget:
    widget = button("Hidden from Tab")
    widget.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return widget


def named(widget: QWidget, name: str) -> QWidget:
    widget.setAccessibleName(name)
    return widget


@pytest.mark.parametrize(
    ("build", "finding"),
    [
        (QLineEdit, "no accessible name"),
        (lambda: button(""), "no accessible name"),
        (QListView, "no accessible name"),
        (lambda: button("One"), "2 controls of one kind"),
        (lambda: named(Deaf(), "Deaf"), "its role says nothing"),
        (lambda: named(Trap(), "Notes"), "Tab does not leave it"),
        (lambda: named(Stubborn(), "Stubborn"), "Tab does not leave it"),
        (lambda: Blind("Blind"), "cannot be seen"),
        (unreachable, "Tab does not reach it"),
    ],
)
def test_the_checker_finds_planted_faults(qtbot: QtBot, build: Callable[[], QWidget], finding: str) -> None:
    found = access.findings(Window(qtbot, button("One"), build(), button("Last")))
    assert any(finding in each for each in found), found


def test_the_checker_finds_a_wrong_tab_order(qtbot: QtBot) -> None:
    first, second, third, last = (button(text) for text in ("One", "Two", "Three", "Four"))
    window = Window(qtbot, first, second, third, last)
    QWidget.setTabOrder(first, third)
    QWidget.setTabOrder(third, second)
    QWidget.setTabOrder(second, last)
    found = access.findings(window)
    assert len(found) == 1
    assert "('Three') → Button ? ('Two'): Tab goes back" in found[0]


def test_the_checker_finds_equal_entries_of_a_menu(qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("Same")
    menu.addAction("Same")
    assert access.findings(menu) == ["2 entries are called 'Same'"]
