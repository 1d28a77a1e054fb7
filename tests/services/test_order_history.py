"""Searches in stored orders: pages, counts, a timeline, files, and a store that cannot be read."""

from __future__ import annotations

import csv
import json
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.orders.search import Filter, OrderEvent
from desktop.domain.text.translation import language
from desktop.services.order_history import PAGE, OrderHistory
from desktop.store.sqlite.store import SqliteStore
from desktop.system.files.languages import speak
from desktop.system.machine.clock import now
from tests.store.made import NOON, index, key_of, save, saved

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


def history_of(store: SqliteStore, keep_days: int = 0) -> OrderHistory:
    return OrderHistory(store, now, lambda: keep_days)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    folder = tmp_path / "orders"
    folder.mkdir()
    store = await SqliteStore.open(folder)
    yield store
    await store.close()


async def many(store: SqliteStore, count: int) -> None:
    def fill(tx: Any) -> None:
        for number in range(1, count + 1):
            tx.insert_order(saved(number), NOON + timedelta(seconds=number), None)

    await store.write(fill)
    await index(store)


async def test_a_search_is_read_page_by_page(store: SqliteStore) -> None:
    await many(store, PAGE + 20)
    history = history_of(store)
    first = await history.find(Filter())
    assert (len(first.orders), first.has_more) == (PAGE, True)
    second = await history.find(Filter(), first.orders[-1].place)
    assert (len(second.orders), second.has_more) == (20, False)
    numbers = [order.order.number for order in (*first.orders, *second.orders)]
    assert numbers == [str(number) for number in range(PAGE + 20, 0, -1)]


async def test_a_search_counts_its_orders(store: SqliteStore) -> None:
    await many(store, 3)
    await save(store, 4)
    count = await history_of(store).count(Filter(text="isk"))
    assert (count.count, count.is_more, count.unindexed) == (3, False, 1)
    assert count.payment_methods == {"Nakit": ("Nakit",)}


async def test_the_spellings_of_a_payment_method_are_one_choice_that_finds_them_all(
    store: SqliteStore,
) -> None:
    for number, spelling in enumerate(("NAKİT", "nakit", "CASH", "Kredi Kartı"), 1):
        await save(store, number, payment_method=spelling)
    await index(store)
    history = history_of(store)
    methods = (await history.count(Filter())).payment_methods
    assert {name: set(spellings) for name, spellings in methods.items()} == {
        "Nakit": {"NAKİT", "nakit", "CASH"},
        "Kredi Kartı": {"Kredi Kartı"},
    }
    found = await history.find(Filter(payment_methods=methods["Nakit"]))
    assert [each.order.number for each in found.orders] == ["3", "2", "1"]


async def test_a_timeline_has_the_order_and_its_events(store: SqliteStore) -> None:
    await save(store, 1)
    await store.write(lambda tx: tx.add_event(OrderEvent(key_of(1), NOON, "received", 1, "")))
    timeline = await history_of(store).timeline(key_of(1))
    assert timeline is not None
    assert timeline.order.order.number == "1"
    assert [event.kind for event in timeline.events] == ["received"]
    assert await history_of(store).timeline(key_of(99)) is None


async def test_a_file_has_the_found_orders_and_no_others(store: SqliteStore, tmp_path: Path) -> None:
    await many(store, 620)
    await save(store, 700, NOON + timedelta(days=1), shipping_method="pickup", customer={"name": "=1+1"})
    await index(store)
    history = history_of(store)
    everything, pickup = tmp_path / "all.json", tmp_path / "pickup.csv"
    assert await history.save(Filter(), str(everything)) == 621
    assert await history.save(Filter(pickup=True), str(pickup)) == 1
    records = json.loads(everything.read_text("utf-8"))
    assert [record["id"] for record in records] == ["700", *(str(number) for number in range(620, 0, -1))]
    with pickup.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["customer_name"]) for row in rows] == [("700", "'=1+1")]


async def test_the_name_of_a_file_and_the_language_choose_its_form(
    store: SqliteStore, tmp_path: Path
) -> None:
    await save(store, 1, total=1417.5, customer={"name": "Müşteri", "phone": "05330000007"})
    await index(store)
    history = history_of(store)
    sheet, table = tmp_path / "x.XLSX", tmp_path / "x.csv"
    assert await history.save(Filter(), str(sheet)) == 1
    assert zipfile.is_zipfile(sheet)
    before = language()
    speak("tr")
    try:
        await history.save(Filter(), str(table))
    finally:
        speak(before)
    with table.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    assert (row["total"], row["customer_phone"]) == ("1417,5", "0533 000 00 07")


async def test_a_file_has_no_old_personal_data(store: SqliteStore, tmp_path: Path) -> None:
    await save(store, 1, now() - timedelta(days=100))
    await index(store)
    await history_of(store, keep_days=90).save(Filter(), str(tmp_path / "old.json"))
    assert "Gizli" not in (tmp_path / "old.json").read_text("utf-8")


async def test_a_file_that_cannot_be_written_leaves_nothing(store: SqliteStore, tmp_path: Path) -> None:
    await save(store, 1)
    with pytest.raises(FileNotFoundError):
        await history_of(store).save(Filter(), str(tmp_path / "missing" / "x.csv"))
    assert not (tmp_path / "missing").exists()
