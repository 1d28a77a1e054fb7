"""A damaged, removed or replaced database file: readable rows are recovered, and saving continues."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.search import OrderEvent
from desktop.domain.restaurant.portions import PortionCount, Taken
from desktop.store import DisplacedError, KitchenRow, SavedOrder, Store, Transaction
from desktop.store.sqlite.recovery import restore_history
from desktop.store.sqlite.store import SqliteStore

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def key(number: int) -> str:
    return f"3e9caf87-5cb7-4c4e-adcb-{number:012}"


def insert(tx: Transaction, number: int) -> None:
    raw = f'{{"payment_key": "{key(number)}", "note": "{"x" * 500}"}}'
    tx.insert_order(SavedOrder(key(number), str(number), 1, "", None, None, None, raw), NOW, None)
    tx.add_event(OrderEvent(key(number), NOW, "received", 1, ""))
    tx.enqueue_acknowledgement(key(number), 1, NOW)


async def fill(store: Store, numbers: range) -> None:
    def work(tx: Transaction) -> None:
        for number in numbers:
            insert(tx, number)

    await store.write(work)


async def keys(store: Store) -> set[str]:
    return {row.payment_key for row in await store.read(lambda tx: tx.on_board(NOW))}


def spoil_a_page_of(path: Path, table: str) -> None:
    """Overwrite a page in the middle of a table."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        (size,) = database.execute("PRAGMA page_size").fetchone()
        pages = [
            page
            for (page,) in database.execute(
                "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'", (table,)
            )
        ]
    with path.open("r+b", buffering=0) as file:
        file.seek((pages[len(pages) // 2] - 1) * size)
        file.write(b"\xa5" * size)


def names(folder: Path, pattern: str) -> list[str]:
    return [path.name for path in folder.glob(pattern)]


def has_dbstat() -> bool:
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        options = {option for (option,) in database.execute("PRAGMA compile_options")}
    return "ENABLE_DBSTAT_VTAB" in options


async def test_a_bad_page_loses_only_the_orders_on_it(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await fill(store, range(300))
    await store.close()
    if has_dbstat():
        spoil_a_page_of(tmp_path / "tezgah.db", "orders")
    else:
        size = (tmp_path / "tezgah.db").stat().st_size
        with (tmp_path / "tezgah.db").open("r+b", buffering=0) as file:
            file.seek(size // 8192 * 4096)
            file.write(b"\xa5" * 4096)
    store = await SqliteStore.open(tmp_path)
    left = await keys(store)
    assert store.moved_aside is not None
    assert store.moved_aside.exists()
    assert 200 < len(left) < 300
    assert await store.check() == "ok"
    # What was owed for them is owed still.
    queued = await store.read(lambda tx: {row.payment_key for row in tx.queued()})
    assert queued >= left or len(queued & left) > 200
    await fill(store, range(1000, 1001))
    assert key(1000) in await keys(store)
    await store.close()
    assert not names(tmp_path, "tezgah.salvage*")


async def test_orders_restored_from_a_backup_are_not_on_the_board(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await fill(store, range(20))
    await store.back_up(date(2026, 11, 23))
    await store.close()
    path = tmp_path / "tezgah.db"
    path.write_bytes(b"this is no database" * 1000)
    store = await SqliteStore.open(tmp_path)
    assert store.moved_aside is not None
    assert await keys(store) == set()
    kept = await store.read(lambda tx: [row.payment_key for row in tx.stored(None)])
    assert kept == [key(number) for number in range(20)]
    assert await store.read(lambda tx: tx.queued()) == []
    await store.close()


@pytest.mark.skipif(not has_dbstat(), reason="this SQLite does not say where a table's pages are")
async def test_portions_stay_counted_where_their_order_is_lost(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await fill(store, range(300))
    taken = {key(number): Taken(7, Decimal(1)) for number in range(300)}

    def count(tx: Transaction) -> None:
        tx.set_portion_count(PortionCount(7, "", "Künefe", 1000, NOW))
        tx.set_portions_taken({payment_key: [part] for payment_key, part in taken.items()})

    await store.write(count)
    await store.close()
    spoil_a_page_of(tmp_path / "tezgah.db", "orders")
    store = await SqliteStore.open(tmp_path)
    left = await keys(store)
    assert store.moved_aside is not None
    (counted,) = await store.read(lambda tx: tx.portion_counts())
    assert len(left) < len(taken)
    assert counted.left == 1000 - len(taken)
    await store.close()


async def test_a_write_that_meets_damage_is_not_lost(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await fill(store, range(300))
    path = tmp_path / "tezgah.db"
    await store.read(lambda tx: tx._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    size = path.stat().st_size
    with path.open("r+b", buffering=0) as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    await store.read(lambda tx: tx._connection.execute("PRAGMA shrink_memory").fetchall())
    await fill(store, range(1000, 1005))
    assert store.moved_aside is not None
    assert {key(number) for number in range(1000, 1005)} <= await keys(store)
    await store.close()


async def test_a_removed_file_is_written_once_more_with_everything_that_was_saved(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await fill(store, range(20))
    for name in names(tmp_path, "tezgah.db*"):
        (tmp_path / name).unlink()
    await fill(store, range(20, 30))
    await store.close()
    store = await SqliteStore.open(tmp_path)
    assert await keys(store) == {key(number) for number in range(30)}
    assert store.moved_aside is None
    await store.close()


async def test_a_replaced_file_is_kept_beside_and_no_save_is_lost(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await fill(store, range(20))
    other = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE mine (a)")
    other.replace(tmp_path / "tezgah.db")
    await fill(store, range(20, 30))
    await store.close()
    (kept,) = names(tmp_path, "tezgah.replaced-*.db")
    with contextlib.closing(sqlite3.connect(tmp_path / kept)) as database:
        assert database.execute("SELECT count(*) FROM mine").fetchone() == (0,)
    store = await SqliteStore.open(tmp_path)
    assert await keys(store) == {key(number) for number in range(30)}
    await store.close()


async def test_nothing_is_read_or_written_in_a_folder_that_another_program_owns(tmp_path: Path) -> None:
    ours = True
    store = await SqliteStore.open(tmp_path, holds=lambda: ours)
    await fill(store, range(3))
    for name in names(tmp_path, "tezgah.db*"):
        (tmp_path / name).unlink()
    ours = False
    (tmp_path / "tezgah.db").write_bytes(b"of the other program")
    for work in (fill(store, range(3, 5)), keys(store), store.ensure_in_place()):
        with pytest.raises(DisplacedError):
            await work
    await store.close()
    assert names(tmp_path, "tezgah*") == ["tezgah.db"]
    assert (tmp_path / "tezgah.db").read_bytes() == b"of the other program"


async def test_a_log_that_another_program_removed_with_the_folder_is_not_written_again(
    tmp_path: Path,
) -> None:
    ours = True
    store = await SqliteStore.open(tmp_path, holds=lambda: ours)
    await fill(store, range(3))

    def taken_meanwhile(tx: Transaction) -> None:
        nonlocal ours
        for name in names(tmp_path, "tezgah.db*"):
            (tmp_path / name).unlink()
        ours = False
        tx.set_value("test", 1)

    with pytest.raises(DisplacedError):
        await store.write(taken_meanwhile)
    assert names(tmp_path, "tezgah.db*") == []
    await store.close()


@pytest.mark.parametrize("suffix", ["-wal", "-shm"])
async def test_a_removed_log_is_noticed_by_the_write_that_it_would_lose(tmp_path: Path, suffix: str) -> None:
    store = await SqliteStore.open(tmp_path)
    await fill(store, range(3))

    def removed_meanwhile(tx: Transaction) -> None:
        (tmp_path / f"tezgah.db{suffix}").unlink()
        tx.set_value("test", 7)

    await store.write(removed_meanwhile)
    assert store.rewritten == 1
    with contextlib.closing(sqlite3.connect(tmp_path / "tezgah.db")) as other:
        assert other.execute("SELECT value FROM facts WHERE name = 'test'").fetchone() == (7,)
    await store.close()


async def test_bumps_of_a_backup_hide_no_ticket(tmp_path: Path) -> None:
    """A backup can have a bump without its recall: for an order that could be read, what could be read counts."""
    store = await SqliteStore.open(tmp_path)
    await fill(store, range(2))
    for number in range(2):
        row = KitchenRow(key(number), "bump", NOW, content="x")
        await store.write(lambda tx, row=row: tx.add_kitchen_rows(row))  # type: ignore[misc]
    await store.back_up(date(2026, 11, 23))
    await store.close()
    backup = tmp_path / "backups" / "tezgah-2026-11-23.db"
    with contextlib.closing(sqlite3.connect(tmp_path / "tezgah.db")) as connection:
        # The first order could be read, its bump and its recall could not; the second is lost.
        connection.execute("DELETE FROM kitchen_bumps")
        for table in ("events", "outbox", "orders"):
            connection.execute(f"DELETE FROM {table} WHERE payment_key = ?", (key(1),))  # noqa: S608
        connection.commit()
        connection.isolation_level = None
        restore_history(backup, connection, NOW)
        rows = connection.execute("SELECT payment_key, content FROM kitchen_bumps").fetchall()
    assert rows == [(key(1), "x")]


@pytest.mark.skipif(not has_dbstat(), reason="this SQLite does not say where a table's pages are")
async def test_bumps_are_recovered_from_a_damaged_file(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await fill(store, range(300))

    def bump_all(tx: Transaction) -> None:
        for number in range(300):
            tx.add_kitchen_rows(KitchenRow(key(number), "bump", NOW, content="x"))
            tx.add_kitchen_rows(KitchenRow(key(number), "recall", NOW, recalls=2 * number + 1))

    await store.write(bump_all)
    await store.close()
    spoil_a_page_of(tmp_path / "tezgah.db", "orders")
    store = await SqliteStore.open(tmp_path)
    left = await keys(store)
    assert store.moved_aside is not None
    assert len(left) > 200
    found = await store.read(lambda tx: tx.kitchen_rows_of(sorted(left)))
    rows = [[row.kind for row in found[each]] for each in left]
    assert rows == [["bump", "recall"]] * len(left)
    await store.close()
