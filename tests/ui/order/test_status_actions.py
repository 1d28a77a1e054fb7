"""The actions after the acceptance, by button and key, and their protection against accidental presses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from desktop.domain.orders.board import ActionView, CommandState
from desktop.domain.orders.cancel_reasons import KNOWN
from desktop.domain.orders.changes import ChangedPart
from desktop.domain.orders.lifecycle import Action
from desktop.ui.order import card_words
from desktop.ui.order.dialogs import CancelDialog
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.theme import TOUCH
from tests.ui.made import NOW, command, key, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow, Speak
    from tests.ui.made import Calls

BUTTONS = ("onTheWayButton", "completeButton", "cancelOrderButton", "takeBackButton")


def shown(window: MainWindow) -> set[str]:
    found = (window.findChild(QPushButton, name) for name in BUTTONS)
    return {button.objectName() for button in found if button is not None and button.isVisible()}


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert found is not None
    return found


def asked(action: Action, state: CommandState, **fields: object) -> ActionView:
    return ActionView(action, state, at=NOW, **fields)  # type: ignore[arg-type]


CANCELLING = asked(Action.CANCEL, CommandState.SAVED, reason_id=3, not_before=NOW + timedelta(seconds=5))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (made(1), {"cancelOrderButton"}),
        (made(1, 2, accepted_at=NOW), {"onTheWayButton", "completeButton", "cancelOrderButton"}),
        (made(1, 2, accepted_at=NOW, courier_type="fuudy"), {"completeButton", "cancelOrderButton"}),
        (made(1, 16, accepted_at=NOW), {"completeButton", "cancelOrderButton"}),
        (made(1, accept=command(CommandState.SENDING)), set()),
        (made(1, gone_at=NOW), set()),
        (made(1, action=CANCELLING), {"takeBackButton"}),
        (made(1, 2, accepted_at=NOW, action=asked(Action.COMPLETE, CommandState.SENDING)), set()),
        (
            made(1, 16, accepted_at=NOW, action=asked(Action.COMPLETE, CommandState.REFUSED)),
            {"completeButton", "cancelOrderButton"},
        ),
    ],
)
def test_each_state_offers_its_actions(
    make_window: MakeWindow, order: BoardOrder, expected: set[str]
) -> None:
    assert shown(make_window(order)) == expected


@pytest.mark.parametrize(
    ("code", "action"), [(Qt.Key.Key_F2, Action.ON_THE_WAY), (Qt.Key.Key_F3, Action.COMPLETE)]
)
def test_each_key_sends_one_action(
    make_window: MakeWindow,
    calls: Calls,
    settled: Callable[[MainWindow], None],
    code: Qt.Key,
    action: Action,
) -> None:
    window = make_window(made(1, 2, accepted_at=NOW))
    QTest.keyClick(window.board, code)
    settled(window)
    assert calls.acted == [(key(1), action)]


def test_a_button_sends_its_action(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1, 2, accepted_at=NOW))
    button(window, "completeButton").click()
    assert calls.acted == [(key(1), Action.COMPLETE)]


def test_an_impossible_action_is_not_sent(
    make_window: MakeWindow, calls: Calls, settled: Callable[[MainWindow], None]
) -> None:
    window = make_window(made(1))
    for code, name in ((Qt.Key.Key_F2, "Out for delivery"), (Qt.Key.Key_F3, "Delivered")):
        QTest.keyClick(window.board, code)
        settled(window)
        assert window.dialogs.toast.text == f"#1: “{name}” is not possible: accept it first"
    assert calls.acted == []


@pytest.mark.parametrize(
    ("order", "next_one", "other"),
    [
        (made(1, 2, accepted_at=NOW), "onTheWayButton", "completeButton"),
        (made(1, 2, accepted_at=NOW, courier_type="fuudy"), "completeButton", "cancelOrderButton"),
        (made(1, 16, accepted_at=NOW), "completeButton", "cancelOrderButton"),
    ],
)
def test_the_next_step_is_the_filled_button(
    make_window: MakeWindow, order: BoardOrder, next_one: str, other: str
) -> None:
    window = make_window(order)
    kinds = {each.objectName(): each.kind for each in window.findChildren(Button)}
    assert kinds[next_one] is ButtonKind.PRIMARY
    assert kinds[other] is ButtonKind.PLAIN


def test_the_caption_of_the_times_shares_the_row_of_cancel(
    make_window: MakeWindow,
) -> None:
    window = make_window(made(1))
    caption = next(label for label in window.findChildren(QLabel) if label.text() == "Preparation time")
    cancel = button(window, "cancelOrderButton")
    assert caption.isVisible()
    assert caption.geometry().center().y() == cancel.geometry().center().y()
    high = window.detail.panel.height()
    button(window, "preparingTime45").click()
    usual = button(window, "makeDefaultTime")
    assert usual.isVisible()
    assert not caption.isVisible(), "the button says what the numbers are"
    assert window.detail.panel.height() == high


def test_with_large_text_the_remove_button_stands_beside_cancel(make_window: MakeWindow) -> None:
    window = make_window(made(1, 2, accepted_at=NOW))
    remove_from_board = button(window, "putAwayButton")
    for scale, beside in ((100, "acceptButton"), (150, "cancelOrderButton"), (100, "acceptButton")):
        window.look.set_text_scale(scale)
        for _ in range(4):
            QApplication.processEvents()
        other = button(window, beside)
        assert remove_from_board.isVisible()
        assert remove_from_board.height() >= TOUCH
        middle = remove_from_board.mapTo(window, remove_from_board.rect().center()).y()
        assert middle == other.mapTo(window, other.rect().center()).y(), scale


def test_key_names_are_hidden_before_the_buttons_wrap(make_window: MakeWindow, speak: Speak) -> None:
    speak("tr")
    window = make_window(made(1, 2, accepted_at=NOW))
    steps = [button(window, name) for name in BUTTONS[:3]]
    wide = [each.width() for each in steps]
    for width, same in ((1280, False), (1366, True)):
        window.resize(width, 720)
        for _ in range(4):
            QApplication.processEvents()
        assert len({each.y() for each in steps}) == 1
        assert ([each.width() for each in steps] == wide) is same


def test_tab_follows_the_visual_order_after_new_presets(make_window: MakeWindow) -> None:
    window = make_window(made(1))
    window.board_page.set_preset_times((10, 20, 40))
    QApplication.processEvents()
    order: list[str] = []
    each: QWidget | None = button(window, "cancelOrderButton").nextInFocusChain()
    while each is not None and "acceptButton" not in order:
        if each.isVisible() and each.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            order.append(each.objectName())
        each = each.nextInFocusChain()
    times = [f"preparingTime{minutes}" for minutes in (10, 20, 40)]
    assert order == [*times, "preparingTimeOther", "acceptButton"]


def test_no_button_moves_while_accept_is_pending(make_window: MakeWindow) -> None:
    window = make_window(made(1))
    times = button(window, "preparingTime15")
    before = times.mapTo(window, times.rect().topLeft())
    high = window.detail.panel.height()
    button(window, "acceptButton").click()
    QApplication.processEvents()
    assert not button(window, "acceptButton").isEnabled()
    assert times.mapTo(window, times.rect().topLeft()) == before
    assert window.detail.panel.height() == high


def test_no_button_appears_where_accept_was_pressed(make_window: MakeWindow) -> None:
    window = make_window(made(1))
    accept = button(window, "acceptButton")
    under = accept.mapTo(window, accept.rect().center())
    window.update_orders([made(1, 2, accepted_at=NOW, accept=command(CommandState.CONFIRMED))])
    window.board.choose(key(1))
    found = window.childAt(under)
    assert found is accept
    assert not accept.isEnabled()
    steps = [button(window, name) for name in BUTTONS[:3]]
    assert all(not each.geometry().contains(each.mapFrom(window, under)) for each in steps)


def test_a_number_chooses_the_cancel_reason_and_a_message_follows(
    make_window: MakeWindow, calls: Calls, settled: Callable[[MainWindow], None]
) -> None:
    window = make_window(made(1))
    QTest.keyClick(window.board, Qt.Key.Key_F4)
    settled(window)
    dialog = window.dialogs.dialog
    assert isinstance(dialog, CancelDialog)
    assert calls.cancelled == []
    said = " ".join(button.accessibleName() for button in dialog.findChildren(QPushButton))
    assert all(reason.reason in said for reason in KNOWN)
    QTest.keyClick(dialog, Qt.Key.Key_4)
    settled(window)
    assert calls.cancelled == [(key(1), 4)]
    assert window.dialogs.dialog is None


@pytest.mark.parametrize("code", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_esc_and_enter_cancel_nothing(
    make_window: MakeWindow, calls: Calls, settled: Callable[[MainWindow], None], code: Qt.Key
) -> None:
    window = make_window(made(1))
    QTest.keyClick(window.board, Qt.Key.Key_F4)
    settled(window)
    dialog = window.dialogs.dialog
    assert dialog is not None
    QTest.keyClick(button(window, "backButton"), code)
    settled(window)
    assert calls.cancelled == []
    assert window.dialogs.dialog is None


def test_a_key_and_a_button_take_a_cancel_back(
    make_window: MakeWindow, calls: Calls, settled: Callable[[MainWindow], None]
) -> None:
    window = make_window(made(1, action=CANCELLING))
    QTest.keyClick(window.board, Qt.Key.Key_F4)
    settled(window)
    button(window, "takeBackButton").click()
    assert calls.taken_back == [key(1), key(1)]
    assert window.dialogs.dialog is None


def test_an_order_with_a_fresh_cancel_stays_selected(
    make_window: MakeWindow, calls: Calls, settled: Callable[[MainWindow], None]
) -> None:
    window = make_window(made(1, waited=9), made(2))
    QTest.keyClick(window.board, Qt.Key.Key_F4)
    settled(window)
    assert window.dialogs.dialog is not None
    QTest.keyClick(window.dialogs.dialog, Qt.Key.Key_3)
    settled(window)
    window.update_orders([made(1, waited=9, action=CANCELLING)])
    assert shown(window) == {"takeBackButton"}

    QTest.keyClick(window.board, Qt.Key.Key_F4)
    settled(window)
    assert calls.taken_back == [key(1)]
    assert window.dialogs.dialog is None


def test_a_change_is_shown_until_somebody_confirms_it(
    make_window: MakeWindow, calls: Calls, settled: Callable[[MainWindow], None]
) -> None:
    window = make_window(made(1, unseen=(ChangedPart.NOTE, ChangedPart.TOTAL)))
    seen = window.findChild(QPushButton, "seenButton")
    assert seen is not None
    assert seen.isVisible()
    order = window.board.selected
    assert order is not None
    assert any("note · total" in line.text for line in card_words.state_lines(order, NOW))
    QTest.mouseClick(seen, Qt.MouseButton.LeftButton)
    QTest.keyClick(window, Qt.Key.Key_G)
    settled(window)
    assert calls.seen == [key(1), key(1)]
    window.update_orders([made(1)])
    assert not seen.isVisible()
    QTest.keyClick(window, Qt.Key.Key_G)
    settled(window)
    assert calls.seen == [key(1), key(1)]
