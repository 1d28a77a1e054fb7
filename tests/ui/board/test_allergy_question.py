"""A note that names an allergy is red, and Accept asks once more in the same place."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.orders.auto_accept import AutoAccept, may_accept
from desktop.domain.orders.lifecycle import Column
from desktop.domain.orders.order import OrderLine
from desktop.ui.board.pending_accepts import ASK_PAUSE
from desktop.ui.board.selection import PAUSE_SECONDS
from desktop.ui.order.blocks import Box, DishBlock
from desktop.ui.order.order_text import detail_of
from desktop.ui.widgets.button import Button, ButtonKind
from tests.ui.board.test_heap import press_accept_of_card
from tests.ui.made import NOW, key, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow
    from tests.ui.made import Calls, Clock

    Settled = Callable[[MainWindow], None]

ALLERGIC = made(1, waited=30, note="Fıstık alerjim var, lütfen dikkat")
ASKS = "Allergy: fıstık – I have read it, accept"


@pytest.fixture
def enter(settled: Settled) -> Callable[[MainWindow], None]:
    def press(window: MainWindow) -> None:
        QTest.keyClick(window.board, Qt.Key.Key_Return)
        settled(window)

    return press


def accept(window: MainWindow) -> Button:
    found = window.findChild(Button, "acceptButton")
    assert found is not None
    return found


def test_enter_asks_and_a_second_one_accepts(
    make_window: MakeWindow, calls: Calls, clock: Clock, enter: Callable[[MainWindow], None]
) -> None:
    window = make_window(ALLERGIC)
    assert accept(window).kind is ButtonKind.PRIMARY
    enter(window)
    assert calls.accepted == []
    assert (accept(window).text(), accept(window).kind) == (ASKS, ButtonKind.ALARM)
    enter(window)
    assert calls.accepted == [], "nobody reads as fast"
    clock.forward(ASK_PAUSE)
    enter(window)
    assert calls.accepted == [(key(1), 30)]


def test_the_question_ends_when_its_place_is_left(
    make_window: MakeWindow, calls: Calls, clock: Clock, enter: Callable[[MainWindow], None]
) -> None:
    window = make_window(ALLERGIC, made(2))
    enter(window)
    window.board.choose(key(2))
    assert accept(window).text() != ASKS
    window.board.choose(key(1))
    clock.forward(ASK_PAUSE)
    enter(window)
    assert calls.accepted == []
    assert accept(window).text() == ASKS


def test_a_changed_note_is_asked_for_again(
    make_window: MakeWindow, calls: Calls, clock: Clock, enter: Callable[[MainWindow], None]
) -> None:
    window = make_window(ALLERGIC)
    enter(window)
    window.update_orders([made(1, waited=30, note="Fıstık ve susam alerjim var")])
    clock.forward(ASK_PAUSE)
    enter(window)
    assert calls.accepted == []
    assert "fıstık, susam" in accept(window).text()


def test_the_button_of_the_card_asks_too_and_shows_the_note(
    make_window: MakeWindow, calls: Calls, clock: Clock
) -> None:
    window = make_window(made(2, waited=60), ALLERGIC)
    press_accept_of_card(window, 1)
    selected = window.board.selected
    assert selected is not None
    assert (selected.payment_key, calls.accepted) == (key(1), [])
    assert window.board_page.pending_accepts.label(key(1)) == ASKS
    clock.forward(max(ASK_PAUSE, PAUSE_SECONDS))
    press_accept_of_card(window, 1)
    assert calls.accepted == [(key(1), 30)]


def test_typed_minutes_are_kept_through_the_question(
    make_window: MakeWindow,
    calls: Calls,
    clock: Clock,
    settled: Settled,
    enter: Callable[[MainWindow], None],
) -> None:
    window = make_window(ALLERGIC)
    window.order_actions.choose_minutes(key(1), 45)
    enter(window)
    assert "45 min" in accept(window).accessibleName()
    clock.forward(ASK_PAUSE)
    enter(window)
    assert calls.accepted == [(key(1), 45)]


def test_notes_are_red_and_the_card_says_it(make_window: MakeWindow) -> None:
    window = make_window(ALLERGIC, made(2, note="Zile basmayın"))
    red = [
        block for block in detail_of(ALLERGIC, NOW, allergies=("fıstık",)).blocks if isinstance(block, Box)
    ]
    assert [box._edge for box in red] == ["late", "late"]
    cards = window.board.views[Column.NEW].cards
    texts = [part.text for part in cards.card(ALLERGIC).parts]
    assert "ALLERGY: fıstık" in texts
    other = window.board.order(key(2))
    assert other is not None
    assert not any("ALLERGY" in part.text for part in cards.card(other).parts)


def test_only_the_note_with_the_word_is_red() -> None:
    order = made(
        1,
        note="Zile basmayın",
        lines=(OrderLine(name="Simit", note="susamsız"), OrderLine(name="Çay", note="açık")),
    )
    detail = detail_of(order, NOW, allergies=("susam",))
    assert [block._edge for block in detail.blocks if isinstance(block, Box)] == ["late", "waiting"]
    dishes = [block for block in detail.blocks if isinstance(block, DishBlock)]
    inks = [extra.paragraph.style.token for dish in dishes for extra in dish.extras]
    assert inks == ["late_ink", "waiting_ink"]


def test_a_dish_with_nuts_in_its_name_is_no_allergy(
    make_window: MakeWindow, calls: Calls, enter: Callable[[MainWindow], None]
) -> None:
    window = make_window(made(1, lines=(OrderLine(name="Fıstıklı baklava"),)))
    enter(window)
    assert calls.accepted == [(key(1), 30)]


def test_the_words_are_a_setting(
    make_window: MakeWindow, calls: Calls, enter: Callable[[MainWindow], None]
) -> None:
    window = make_window(ALLERGIC)
    window.board_page.set_allergy_words(("kivi",))
    assert not any(
        "ALLERGY" in part.text for part in window.board.views[Column.NEW].cards.card(ALLERGIC).parts
    )
    enter(window)
    assert calls.accepted == [(key(1), 30)]


def test_the_rule_never_accepts_it() -> None:
    rule = AutoAccept(preparing_time=30, without_note=False)
    words = AutoAccept(preparing_time=30, without_note=False, allergy_words=("fıstık",))
    assert may_accept(ALLERGIC, 1, rule, time(12))
    assert not may_accept(ALLERGIC, 1, words, time(12))
    assert may_accept(made(1, note="Zile basmayın"), 1, words, time(12))
