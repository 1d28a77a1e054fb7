"""Final actions can be taken back for five seconds, by a bar, a button and Esc, each with the seconds left."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.domain.orders.board import ActionView, CommandState
from desktop.domain.orders.lifecycle import Action, Column
from desktop.ui.board.card_age import Tone, age_of
from desktop.ui.pressing.take_back_bar import of_the_last_press
from desktop.ui.widgets.button import Button
from tests.ui.made import NOW, key, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Calls, Clock

    Settled = Callable[[MainWindow], None]


def ended(number: int, action: Action = Action.COMPLETE, *, left: float = 5) -> BoardOrder:
    """Return an order whose action is sent in so many seconds."""
    view = ActionView(
        action,
        CommandState.SAVED,
        at=NOW,
        reason_id=3 if action is Action.CANCEL else None,
        not_before=NOW + timedelta(seconds=left),
    )
    return made(number, 2, accepted_at=NOW, action=view)


def button(window: MainWindow, name: str) -> Button:
    found = window.findChild(Button, name)
    assert found is not None
    return found


@pytest.mark.parametrize("action", [Action.ON_THE_WAY, Action.COMPLETE, Action.CANCEL])
def test_esc_takes_each_action_back(
    make_window: MakeWindow, calls: Calls, settled: Settled, action: Action
) -> None:
    window = make_window(ended(1, action), made(2))
    window.board.choose(key(2))
    assert window.board_page.take_back_bar.isVisible(), "another order is selected"
    QTest.keyClick(window.board, Qt.Key.Key_Escape)
    settled(window)
    assert calls.taken_back == [key(1)]


def test_the_bar_counts_down_and_goes(make_window: MakeWindow, clock: Clock, calls: Calls) -> None:
    window = make_window(ended(1), made(2))
    bar = window.board_page.take_back_bar
    said = []
    for _second in range(5):
        bar.show_orders(window.board.others())
        said.append(bar.text)
        clock.forward(1)
    assert said == [f"#1 · Delivered · {left} s" for left in (5, 4, 3, 2, 1)]
    bar.show_orders(window.board.others())
    assert not bar.isVisible()
    assert not window.order_actions.take_back_last()
    assert calls.taken_back == []


def test_a_press_on_the_bar_takes_back(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(ended(1))
    QTest.mouseClick(button(window, "takeBackLast"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(button(window, "takeBackButton"), Qt.MouseButton.LeftButton)
    assert calls.taken_back == [key(1), key(1)]


def test_the_panel_and_the_card_show_the_seconds(
    make_window: MakeWindow, clock: Clock, qtbot: object
) -> None:
    order = ended(1)
    window = make_window(order)
    window.board.choose(key(1))
    large = button(window, "takeBackButton")
    assert large.accessibleName() == "Take back: Delivered 5 s (Esc)"
    clock.forward(2)
    window.board_page.tick()
    assert large.accessibleName() == "Take back: Delivered 3 s (Esc)"
    assert age_of(order, Column.PREPARING, clock.now()) == ("3 s", Tone.WAITING)
    clock.forward(4)
    assert age_of(order, Column.PREPARING, clock.now()).text != "3 s"


def test_only_the_last_press_is_taken_back(make_window: MakeWindow, calls: Calls) -> None:
    earlier, *together = ended(1, left=2), ended(2, left=4.4), ended(3, left=4.9)
    window = make_window(earlier, *together)
    assert window.order_actions.take_back_last()
    assert calls.taken_back == [key(2), key(3)]
    heap = [ended(number, left=5 - number / 4) for number in range(1, 9)]
    assert of_the_last_press([earlier, *heap], NOW)[-1].payment_key == key(1)
    assert len(of_the_last_press(heap, NOW)) == 8, "saving many takes its time"
    assert of_the_last_press([earlier], NOW) == [earlier]
    assert of_the_last_press([earlier], NOW + timedelta(seconds=2)) == []
    assert of_the_last_press([made(1), made(2, 2, accepted_at=NOW)], NOW) == []


def test_a_clock_that_was_set_back_offers_no_more_than_five_seconds() -> None:
    assert ended(1, left=5).seconds_to_take_back(NOW - timedelta(hours=1)) == 5.0


def test_the_state_says_that_nothing_was_sent_yet(make_window: MakeWindow) -> None:
    window = make_window(ended(1))
    window.board.choose(key(1))
    assert window.detail.panel.status.state.text == "Not sent yet"
    assert not button(window, "putAwayButton").isVisible()


def mark(window: MainWindow, *numbers: int) -> None:
    for number in numbers:
        window.board.multi_select.toggle(key(number))


@pytest.mark.parametrize(("count", "asks"), [(3, False), (4, True)])
def test_more_than_three_deliveries_are_asked_for(
    make_window: MakeWindow, calls: Calls, settled: Settled, count: int, asks: bool
) -> None:
    numbers = range(1, count + 1)
    window = make_window(*(made(number, 16, accepted_at=NOW) for number in numbers))
    mark(window, *numbers)
    QTest.keyClick(window.board, Qt.Key.Key_F3, Qt.KeyboardModifier.ControlModifier)
    settled(window)
    dialog = window.dialogs.dialog
    assert (dialog is not None) is asks
    if dialog is not None:
        assert calls.acted == []
        assert len(window.board.multi_select) == count, "“Back” loses nothing"
        found = dialog.findChild(QPushButton, "confirmButton")
        assert found is not None
        found.click()
    assert calls.acted == [(key(number), Action.COMPLETE) for number in numbers]
    assert len(window.board.multi_select) == 0


def test_one_marked_delivery_that_skips_a_step_is_asked_for(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1, 16, accepted_at=NOW), made(2, 2, accepted_at=NOW))
    mark(window, 1, 2)
    window.order_actions.complete_marked()
    assert window.dialogs.dialog is not None
    assert calls.acted == []


def test_f4_takes_a_delivery_back_instead_of_cancelling(
    make_window: MakeWindow, calls: Calls, settled: Settled
) -> None:
    window = make_window(ended(1))
    window.board.choose(key(1))
    QTest.keyClick(window.board, Qt.Key.Key_F4)
    settled(window)
    assert (calls.taken_back, window.dialogs.dialog) == ([key(1)], None)
