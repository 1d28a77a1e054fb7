"""The room of the board: free columns for a rush, the strip of scheduled orders, and headings that say what is known."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.domain.orders.lifecycle import Column
from desktop.domain.trouble import Connection, Link, Trouble, TroubleKind
from tests.ui.made import NOW, Clock, key, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

PREPARING = made(50, 2, accepted_at=NOW)
ON_THE_WAY = made(51, 16, accepted_at=NOW)


def waiting(count: int) -> list[BoardOrder]:
    return [made(number, waited=300 - number) for number in range(1, count + 1)]


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def in_first_row(window: MainWindow) -> int:
    view = window.board.views[Column.NEW]
    view.executeDelayedItemsLayout()
    tops = [
        view.visualRect(view.model().index(row, 0)).top()
        for row in range(len(window.board.models[Column.NEW]))
    ]
    return tops.count(tops[0])


@pytest.mark.parametrize(
    ("others", "side_by_side"),
    [((), 3), ((PREPARING,), 2), ((ON_THE_WAY,), 2), ((PREPARING, ON_THE_WAY), 1)],
)
def test_a_rush_flows_into_free_columns(
    make_window: MakeWindow, others: tuple[BoardOrder, ...], side_by_side: int
) -> None:
    window = make_window(*waiting(20), *others)
    settle()
    assert in_first_row(window) == side_by_side
    for order in others:
        assert order.column is not None
        assert window.board.columns[order.column].isVisible()


def test_few_orders_stay_in_their_column(make_window: MakeWindow) -> None:
    window = make_window(*waiting(3))
    settle()
    assert in_first_row(window) == 1
    assert window.board.columns[Column.PREPARING].isVisible()


def test_the_column_comes_back_with_its_first_order_and_clicks_wait(
    make_window: MakeWindow, clock: Clock
) -> None:
    window = make_window(*waiting(20))
    settle()
    clock.forward(5)
    assert not window.board.card_input_pause.is_paused
    window.update_orders([PREPARING])
    assert window.board.columns[Column.PREPARING].isVisible()
    assert window.board.card_input_pause.is_paused, "the cards moved"


def test_arrows_follow_the_cards_side_by_side(
    make_window: MakeWindow, settled: Callable[[MainWindow], None]
) -> None:
    window = make_window(*waiting(20), PREPARING)
    settle()
    steps = []
    for code in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Up,
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
    ):
        QTest.keyClick(window.board, code)
        settled(window)
        selected = window.board.selected
        assert selected is not None
        steps.append(selected.order.number)
    assert steps == ["2", "4", "3", "1", "2", "50"]


def texts(window: MainWindow, column: Column) -> list[str]:
    return [label.text() for label in window.board.columns[column].findChildren(QLabel)]


def test_many_waiting_orders_are_an_alarm_in_the_heading(make_window: MakeWindow, clock: Clock) -> None:
    window = make_window(*waiting(9))
    assert "9" in texts(window, Column.NEW)
    window.update_orders(waiting(10))
    assert "10 · oldest 4:59" in texts(window, Column.NEW)
    clock.forward(31)
    window.board.tick()
    assert "10 · oldest 5:30" in texts(window, Column.NEW)


def test_nothing_looks_calm_while_nobody_knows(make_window: MakeWindow) -> None:
    window = make_window(PREPARING)
    window.show_troubles([Trouble(TroubleKind.UNREACHABLE, NOW)])
    window.show_connection(Connection(Link.LOST, last_answer_at=NOW))
    view = window.board.views[Column.NEW]
    assert view.empty_text == "Unknown: cannot be reached since 14:32"
    assert "?" in texts(window, Column.NEW)
    window.show_board([])
    told = [label.text() for label in window.board_page.message.findChildren(QLabel)]
    assert told == ["Not receiving orders", "Unknown: cannot be reached since 14:32"]
    window.show_troubles([])
    window.show_connection(Connection(Link.CONNECTED, last_answer_at=NOW))
    assert view.empty_text.startswith("No order is waiting")
    assert "?" not in texts(window, Column.NEW)


@pytest.mark.parametrize(
    "connection",
    [
        Connection(Link.STARTING),
        Connection(Link.STARTING, silent_since=NOW),
        Connection(Link.CONNECTED, last_answer_at=NOW, silent_since=NOW),
        Connection(Link.OFF),
    ],
)
def test_no_answer_is_never_no_order(make_window: MakeWindow, connection: Connection) -> None:
    window = make_window()
    window.show_connection(connection)
    told = [label.text() for label in window.board_page.message.findChildren(QLabel)]
    assert not any(
        "No order is waiting" in text for text in [*told, window.board.views[Column.NEW].empty_text]
    )


def later(serial: int, hours: float, minutes: int = 30) -> BoardOrder:
    return made(serial, 2, accepted_at=NOW, preparing_time=minutes, scheduled_at=NOW + timedelta(hours=hours))


def test_scheduled_orders_are_rows_across_the_board_sorted_by_their_start(make_window: MakeWindow) -> None:
    window = make_window(later(1, 3), later(2, 3.5, minutes=120), later(3, 27.5), PREPARING)
    settle()
    strip = window.board.columns[Column.LATER]
    assert strip.width() == window.board.width()
    assert [order.order.number for order in window.board.models[Column.LATER]] == ["2", "1", "3"]
    view = strip.view
    rows = [view.visualRect(view.model().index(row, 0)) for row in range(3)]
    assert all(view.viewport().rect().contains(row) for row in rows[:2])
    assert all(44 <= row.height() <= 48 for row in rows), "one line, and large enough for a finger"
    last = window.board.order(key(3))
    assert last is not None
    card = view.cards.card(last)
    assert not any("18:02" in part.text for part in card.parts), "the time stands once"
    assert view.cards.age(card.order, NOW).text == "tomorrow 18:02"
