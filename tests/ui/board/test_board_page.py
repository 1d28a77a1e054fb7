"""The board page: selection, preparation times and accepts, by keyboard and pointer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSpinBox

from desktop.domain.orders.board import BoardOrder, CommandState
from desktop.domain.orders.lifecycle import Column
from desktop.ui.board.card_age import age_of
from desktop.ui.board.selection import HAND_SECONDS, PAUSE_SECONDS
from desktop.ui.order import card_words
from desktop.ui.order.preparation_times import TYPING_TIME
from desktop.ui.text.orders import order_words
from desktop.ui.window.main_window import MainWindow
from desktop.ui.window.menu import MainMenu
from tests.ui.made import NOW, Calls, Clock, command, key, made

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import MakeWindow

Settled = Callable[[MainWindow], None]


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def selected(window: MainWindow) -> str | None:
    order = window.board.selected
    return None if order is None else order.order.number


def press(window: MainWindow, qtbot: QtBot, *codes: Qt.Key) -> None:
    """Press keys one after another."""
    for code in codes:
        QTest.keyClick(window.board, code)
        qtbot.waitUntil(lambda: not window.scanner_filter.holds_keys)


def accept_spot(window: MainWindow, number: int) -> QPoint:
    view = window.board.views[Column.NEW]
    model = window.board.models[Column.NEW]
    row = model.row_of(key(number))
    order = model.order_at(row)
    assert order is not None
    rect = view.cards.button_rect(order, view.visualRect(model.index(row)))
    assert rect is not None
    assert rect.height() >= 44
    return rect.center()


def accepted(order: BoardOrder) -> BoardOrder:
    return made(int(order.order.number), accept=command(CommandState.SAVED), received_at=order.received_at)


def test_arrows_move_within_and_between_columns(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made(1, waited=30), made(2, waited=20), made(3, 2), made(4, 16))
    assert selected(window) == "1"
    steps = []
    for code in (
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
        Qt.Key.Key_Up,
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Left,
    ):
        press(window, qtbot, code)
        steps.append(selected(window))
    assert steps == ["2", "2", "1", "3", "4", "3"]
    assert window.board.views[Column.PREPARING].hasFocus()


def test_arrows_pass_an_empty_column(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made(1), made(4, 16))
    press(window, qtbot, Qt.Key.Key_Right)
    assert selected(window) == "4"


def test_typed_digits_set_the_minutes_and_are_shown(
    make_window: MakeWindow, calls: Calls, qtbot: QtBot
) -> None:
    window = make_window(made(1))
    press(window, qtbot, Qt.Key.Key_4, Qt.Key.Key_5)
    assert "45_" in button(window, "acceptButton").text()
    assert "45_" in window.board_page.pending_accepts.label(key(1))
    press(window, qtbot, Qt.Key.Key_Return)
    assert calls.accepted == [(key(1), 45)]


def test_typed_minutes_are_removed_by_esc_and_after_two_seconds(
    make_window: MakeWindow, calls: Calls, clock: Clock, qtbot: QtBot
) -> None:
    window = make_window(made(1))
    press(window, qtbot, Qt.Key.Key_4, Qt.Key.Key_Escape)
    assert "30" in button(window, "acceptButton").text()
    press(window, qtbot, Qt.Key.Key_5)
    clock.forward(TYPING_TIME)
    press(window, qtbot, Qt.Key.Key_Return)
    assert calls.accepted == [(key(1), 30)]


@pytest.mark.parametrize("digits", [(Qt.Key.Key_0,), (Qt.Key.Key_9, Qt.Key.Key_9, Qt.Key.Key_9)])
def test_minutes_out_of_range_accept_nothing_and_show_the_range(
    make_window: MakeWindow, calls: Calls, qtbot: QtBot, digits: tuple[Qt.Key, ...]
) -> None:
    window = make_window(made(1))
    press(window, qtbot, *digits, Qt.Key.Key_Return)
    assert calls.accepted == []
    assert not button(window, "acceptButton").isEnabled()
    assert "240" in button(window, "acceptButton").text()


def test_a_preset_sets_the_minutes_of_accept(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1))
    QTest.mouseClick(button(window, "preparingTime45"), Qt.MouseButton.LeftButton)
    assert button(window, "preparingTime45").isChecked()
    assert not button(window, "preparingTime30").isChecked()
    assert window.board.has_keyboard(), "a finger leaves the keyboard with the board"
    QTest.mouseClick(button(window, "acceptButton"), Qt.MouseButton.LeftButton)
    assert calls.accepted == [(key(1), 45)]


def test_the_usual_time_is_stored_by_its_own_button(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1), preparing_time=25)
    assert not button(window, "makeDefaultTime").isVisible()
    assert button(window, "preparingTime25").isChecked()
    QTest.mouseClick(button(window, "preparingTime60"), Qt.MouseButton.LeftButton)
    assert button(window, "makeDefaultTime").isVisible()
    QTest.mouseClick(button(window, "makeDefaultTime"), Qt.MouseButton.LeftButton)
    assert calls.usual == [60]
    assert window.minutes.usual == 60
    assert calls.accepted == []


def test_the_dialog_accepts_any_number_of_minutes(
    make_window: MakeWindow, calls: Calls, clock: Clock, qtbot: QtBot
) -> None:
    window = make_window(made(1))
    QTest.mouseClick(button(window, "preparingTimeOther"), Qt.MouseButton.LeftButton)
    field = window.findChild(QSpinBox, "minutesField")
    assert isinstance(field, QSpinBox)
    for code in (Qt.Key.Key_7, Qt.Key.Key_5, Qt.Key.Key_Return):
        QTest.keyClick(field, code)
        qtbot.waitUntil(lambda: not window.scanner_filter.holds_keys)
    qtbot.waitUntil(lambda: window.dialogs.dialog is None)
    assert "75" in button(window, "acceptButton").text()
    qtbot.waitUntil(window.board.has_keyboard)
    press(window, qtbot, Qt.Key.Key_Return)
    assert calls.accepted == [], "the Enter of the dialog may have been pressed twice"
    clock.forward(PAUSE_SECONDS)
    press(window, qtbot, Qt.Key.Key_Return)
    assert calls.accepted == [(key(1), 75)]


def test_a_press_on_the_card_accepts_that_card(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1, waited=30), made(2, waited=20))
    view = window.board.views[Column.NEW].viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=accept_spot(window, 2))
    assert calls.accepted == [(key(2), 30)]


def test_a_press_that_leaves_the_button_accepts_nothing(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1, waited=30), made(2, waited=20))
    view = window.board.views[Column.NEW].viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=accept_spot(window, 1))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=accept_spot(window, 2))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 30))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=accept_spot(window, 1))
    assert calls.accepted == []


def test_a_press_on_the_rest_of_a_card_selects_it(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1, waited=30), made(2, waited=20))
    view = window.board.views[Column.NEW].viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=accept_spot(window, 2) - QPoint(0, 80))
    assert (selected(window), calls.accepted) == ("2", [])


def test_a_double_press_accepts_once_although_the_next_card_moves_up(
    make_window: MakeWindow, calls: Calls, clock: Clock
) -> None:
    first, second = made(1, waited=30), made(2, waited=20)
    window = make_window(first, second)
    view = window.board.views[Column.NEW].viewport()
    spot = accept_spot(window, 1)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot)
    window.update_orders([accepted(first)])
    assert accept_spot(window, 2).y() == spot.y()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=spot)
    assert calls.accepted == [(key(1), 30)]
    clock.forward(PAUSE_SECONDS)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=spot)
    assert calls.accepted == [(key(1), 30)], "the second half of a double press never accepts"


def test_a_double_press_of_the_large_button_accepts_once(
    make_window: MakeWindow, calls: Calls, clock: Clock
) -> None:
    first, second = made(1, waited=30), made(2, waited=20)
    window = make_window(first, second)
    accept = button(window, "acceptButton")
    QTest.mouseClick(accept, Qt.MouseButton.LeftButton)
    window.update_orders([accepted(first)])
    assert selected(window) == "2"
    QTest.mouseClick(accept, Qt.MouseButton.LeftButton)
    assert calls.accepted == [(key(1), 30)]
    clock.forward(PAUSE_SECONDS)
    QTest.mouseClick(accept, Qt.MouseButton.LeftButton)
    assert calls.accepted == [(key(1), 30), (key(2), 30)]


def test_a_press_accepts_nothing_if_the_order_changes_before_the_release(
    make_window: MakeWindow, calls: Calls, clock: Clock
) -> None:
    window = make_window(made(1, waited=30), made(2, waited=20))
    accept = button(window, "acceptButton")
    QTest.mousePress(accept, Qt.MouseButton.LeftButton)
    window.update_orders([made(1, 2)])
    clock.forward(PAUSE_SECONDS)
    QTest.mouseRelease(accept, Qt.MouseButton.LeftButton)
    assert calls.accepted == []


def test_enter_is_ignored_for_a_moment_after_the_selection_moved(
    make_window: MakeWindow, calls: Calls, clock: Clock, qtbot: QtBot
) -> None:
    first, second = made(1, waited=30), made(2, waited=20)
    window = make_window(first, second)
    press(window, qtbot, Qt.Key.Key_Return)
    window.update_orders([accepted(first)])
    press(window, qtbot, Qt.Key.Key_Return)
    assert calls.accepted == [(key(1), 30)]
    clock.forward(PAUSE_SECONDS)
    press(window, qtbot, Qt.Key.Key_Return)
    assert calls.accepted == [(key(1), 30), (key(2), 30)]


def test_the_first_order_of_an_empty_board_can_be_accepted_at_once(
    make_window: MakeWindow, calls: Calls, qtbot: QtBot
) -> None:
    window = make_window()
    window.update_orders([made(1)])
    press(window, qtbot, Qt.Key.Key_Return)
    assert calls.accepted == [(key(1), 30)]


def test_repeated_presses_send_one_accept(
    make_window: MakeWindow, calls: Calls, clock: Clock, qtbot: QtBot
) -> None:
    window = make_window(made(1))
    press(window, qtbot, Qt.Key.Key_Return)
    clock.forward(1)
    press(window, qtbot, Qt.Key.Key_Return)
    assert calls.accepted == [(key(1), 30)]
    assert not button(window, "acceptButton").isEnabled()
    press(window, qtbot, Qt.Key.Key_4)
    assert not window.minutes.typed(key(1)), "nothing is left to choose"


def test_an_unanswered_press_may_be_repeated(
    make_window: MakeWindow, calls: Calls, clock: Clock, qtbot: QtBot
) -> None:
    window = make_window(made(1))
    press(window, qtbot, Qt.Key.Key_Return)
    clock.forward(6)
    qtbot.waitUntil(button(window, "acceptButton").isEnabled)
    press(window, qtbot, Qt.Key.Key_Return)
    assert len(calls.accepted) == 2


def test_a_chosen_order_stays_selected_until_esc(make_window: MakeWindow, clock: Clock, qtbot: QtBot) -> None:
    window = make_window(made(1, waited=30), made(2, waited=20))
    press(window, qtbot, Qt.Key.Key_Down)
    window.update_orders([made(3, waited=90)])
    clock.forward(100_000)
    window.board.refresh_selection()
    assert selected(window) == "2"
    press(window, qtbot, Qt.Key.Key_Escape)
    assert selected(window) == "3"
    assert not window.dialogs.toast.isVisible(), "the person left it"


def test_a_new_order_takes_the_place_of_one_that_does_not_wait_and_says_so(
    make_window: MakeWindow, clock: Clock
) -> None:
    window = make_window(made(1, 2, accepted_at=NOW))
    window.board.choose(key(1))
    window.update_orders([made(2)])
    assert selected(window) == "1"
    clock.forward(HAND_SECONDS)
    window.board.refresh_selection()
    assert selected(window) == "2"
    assert window.dialogs.toast.text == "A new order. Selected now: #2"
    assert window.board.input_pause.is_paused


def test_an_order_accepted_elsewhere_leaves_the_new_column(make_window: MakeWindow) -> None:
    window = make_window(made(1, waited=30), made(2, waited=20))
    window.update_orders([made(1, 2)])
    assert selected(window) == "2"
    assert [len(window.board.models[where]) for where in Column] == [1, 1, 0, 0]
    window.update_orders([made(1, 5)])
    assert [len(window.board.models[where]) for where in Column] == [1, 0, 0, 0]


def test_a_disabled_accept_button_shows_the_reason(make_window: MakeWindow) -> None:
    window = make_window(made(1, accept=command(CommandState.SENDING, attempts=3)))
    accept = button(window, "acceptButton")
    assert not accept.isEnabled()
    assert "3" in accept.text()
    assert not button(window, "preparingTime30").isVisible()


def test_a_refused_order_can_be_accepted_again_or_removed_from_the_board(
    make_window: MakeWindow, calls: Calls, qtbot: QtBot
) -> None:
    window = make_window(made(1, accept=command(CommandState.REFUSED, message="sipariş bulunamadı")))
    assert button(window, "acceptButton").isEnabled()
    QTest.mouseClick(button(window, "putAwayButton"), Qt.MouseButton.LeftButton)
    assert calls.remove_from_board == [key(1)], "nothing to ask: the vendor does not have it"
    press(window, qtbot, Qt.Key.Key_Return)
    assert calls.accepted == [(key(1), 30)]


def test_removing_an_order_in_preparation_asks_first(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1, 2, accepted_at=None))
    QTest.mouseClick(button(window, "putAwayButton"), Qt.MouseButton.LeftButton)
    assert calls.remove_from_board == []
    QTest.mouseClick(button(window, "confirmButton"), Qt.MouseButton.LeftButton)
    assert calls.remove_from_board == [key(1)]


def test_a_waiting_order_cannot_be_removed_from_the_board(make_window: MakeWindow) -> None:
    window = make_window(made(1, total=Decimal(5)))
    assert not button(window, "putAwayButton").isVisible()


def test_m_mutes_the_waiting_orders(make_window: MakeWindow, calls: Calls, qtbot: QtBot) -> None:
    window = make_window(made(1), made(2))
    press(window, qtbot, Qt.Key.Key_F8)
    assert calls.muted == [True]
    window.update_orders([made(1, muted=True), made(2, muted=True)])
    assert "2" in button(window, "muteButton").text()
    QTest.mouseClick(button(window, "muteButton"), Qt.MouseButton.LeftButton)
    assert calls.muted == [True, False]
    window.update_orders([made(3)])
    QTest.mouseClick(button(window, "muteButton"), Qt.MouseButton.LeftButton)
    assert calls.muted == [True, False, True], "a new order rings again and can be silenced again"


def test_mute_without_a_ringing_order_shows_a_message(
    make_window: MakeWindow, calls: Calls, qtbot: QtBot
) -> None:
    window = make_window()
    press(window, qtbot, Qt.Key.Key_F8)
    assert calls.muted == []
    assert window.dialogs.toast.isVisible()


def test_the_strip_of_scheduled_orders_is_hidden_without_any(make_window: MakeWindow) -> None:
    later = [
        made(number, 2, accepted_at=NOW, scheduled_at=NOW + timedelta(hours=hours))
        for number, hours in ((2, 5), (3, 2), (4, 30))
    ]
    window = make_window(made(1), *later)
    strip = window.board.columns[Column.LATER]
    assert strip.isVisible()
    assert [order.order.number for order in window.board.models[Column.LATER]] == ["3", "2", "4"]
    assert age_of(later[2], Column.LATER, NOW).text == "tomorrow 20:32"
    window.show_board([made(1)])
    assert not strip.isVisible()
    QApplication.processEvents()
    on_the_way = window.board.columns[Column.ON_THE_WAY]
    assert on_the_way.geometry().bottom() >= window.board.height() - 2, "its room is the others' again"


def test_an_order_with_an_unclear_time_stands_with_those_for_later(make_window: MakeWindow) -> None:
    accepted: dict[str, Any] = {"accepted_at": NOW, "preparing_time": 30}
    unclear = made(2, 2, scheduled_received="20.30 gibi", **accepted)
    window = make_window(made(1), unclear, made(3, 2, **accepted))
    assert [order.order.number for order in window.board.models[Column.LATER]] == ["2"]
    assert [order.order.number for order in window.board.models[Column.PREPARING]] == ["3"]
    assert age_of(unclear, Column.LATER, NOW).text == "?", "no countdown as if it were for now"
    assert "Scheduled for “20.30 gibi”" in card_words.spoken_card(unclear, NOW, unclear.due_at)


def test_each_column_is_sorted_by_the_next_due_time(make_window: MakeWindow) -> None:
    window = make_window(
        made(1, waited=600, scheduled_at=NOW + timedelta(hours=4)),
        made(2, waited=60),
        made(3, 2, accepted_at=NOW - timedelta(minutes=20), preparing_time=30),
        made(4, 2, accepted_at=NOW - timedelta(minutes=1), preparing_time=5),
        made(5, 2, accepted_at=NOW, scheduled_at=NOW + timedelta(minutes=8), reminded_at=NOW),
    )
    numbers = [[order.order.number for order in window.board.models[where]] for where in Column]
    assert numbers == [["2", "1"], ["4", "5", "3"], [], []]


def test_rush_hour_adds_to_all_times_except_a_typed_one_and_shows_its_end(
    make_window: MakeWindow, calls: Calls, clock: Clock, qtbot: QtBot
) -> None:
    window = make_window(made(1))
    window.show_rush(10, NOW + timedelta(minutes=23))
    assert "40" in button(window, "acceptButton").text()
    usual = button(window, "preparingTime30")
    assert usual.isChecked()
    assert usual.text() == "40", "nobody has to add in a rush"
    pace = button(window, "rushButton")
    assert pace.isVisible()
    assert "+10" in pace.text()
    assert "23" in pace.text()
    clock.forward(600)
    window.header.tick()
    assert "13" in pace.text()
    QTest.mouseClick(button(window, "preparingTime20"), Qt.MouseButton.LeftButton)
    assert button(window, "preparingTime20").text() == "30"
    press(window, qtbot, Qt.Key.Key_Return)
    assert calls.accepted == [(key(1), 30)]
    window.update_orders([made(2)])
    window.board.choose(key(2))
    press(window, qtbot, Qt.Key.Key_4)
    press(window, qtbot, Qt.Key.Key_5)
    assert "45" in button(window, "acceptButton").text()
    assert not button(window, "preparingTime45").isChecked(), "it shows 55"
    assert "Rush: nothing is added to a typed time" in [label.text() for label in window.findChildren(QLabel)]
    window.show_rush(0, None)
    assert pace.text() == "Rush"


def test_the_accept_rule_starts_only_after_a_confirmation_and_its_accepts_are_marked(
    make_window: MakeWindow, calls: Calls
) -> None:
    window = make_window(made(1, 2, accepted_at=NOW, accept=command(CommandState.CONFIRMED, automatic=True)))
    window.show_auto_accept(on=False, rule="New orders are accepted at once with 30 min.")
    menu = MainMenu(window, 30)
    menu.auto_accept_wanted.connect(window.dialogs._on_auto_accept_wanted)
    menu.auto_accept_wanted.emit(True)
    assert calls.automatic == []
    dialog = window.dialogs.dialog
    assert dialog is not None
    assert any("30 min" in label.text() for label in dialog.findChildren(QLabel))
    dialog.accept()
    assert calls.automatic == [True]
    window.show_auto_accept(on=True, rule="")
    assert button(window, "paceButton").isVisible()
    order = window.board.order(key(1))
    assert order is not None
    line = order_words.command_line(order)
    assert line is not None
    assert "by rule" in line.text
    menu.auto_accept_wanted.emit(False)
    assert calls.automatic == [True, False]


def test_with_large_text_on_a_small_screen_the_order_keeps_most_of_the_pane(make_window: MakeWindow) -> None:
    window = make_window(made(1))
    window.look.set_text_scale(150)
    window.resize(1366, 768)
    window.look.fit(1366, 768)
    window.resize(1367, 768)
    QTest.qWait(0)
    assert window.look.text_scale == 150
    assert window.detail.sheet.height() >= 0.6 * window.detail.height()
    assert window.detail.sheet.dishes_below() == 0, "the dishes come first"
    presets = [
        button
        for button in window.detail.panel.findChildren(QPushButton)
        if button.objectName().startswith("preparingTime") and button.isVisible()
    ]
    assert len(presets) == 4
    assert all(button.width() >= 44 and button.height() >= 44 for button in presets)
    assert "30" in [button.text() for button in presets], "the usual time is among them"
    # A choice does not move the buttons under the finger.
    places = {button.objectName(): button.geometry() for button in presets}
    next(button for button in presets if button.text() == "35").click()
    assert {button.objectName(): button.geometry() for button in presets} == places


@pytest.mark.parametrize("scale", [100, 150])
def test_the_selected_card_keeps_its_place_when_others_come_and_go(
    make_window: MakeWindow, scale: int
) -> None:
    others = [made(1, 2, accepted_at=NOW), made(2, 16, accepted_at=NOW)]
    window = make_window(*others, *[made(number, waited=100 - number) for number in range(10, 16)])
    window.look.set_text_scale(scale)
    window.look.fit(1366, 768)
    QTest.qWait(0)
    window.board.choose(key(12))
    view = window.board.views[Column.NEW]
    QTest.qWait(0)

    def card() -> QRect:
        view.executeDelayedItemsLayout()
        return view.visualRect(view.model().index(window.board.models[Column.NEW].row_of(key(12)), 0))

    before = card()
    assert view.viewport().rect().contains(before)
    window.update_orders([made(number, waited=200 - number) for number in range(30, 60)])
    QTest.qWait(0)
    assert view.viewport().rect().contains(card())
    assert abs(card().top() - before.top()) <= 1
    window.update_orders([made(number, 2, waited=200 - number) for number in range(30, 60)])
    QTest.qWait(0)
    assert view.viewport().rect().contains(card())


@pytest.mark.parametrize("scale", [100, 150])
def test_a_toast_covers_no_button(make_window: MakeWindow, scale: int) -> None:
    window = make_window(made(1))
    window.look.set_text_scale(scale)
    window.look.fit(1366, 768)
    window.show_toast("Çok uzun adlı bir ürün kapanışa kadar satıştan kaldırılıyor")
    QTest.qWait(0)
    toast = window.dialogs.toast
    detail = QRect(window.detail.mapTo(window, QPoint(0, 0)), window.detail.size())
    assert not detail.intersects(QRect(toast.mapTo(window, QPoint(0, 0)), toast.size()))


def test_the_focus_stays_in_the_column_a_person_moved_it_to(make_window: MakeWindow) -> None:
    window = make_window(made(1), made(2, 2))
    board = window.board
    board.views[Column.NEW].setFocus()
    board.tick()
    board.views[Column.PREPARING].setFocus()
    board.tick()
    assert board.views[Column.PREPARING].hasFocus()
    board.choose(key(2))
    board.choose(key(1))
    assert board.views[Column.NEW].hasFocus()
