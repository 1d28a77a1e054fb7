"""Every view by keyboard and by screen reader, at usual and at the largest text: no findings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QPainter
from PySide6.QtTest import QTest
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
from desktop.ui.widgets.announce import ANNOUNCEMENTS, announcement
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.theme import Look, stand_still
from desktop.ui.window.main_window import MainWindow
from tests.ui.made import NOW, key
from tests.ui.views import access
from tests.ui.views.every_view import DIALOGS, VIEWS, Opening, accepted, new_orders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from desktop.ui.commands import OrderCommands
    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Clock

PAGES = [
    name for name in VIEWS if name.split(",")[0] in {"dishes", "history", "restaurant", "report"} - DIALOGS
]


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("name", VIEWS)
def test_no_findings(
    name: str, scale: int, make_window: MakeWindow, commands: OrderCommands, clock: Clock
) -> None:
    opening = Opening(
        make_window, commands, clock, {"text_scale": scale, "theme": "dark" if scale == 200 else "light"}
    )
    assert access.findings(VIEWS[name](opening)) == []


@pytest.mark.parametrize("name", sorted(DIALOGS))
def test_escape_leaves_a_dialog(
    name: str, qtbot: QtBot, make_window: MakeWindow, commands: OrderCommands, clock: Clock
) -> None:
    dialog = VIEWS[name](Opening(make_window, commands, clock, {}))
    window = next(
        each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible()
    )
    QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())
    assert window.isVisible()


@pytest.mark.parametrize("name", [name for name in PAGES if name not in DIALOGS])
def test_escape_leaves_a_page(
    name: str, qtbot: QtBot, make_window: MakeWindow, commands: OrderCommands, clock: Clock
) -> None:
    window = VIEWS[name](Opening(make_window, commands, clock, {}))
    assert isinstance(window, MainWindow)
    pages = window.pages
    assert pages.currentIndex() > 0
    for _ in range(3):  # what is typed or chosen goes first
        if pages.currentIndex() > 0:
            QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
            qtbot.waitUntil(lambda: not window.scanner_filter.holds_keys)
    assert pages.currentIndex() == 0
    assert window.board.has_keyboard()


# ------------------------------------------------------------------ what is painted


def spoken(window: MainWindow, where: Column) -> list[str]:
    """Return what the accessibility interface says of each card of a column."""
    view = window.board.views[where]
    told = QAccessible.queryAccessibleInterface(view)
    assert told is not None
    return [told.child(number).text(QAccessible.Text.Name) for number in range(told.childCount())]


def test_a_card_tells_number_state_age_and_total(make_window: MakeWindow) -> None:
    window = make_window(*new_orders(), accepted(20))
    said = {text.split(",")[0]: text for text in spoken(window, Column.NEW)}
    assert len(said) == len(window.board.models[Column.NEW])
    for number, minutes in ((1, 0), (2, 3), (3, 11)):
        assert f"waiting for {minutes} min" in said[f"Order #{number}"]
        assert "1.417,50 TL" in said[f"Order #{number}"]
    assert "note: Το κουδούνι" in said["Order #1"]
    assert "Dükkango refused: Δεν γίνεται" in said["Order #3"]
    assert "Changed: note, total" in said["Order #3"]
    preparing = spoken(window, Column.PREPARING)
    assert any("#20" in text and "11 min left" in text and "Confirmed" in text for text in preparing)


def test_the_chosen_card_is_told_as_chosen(make_window: MakeWindow) -> None:
    window = make_window(*new_orders())
    window.board.choose(key(2))
    told = QAccessible.queryAccessibleInterface(window.board.views[Column.NEW])
    assert told is not None
    cards = [told.child(number) for number in range(told.childCount())]
    chosen = [card.text(QAccessible.Text.Name) for card in cards if card.state().selected]
    assert len(chosen) == 1
    assert chosen[0].startswith("Order #2,")


def test_the_order_in_full_is_told(make_window: MakeWindow) -> None:
    window = make_window(accepted(20, note="Προσοχή"))
    said = access.text_of(window.detail.sheet)
    for part in ("Selected order", "#20", "Προσοχή", "2 × Μουσακάς", "+ Έξτρα: Σάλτσα (15,00)", "Πελάτης 20"):
        assert part in said, part


def test_troubles_and_passing_sentences_are_told(make_window: MakeWindow) -> None:
    window = make_window()
    trouble = Trouble(TroubleKind.NO_SOUND, NOW)
    window.show_troubles([trouble])
    window.say("Saved")
    assert "No sound" in access.text_of(window.banner)
    assert "Saved" in access.text_of(window.dialogs.toast)
    loud, quiet = (announcement(window.banner, "No sound", urgent=urgent) for urgent in (True, False))
    assert (loud.message(), loud.object()) == ("No sound", window.banner)
    assert loud.politeness() is QAccessible.AnnouncementPoliteness.Assertive
    assert quiet.politeness() is QAccessible.AnnouncementPoliteness.Polite


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """All that is announced; what interrupts begins with an exclamation mark."""
    said: list[str] = []

    def hear(text: str, urgent: bool) -> None:
        said.append(f"! {text}" if urgent else text)

    ANNOUNCEMENTS.made.connect(hear)
    yield said
    ANNOUNCEMENTS.made.disconnect(hear)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("board, several branches and everything at once", "! No sound: new orders do not ring."),
        ("board, several branches and everything at once", "Saving…"),
        ("setup, sound", "Do you hear the bell?\nThis is how a new order sounds."),
        ("setup, nothing heard", "Is the loudspeaker on and plugged in?"),
        ("setup, two keys", "Copy the app secret key and the restaurant secret key"),
        ("setup, asking", "Asking Dükkango…"),
        ("setup, refused key", "! Κακό κλειδί"),
        ("setup, no keyring", "✓ Άλφα, Βήτα"),
        ("setup, connected", "✓ Connected: Άλφα, Βήτα"),
        ("settings, refused", "! Δεν γίνεται"),
        ("settings, none found", "There is no such setting."),
        ("PIN, wrong", "! Wrong PIN."),
        ("check-up", "! Something is in the way of orders:"),
        ("update, none", "Version 9.9.9 is the newest one."),
        ("update, failed", "! What is at the address for updates was not signed"),
        ("update, to be installed", "Downloaded and checked."),
        ("history, nothing found", "No order is found."),
        ("history", "3 orders · 2 more"),
    ],
)
def test_what_changes_by_itself_is_announced(
    name: str, said: str, heard: list[str], make_window: MakeWindow, commands: OrderCommands, clock: Clock
) -> None:
    """Who does not see the window hears what came of a press, wherever the keyboard is."""
    VIEWS[name](Opening(make_window, commands, clock, {}))
    wanted = said.removeprefix("! ")
    found = [each for each in heard if wanted in each]
    assert found, heard
    assert found[-1].startswith("! ") is said.startswith("! ")


def test_a_download_is_not_announced_percent_by_percent(
    heard: list[str], make_window: MakeWindow, commands: OrderCommands, clock: Clock
) -> None:
    dialog = VIEWS["update, downloading"](Opening(make_window, commands, clock, {}))
    assert isinstance(dialog, UpdateDialog)
    before = len(heard)
    for have in range(10):
        dialog.show_progress(have * 1_000_000)
    assert len(heard) == before


def test_the_state_of_orders_is_never_colour_alone(make_window: MakeWindow) -> None:
    """What is late, refused, muted or sending has a sign or words in its card, which a grey screen shows too."""
    window = make_window(*new_orders(), *[accepted(21, preparing_time=1)])
    for text, said in (("#3", "refused"), ("#5", "Sending"), ("#21", "late")):
        cards = [card for where in Column for card in spoken(window, where) if text in card]
        assert len(cards) == 1
        assert said in cards[0]


def test_nothing_moves_by_itself() -> None:
    """No animation anywhere, so that none has to be switched off."""
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
    stand_still(qapp)
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
    made.say(text)
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
def test_it_finds_what_is_planted(qtbot: QtBot, build: Callable[[], QWidget], finding: str) -> None:
    found = access.findings(Window(qtbot, button("One"), build(), button("Last")))
    assert any(finding in each for each in found), found


def test_it_finds_a_wrong_order(qtbot: QtBot) -> None:
    first, second, third, last = (button(text) for text in ("One", "Two", "Three", "Four"))
    window = Window(qtbot, first, second, third, last)
    QWidget.setTabOrder(first, third)
    QWidget.setTabOrder(third, second)
    QWidget.setTabOrder(second, last)
    found = access.findings(window)
    assert len(found) == 1
    assert "('Three') → Button ? ('Two'): Tab goes back" in found[0]


def test_it_finds_equal_entries_of_a_menu(qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("Same")
    menu.addAction("Same")
    assert access.findings(menu) == ["2 entries are called 'Same'"]
