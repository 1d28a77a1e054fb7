"""Another order, or another step, under the hand: a pause that is seen, and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.orders.board import CommandState
from desktop.ui.board.selection import PAGE_PAUSE, PAUSE_SECONDS, STEP_PAUSE
from desktop.ui.pressing.press_button import PressButton
from desktop.ui.widgets.pages import Entry, Page
from tests.ui.made import NOW, command, key, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Calls, Clock

    Settled = Callable[[MainWindow], None]


def step(window: MainWindow, name: str = "acceptButton") -> PressButton:
    found = window.findChild(PressButton, name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (made(1, 2, accepted_at=NOW), "#1 was accepted on another screen"),
        (made(1, 6), "#1 left the board"),
    ],
)
@pytest.mark.parametrize("chosen", [True, False])
def test_an_order_that_goes_elsewhere_is_said(
    make_window: MakeWindow, calls: Calls, settled: Settled, now: BoardOrder, said: str, chosen: bool
) -> None:
    window = make_window(made(1, waited=30), made(2))
    if chosen:
        window.board.choose(key(1))
    window.update_orders([now])
    assert window.dialogs.toast.text.startswith(said)
    assert step(window).is_paused or not step(window).isVisible()
    QTest.keyClick(window.board, Qt.Key.Key_Return)
    settled(window)
    assert calls.accepted == []
    assert window.dialogs.toast.text == "This has just changed: look first, then press again"


def test_the_own_accept_of_the_only_order_is_not_another_screen(make_window: MakeWindow) -> None:
    window = make_window(made(1))
    window.update_orders([made(1, accept=command(CommandState.SENDING))])
    window.update_orders([made(1, 2, accepted_at=NOW, accept=command(CommandState.CONFIRMED))])
    assert window.board.selected is not None
    assert window.dialogs.toast.text == ""


@pytest.mark.parametrize("chosen", [True, False])
def test_the_rule_is_said_only_for_a_chosen_order(make_window: MakeWindow, *, chosen: bool) -> None:
    window = make_window(made(1, waited=30), made(2))
    if chosen:
        window.board.choose(key(1))
    window.update_orders([made(1, accept=command(CommandState.SENDING, automatic=True))])
    assert window.dialogs.toast.text == ("#1 was accepted by rule" if chosen else "")
    assert window.board.input_pause.is_paused


def test_a_chosen_order_that_was_accepted_elsewhere_stays_and_pauses(
    make_window: MakeWindow, calls: Calls, clock: Clock
) -> None:
    window = make_window(made(1, waited=30), made(2))
    window.board.choose(key(1))
    window.update_orders([made(1, 2, accepted_at=NOW)])
    selected = window.board.selected
    assert selected is not None
    assert selected.payment_key == key(1)
    QTest.mouseClick(step(window, "onTheWayButton"), Qt.MouseButton.LeftButton)
    assert calls.acted == []
    clock.forward(STEP_PAUSE)
    QTest.mouseClick(step(window, "onTheWayButton"), Qt.MouseButton.LeftButton)
    assert calls.acted == [(key(1), "ontheway")]


def test_moving_on_after_an_own_press_is_not_said_but_seen(
    make_window: MakeWindow, calls: Calls, clock: Clock, settled: Settled
) -> None:
    window = make_window(made(1, waited=30), made(2, waited=20), made(3))
    QTest.keyClick(window.board, Qt.Key.Key_Return)
    settled(window)
    window.update_orders([made(1, accept=command(CommandState.SAVED), waited=30)])
    assert not window.dialogs.toast.isVisible()
    assert step(window).is_paused
    QTest.keyClick(window.board, Qt.Key.Key_Return)
    settled(window)
    assert calls.accepted == [(key(1), 30)]
    assert window.dialogs.toast.isVisible(), "the second quick Enter is not swallowed without a sign"
    clock.forward(PAUSE_SECONDS)
    QTest.keyClick(window.board, Qt.Key.Key_Return)
    settled(window)
    assert calls.accepted == [(key(1), 30), (key(2), 30)]


def test_a_number_that_a_swap_cut_in_two_is_ignored(
    make_window: MakeWindow, calls: Calls, clock: Clock, settled: Settled
) -> None:
    """The 4 was typed for the first order: 5 minutes for the second would be a wrong promise."""
    window = make_window(made(1, waited=30), made(2))
    QTest.keyClick(window.board, Qt.Key.Key_4)
    settled(window)
    window.update_orders([made(1, 6)])
    QTest.keyClick(window.board, Qt.Key.Key_5)
    settled(window)
    clock.forward(PAUSE_SECONDS)
    QTest.keyClick(window.board, Qt.Key.Key_Return)
    settled(window)
    assert calls.accepted == [(key(2), 30)]


def test_a_choice_by_a_person_pauses_nothing(make_window: MakeWindow, calls: Calls, settled: Settled) -> None:
    window = make_window(made(1, waited=30), made(2))
    QTest.keyClick(window.board, Qt.Key.Key_Down)
    settled(window)
    QTest.keyClick(window.board, Qt.Key.Key_Return)
    settled(window)
    assert calls.accepted == [(key(2), 30)]
    assert not window.dialogs.toast.isVisible()


def test_a_change_that_offers_the_same_step_pauses_nothing(make_window: MakeWindow) -> None:
    window = make_window(made(1))
    window.update_orders([made(1, note="acele")])
    assert not window.board.input_pause.is_paused
    assert not window.dialogs.toast.isVisible()


def test_the_pause_ends_on_the_button(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made(1))
    step(window).show_pause(0.2)
    assert step(window).is_paused
    qtbot.waitUntil(lambda: not step(window).is_paused)


@pytest.fixture
def guided(make_window: MakeWindow) -> MainWindow:
    """A window whose page, like the setup guide, has just been left by Enter."""
    window = make_window(made(1, waited=30), made(2))
    window.pages.offer(Entry("guide", "Guide", "", lambda: Page(window.look, "guide", "Guide")))
    window.pages.open("guide")
    window.pages.close_page()
    return window


@pytest.mark.parametrize("code", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_is_deaf_after_a_page(
    guided: MainWindow, calls: Calls, clock: Clock, settled: Settled, code: Qt.Key
) -> None:
    assert step(guided).keys_are_paused
    clock.forward(PAGE_PAUSE - 0.1)
    QTest.keyClick(guided.board, code)
    settled(guided)
    assert calls.accepted == []
    assert guided.dialogs.toast.isVisible()
    clock.forward(0.2)
    QTest.keyClick(guided.board, code)
    settled(guided)
    assert calls.accepted == [], "who hammers has not looked yet"
    clock.forward(1.1)
    QTest.keyClick(guided.board, code)
    settled(guided)
    assert calls.accepted == [(key(1), 30)]


def test_marked_orders_and_f_keys_are_deaf_after_a_page_too(
    guided: MainWindow, calls: Calls, settled: Settled
) -> None:
    guided.update_orders([made(3, 16, accepted_at=NOW)])
    guided.board.choose(key(3))
    guided.board.multi_select.toggle(key(1))
    for code, modifiers in (
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_F3, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier),
    ):
        QTest.keyClick(guided.board, code, modifiers)
        settled(guided)
    assert (calls.accepted, calls.acted, guided.dialogs.dialog) == ([], [], None)


def test_a_click_counts_soon_after_a_page_but_not_at_once(
    guided: MainWindow, calls: Calls, clock: Clock
) -> None:
    QTest.mouseClick(step(guided), Qt.MouseButton.LeftButton)
    assert calls.accepted == []
    clock.forward(PAUSE_SECONDS)
    QTest.mouseClick(step(guided), Qt.MouseButton.LeftButton)
    assert calls.accepted == [(key(1), 30)]
