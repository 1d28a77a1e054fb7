"""The embedded store: its thread, its file, and a disk that refuses."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.search import Filter
from desktop.services.database.problems import start_failed, store_failed
from desktop.store import FIRST_PAGE
from desktop.store.errors import CannotSaveError, NewerDatabaseError, OldEngineError
from desktop.store.sqlite import connections
from desktop.store.sqlite.store import DATABASE_NAME, SqliteStore
from desktop.system.settings.options import resolve
from tests.store.made import NOON, receive

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from desktop.store.queries.transaction import Transaction


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path)
    yield opened
    await opened.close()


async def test_all_work_runs_on_one_thread_of_the_stores_own(store: SqliteStore) -> None:
    threads = await asyncio.gather(*(store.read(lambda _: threading.get_ident()) for _ in range(20)))
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


async def test_a_full_disk_saves_nothing(store: SqliteStore) -> None:
    def fill(tx: Transaction) -> None:
        # The limit lets SQLite itself fail with SQLITE_FULL, as a full disk does.
        pages = tx.connection.execute("PRAGMA page_count").fetchone()[0]
        tx.connection.execute(f"PRAGMA max_page_count = {pages}")

    def insert_many(tx: Transaction) -> None:
        for number in range(2000):
            receive(tx, number)

    await store.read(fill)
    with pytest.raises(CannotSaveError, match="full"):
        await store.write(insert_many)
    assert await store.read(lambda tx: tx.queued()) == []
    await store.read(lambda tx: tx.connection.execute("PRAGMA max_page_count = 1000000").fetchone())
    await store.write(receive)


async def test_a_newer_database_is_refused_and_left_untouched(tmp_path: Path) -> None:
    await (await SqliteStore.open(tmp_path)).close()
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    with pytest.raises(NewerDatabaseError):
        await SqliteStore.open(tmp_path)
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    assert connection.execute("PRAGMA user_version").fetchone() == (99,)
    connection.close()


async def test_a_damaged_file_is_moved_aside_and_replaced(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).write_bytes(b"this is no database at all" * 500)
    store = await SqliteStore.open(tmp_path)
    assert store.moved_aside is not None
    assert store.moved_aside.read_bytes().startswith(b"this is no database")
    assert "damaged-" in store.moved_aside.name
    await store.write(receive)
    await store.close()


async def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).mkdir()
    with pytest.raises(CannotSaveError):
        await SqliteStore.open(tmp_path)


async def test_an_older_sqlite_is_named_and_nothing_is_created(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = resolve({"data_dir": str(tmp_path)}, {})
    monkeypatch.setattr(connections, "OLDEST", (99, 0))
    with pytest.raises(OldEngineError) as refused:
        await SqliteStore.open(tmp_path)
    assert not (tmp_path / DATABASE_NAME).exists()
    assert sqlite3.sqlite_version in str(start_failed(refused.value, options))
    failed = store_failed(refused.value, options)
    assert failed is not None
    assert sqlite3.sqlite_version in str(failed)


async def test_a_write_is_durable_before_it_returns(store: SqliteStore, tmp_path: Path) -> None:
    await store.write(receive)
    other = sqlite3.connect(f"file:{tmp_path / DATABASE_NAME}?mode=ro", uri=True)
    assert other.execute("SELECT count(*) FROM orders").fetchone() == (1,)
    other.close()
    assert await store.read(lambda tx: tx.connection.execute("PRAGMA synchronous").fetchone()) == (2,)
    assert await store.read(lambda tx: tx.connection.execute("PRAGMA journal_mode").fetchone()) == ("wal",)


def plan_of(read: Callable[[Transaction], object]) -> Callable[[Transaction], list[str]]:
    """Return work that tells how SQLite finds the rows of a read."""

    def work(tx: Transaction) -> list[str]:
        asked: list[str] = []
        assert isinstance(tx.connection, sqlite3.Connection)
        tx.connection.set_trace_callback(asked.append)
        read(tx)
        tx.connection.set_trace_callback(None)
        return [row[3] for row in tx.connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]

    return work


@pytest.mark.parametrize(
    ("read", "step"),
    [
        (lambda tx: tx.on_board(NOON), "SCAN o USING INDEX orders_on_board"),
        (lambda tx: tx.doubtful_accepts(), "SCAN outbox USING INDEX outbox_open_command"),
        (lambda tx: tx.to_send(), "SCAN outbox USING INDEX outbox_open_command"),
        (lambda tx: tx.to_send(), "SCAN outbox USING INDEX outbox_owed"),
        (lambda tx: tx.unindexed(10), "SCAN orders USING INDEX orders_not_indexed"),
        (lambda tx: tx.count_unindexed(), "SCAN orders USING INDEX orders_not_indexed"),
        (
            lambda tx: list(tx.sold(NOON, NOON, payloads=False)),
            "SEARCH o USING INDEX orders_received (received_at>? AND received_at<?)",
        ),
        (
            lambda tx: list(tx.sold(NOON, NOON, payloads=False)),
            "SEARCH c USING INDEX outbox_actions (payment_key=?)",
        ),
        (
            lambda tx: tx.board_rows(["key"]),
            "SEARCH o USING INDEX sqlite_autoindex_orders_1 (payment_key=?)",
        ),
        (
            lambda tx: tx.found(Filter(status_ids=(1, 2), payment_methods=("Nakit",)), FIRST_PAGE, 10),
            "SEARCH f USING INTEGER PRIMARY KEY (rowid<?)",
        ),
        (
            lambda tx: tx.found(Filter(restaurant_id="branch"), FIRST_PAGE, 10),
            "SEARCH f USING COVERING INDEX order_facts_of_branch (restaurant_id=? AND rowid<?)",
        ),
    ],
)
async def test_rows_are_found_without_a_walk_through_all_orders(
    store: SqliteStore, read: Callable[[Transaction], object], step: str
) -> None:
    assert step in await store.read(plan_of(read))
