"""The page of the tills, and the form that tries a shared database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.domain.tills import StoreProblem, StoreTrial
from desktop.ui.tills.page import TillsPage
from desktop.ui.widgets.pages import Entry
from desktop.ui.window.main_window import MainWindow
from tests.ui.tills.made import LINE, LOST_LINE, Setup, till, tills

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Clock


@pytest.fixture
def setup() -> Setup:
    return Setup()


@pytest.fixture
def page(make_window: MakeWindow, setup: Setup, clock: Clock) -> TillsPage:
    window = make_window()
    window.pages.offer(Entry("tills", "tills", "", lambda: TillsPage(window.look, setup, clock.steady)))
    window.pages.open("tills")
    found = window.pages.page
    assert isinstance(found, TillsPage)
    found.show_line(LINE)
    QApplication.processEvents()
    return found


@pytest.fixture
def key_counts(page: TillsPage, qtbot: QtBot) -> Callable[[], None]:
    """Wait until a key was taken for one of a person, not of a scanner."""
    window = page.window()
    assert isinstance(window, MainWindow)
    return lambda: qtbot.waitUntil(lambda: not window.scanner_filter.holds_keys)


def texts(page: TillsPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_the_page_opens_with_the_tills_in_view(page: TillsPage, setup: Setup) -> None:
    page.show_tills(tills())
    window = page.window()
    assert isinstance(window, MainWindow)
    for fixed in (False, True):
        setup.address_is_fixed = fixed
        window.pages.close_page()
        window.pages.open("tills")
        QApplication.processEvents()
        first = next(label for label in page.findChildren(QLabel) if label.text() == "Άλφα")
        assert not first.visibleRegion().isEmpty()


def test_each_till_says_what_it_does_and_when_it_was_seen(page: TillsPage) -> None:
    page.show_tills(tills())
    shown = texts(page)
    for text in (
        "Receives the orders for all",
        "this computer",
        "Ready to take over",
        "Never receives orders itself",
        "Seen 21 s ago · version 1.9.0 · Υπολογιστής",
        "Seen 4 min ago · version 1.9.0 · Υπολογιστής",
    ):
        assert text in shown
    # Two are silent for longer than half a minute.
    assert shown.count("Switched off, or without a line to the database") == 2


def test_a_till_turns_grey_while_nothing_new_is_heard_of_it(page: TillsPage, clock: Clock) -> None:
    page.show_tills([till("Άλφα", leads=True)])
    assert "Receives the orders for all" in texts(page)
    clock.forward(40)
    page.refresh_times()
    assert "Receives the orders for all" not in texts(page)
    assert "Seen 42 s ago · version 1.9.0 · Υπολογιστής" in texts(page)


def test_fewer_tills_leave_no_old_rows(page: TillsPage) -> None:
    page.show_tills(tills())
    page.show_tills([till("Ωμέγα")])
    assert "Ωμέγα" in texts(page)
    assert "Άλφα" not in texts(page)


def test_only_what_was_tried_and_works_is_used(page: TillsPage, setup: Setup) -> None:
    form = page.form
    form.password.setFocus()
    QTest.keyClicks(form.password, "secret")
    QTest.mouseClick(form.attempt, Qt.MouseButton.LeftButton)
    assert setup.asked == [("try", setup.address, "secret")]
    assert not form.use.isVisible()
    page.show_trial(StoreTrial(None, "Ταμείο-1", "15.18", 3))
    assert form.answer.text() == "Connected: PostgreSQL 15.18, 3 tills use it"
    QTest.mouseClick(form.use, Qt.MouseButton.LeftButton)
    assert setup.asked[1:] == [("use", setup.address, "secret")]


def test_the_first_shared_database_tells_that_orders_stay(page: TillsPage, setup: Setup) -> None:
    setup.address = ""
    page.refresh()
    page.form.address.setText("postgresql://a@b/c")
    page.show_trial(StoreTrial(None, "Ταμείο-1", "15.18", 3))
    assert page.form.answer.text().endswith("run “tezgah database copy --to” in a terminal instead.")


def test_what_is_in_use_needs_no_press(page: TillsPage) -> None:
    page.show_trial(StoreTrial(None, "Ταμείο-1", "15.18", 2))
    assert page.form.answer.isVisible()
    assert not page.form.use.isVisible()


def test_an_empty_field_says_where_the_password_comes_from(page: TillsPage, setup: Setup) -> None:
    assert page.form.password.placeholderText() == "saved on this computer"
    setup.password_is_fixed = True
    page.refresh()
    assert page.form.password.placeholderText() == "TEZGAH_STORE_PASSWORD"


def test_another_letter_has_to_be_tried_again(page: TillsPage, key_counts: Callable[[], None]) -> None:
    page.form.address.setText("postgresql://a@b/c")
    page.show_trial(StoreTrial(None, "Ταμείο-1", "15.18", 1))
    assert page.form.use.isVisible()
    QTest.keyClicks(page.form.address, "x")
    key_counts()
    assert not page.form.use.isVisible()
    assert page.form.answer.text() == ""


def test_a_second_press_does_not_try_twice(
    page: TillsPage, setup: Setup, key_counts: Callable[[], None]
) -> None:
    for _ in range(2):
        QTest.keyClick(page.form.address, Qt.Key.Key_Return)
        key_counts()
    assert setup.asked == [("try", setup.address, "")]


@pytest.mark.parametrize("problem", StoreProblem)
def test_each_problem_says_what_happened_and_what_to_do(page: TillsPage, problem: StoreProblem) -> None:
    page.show_trial(StoreTrial(problem, "Ταμείο-1"))
    answer = page.form.answer.text()
    assert answer.count(".") >= 2
    assert "{" not in answer
    assert not page.form.use.isVisible()


def test_a_typed_password_does_not_stay(page: TillsPage) -> None:
    QTest.keyClicks(page.form.password, "secret")
    page.enter()
    assert page.form.password.text() == ""


def test_an_address_of_the_command_line_cannot_be_changed(page: TillsPage, setup: Setup) -> None:
    setup.address_is_fixed = True
    page.refresh()
    assert not page.form.address.isEnabled()
    assert page.form.answer.text() == "The command line decides this for now"


def test_a_lost_line_is_said_at_the_top(page: TillsPage) -> None:
    page.show_line(LOST_LINE)
    assert "The shared database (Ταμείο-1) cannot be reached." in texts(page)


def test_a_till_without_a_line_does_not_say_that_it_receives_orders(page: TillsPage) -> None:
    page.show_tills([till("Άλφα", leads=True, is_here=True)])
    assert "Receives the orders for all" in texts(page)
    page.show_line(LOST_LINE)
    assert "Receives the orders for all" not in texts(page)
    page.show_line(LINE)
    assert "Receives the orders for all" in texts(page)
