"""Looking back on a real file: pages, filters, searches, and that blanking leaves nothing to be found."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.orders.privacy import without_personal_data
from desktop.domain.orders.search import expression
from desktop.store import BEGINNING, Wanted
from desktop.store.rows import SavedOrder
from desktop.store.sqlite.store import DATABASE_NAME, Store
from desktop.sync.engine import Engine
from desktop.sync.jobs.search_index import BATCH, _read, index_some
from desktop.system.machine.clock import now, steady
from tests.store.sqlite.test_recovery import has_dbstat, spoil_a_page_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIRST = "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21"
SECOND = "5d0c3a44-1f0b-4e5e-8a6b-2f7a9c1e6b02"


def key_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def saved(number: int, **fields: Any) -> SavedOrder:
    raw = {
        "payment_key": key_of(number),
        "id": number,
        "status_id": 1,
        "payment_method": "Nakit",
        "shipping_method": "delivery",
        "restaurant_id": FIRST,
        "customer": {"name": f"Gizliad{number:03}", "phone": f"0533 000 {number:04}"},
        "items": [{"name": "İskender", "quantity": 1}],
    } | fields
    status = raw["status_id"]
    assert isinstance(status, int)
    return SavedOrder(
        key_of(number),
        str(number),
        status,
        FIRST,
        Decimal(1),
        None,
        None,
        json.dumps(raw, ensure_ascii=False),
    )


async def save(store: Store, number: int, at: datetime = NOON, **fields: Any) -> None:
    await store.write(lambda tx: tx.insert_order(saved(number, **fields), at, None))


async def index(store: Store) -> None:
    while await index_some(store):
        pass


async def numbers(
    store: Store, wanted: Wanted | None = None, before: int = BEGINNING, limit: int = 100
) -> list[int]:
    rows = await store.read(lambda tx: tx.found(wanted or Wanted(), before, limit))
    return [json.loads(row.raw)["id"] for row in rows]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path)
    yield store
    await store.close()


async def test_pages_follow_each_other_and_what_arrives_meanwhile_moves_nothing(store: Store) -> None:
    for number in range(1, 8):
        await save(store, number)
    await index(store)
    first = await store.read(lambda tx: tx.found(Wanted(), BEGINNING, 3))
    await save(store, 8)
    await index(store)
    second = await numbers(store, before=first[-1].id, limit=3)
    assert [json.loads(row.raw)["id"] for row in first] == [7, 6, 5]
    assert second == [4, 3, 2]
    assert await numbers(store, limit=2) == [8, 7]


async def test_each_filter_leaves_what_it_says(store: Store) -> None:
    await save(store, 1)
    await save(store, 2, payment_method="Kredi Kartı")
    await save(store, 3, shipping_method="pickup")
    await save(store, 4, restaurant_id=SECOND)
    await save(store, 5, NOON - timedelta(days=2))
    await save(store, 6, status_id=6)
    await index(store)
    for wanted, expected in (
        (Wanted(payment_method="Kredi Kartı"), [2]),
        (Wanted(pickup=True), [3]),
        (Wanted(pickup=False), [6, 5, 4, 2, 1]),
        (Wanted(restaurant_id=SECOND), [4]),
        (Wanted(since=NOON, until=NOON + timedelta(days=1)), [6, 4, 3, 2, 1]),
        (Wanted(until=NOON), [5]),
        (Wanted(status_ids=(5, 6)), [6]),
        (Wanted(match=expression("isk"), status_ids=(6,)), [6]),
        (Wanted(match=expression("4")), [4]),
        (Wanted(match=expression("isk"), payment_method="Nakit", pickup=False, since=NOON), [6, 4, 1]),
    ):
        assert await numbers(store, wanted) == expected
        assert await store.read(lambda tx, wanted=wanted: tx.count_found(wanted, 100)) == len(expected)  # type: ignore[misc]
    assert await store.read(lambda tx: tx.count_found(Wanted(), 4)) == 4
    assert await store.read(lambda tx: tx.payment_methods()) == ["Nakit", "Kredi Kartı"]


async def test_a_changed_order_is_found_by_what_it_is_now(store: Store) -> None:
    await save(store, 1)
    await index(store)
    await store.write(lambda tx: tx.update_order(saved(1, items=[{"name": "Künefe"}])))
    await store.write(lambda tx: tx.set_status(key_of(1), 16, NOON))
    assert await store.read(lambda tx: tx.count_unindexed()) == 1
    await index(store)
    assert await numbers(store, Wanted(match=expression("kunefe"), status_ids=(16,))) == [1]
    assert await numbers(store, Wanted(match=expression("iskender"))) == []


async def test_an_order_that_changes_while_it_is_read_is_read_again(store: Store) -> None:
    await save(store, 1)
    rows = await store.read(lambda tx: tx.unindexed(10))
    await store.write(lambda tx: tx.set_status(key_of(1), 2, NOON))
    await store.write(lambda tx: tx.index(_read(rows)))
    assert await store.read(lambda tx: tx.count_unindexed()) == 1
    await index(store)
    assert await numbers(store, Wanted(status_ids=(2,))) == [1]


async def test_more_than_a_batch_is_indexed_the_latest_first(store: Store) -> None:
    def fill(tx: Any) -> None:
        for number in range(1, BATCH + 11):
            tx.insert_order(saved(number), NOON + timedelta(seconds=number), None)

    await store.write(fill)
    assert await index_some(store) == BATCH
    assert len(await numbers(store, limit=1000)) == BATCH
    assert await numbers(store, limit=1) == [BATCH + 10]
    assert await index_some(store) == 10
    assert await index_some(store) == 0


async def test_what_cannot_be_read_is_indexed_as_nothing(store: Store) -> None:
    broken = SavedOrder(key_of(1), "", 1, "", None, None, None, "[" * 5000)
    await store.write(lambda tx: tx.insert_order(broken, NOON, None))
    await index(store)
    found = await store.read(lambda tx: tx.found(Wanted(), BEGINNING, 10))
    assert [row.payment_key for row in found] == [key_of(1)]


@pytest.mark.parametrize("count", [3, 4, 5])
async def test_blanked_orders_leave_no_name_in_the_file_nor_in_its_backup(tmp_path: Path, count: int) -> None:
    store = await Store.open(tmp_path)
    for number in range(1, count + 1):
        await save(store, number)
    await index(store)
    assert await numbers(store, Wanted(match=expression("gizliad"))) == list(range(count, 0, -1))
    backup = await store.back_up(date(2026, 11, 24))
    assert backup is not None
    assert b"gizliad" in backup.read_bytes(), "it is there before"
    before = NOON + timedelta(days=1)
    while await store.blank(before, without_personal_data, batch=2):
        pass
    await store.tidy_files(before, without_personal_data, batch=2)
    await index(store)
    assert await numbers(store, Wanted(match=expression("isk"))) == list(range(count, 0, -1))
    assert await numbers(store, Wanted(match=expression("gizliad"))) == []
    await store.close()
    for path in (tmp_path / DATABASE_NAME, backup):
        data = path.read_bytes().lower()
        assert b"gizliad" not in data
        assert b"5330000" not in data


@pytest.mark.skipif(not has_dbstat(), reason="needs an SQLite with dbstat")
async def test_what_is_saved_out_of_a_damaged_file_is_found_again(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    for number in range(1, 40):
        at = NOON + timedelta(seconds=number)
        await save(store, number, at, items=[{"name": "İskender " + "uzun " * 100}])
    await index(store)
    await store.close()
    spoil_a_page_of(tmp_path / DATABASE_NAME, "orders")
    store = await Store.open(tmp_path)
    await save(store, 60, NOON + timedelta(seconds=60))
    # Reading it all shows the damage, if opening has not.
    board = await store.read(lambda tx: tx.on_board(NOON - timedelta(days=1)))
    await index(store)
    found = await numbers(store, Wanted(match=expression("isk")))
    assert store.moved_aside is not None
    assert len(found) == len(board) > 20
    assert found == sorted(found, reverse=True)
    await store.close()


async def test_an_engine_without_a_vendor_indexes_too(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    await save(store, 1)
    engine = Engine(store, emit=lambda _report: None, now=now, steady=steady, has_route=lambda: True)
    engine.start()
    engine.connect(None, cooldown=30.0)
    async with asyncio.timeout(20):
        # Each read waits for the store's thread, on which the engine writes.
        while await store.read(lambda tx: tx.count_unindexed()):
            pass
    await engine.stop()
    await store.close()
