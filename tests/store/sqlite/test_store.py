"""The store on real files: what is saved stays saved, what fails leaves nothing behind."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.search import OrderEvent
from desktop.store.errors import CannotSaveError, NewerDatabaseError
from desktop.store.rows import SavedOrder
from desktop.store.sqlite.store import DATABASE_NAME, Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from desktop.store.sqlite.transaction import Transaction

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
OTHER = "0ca1d2b1-0000-4000-8000-000000000001"


def saved(key: str = KEY, status_id: int = 1) -> SavedOrder:
    return SavedOrder(key, "1031", status_id, "", Decimal("1417.50"), NOW, None, '{"payment_key": "x"}')


def insert(tx: Transaction, key: str = KEY, status_id: int = 1, at: datetime = NOW) -> None:
    tx.insert_order(saved(key, status_id), at, None)
    tx.add_event(OrderEvent(key, at, "received", status_id, ""))
    tx.enqueue_acknowledgement(key, status_id, at)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path)
    yield opened
    await opened.close()


async def test_what_was_committed_is_there_after_reopening(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    await store.write(insert)
    await store.close()
    again = await Store.open(tmp_path)
    (row,) = await again.read(lambda tx: tx.board_rows([KEY]))
    assert (row.payment_key, row.status_id, row.received_at, row.acknowledgement) == (KEY, 1, NOW, "owed")
    assert [queued.payment_key for queued in await again.read(lambda tx: tx.queued())] == [KEY]
    await again.close()


async def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def work(tx: Transaction) -> None:
        insert(tx)
        raise KeyError(KEY)

    with pytest.raises(KeyError):
        await store.write(work)
    assert await store.read(lambda tx: (tx.board_rows([KEY]), tx.queued())) == ([], [])


async def test_an_acknowledgement_is_owed_once_and_can_be_owed_again(store: Store) -> None:
    await store.write(insert)
    await store.write(lambda tx: tx.enqueue_acknowledgement(KEY, 1, NOW))
    (row,) = await store.read(lambda tx: tx.queued())
    await store.write(lambda tx: tx.settle(row.id, "done", "", NOW))
    assert await store.read(lambda tx: tx.queued()) == []
    await store.write(lambda tx: tx.enqueue_acknowledgement(KEY, 1, NOW))
    assert [again.id for again in await store.read(lambda tx: tx.queued())] == [row.id]
    await store.write(lambda tx: tx.enqueue_acknowledgement(KEY, 2, NOW))
    assert [(a.payment_key, a.status_id) for a in await store.read(lambda tx: tx.queued())] == [
        (KEY, 1),
        (KEY, 2),
    ]


async def test_one_open_accept_per_order(store: Store) -> None:
    await store.write(insert)
    assert await store.write(lambda tx: tx.enqueue_accept(KEY, 1, 30, NOW))
    assert not await store.write(lambda tx: tx.enqueue_accept(KEY, 1, 45, NOW))
    accept = (await store.read(lambda tx: tx.board_rows([KEY])))[0].accept
    assert accept is not None
    assert accept.preparing_time == 30
    await store.write(lambda tx: tx.settle(accept.id, "refused", "olmaz", NOW))
    assert await store.write(lambda tx: tx.enqueue_accept(KEY, 1, 45, NOW))


async def test_an_attempt_is_in_the_air_from_before_it_is_sent(store: Store) -> None:
    await store.write(insert)
    await store.write(lambda tx: tx.enqueue_accept(KEY, 1, 30, NOW))
    row = (await store.read(lambda tx: tx.queued()))[1]
    assert (row.attempts, row.unanswered) == (0, False)
    await store.write(lambda tx: tx.start_attempt(row.id, NOW))
    row = await store.read(lambda tx: tx.outbox_row(row.id))
    assert (row.attempts, row.unanswered, row.state) == (1, True, "owed")
    await store.write(lambda tx: tx.end_attempt(row.id, unanswered=False, message="ulaşılamadı"))
    row = await store.read(lambda tx: tx.outbox_row(row.id))
    assert (row.attempts, row.unanswered, row.message) == (1, False, "ulaşılamadı")


async def test_the_board_keeps_what_waits_and_leaves_out_what_is_old_ended_or_put_away(store: Store) -> None:
    keys = [f"0ca1d2b1-0000-4000-8000-00000000000{n}" for n in range(6)]

    def work(tx: Transaction) -> None:
        for key, status, at in (
            (keys[0], 1, NOW - timedelta(days=3)),  # waits since days: must not be forgotten
            (keys[1], 2, NOW - timedelta(days=3)),  # accepted long ago
            (keys[2], 2, NOW),
            (keys[3], 6, NOW),  # cancelled
            (keys[4], 1, NOW),  # put away
            (keys[5], 2, NOW - timedelta(days=3)),  # accepted long ago, for tomorrow
        ):
            insert(tx, key, status, at)
            if status == 2:
                tx.set_accepted(key, at, 30)
        tx.set_removed_from_board(keys[4], NOW)
        tx.update_order(SavedOrder(keys[5], "", 2, "", None, None, NOW + timedelta(days=1), "{}"))

    await store.write(work)
    rows = await store.read(lambda tx: tx.on_board(NOW - timedelta(hours=18)))
    assert [row.payment_key for row in rows] == [keys[0], keys[5], keys[2]]


async def test_refused_acknowledgements_are_of_orders_still_in_that_status(store: Store) -> None:
    await store.write(insert)
    await store.write(lambda tx: insert(tx, OTHER))
    for row in await store.read(lambda tx: tx.queued()):
        await store.write(lambda tx, row=row: tx.settle(row.id, "refused", "sipariş bulunamadı", NOW))  # type: ignore[misc]
    assert len(await store.read(lambda tx: tx.refused_acknowledgements())) == 2
    await store.write(lambda tx: tx.set_status(OTHER, 2, NOW))
    assert [row.payment_key for row in await store.read(lambda tx: tx.refused_acknowledgements())] == [KEY]
    await store.write(lambda tx: tx.set_removed_from_board(KEY, NOW))
    assert await store.read(lambda tx: tx.refused_acknowledgements()) == []


async def test_the_journal_tells_the_first_time(store: Store) -> None:
    assert await store.write(lambda tx: tx.journal_rejected("f", "{}", NOW))
    assert not await store.write(lambda tx: tx.journal_rejected("f", "{}", NOW))
    assert await store.write(lambda tx: tx.journal_rejected("g", "{}", NOW))


async def test_history_is_told_in_order(store: Store) -> None:
    await store.write(insert)
    await store.write(
        lambda tx: tx.add_event(OrderEvent(KEY, NOW + timedelta(seconds=1), "accepted", 2, "30 min"))
    )
    assert [(e.kind, e.at, e.detail) for e in await store.read(lambda tx: tx.events(KEY))] == [
        ("received", NOW, ""),
        ("accepted", NOW + timedelta(seconds=1), "30 min"),
    ]


async def test_everything_runs_on_one_thread_that_is_not_ours(store: Store) -> None:
    threads = await asyncio.gather(*(store.read(lambda _: threading.get_ident()) for _ in range(20)))
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


async def test_a_locked_database_saves_nothing_and_says_so(store: Store, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CannotSaveError, match="locked"):
        await store.write(insert)
    other.execute("ROLLBACK")
    other.close()
    await store.write(insert)
    assert len(await store.read(lambda tx: tx.queued())) == 1


async def test_a_full_disk_saves_nothing_and_says_so(store: Store) -> None:
    def fill(tx: Transaction) -> None:
        # The quota makes SQLite itself fail with SQLITE_FULL, as a full disk does.
        pages = tx._connection.execute("PRAGMA page_count").fetchone()[0]
        tx._connection.execute(f"PRAGMA max_page_count = {pages}")

    def insert_many(tx: Transaction) -> None:
        for number in range(2000):
            insert(tx, f"0ca1d2b1-0000-4000-8000-{number:012}")

    await store.read(fill)
    with pytest.raises(CannotSaveError, match="full"):
        await store.write(insert_many)
    assert await store.read(lambda tx: tx.queued()) == []
    await store.read(lambda tx: tx._connection.execute("PRAGMA max_page_count = 1000000").fetchone())
    await store.write(insert)


async def test_a_mistake_of_the_program_is_not_blamed_on_the_disk(store: Store) -> None:
    await store.write(insert)
    with pytest.raises(sqlite3.IntegrityError):
        await store.write(insert)


async def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    await (await Store.open(tmp_path)).close()
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    with pytest.raises(NewerDatabaseError):
        await Store.open(tmp_path)
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    assert connection.execute("PRAGMA user_version").fetchone() == (99,)
    connection.close()


async def test_a_damaged_file_is_moved_aside_and_a_new_one_begun(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).write_bytes(b"this is no database at all" * 500)
    store = await Store.open(tmp_path)
    assert store.moved_aside is not None
    assert store.moved_aside.read_bytes().startswith(b"this is no database")
    assert "damaged-" in store.moved_aside.name
    await store.write(insert)
    await store.close()


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).mkdir()
    with pytest.raises(CannotSaveError):
        await Store.open(tmp_path)


async def test_writes_are_durable_before_write_returns(store: Store, tmp_path: Path) -> None:
    await store.write(insert)
    other = sqlite3.connect(f"file:{tmp_path / DATABASE_NAME}?mode=ro", uri=True)
    assert other.execute("SELECT count(*) FROM orders").fetchone() == (1,)
    other.close()
    assert await store.read(lambda tx: tx._connection.execute("PRAGMA synchronous").fetchone()) == (2,)
    assert await store.read(lambda tx: tx._connection.execute("PRAGMA journal_mode").fetchone()) == ("wal",)


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = await Store.open(tmp_path)
    await store.close()
    await store.close()
    with pytest.raises((CannotSaveError, RuntimeError)):
        await store.write(insert)
