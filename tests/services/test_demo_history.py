"""A demo's history in a real store: reports, searches and the running day have something to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.search import Filter
from desktop.domain.sales.period import Period, Span
from desktop.domain.text.local_time import ISTANBUL
from desktop.services.demo_history import seed_history
from desktop.services.order_history import OrderHistory
from desktop.services.sales_reports import count_sales
from desktop.services.today import count_today
from desktop.store.sqlite.store import SqliteStore
from tests.store.made import index

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # 21:00 in Istanbul
TODAY = Period.of(Span.DAY, NOW.astimezone(ISTANBUL).date())


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(tmp_path)
    await seed_history(store, NOW)
    yield store
    await store.close()


async def test_nothing_of_it_is_on_the_board_or_is_sent(store: SqliteStore) -> None:
    assert await store.read(lambda tx: tx.on_board(NOW - timedelta(hours=18))) == []
    assert await store.read(lambda tx: tx.queued()) == []


async def test_the_report_of_the_week_before_has_orders_and_one_to_compare_with(store: SqliteStore) -> None:
    week = Period.of(Span.WEEK, TODAY.first).before()
    counted = await count_sales(store, week, NOW)
    assert 200 < counted.report.figures.orders < 350
    assert counted.report.before.orders > 0
    assert counted.report.figures.accepting.count > 200
    assert len(counted.report.payments) >= 3
    assert len(counted.report.dishes) > 10


async def test_today_and_the_same_day_a_week_ago_are_counted(store: SqliteStore) -> None:
    today = await count_today(store, TODAY, NOW)
    assert today.orders > 10
    assert today.orders_before > 10
    assert today.fastest is not None


async def test_orders_can_be_searched_and_have_their_steps(store: SqliteStore) -> None:
    await index(store)
    history = OrderHistory(store, lambda: NOW, lambda: 0)
    page = await history.find(Filter())
    assert page.has_more
    found = await store.read(lambda tx: tx.events(page.orders[0].order.payment_key))
    assert [event.kind for event in found][:2] == ["received", "rang"]


async def test_a_store_that_has_a_history_gets_no_second_one(store: SqliteStore) -> None:
    def count(tx: object) -> int:
        rows = tx.connection.execute("SELECT count(*) FROM orders")  # type: ignore[attr-defined]
        return int(rows.fetchone()[0])

    before = await store.read(count)
    await seed_history(store, NOW + timedelta(minutes=5))
    assert await store.read(count) == before > 400
