"""The report of a month with 9,000 orders, between two months with as many."""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
import pytest

from desktop.domain.sales.period import Period, Span
from desktop.domain.sales.sale import read_goods, read_slowly
from desktop.services.sales_reports import count_sales
from desktop.simulator.sample_orders import SampleOrders
from desktop.store.rows import SavedOrder
from desktop.store.sqlite.store import SqliteStore

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store import SoldRow
    from desktop.store.queries.transaction import Transaction

pytestmark = pytest.mark.bench

MONTH = Period(Span.MONTH, date(2026, 11, 1))
ORDERS = 9_000
RUNS = 9


def fill(tx: Transaction) -> None:
    """Store three months of orders; one in thirty is cancelled here."""
    maker = SampleOrders(7)
    for month in (MONTH.before(), MONTH, MONTH.after()):
        step = (month.until - month.since) / ORDERS
        for number in range(ORDERS):
            at = month.since + step * number
            made = maker.make(at)
            raw = msgspec.json.encode(made).decode()
            key, total = made["payment_key"], str(made["total"])
            order = SavedOrder(key, "", 5, "", Decimal(total), at, None, raw)
            tx.insert_order(order, at + timedelta(seconds=20), at + timedelta(seconds=20 + number % 400))
            tx.enqueue_acknowledgement(key, 1, at)
            if number % 30 == 0:
                tx.enqueue_action("cancel", key, 1, at, reason_id=1 + number % 8, not_before=None)
    tx.connection.execute("UPDATE outbox SET state = 'done'")


async def measured(folder: Path) -> dict[str, list[float]]:
    """Return the milliseconds of each part, one for each run."""
    store = await SqliteStore.open(folder)
    await store.write(fill)
    took: dict[str, list[float]] = {"whole": [], "store": []}
    rows: list[SoldRow] = []
    for _ in range(RUNS):
        began = time.perf_counter()
        counted = await count_sales(store, MONTH, MONTH.until)
        took["whole"].append(1000 * (time.perf_counter() - began))
        assert counted.report.figures.placed == counted.report.before.placed == ORDERS
        began = time.perf_counter()
        rows = await store.read(lambda tx: list(tx.sold(MONTH.since, MONTH.until, payloads=True)))
        took["store"].append(1000 * (time.perf_counter() - began))
    for name, read in (("quickly", read_goods), ("slowly", read_slowly)):
        began = time.perf_counter()
        for row in rows[:1000]:
            read(row.raw)
        took[name] = [1000 * (time.perf_counter() - began)]
    await store.close()
    return took


def test_a_month(tmp_path: Path) -> None:
    took = asyncio.run(measured(tmp_path))
    print(f"\nA month of {ORDERS} orders, compared with one as large ({RUNS} runs):")
    for name, title in (
        ("whole", "the whole report"),
        ("store", "of these, the thread of the store"),
        ("quickly", "1,000 payloads with the fast reader"),
        ("slowly", "1,000 payloads with the reader that accepts anything"),
    ):
        values = took[name]
        print(f"{title}: median {statistics.median(values):.0f} ms ({min(values):.0f}–{max(values):.0f})")
    print("goal for the whole report: 200 ms")
