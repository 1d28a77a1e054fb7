"""Backups, old personal data and private files, checked on every byte of real files."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.orders.privacy import without_personal_data
from desktop.domain.orders.search import OrderEvent
from desktop.store.errors import CannotSaveError
from desktop.store.rows import SavedOrder
from desktop.store.sqlite import maintenance
from desktop.store.sqlite.store import DATABASE_NAME, SqliteStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from desktop.store.queries.transaction import Transaction

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=90)
OLD = BEFORE - timedelta(days=5)
FRESH = BEFORE + timedelta(days=5)
TODAY = date(2026, 11, 23)

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions")


def key_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def name_of(number: int) -> str:
    return f"Müşteri-{number:05}-Gizli"


def order_of(number: int, scheduled_at: datetime | None = None) -> SavedOrder:
    raw: dict[str, Any] = {
        "payment_key": key_of(number),
        "id": number,
        "status_id": 2,
        "total": 100 + number,
        "customer": {"name": name_of(number), "phone": f"0500-{name_of(number)}"},
        "address": {"address": f"{name_of(number)} Sokak " + "uzun " * 300},  # reaches into an overflow page
        "items": [{"name": "Ayran", "quantity": number % 3 + 1, "note": f"{name_of(number)} için"}],
    }
    text = json.dumps(raw, ensure_ascii=False)
    return SavedOrder(key_of(number), str(number), 2, "", Decimal(100 + number), OLD, scheduled_at, text)


def insert(tx: Transaction, number: int, at: datetime, scheduled_at: datetime | None = None) -> None:
    """Save an order as it comes, is accepted and is refused, with the vendor's words about its customer."""
    key = key_of(number)
    tx.insert_order(order_of(number, scheduled_at), at, at)
    tx.enqueue_acknowledgement(key, 2, at)
    tx.enqueue_accept(key, 2, 30, at)
    for row in tx.queued():
        tx.settle(row.id, "refused" if row.kind == "accept" else "done", f"{name_of(number)} aradı", at)
    tx.add_event(OrderEvent(key, at, "accept pressed", 2, "30 min"))
    tx.add_event(OrderEvent(key, at, "accept refused", 2, f"{name_of(number)} aradı"))


async def fill(store: SqliteStore, numbers: range, at: datetime) -> None:
    def work(tx: Transaction) -> None:
        for number in numbers:
            insert(tx, number, at)

    await store.write(work)


async def blank_all(store: SqliteStore, batch: int = 200) -> list[int]:
    counts = []
    while count := await store.blank(BEFORE, without_personal_data, batch):
        counts.append(count)
    return counts


def names_on_disk(folder: Path, numbers: range) -> set[str]:
    """Return the files of a folder in which the bytes of a customer's name stand."""
    return {
        path.name
        for path in folder.rglob("*")
        if path.is_file()
        for data in (path.read_bytes(),)
        if any(name_of(number).encode() in data for number in numbers)
    }


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def raws(path: Path) -> dict[str, dict[str, Any]]:
    with contextlib.closing(sqlite3.connect(path)) as database:
        return {key: json.loads(raw) for key, raw in database.execute("SELECT payment_key, raw FROM orders")}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path)
    yield opened
    await opened.close()


# Old personal data


async def test_blanking_leaves_no_byte_of_an_old_customer_and_every_figure(tmp_path: Path) -> None:
    old, fresh = range(300), range(300, 350)
    store = await SqliteStore.open(tmp_path)
    await fill(store, range(150), OLD)
    await store.close()  # brings them from the log into the database
    store = await SqliteStore.open(tmp_path)
    await fill(store, range(150, 300), OLD)
    await fill(store, fresh, FRESH)
    await store.write(lambda tx: tx.save_rejected("f", f'["{name_of(1)}"]', OLD))
    await store.back_up(TODAY)
    assert names_on_disk(tmp_path, old) == {DATABASE_NAME, "tezgah.db-wal", "tezgah-2026-11-23.db"}

    assert await blank_all(store, batch=128) == [129, 128, 44]  # one of them the payload that was no order
    await store.tidy_files(BEFORE, without_personal_data)

    assert names_on_disk(tmp_path, old) == set()
    assert (tmp_path / "tezgah.db-wal").stat().st_size == 0
    rows = await store.read(lambda tx: list(tx.stored(None)))
    assert len(rows) == 350
    for row in rows[:300]:
        number = int(row.payment_key[-12:])
        order = json.loads(row.raw)
        assert (order["id"], order["status_id"], order["total"]) == (number, 2, 100 + number)
        assert order["items"] == [{"name": "Ayran", "quantity": number % 3 + 1}]
        assert row.accept_pressed_at == OLD
    for row in rows[300:]:
        assert json.loads(row.raw)["customer"]["name"] == name_of(int(row.payment_key[-12:]))
    events = await store.read(lambda tx: tx.events(key_of(0)))
    assert [(event.kind, event.detail) for event in events] == [
        ("accept pressed", "30 min"),
        ("accept refused", ""),
    ]
    (kept,) = await store.read(lambda tx: [e for e in tx.events(key_of(300)) if e.kind == "accept refused"])
    assert kept.detail == f"{name_of(300)} aradı"
    assert await store.check() == "ok"
    await store.close()
    assert names_on_disk(tmp_path, old) == set()


async def test_a_second_blanking_finds_nothing(store: SqliteStore) -> None:
    await fill(store, range(3), OLD)
    assert await blank_all(store) == [3]
    assert await blank_all(store) == []


async def test_an_order_for_later_keeps_its_address_until_then(store: SqliteStore, tmp_path: Path) -> None:
    def work(tx: Transaction) -> None:
        insert(tx, 1, OLD, BEFORE + timedelta(days=1))
        insert(tx, 2, OLD, BEFORE - timedelta(days=1))
        insert(tx, 3, BEFORE - timedelta(days=31), BEFORE + timedelta(days=36500))

    await store.write(work)
    assert await blank_all(store) == [2]
    assert {key for key, raw in raws(tmp_path / DATABASE_NAME).items() if "customer" in raw} == {key_of(1)}


async def test_an_order_that_arrives_again_is_blanked_again(store: SqliteStore, tmp_path: Path) -> None:
    await fill(store, range(1), OLD)
    assert await blank_all(store) == [1]
    await store.write(lambda tx: tx.update_order(order_of(0)))
    assert names_on_disk(tmp_path, range(1))
    assert await blank_all(store) == [1]
    assert names_on_disk(tmp_path, range(1)) == set()


async def test_a_batch_that_fails_leaves_nothing_half_done(store: SqliteStore, tmp_path: Path) -> None:
    await fill(store, range(3), OLD)

    def fails_at_the_last(raw: str) -> str:
        if name_of(2) in raw:
            raise ZeroDivisionError
        return "{}"

    with pytest.raises(ZeroDivisionError):
        await store.blank(BEFORE, fails_at_the_last)
    assert all("customer" in raw for raw in raws(tmp_path / DATABASE_NAME).values())
    assert await blank_all(store) == [3]


async def test_blanking_does_not_wait_for_another_reader(store: SqliteStore, tmp_path: Path) -> None:
    await fill(store, range(3), OLD)
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM orders").fetchone()
        assert await blank_all(store) == [3]
        assert names_on_disk(tmp_path, range(3)), "the reader still sees the file as it was"
        patience = await store.read(lambda tx: tx._connection.execute("PRAGMA busy_timeout").fetchone())
        assert patience == (2000,)
    assert await blank_all(store) == []
    assert names_on_disk(tmp_path, range(3)) == set()


# Backups


async def test_a_backup_is_one_whole_file_of_that_day(store: SqliteStore, tmp_path: Path) -> None:
    await fill(store, range(3), FRESH)
    path = await store.back_up(TODAY)
    assert path == tmp_path / "backups" / "tezgah-2026-11-23.db"
    assert [found.name for found in path.parent.iterdir()] == [path.name]
    assert len(raws(path)) == 3
    await fill(store, range(3, 4), FRESH)
    assert await store.back_up(TODAY) is None, "that day has its backup"
    assert len(raws(path)) == 3


async def test_a_backup_can_be_restored(store: SqliteStore, tmp_path: Path) -> None:
    await fill(store, range(3), FRESH)
    path = await store.back_up(TODAY)
    assert path is not None
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / DATABASE_NAME).write_bytes(path.read_bytes())
    again = await SqliteStore.open(tmp_path / "again")
    assert again.moved_aside is None
    assert len(await again.read(lambda tx: list(tx.stored(None)))) == 3
    await again.close()


async def test_the_seven_newest_are_kept(store: SqliteStore, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for number in range(10):
        await store.back_up(TODAY + timedelta(days=number))
    (folder / "tezgah-mine.db").touch()
    await store.back_up(TODAY + timedelta(days=10))
    kept = [f"tezgah-{(TODAY + timedelta(days=number)).isoformat()}.db" for number in range(4, 11)]
    assert sorted(path.name for path in folder.iterdir()) == [*kept, "tezgah-mine.db"]


async def test_a_failed_backup_leaves_no_half_file_and_keeps_older_ones(
    store: SqliteStore, tmp_path: Path
) -> None:
    await store.back_up(TODAY)
    blocked = tmp_path / "backups" / "tezgah-2026-11-24.db.new"
    blocked.mkdir()  # something is in the way of the copy
    with pytest.raises(CannotSaveError):
        await store.back_up(TODAY + timedelta(days=1), keep=1)
    blocked.rmdir()
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["tezgah-2026-11-23.db"]
    assert await store.back_up(TODAY + timedelta(days=1), keep=1)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["tezgah-2026-11-24.db"]


async def test_a_backup_on_a_full_disk_leaves_nothing(store: SqliteStore, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("needs POSIX")
    import resource

    await fill(store, range(200), FRESH)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The system refuses each byte of a file from there on, as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(CannotSaveError):
            await store.back_up(TODAY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files(tmp_path / "backups") == set()
    assert await store.back_up(TODAY)


async def test_a_backup_folder_that_cannot_be_created_is_an_error(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("not a folder", "utf-8")
    with pytest.raises(CannotSaveError):
        await store.back_up(TODAY)


async def test_a_damaged_database_replaces_no_good_backup(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await fill(store, range(200), FRESH)
    await store.back_up(TODAY)
    await store.close()
    store = await SqliteStore.open(tmp_path)
    damage(tmp_path / DATABASE_NAME)
    # What it remembers of the file is still good.
    await store.read(lambda tx: tx._connection.execute("PRAGMA shrink_memory").fetchall())
    with pytest.raises(CannotSaveError):
        await store.back_up(TODAY + timedelta(days=1), keep=1)
    found = await store.check()
    assert "page" in found.lower(), "it says where"
    assert len(found.splitlines()) == 1
    assert store.moved_aside is None, "neither begins a new file"
    await store.close()
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["tezgah-2026-11-23.db"]


def damage(path: Path) -> None:
    """Spoil the root of the orders, as a dying disk would while the program runs."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        (size,) = database.execute("PRAGMA page_size").fetchone()
        (root,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'orders'").fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)


async def test_old_copies_are_deleted_with_the_personal_data_of_their_time(
    store: SqliteStore, tmp_path: Path
) -> None:
    old = (
        "tezgah.before-2.db",
        "tezgah.damaged-20260101T000000Z.db",
        "tezgah.damaged-20260101T000000Z.db-wal",
        "tezgah.replaced-20260101T000000Z.db",
        "tezgah.salvage.db",
    )
    for name in (*old, "tezgah.before-3.db", "orders.txt"):
        path = tmp_path / name
        path.write_text(name_of(1), "utf-8")
        at = (FRESH if name == "tezgah.before-3.db" else OLD).timestamp()
        os.utime(path, (at, at))
    await store.back_up(TODAY)
    (tmp_path / "backups" / "tezgah-2026-11-22.db.new").write_text("a copy that a power cut ended", "utf-8")
    await store.tidy_files(BEFORE, without_personal_data)
    assert files(tmp_path) - {DATABASE_NAME, "tezgah.db-wal", "tezgah.db-shm"} == {
        "tezgah.before-3.db",
        "orders.txt",
        "tezgah-2026-11-23.db",
    }


async def test_a_backup_that_cannot_be_blanked_is_logged_and_deleted_in_the_end(
    store: SqliteStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in (BEFORE.date() - timedelta(days=1), TODAY):
        (folder / f"tezgah-{day.isoformat()}.db").write_text(f"{name_of(1)} is no database " * 100, "utf-8")
    await store.tidy_files(BEFORE, without_personal_data)
    assert [path.name for path in folder.iterdir()] == ["tezgah-2026-11-23.db"]
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
    assert name_of(1) not in caplog.text


async def test_a_backup_that_another_program_reads_is_blanked_the_next_time(
    store: SqliteStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await fill(store, range(3), OLD)
    path = await store.back_up(TODAY)
    assert path is not None
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        await store.tidy_files(BEFORE, without_personal_data)
        assert len(caplog.records) == 1
    assert names_on_disk(path.parent, range(3)) == {path.name}
    await store.tidy_files(BEFORE, without_personal_data)
    assert names_on_disk(path.parent, range(3)) == set()
    assert len(raws(path)) == 3


# Files


def open_to_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.rglob("*")}


@posix
async def test_only_the_owner_can_read_the_stores_files(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        store = await SqliteStore.open(tmp_path)
        await fill(store, range(3), FRESH)
        await store.back_up(TODAY)
        assert modes(tmp_path) == {
            DATABASE_NAME: 0o600,
            "tezgah.db-wal": 0o600,
            "tezgah.db-shm": 0o600,
            "backups": 0o700,
            "tezgah-2026-11-23.db": 0o600,
        }
        await store.close()
    finally:
        os.umask(before)


@posix
async def test_files_that_others_could_read_become_private_at_opening(tmp_path: Path) -> None:
    await (await SqliteStore.open(tmp_path)).close()
    (tmp_path / "backups").mkdir()
    names = ("tezgah.before-2.db", "tezgah.damaged-1.db-wal", "backups/tezgah-2026-11-22.db", "orders.csv")
    for name in names:
        (tmp_path / name).touch()
    open_to_all(tmp_path)
    store = await SqliteStore.open(tmp_path)
    assert {name: mode for name, mode in modes(tmp_path).items() if mode & 0o077} == {"orders.csv": 0o644}
    await store.close()


@posix
async def test_the_copy_before_a_migration_is_private_and_whole(tmp_path: Path) -> None:
    await (await SqliteStore.open(tmp_path)).close()
    first_step = Path(maintenance.__file__).parent / "migrations" / "0001_first.sql"
    (tmp_path / DATABASE_NAME).unlink()
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as first:
        first.executescript(
            first_step.read_text("utf-8") + "PRAGMA journal_mode = WAL; PRAGMA user_version = 1;"
        )
        first.execute("INSERT INTO rejected VALUES ('f', '[]', 1, 1, 1)")
        first.commit()
    store = await SqliteStore.open(tmp_path)
    await store.close()
    copied = tmp_path / "tezgah.before-2.db"
    assert copied.stat().st_mode & 0o777 == 0o600
    with contextlib.closing(sqlite3.connect(copied)) as database:
        assert database.execute("SELECT fingerprint FROM rejected").fetchall() == [("f",)]
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
