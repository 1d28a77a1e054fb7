"""Opening and closing from the window: what is said, what a press asks for, and what asks first."""

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
from desktop.ui.restaurant.branches_page import BranchesPage, RestaurantCommands
from desktop.ui.text import restaurant_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.pages import Entry
from tests.ui.made import NOW, Clock, made

if TYPE_CHECKING:
    from collections.abc import Callable

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
class Asked:
    opened: list[str] = field(default_factory=list)
    closed: list[tuple[str, int | None]] = field(default_factory=list)
    looks: int = 0

    def look(self) -> None:
        self.looks += 1


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def page(make_window: MakeWindow, asked: Asked, clock: Clock) -> BranchesPage:
    """The page in a window in which one order waits at the second branch."""
    window = make_window(made(1, restaurant_id=SECOND.upper()))
    commands = RestaurantCommands(
        open=asked.opened.append,
        close=lambda ident, minutes: asked.closed.append((ident, minutes)),
        look=asked.look,
        waiting=window.board_page.waiting_at,
        now=clock.now,
    )
    window.pages.offer(Entry("shop", "Restaurant", "F11", lambda: BranchesPage(window.look, commands)))
    window.pages.open("shop")
    page = window.pages.page
    assert isinstance(page, BranchesPage)
    return page


def button(page: BranchesPage, ident: str, name: str) -> Button:
    row = page._rows[ident]
    found = row.findChild(Button, name)
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
def test_a_branch_is_told_in_the_header_and_on_the_page(
    branch: Branch, chip: str, alarming: bool, sentence: str
) -> None:
    mood = restaurant_words.branches_summary((branch,))
    assert (mood.text, mood.alarming) == (chip, alarming)
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
def test_several_branches_are_counted_in_the_header(
    branches: tuple[Branch, ...], chip: str, alarming: bool
) -> None:
    mood = restaurant_words.branches_summary(branches)
    assert (mood.text, mood.alarming) == (chip, alarming)


def test_the_header_shows_the_chip_once_the_vendor_has_told(make_window: MakeWindow) -> None:
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


def test_a_press_closes_where_nothing_waits(page: BranchesPage, asked: Asked) -> None:
    page.show_branches((OPEN, OTHER))
    button(page, FIRST, "closeBranch").click()
    button(page, FIRST, "closeBranch30").click()
    assert asked.closed == [(FIRST, None), (FIRST, 30)]
    assert not button(page, FIRST, "openBranch").isVisible()
    page.show_branches((CLOSED, OTHER))
    assert not button(page, FIRST, "closeBranch").isVisible()
    button(page, FIRST, "openBranch").click()
    assert asked.opened == [FIRST]


def test_where_orders_wait_it_asks_first(page: BranchesPage, asked: Asked) -> None:
    page.show_branches((OPEN, OTHER))
    for name in ("backButton", "confirmButton"):
        button(page, SECOND, "closeBranch15").click()
        assert asked.closed == []
        dialog = page.findChild(QDialog, "closeShopDialog")
        assert dialog is not None
        press = dialog.findChild(QPushButton, name)
        assert press is not None
        press.click()
        QTest.qWait(0)
    assert asked.closed == [(SECOND, 15)]


def test_a_stray_enter_closes_nothing_and_the_arrows_lead_to_the_buttons(
    page: BranchesPage, asked: Asked, settled: Callable[[MainWindow], None]
) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    page.show_branches((OPEN,))
    QTest.keyClick(page, Qt.Key.Key_Return)
    settled(window)
    assert asked.closed == []
    QTest.keyClick(page, Qt.Key.Key_Right)
    settled(window)
    assert button(page, FIRST, "closeBranch15").hasFocus()
    QTest.keyClick(button(page, FIRST, "closeBranch15"), Qt.Key.Key_Right)
    settled(window)
    focused = button(page, FIRST, "closeBranch30")
    assert focused.hasFocus()
    QTest.keyClick(focused, Qt.Key.Key_Space)
    settled(window)
    assert asked.closed == [(FIRST, 30)]


def test_it_reads_anew_when_it_is_opened(page: BranchesPage, asked: Asked) -> None:
    assert asked.looks == 1
    again = page.findChild(QPushButton, "shopLook")
    assert again is not None
    again.click()
    assert asked.looks == 2


def test_why_something_is_not_done_stands_below_it(page: BranchesPage) -> None:
    page.show_branches((msgspec.structs.replace(CLOSING, problem="HTTP 502"),))
    assert any("HTTP 502" in label.text() for label in page.findChildren(QLabel) if not label.isHidden())


@pytest.mark.parametrize("scale", [100, 150])
def test_all_buttons_are_in_view_on_a_small_screen(page: BranchesPage, scale: int) -> None:
    window: MainWindow = page.window()  # type: ignore[assignment]
    window.look.set_text_scale(scale)
    window.look.fit(1366, 768)
    page.show_branches((BREAK, OTHER))
    QTest.qWait(0)
    row = page._rows[FIRST]
    for each in row.buttons:
        assert row.rect().contains(each.geometry())
        assert each.width() >= each.sizeHint().width()
    assert row.width() <= page.width()
