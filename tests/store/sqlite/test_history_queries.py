"""The search index in a real file: personal data, damage, and an engine without a vendor."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.privacy import without_personal_data
from desktop.domain.orders.search import Filter
from desktop.store import FIRST_PAGE
from desktop.store.sqlite.store import DATABASE_NAME, SqliteStore
from desktop.sync.engine import Engine
from desktop.sync.events import EventBus
from desktop.system.machine.clock import SystemClock
from tests.store.made import NOON, index, save
from tests.store.sqlite.test_recovery import has_dbstat, spoil_a_page_of

if TYPE_CHECKING:
    from pathlib import Path


async def numbers(
    store: SqliteStore, wanted: Filter | None = None, before: int = FIRST_PAGE, limit: int = 100
) -> list[int]:
    rows = await store.read(lambda tx: tx.found(wanted or Filter(), before, limit))
    return [json.loads(row.raw)["id"] for row in rows]


@pytest.mark.parametrize("count", [3, 4, 5])
async def test_blanked_orders_leave_no_name_in_the_file_nor_in_its_backup(tmp_path: Path, count: int) -> None:
    store = await SqliteStore.open(tmp_path)
    for number in range(1, count + 1):
        await save(store, number)
    await index(store)
    assert await numbers(store, Filter(text="gizliad")) == list(range(count, 0, -1))
    backup = await store.back_up(date(2026, 11, 24))
    assert backup is not None
    assert b"gizliad" in backup.read_bytes(), "it is there before"
    before = NOON + timedelta(days=1)
    while await store.blank(before, without_personal_data, batch=2):
        pass
    await store.tidy_files(before, without_personal_data, batch=2)
    await index(store)
    assert await numbers(store, Filter(text="isk")) == list(range(count, 0, -1))
    assert await numbers(store, Filter(text="gizliad")) == []
    await store.close()
    for path in (tmp_path / DATABASE_NAME, backup):
        data = path.read_bytes().lower()
        assert b"gizliad" not in data
        assert b"5330000" not in data


@pytest.mark.skipif(not has_dbstat(), reason="this SQLite cannot tell where a table's pages are")
async def test_rows_recovered_from_a_damaged_file_are_found_again(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    for number in range(1, 40):
        at = NOON + timedelta(seconds=number)
        await save(store, number, at, items=[{"name": "İskender " + "uzun " * 100}])
    await index(store)
    await store.close()
    spoil_a_page_of(tmp_path / DATABASE_NAME, "orders")
    store = await SqliteStore.open(tmp_path)
    await save(store, 60, NOON + timedelta(seconds=60))
    # A read of everything meets the damage, if opening did not.
    board = await store.read(lambda tx: tx.on_board(NOON - timedelta(days=1)))
    await index(store)
    found = await numbers(store, Filter(text="isk"))
    assert store.moved_aside is not None
    assert len(found) == len(board) > 20
    assert found == sorted(found, reverse=True)
    await store.close()


async def test_an_engine_without_a_vendor_indexes_too(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await save(store, 1)
    engine = Engine(store, events=EventBus(), clock=SystemClock(), has_route=lambda: True)
    engine.start()
    engine.connect(None, cooldown=30.0)
    async with asyncio.timeout(20):
        # Each read waits for the store's thread, on which the engine writes.
        while await store.read(lambda tx: tx.count_unindexed()):
            pass
    await engine.stop()
    await store.close()
