"""The actions after the acceptance, by button and key, and their protection against accidental presses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from desktop.domain.orders.board import ActionView, CommandState
from desktop.domain.orders.cancel_reasons import KNOWN
from desktop.domain.orders.changes import ChangedPart
from desktop.domain.orders.lifecycle import Action
from desktop.ui.board.selection import STEP_PAUSE
from desktop.ui.order import card_words
from desktop.ui.order.dialogs import CancelDialog
from desktop.ui.pressing.press_button import PressButton
from desktop.ui.widgets.button import Button, ButtonKind
from tests.ui.made import NOW, command, key, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow, Speak
    from tests.ui.made import Calls, Clock

BUTTONS = ("onTheWayButton", "completeButton", "alsoCompleteButton", "cancelOrderButton", "takeBackButton")
PLACES = ("acceptButton", "onTheWayButton", "completeButton", "takeBackButton")
"""The buttons of which one at a time stands at the place of the next step."""


def shown(window: MainWindow) -> set[str]:
    found = (window.findChild(QPushButton, name) for name in BUTTONS)
    return {button.objectName() for button in found if button is not None and button.isVisible()}


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert found is not None
    return found


def asked(action: Action, state: CommandState, **fields: object) -> ActionView:
    return ActionView(action, state, at=NOW, **fields)  # type: ignore[arg-type]


SOON = NOW + timedelta(seconds=5)
CANCELLING = asked(Action.CANCEL, CommandState.SAVED, reason_id=3, not_before=SOON)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (made(1), {"cancelOrderButton"}),
        (made(1, 2, accepted_at=NOW), {"onTheWayButton", "alsoCompleteButton", "cancelOrderButton"}),
        (made(1, 77), {"cancelOrderButton"}),
        (made(1, 2, accepted_at=NOW, courier_type="fuudy"), {"completeButton", "cancelOrderButton"}),
        (made(1, 16, accepted_at=NOW), {"completeButton", "cancelOrderButton"}),
        (made(1, accept=command(CommandState.SENDING)), set()),
        (made(1, gone_at=NOW), set()),
        (made(1, action=CANCELLING), {"takeBackButton"}),
        (
            made(1, 2, accepted_at=NOW, action=asked(Action.COMPLETE, CommandState.SAVED, not_before=SOON)),
            {"takeBackButton"},
        ),
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
    status = 2 if action is Action.ON_THE_WAY else 16
    window = make_window(made(1, status, accepted_at=NOW))
    QTest.keyClick(window.board, code)
    settled(window)
    assert calls.acted == [(key(1), action)]
    assert window.dialogs.dialog is None


def test_a_button_sends_its_action(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1, 16, accepted_at=NOW))
    button(window, "completeButton").click()
    assert calls.acted == [(key(1), Action.COMPLETE)]


@pytest.mark.parametrize("by_key", [True, False])
def test_a_skipped_step_is_asked_for(
    make_window: MakeWindow,
    calls: Calls,
    clock: Clock,
    settled: Callable[[MainWindow], None],
    by_key: bool,
) -> None:
    window = make_window(made(1, 2, accepted_at=NOW))
    for answer in ("backButton", "confirmButton"):
        assert calls.acted == []
        clock.forward(STEP_PAUSE)
        if by_key:
            QTest.keyClick(window.board, Qt.Key.Key_F3)
            settled(window)
        else:
            button(window, "alsoCompleteButton").click()
        dialog = window.dialogs.dialog
        assert dialog is not None
        found = dialog.findChild(QPushButton, answer)
        assert found is not None
        found.click()
    assert calls.acted == [(key(1), Action.COMPLETE)]


@pytest.mark.parametrize(
    "order",
    [
        made(1, 16, accepted_at=NOW),
        made(1, 2, accepted_at=NOW, courier_type="fuudy"),
        made(1, 2, accepted_at=NOW, courier_type="come_get", shipping_method="pickup"),
        made(1, 2, accepted_at=NOW, shipping_method="pickup"),
    ],
)
def test_nothing_is_asked_where_no_step_is_skipped(
    make_window: MakeWindow, calls: Calls, settled: Callable[[MainWindow], None], order: BoardOrder
) -> None:
    window = make_window(order)
    QTest.keyClick(window.board, Qt.Key.Key_F3)
    settled(window)
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
        (made(1, 2, accepted_at=NOW), "onTheWayButton", "alsoCompleteButton"),
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


def place(window: MainWindow, name: str) -> QRect:
    found = button(window, name)
    return QRect(found.mapTo(window, QPoint(0, 0)), found.size())


STATES = [
    made(1),
    made(1, unseen=(ChangedPart.NOTE,)),
    made(1, 2, accepted_at=NOW),
    made(1, 2, accepted_at=NOW, unseen=(ChangedPart.NOTE,)),
    made(1, 2, accepted_at=NOW, courier_type="fuudy"),
    made(1, 16, accepted_at=NOW, unseen=(ChangedPart.NOTE,)),
    made(1, accept=command(CommandState.REFUSED, message="Kapalı")),
]


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (1024, 600)])
@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("language", ["tr", "en"])
def test_cancel_and_the_next_step_never_move(
    make_window: MakeWindow, speak: Speak, size: tuple[int, int], scale: int, language: str
) -> None:
    speak(language)
    window = make_window(made(1), size=size)
    window.look.set_text_scale(scale)
    cancels, steps, hinted = set(), set(), set()
    for order in STATES:
        window.update_orders([order])
        for _ in range(4):
            QApplication.processEvents()
        cancels.add(place(window, "cancelOrderButton").topLeft().toTuple())
        large = [name for name in PLACES if button(window, name).isVisible()]
        assert len(large) == 1
        steps.add((place(window, large[0]).topLeft().toTuple(), place(window, large[0]).width()))
        cancel = window.findChild(Button, "cancelOrderButton")
        assert cancel is not None
        hinted.add(cancel.sizeHint().width())
    assert (len(cancels), len(steps), len(hinted)) == (1, 1, 1)


def test_the_next_step_is_as_wide_as_the_panel(make_window: MakeWindow) -> None:
    window = make_window(made(1, 2, accepted_at=NOW))
    assert place(window, "onTheWayButton").width() > window.detail.panel.width() - 60
    assert not button(window, "acceptButton").isVisible(), "the state is a chip"
    assert window.detail.panel.status.state.text.startswith("Accepted")


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


def test_the_button_that_comes_where_accept_was_pressed_is_paused(
    make_window: MakeWindow, calls: Calls, clock: Clock
) -> None:
    window = make_window(made(1))
    QTest.mouseClick(button(window, "acceptButton"), Qt.MouseButton.LeftButton)
    assert calls.accepted == [(key(1), 30)]
    window.update_orders([made(1, 2, accepted_at=NOW, accept=command(CommandState.CONFIRMED))])
    step = window.findChild(PressButton, "onTheWayButton")
    assert step is not None
    assert step.isVisible()
    assert step.is_paused
    QTest.mouseClick(step, Qt.MouseButton.LeftButton)
    assert calls.acted == []
    assert "look first" in window.dialogs.toast.text
    clock.forward(STEP_PAUSE)
    QTest.mouseClick(step, Qt.MouseButton.LeftButton)
    assert calls.acted == [(key(1), Action.ON_THE_WAY)]


def test_a_double_click_on_the_next_step_counts_once(make_window: MakeWindow, calls: Calls) -> None:
    window = make_window(made(1, 16, accepted_at=NOW))
    step = button(window, "completeButton")
    QTest.mouseClick(step, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(step, Qt.MouseButton.LeftButton)
    assert calls.acted == [(key(1), Action.COMPLETE)]


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


def test_a_scheduled_order_can_be_started_by_button_and_key(
    make_window: MakeWindow, calls: Calls, clock: Clock, settled: Callable[[MainWindow], None]
) -> None:
    later = made(1, 2, accepted_at=NOW, scheduled_at=NOW + timedelta(hours=3))
    window = make_window(later)
    start = button(window, "startNowButton")
    assert start.isVisible()
    start.click()
    assert calls.started == [later.payment_key]
    clock.forward(3)
    QTest.keyClick(window, Qt.Key.Key_S)
    settled(window)
    assert calls.started == [later.payment_key] * 2
    window.update_orders([made(1, 2, accepted_at=NOW)])
    assert not start.isVisible()
