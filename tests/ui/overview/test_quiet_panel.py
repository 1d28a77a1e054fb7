"""The panel of the quiet hour."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.domain.sales.today import Today
from desktop.ui.overview.hour_curve import HourCurve, shown_hours
from tests.ui.made import made

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow, Speak

SINCE = datetime(2026, 1, 15, 21, tzinfo=UTC)  # midnight in Istanbul


def day(**fields: Any) -> Today:
    """Return a day with orders at noon; a week ago there were some in the evening."""
    counts = {"hours": {12: 20, 13: 5}, "hours_before": {12: 15, 19: 30}}
    told: dict[str, Any] = {
        "since": SINCE,
        "orders": 25,
        "revenue": Decimal("18340.5"),
        "fastest": 8.0,
        "orders_before": 23,
        **{name: tuple(each.get(hour, 0) for hour in range(24)) for name, each in counts.items()},
    }
    return Today(**{**told, **fields})


def texts(window: MainWindow) -> list[str]:
    """Return the texts that can be read in the panel."""
    QApplication.processEvents()
    return [label.text() for label in window.board_page.quiet.findChildren(QLabel) if label.isVisible()]


def test_it_stands_where_the_selected_order_stands(make_window: MakeWindow) -> None:
    window = make_window()
    page = window.board_page
    assert (page.quiet.isVisible(), page.detail.isVisible()) == (True, False)
    place = page.quiet.geometry()
    window.update_orders([made(1)])
    QApplication.processEvents()
    assert (page.quiet.isVisible(), page.detail.isVisible()) == (False, True)
    assert page.detail.geometry() == place
    window.show_board([])
    QApplication.processEvents()
    assert page.quiet.isVisible()


def test_before_anything_was_counted_it_says_that_no_order_is_selected(make_window: MakeWindow) -> None:
    assert texts(make_window()) == ["No order selected"]


def test_figures_are_shown_and_read_out(make_window: MakeWindow, speak: Speak) -> None:
    speak("en")
    window = make_window()
    quiet = window.board_page.quiet
    quiet.show_today(day(), takings=True)
    assert texts(window) == [
        "Friday 16 January", "25", "Orders", "18.340,50 TL", "Revenue", "0:08", "Fastest accept",
        "A week ago by now: 23 orders",
    ]  # fmt: skip
    assert quiet.accessibleDescription() == "25 orders, 18.340,50 TL"
    curve = quiet.findChild(HourCurve)
    assert curve is not None
    assert curve.accessibleDescription() == "12:00: 20 (before: 15), 13:00: 5, 19:00: 0 (before: 30)"


def test_without_takings_no_amount_is_anywhere(make_window: MakeWindow) -> None:
    window = make_window()
    window.board_page.quiet.show_today(day(), takings=False)
    told = [*texts(window), window.board_page.quiet.accessibleDescription()]
    assert "25" in told
    assert not [text for text in told if "TL" in text or "18" in text]


def test_a_day_without_orders_says_so_and_shows_last_week(make_window: MakeWindow, speak: Speak) -> None:
    speak("tr")
    window = make_window()
    window.board_page.quiet.show_today(day(orders=0, fastest=None, hours=(0,) * 24), takings=True)
    assert texts(window) == [
        "Cuma 16 Ocak",
        "Bugün henüz sipariş alınmadı",
        "Geçen hafta bu saate kadar: 23 sipariş",
    ]


@pytest.mark.parametrize(
    ("hours", "before", "shown"),
    [
        ({12: 1}, {19: 1}, (12, 20)),
        ({10: 1}, {23: 1}, (10, 24)),
        ({}, {}, (0, 8)),
        ({12: 1}, {}, (9, 17)),
        ({23: 1}, {}, (16, 24)),
        ({0: 1}, {}, (0, 8)),
    ],
)
def test_hours_without_orders_are_left_out_at_both_ends(
    hours: dict[int, int], before: dict[int, int], shown: tuple[int, int]
) -> None:
    each = {"hours": hours, "hours_before": before}
    counted = day(**{name: tuple(part.get(hour, 0) for hour in range(24)) for name, part in each.items()})
    assert shown_hours(counted) == shown


def test_it_asks_when_it_comes_into_view_and_once_after_several_changes(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(made(1))
    quiet = window.board_page.quiet
    asked: list[int] = []
    quiet.wanted.connect(lambda: asked.append(1))
    quiet.request()
    assert asked == [], "nobody sees it"
    window.show_board([])
    QApplication.processEvents()
    assert len(asked) == 1
    for _ in range(5):
        quiet.request_soon()
    assert len(asked) == 1
    assert quiet._timer.interval() == 3_000
    qtbot.waitUntil(lambda: len(asked) == 2, timeout=6_000)
    assert quiet._timer.interval() > 3_000, "then it waits for minutes"
