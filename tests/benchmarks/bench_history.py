"""The history with 1,000, 10,000 and 100,000 orders: pages, filters and searches."""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import msgspec
import pytest

from desktop.domain.orders.search import Filter
from desktop.simulator.sample_orders import SampleOrders
from desktop.store import FIRST_PAGE
from desktop.store.rows import SavedOrder
from desktop.store.sqlite.store import SqliteStore
from desktop.sync.jobs.search_index import index_some

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store.queries.transaction import Transaction

pytestmark = pytest.mark.bench

SIZES: Final = (1_000, 10_000, 100_000)
PAGE: Final = 100
RUNS: Final = 9
END: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY: Final = timedelta(days=1)

QUERIES: Final = {
    "first page": Filter(),
    "a day": Filter(since=END - 3 * DAY, until=END - 2 * DAY),
    "the oldest day": Filter(until=END - 299 * DAY),
    "pickup": Filter(pickup=True),
    "cash, delivered": Filter(payment_methods=("Nakit",), status_ids=(5,)),
    "no such payment": Filter(payment_methods=("Çek",)),
    "search isk": Filter(text="isk"),
    "search number": Filter(text="1999"),
    "search phone": Filter(text="0500 000 31"),
    "search name": Filter(text="müşteri 31"),
    "search two words": Filter(text="isk ayran"),
    "search nothing": Filter(text="zzz"),
    "search isk, cancelled": Filter(text="isk", status_ids=(6,)),
    "search isk, no such payment": Filter(text="isk", payment_methods=("Çek",)),
}


def fill(tx: Transaction, maker: SampleOrders, begin: int, count: int, of: int) -> None:
    """Store orders over 300 days."""
    for number in range(begin, begin + count):
        at = END - 300 * DAY * (of - number) / of
        made = maker.make(at)
        made["status_id"] = 6 if number % 30 == 0 else 5
        raw = msgspec.json.encode(made).decode()
        order = SavedOrder(
            made["payment_key"], str(made["id"]), made["status_id"], "", Decimal(1), at, None, raw
        )
        tx.insert_order(order, at, at)


async def measured(folder: Path, size: int) -> dict[str, float]:
    """Return the median milliseconds of each query, as a person waits for it."""
    store = await SqliteStore.open(folder)
    maker = SampleOrders(7)
    for begin in range(0, size, 1000):
        await store.write(lambda tx, begin=begin: fill(tx, maker, begin, 1000, size))  # type: ignore[misc]
    began = time.perf_counter()
    while await index_some(store):
        pass
    took = {"index one order": 1000 * (time.perf_counter() - began) / size}
    for name, wanted in QUERIES.items():
        times = []
        for _ in range(RUNS):
            began = time.perf_counter()
            await store.read(lambda tx, wanted=wanted: tx.found(wanted, FIRST_PAGE, PAGE))  # type: ignore[misc]
            times.append(1000 * (time.perf_counter() - began))
        took[name] = statistics.median(times)
        began = time.perf_counter()
        await store.read(lambda tx, wanted=wanted: tx.count_found(wanted, 1000))  # type: ignore[misc]
        took[name + " (count)"] = 1000 * (time.perf_counter() - began)
    await store.close()
    return took


def test_history_grows(tmp_path: Path) -> None:
    """Print the milliseconds of each query for each size."""
    found = []
    for size in SIZES:
        folder = tmp_path / str(size)
        folder.mkdir()
        found.append(asyncio.run(measured(folder, size)))
    print()
    print(f"{'ms':32}" + "".join(f"{size:>10,}" for size in SIZES) + f"{'growth':>10}")
    for name in found[0]:
        times = [took[name] for took in found]
        growth = times[-1] / times[0] if times[0] else 0.0
        print(f"{name:32}" + "".join(f"{ms:10.2f}" for ms in times) + f"{growth:10.1f}")
    assert all(took for took in found)
