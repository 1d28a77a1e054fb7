"""The page about branches: states, commands, and the question before a branch closes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from desktop.domain.restaurant.branch import Branch
from desktop.ui.restaurant.branches_page import BranchesPage
from desktop.ui.text import restaurant_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.pages import Entry
from tests.ui.made import NOW, Clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

FIRST = "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21"
SECOND = "5d0c3a44-1f0b-4e5e-8a6b-2f7a9c1e6b02"
OPEN = Branch(FIRST, "Halaskargazi Şube", is_open=True)
OTHER = Branch(SECOND, "Kadıköy Şube", is_open=True)
CLOSED = Branch(FIRST, "Halaskargazi Şube", is_open=False, closed_at=NOW)
BREAK = msgspec.structs.replace(CLOSED, reopen_at=NOW + timedelta(minutes=30))
LATE = msgspec.structs.replace(CLOSED, reopen_at=NOW - timedelta(minutes=1))
CLOSING = msgspec.structs.replace(OPEN, wanted_open=False)
OPENING = msgspec.structs.replace(CLOSED, wanted_open=True)
UNKNOWN = Branch(FIRST, "Halaskargazi Şube")


@dataclass
class RecordedCommands:
    """The commands of the page, recorded."""

    now: Callable[[], datetime]
    waiting: dict[str, int] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    closed: list[tuple[str, int | None]] = field(default_factory=list)
    polls: int = 0

    def open_branch(self, restaurant_id: str) -> None:
        self.opened.append(restaurant_id)

    def close_branch(self, restaurant_id: str, minutes: int | None) -> None:
        self.closed.append((restaurant_id, minutes))

    def poll_branches(self) -> None:
        self.polls += 1

    def waiting_at(self, restaurant_id: str) -> int:
        return self.waiting.get(restaurant_id, 0)


@pytest.fixture
def sent(clock: Clock) -> RecordedCommands:
    return RecordedCommands(clock.now, {SECOND: 1})


@pytest.fixture
def page(make_window: MakeWindow, sent: RecordedCommands) -> BranchesPage:
    """The page while one order waits at the second branch."""
    window = make_window()
    window.pages.offer(Entry("shop", "Restaurant", "F11", lambda: BranchesPage(window.look, sent)))
    window.pages.open("shop")
    page = window.pages.page
    assert isinstance(page, BranchesPage)
    return page


def button(page: BranchesPage, ident: str, name: str) -> Button:
    panel = page._panels[ident]
    found = panel.findChild(Button, name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("branch", "chip", "alarming", "sentence"),
    [
        (UNKNOWN, "Open?", False, "Not known yet"),
        (OPEN, "Open", False, "Open"),
        (CLOSED, "Closed", True, "Closed"),
        (BREAK, "Closed · 15:02", True, "Closed; opens by itself at 15:02"),
        (LATE, "Closed · 14:31", True, "Closed; it was to open at 14:31"),
        (CLOSING, "Closing…", False, "Closing… not confirmed yet"),
        (OPENING, "Opening…", False, "Opening… not confirmed yet"),
    ],
)
def test_header_and_page_show_the_state_of_a_branch(
    branch: Branch, chip: str, alarming: bool, sentence: str
) -> None:
    state = restaurant_words.branches_summary((branch,))
    assert (state.text, state.alarming) == (chip, alarming)
    assert restaurant_words.branch_state(branch, NOW).text == sentence


@pytest.mark.parametrize(
    ("branches", "chip", "alarming"),
    [
        ((OPEN, OTHER), "2 of 2 open", False),
        ((BREAK, OTHER), "1 of 2 open", True),
        ((CLOSED, msgspec.structs.replace(OTHER, is_open=None)), "0 of 2 open", False),
        ((CLOSING, OTHER), "Closing…", False),
    ],
)
def test_the_header_counts_several_branches(branches: tuple[Branch, ...], chip: str, alarming: bool) -> None:
    state = restaurant_words.branches_summary(branches)
    assert (state.text, state.alarming) == (chip, alarming)


def test_the_header_shows_the_state_once_it_is_known(make_window: MakeWindow) -> None:
    window = make_window()
    chip = window.findChild(QPushButton, "shopChip")
    assert chip is not None
    assert not chip.isVisible()
    window.show_branches((BREAK,))
    assert chip.isVisible()
    assert chip.text() == "Closed · 15:02"
    name = window.findChild(QLabel, "restaurantName")
    assert name is not None
    assert name.text() == "Halaskargazi Şube"
    window.show_restaurant("Another, from an order")
    assert name.text() == "Halaskargazi Şube"


def test_a_press_closes_a_branch_without_waiting_orders(page: BranchesPage, sent: RecordedCommands) -> None:
    page.show_branches((OPEN, OTHER))
    button(page, FIRST, "closeBranch").click()
    button(page, FIRST, "closeBranch30").click()
    assert sent.closed == [(FIRST, None), (FIRST, 30)]
    assert not button(page, FIRST, "openBranch").isVisible()
    page.show_branches((CLOSED, OTHER))
    assert not button(page, FIRST, "closeBranch").isVisible()
    button(page, FIRST, "openBranch").click()
    assert sent.opened == [FIRST]


def test_closing_a_branch_with_waiting_orders_asks_first(page: BranchesPage, sent: RecordedCommands) -> None:
    page.show_branches((OPEN, OTHER))
    for name in ("backButton", "confirmButton"):
        button(page, SECOND, "closeBranch15").click()
        assert sent.closed == []
        dialog = page.findChild(QDialog, "closeShopDialog")
        assert dialog is not None
        press = dialog.findChild(QPushButton, name)
        assert press is not None
        press.click()
        QTest.qWait(0)
    assert sent.closed == [(SECOND, 15)]


def test_enter_closes_nothing_and_arrows_focus_the_buttons(
    page: BranchesPage, sent: RecordedCommands, settled: Callable[[MainWindow], None]
) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    page.show_branches((OPEN,))
    QTest.keyClick(page, Qt.Key.Key_Return)
    settled(window)
    assert sent.closed == []
    QTest.keyClick(page, Qt.Key.Key_Right)
    settled(window)
    assert button(page, FIRST, "closeBranch15").hasFocus()
    QTest.keyClick(button(page, FIRST, "closeBranch15"), Qt.Key.Key_Right)
    settled(window)
    focused = button(page, FIRST, "closeBranch30")
    assert focused.hasFocus()
    QTest.keyClick(focused, Qt.Key.Key_Space)
    settled(window)
    assert sent.closed == [(FIRST, 30)]


def test_opening_the_page_refreshes_the_states(page: BranchesPage, sent: RecordedCommands) -> None:
    assert sent.polls == 1
    again = page.findChild(QPushButton, "shopLook")
    assert again is not None
    again.click()
    assert sent.polls == 2


def test_the_problem_of_a_branch_is_shown(page: BranchesPage) -> None:
    page.show_branches((msgspec.structs.replace(CLOSING, problem="HTTP 502"),))
    assert any("HTTP 502" in label.text() for label in page.findChildren(QLabel) if not label.isHidden())


@pytest.mark.parametrize("scale", [100, 150])
def test_all_buttons_fit_a_small_screen(page: BranchesPage, scale: int) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    window.look.set_text_scale(scale)
    window.look.fit(1366, 768)
    page.show_branches((BREAK, OTHER))
    QTest.qWait(0)
    panel = page._panels[FIRST]
    for each in panel.buttons:
        assert panel.rect().contains(each.geometry())
        assert each.width() >= each.sizeHint().width()
    assert panel.width() <= page.width()
