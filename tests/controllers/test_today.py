"""The controller of the quiet hour on a real store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.controllers.today import TodayController
from desktop.domain.business_day import BEGINS
from desktop.store.sqlite.store import SqliteStore
from desktop.sync.events import BoardReplaced, EventBus
from tests.controllers.test_history import Failing, answered
from tests.services.test_order_history import many
from tests.store.made import NOON, saved
from tests.ui.conftest import calls, clock, commands, make_window
from tests.ui.made import made

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store import Transaction
    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

__all__ = ["calls", "clock", "commands", "make_window"]


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window()


def controller_of(window: MainWindow, store: SqliteStore, *, shows_takings: bool = True) -> TodayController:
    return TodayController(
        window,
        store,
        lambda: NOON + timedelta(hours=1),
        day_begins=lambda: BEGINS,
        shows_takings=lambda: shows_takings,
    )


def texts(window: MainWindow) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in window.board_page.quiet.findChildren(QLabel) if label.isVisible()]


async def filled(folder: Path) -> SqliteStore:
    """Return a store with three orders of today, one of them cancelled, and two of a week ago."""
    store = await SqliteStore.open(folder)
    await many(store, 2)

    def more(tx: Transaction) -> None:
        tx.set_accepted(saved(2).payment_key, NOON + timedelta(seconds=2 + 75), 20)
        tx.insert_order(saved(3, status_id=6), NOON, None)
        for number, hours in ((4, 0), (5, 6)):
            tx.insert_order(saved(number), NOON - timedelta(days=7) + timedelta(hours=hours), None)

    await store.write(more)
    return store


async def test_the_day_is_counted_while_no_order_is_selected(window: MainWindow, tmp_path: Path) -> None:
    store = await filled(tmp_path)
    controller = controller_of(window, store)
    controller.start(EventBus())
    await answered()
    shown = texts(window)
    assert shown[1:] == [
        "2",
        "Orders",
        "2,00 TL",
        "Revenue",
        "1:15",
        "Fastest accept",
        "A week ago by now: 1 order",
    ]
    await controller.close()
    await store.close()


async def test_a_pin_hides_the_takings(window: MainWindow, tmp_path: Path) -> None:
    store = await filled(tmp_path)
    controller = controller_of(window, store, shows_takings=False)
    controller.start(EventBus())
    await answered()
    assert not [text for text in texts(window) if "TL" in text]
    assert "2" in texts(window)
    await controller.close()
    await store.close()


async def test_a_change_of_orders_is_counted_a_moment_later(window: MainWindow, tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    controller = controller_of(window, store)
    events = EventBus()
    controller.start(events)
    await answered()
    assert "No orders received yet today" in texts(window)
    await many(store, 2)
    events.emit(BoardReplaced(()))
    assert window.board_page.quiet._timer.interval() == 3_000
    window.board_page.quiet.request()  # as the timer does
    await answered()
    assert "2" in texts(window)
    await controller.close()
    await store.close()


async def test_nothing_is_counted_while_an_order_is_selected(window: MainWindow, tmp_path: Path) -> None:
    controller = controller_of(window, Failing(tmp_path / "tezgah.db"))
    window.update_orders([made(1)])
    QApplication.processEvents()
    controller.start(EventBus())
    assert controller._counting is None
    await controller.close()


async def test_a_store_that_cannot_be_read_leaves_the_panel_as_it_is(
    window: MainWindow, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    controller = controller_of(window, Failing(tmp_path / "tezgah.db"))
    controller.start(EventBus())
    await answered()
    assert texts(window) == ["No order selected"]
    assert "disk I/O error" in caplog.text
    await controller.close()
