"""The controller of sales reports on a real store: only the last request is shown, and failures are said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from desktop.controllers.sales import SalesController
from desktop.domain.sales.period import Period, Span
from desktop.domain.text.local_time import ISTANBUL
from desktop.store.sqlite.store import SqliteStore
from desktop.system.settings.settings import Settings
from desktop.ui.sales.page import SalesPage
from tests.controllers.test_history import Failing, answered
from tests.services.test_order_history import many
from tests.store.made import NOON
from tests.ui.conftest import calls, clock, commands, make_window

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.ui.window.main_window import MainWindow
    from tests.ui.conftest import MakeWindow

__all__ = ["calls", "clock", "commands", "make_window"]

DAY = Period.of(Span.DAY, NOON.astimezone(ISTANBUL).date())


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window()


def opened(window: MainWindow, store: SqliteStore) -> tuple[SalesController, SalesPage]:
    controller = SalesController(window, store, lambda: NOON + timedelta(hours=1), Settings)
    window.pages.open("report")
    page = window.pages.page
    assert isinstance(page, SalesPage)
    return controller, page


def says(page: SalesPage, words: str) -> bool:
    return any(words in label.text() for label in page.findChildren(QLabel))


async def test_only_the_last_of_two_reports_is_shown(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await SqliteStore.open(tmp_path)
    await many(store, 3)
    controller, page = opened(window, store)
    shown: list[tuple[Period, int]] = []
    monkeypatch.setattr(
        page, "show_report", lambda report, _reasons: shown.append((report.period, report.figures.orders))
    )
    controller.count(DAY.before())
    controller.count(DAY)
    await answered()
    assert shown == [(DAY, 3)]
    await controller.close()
    await store.close()


async def test_a_store_that_cannot_be_read_is_said(window: MainWindow, tmp_path: Path) -> None:
    controller, page = opened(window, Failing(tmp_path / "tezgah.db"))
    await answered()
    assert says(page, "disk I/O error")
    await controller.close()


async def test_a_saved_file_and_a_failure_are_said(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "orders").mkdir()
    store = await SqliteStore.open(tmp_path / "orders")
    controller, page = opened(window, store)
    await answered()
    controller.save(str(tmp_path / "orders" / "settings.json"), b"%PDF-")
    await answered()
    assert says(page, "belongs to Tezgâh itself")
    assert not (tmp_path / "orders" / "settings.json").exists()
    controller.save(str(tmp_path / "report.pdf"), b"%PDF-")
    await answered()
    assert (tmp_path / "report.pdf").read_bytes() == b"%PDF-"
    assert says(page, str(tmp_path / "report.pdf"))
    controller.save(str(tmp_path / "missing" / "report.pdf"), b"%PDF-")
    await controller.close()
    assert says(page, "No such file")
    await store.close()
