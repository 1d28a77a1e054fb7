"""The history's controller on a real store: only the last request is shown, and failures are said."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QLabel

from desktop.controllers.history import HistoryController
from desktop.domain.orders.search import Filter
from desktop.services.order_history import PAGE
from desktop.store import CannotSaveError
from desktop.store.sqlite.store import SqliteStore
from desktop.system.machine.clock import now
from desktop.system.settings.settings import Settings
from desktop.ui.history.page import HistoryPage
from tests.services.test_order_history import many
from tests.store.made import key_of
from tests.ui.conftest import calls, clock, commands, make_window

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

__all__ = ["calls", "clock", "commands", "make_window"]


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window()


class Failing(SqliteStore):
    """A store on a disk that fails."""

    async def read(self, work: Callable[[Any], Any]) -> Any:
        del work
        raise CannotSaveError("disk I/O error")


def opened(window: MainWindow, store: SqliteStore) -> tuple[HistoryController, HistoryPage]:
    controller = HistoryController(
        window, store, now, settings=lambda: Settings(keep_personal_data_days=0), branches=tuple
    )
    window.pages.open("history")
    page = window.pages.page
    assert isinstance(page, HistoryPage)
    return controller, page


async def answered() -> None:
    """Wait until every request has ended."""
    requests = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*requests, return_exceptions=True)


def text(page: HistoryPage, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return label.text()


async def test_only_the_last_of_two_searches_is_shown(window: MainWindow, tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await many(store, 3)
    controller, page = opened(window, store)
    controller.find(Filter(text="isk"))
    controller.find(Filter(text="nothing"))
    await answered()
    assert text(page, "historyCount").startswith("0")
    assert "No order" in text(page, "historyNothing")
    assert page.model.rowCount() == 0
    await controller.close()
    await store.close()


async def test_the_next_page_is_added_and_the_count_still_comes(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await SqliteStore.open(tmp_path)
    await many(store, PAGE + 20)
    controller, page = opened(window, store)
    shown = page.show_orders

    def show_and_want_more(orders: Any, *, has_more: bool) -> None:
        # As a table does that has room for more rows.
        shown(orders, has_more=has_more)
        controller.find_more(Filter(), page.model.last_place)

    monkeypatch.setattr(page, "show_orders", show_and_want_more)
    controller.find(Filter())
    await answered()
    await answered()
    assert page.model.rowCount() == PAGE + 20
    assert text(page, "historyCount").startswith(str(PAGE + 20))
    await controller.close()
    await store.close()


async def test_only_the_last_of_two_chosen_orders_is_shown(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await SqliteStore.open(tmp_path)
    await many(store, 3)
    controller, page = opened(window, store)
    await answered()
    shown: list[str] = []
    monkeypatch.setattr(page, "show_timeline", lambda order, _events: shown.append(order.payment_key))
    controller.open_order(key_of(3))
    controller.open_order(key_of(1))
    await answered()
    await controller.close()
    assert shown == [key_of(1)]
    await store.close()


async def test_a_store_that_cannot_be_read_is_said(window: MainWindow, tmp_path: Path) -> None:
    controller, page = opened(window, Failing(tmp_path / "tezgah.db"))
    await answered()
    assert "disk I/O error" in text(page, "historyNothing")
    controller.save(Filter(), str(tmp_path / "x.csv"))
    await answered()
    await controller.close()
    assert not (tmp_path / "x.csv").exists()


async def test_a_file_that_cannot_be_written_is_said(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(window, "show_toast", said.append)
    store = await SqliteStore.open(tmp_path)
    controller, _page = opened(window, store)
    controller.save(Filter(), str(tmp_path.parent / "missing" / "x.csv"))
    await answered()
    assert "No such file" in said[0]
    await controller.close()
    await store.close()
