"""Accepting in a heap: what somebody must read is left out and said; and one Accept button at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.orders.lifecycle import Column
from desktop.domain.orders.order import Doubt, DoubtKind, OrderLine
from desktop.ui.widgets.button import Button
from tests.ui.made import NOW, key, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Calls

    Settled = Callable[[MainWindow], None]

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = [
    made(11, note="Zile basmayın"),
    made(12, note="Fıstık alerjim var"),
    made(13, doubts=(Doubt(DoubtKind.NO_ADDRESS),)),
    made(14, lines=(OrderLine(name="Simit", note="sıcak olsun"),)),
]


def button(window: MainWindow, name: str) -> Button:
    found = window.findChild(Button, name)
    assert found is not None
    return found


def press_accept_of_card(window: MainWindow, number: int) -> None:
    view = window.board.views[Column.NEW]
    model = window.board.models[Column.NEW]
    order = window.board.order(key(number))
    assert order is not None
    spot = view.cards.button_rect(order, view.visualRect(model.index(model.row_of(key(number)))))
    assert spot is not None
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot.center())


def test_select_all_has_a_label(make_window: MakeWindow) -> None:
    window = make_window(made(1), made(2))
    every = button(window, "newColumnMarkAll")
    assert every.isVisible()
    assert every.text() == "Select all"
    assert every.width() >= every.sizeHint().width()


def test_orders_that_must_be_read_are_left_out_and_said(
    make_window: MakeWindow, calls: Calls, settled: Settled
) -> None:
    window = make_window(made(1), made(2), *LEFT)
    QTest.mouseClick(button(window, "newColumnMarkAll"), Qt.MouseButton.LeftButton)
    assert "2" in button(window, "acceptMarked").text()
    bar = window.board.multi_select_bar
    assert any("4 to be read are left to you" in each.text() for each in bar.findChildren(type(bar._text)))
    QTest.keyClick(window.board, Qt.Key.Key_Return, CTRL)
    settled(window)
    assert sorted(calls.accepted) == [(key(1), 30), (key(2), 30)]
    assert window.dialogs.toast.text == "4 to be read are left to you"


@pytest.mark.parametrize("order", LEFT)
def test_no_order_that_must_be_read_is_accepted_together(
    make_window: MakeWindow, calls: Calls, order: BoardOrder
) -> None:
    window = make_window(order)
    window.board.multi_select.toggle(order.payment_key)
    assert not button(window, "acceptMarked").isVisible()
    window.order_actions.accept_marked()
    assert calls.accepted == []


def test_one_accept_button_at_a_time(make_window: MakeWindow, calls: Calls, settled: Settled) -> None:
    window = make_window(made(1), made(2))
    accept = button(window, "acceptButton")
    window.board.multi_select.toggle(key(2))
    assert not accept.isEnabled()
    QTest.keyClick(window.board, Qt.Key.Key_Return)
    settled(window)
    press_accept_of_card(window, 1)
    assert calls.accepted == []
    assert window.dialogs.toast.text.startswith("Orders are marked")
    QTest.keyClick(window.board, Qt.Key.Key_Escape)
    settled(window)
    assert accept.isEnabled()
    QTest.keyClick(window.board, Qt.Key.Key_Return)
    settled(window)
    assert calls.accepted == [(key(1), 30)]


def test_orders_marked_for_delivery_hold_no_accept_back(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1), made(2, 16, accepted_at=NOW))
    window.board.multi_select.toggle(key(2))
    press_accept_of_card(window, 1)
    assert calls.accepted == [(key(1), 30)]
