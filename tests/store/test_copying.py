"""Stores that are copied from one engine to the other, and the backup of a shared store."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from desktop.domain.orders.privacy import without_personal_data
from desktop.domain.orders.search import OrderEvent
from desktop.domain.printing.job import NewPrintJob
from desktop.domain.restaurant.portions import PortionCount, Taken
from desktop.domain.tickets.kinds import PrintMoment, TicketKind
from desktop.domain.trouble import Outage
from desktop.store import CannotSaveError, KitchenRow
from desktop.store.copying import CopyError
from desktop.store.postgres.moving import copy_in, copy_out
from desktop.store.postgres.pipeline import PipelinedConnection
from desktop.store.sqlite.store import DATABASE_NAME, SqliteStore
from tests.store.made import FIRST, NOON, index, key_of, receive, saved

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from desktop.store import Transaction
    from desktop.store.postgres.store import PostgresStore
    from tests.shared_store import SharedDatabase

ORDERS = 601
"""More than one page of a copy."""


def fill(tx: Transaction) -> None:
    """Save rows in every table, with flags and nullable columns in all their values."""
    for number in range(ORDERS):
        receive(tx, number)
    key = key_of(1)
    tx.insert_order(msgspec.structs.replace(saved(5000), total=None, scheduled_at=NOON), NOON, NOON)
    tx.set_muted([key], NOON)
    tx.set_unseen(key, "ığ '\"\\ 👩‍🍳")
    tx.add_event(OrderEvent(key, NOON, "gone", 1, "yok"))
    tx.enqueue_accept(key, 1, 30, NOON, automatic=True, press="a press")
    tx.enqueue_action("cancel", key_of(2), 1, NOON, reason_id=3, not_before=NOON)
    tx.save_rejected("f", "{}", NOON)
    tx.add_outage(Outage(NOON, NOON, off=True))
    tx.set_value("large", 2**62)
    tx.cache("name", "[]", NOON)
    tx.set_branches([("open", "A"), ("closed", "B"), ("unknown", "C")])
    tx.set_branch_open("open", NOON, is_open=True)
    tx.request_branch("closed", NOON, is_open=False, reopen_at=NOON)
    tx.take_off_sale(1, FIRST, "Ayran", NOON, until=None, until_closing=True)
    tx.set_portion_count(PortionCount(7, FIRST, "Künefe", 9, NOON))
    tx.set_portions_taken({key: [Taken(7, 1, doubtful=True)], key_of(2): [Taken(7, 2)]})  # type: ignore[arg-type]
    tx.add_print_job(
        NewPrintJob(
            payment_key=key, ticket=TicketKind.KITCHEN, moment=PrintMoment.ARRIVAL, version=0, printer_id="p1"
        ),
        NOON,
    )
    tx.add_kitchen_rows(KitchenRow(key, "bump", NOON, dishes=("a",), content="c"))


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of a file but the search index."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        tables = file.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'order_%' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        # An order's place is known to others; places in other tables mean nothing.
        return {
            table: sorted(file.execute(f"SELECT {'rowid, ' * (table == 'orders')}* FROM {table}"), key=repr)  # noqa: S608
            for (table,) in tables
        }


@pytest.fixture
async def shared(shared_database: SharedDatabase, tmp_path: Path) -> AsyncIterator[PostgresStore]:
    opened = await shared_database.open(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def pipeline(shared: PostgresStore) -> Iterator[PipelinedConnection]:
    with contextlib.closing(PipelinedConnection(shared.connect(), 60)) as made:
        yield made


@pytest.fixture
async def embedded(tmp_path: Path) -> Path:
    folder = tmp_path / "embedded"
    folder.mkdir()
    store = await SqliteStore.open(folder)
    await store.write(fill)
    await store.close()
    return folder / DATABASE_NAME


async def test_moving_there_and_back_changes_no_row(
    shared: PostgresStore, pipeline: PipelinedConnection, embedded: Path, tmp_path: Path
) -> None:
    moved = copy_in(pipeline, embedded)
    assert moved.rows["orders"] == ORDERS + 1
    assert all(moved.rows.values()), "each table has rows in this test"
    assert moved.nul_characters == 0
    (row,) = await shared.read(lambda tx: tx.board_rows([key_of(1)]))
    assert row.accept is not None
    assert (row.accept.automatic, row.accept.unanswered, row.muted_at) == (True, False, NOON)
    back = tmp_path / "back.db"
    assert copy_out(pipeline, back) == moved
    assert rows_of(back) == rows_of(embedded)
    # New numbers begin behind the highest.
    await shared.write(lambda tx: receive(tx, 9000))
    await index(shared)
    assert len(await shared.read(lambda tx: tx.queued())) == ORDERS + 3


async def test_a_place_that_is_not_empty_is_refused(
    shared: PostgresStore, pipeline: PipelinedConnection, embedded: Path
) -> None:
    await shared.write(lambda tx: receive(tx, 7000))
    with pytest.raises(CopyError):
        copy_in(pipeline, embedded)
    assert len(await shared.read(lambda tx: tx.queued())) == 1


async def test_a_copy_that_differs_is_refused(
    shared: PostgresStore,
    pipeline: PipelinedConnection,
    embedded: Path,
    shared_database: SharedDatabase,
) -> None:
    shared_database.execute(
        "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN NEW.detail := NEW.detail || '.'; RETURN NEW; END $$;"
        "CREATE TRIGGER other BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION other()"
    )
    try:
        with pytest.raises(CopyError, match="events"):
            copy_in(pipeline, embedded)
    finally:
        shared_database.execute("DROP TRIGGER other ON events; DROP FUNCTION other")
    assert await shared.read(lambda tx: tx.queued()) == []


async def test_nul_characters_are_replaced_and_counted(
    shared: PostgresStore, pipeline: PipelinedConnection, embedded: Path
) -> None:
    with contextlib.closing(sqlite3.connect(embedded, isolation_level=None)) as file:
        file.execute("UPDATE orders SET number = ? WHERE payment_key = ?", ("1\0 2\0", key_of(3)))
    assert copy_in(pipeline, embedded).nul_characters == 2
    assert len(await shared.read(lambda tx: tx.queued())) == ORDERS + 2


async def test_a_backup_opens_as_an_embedded_store_with_all_rows(
    shared: PostgresStore, pipeline: PipelinedConnection, embedded: Path, tmp_path: Path
) -> None:
    copy_in(pipeline, embedded)
    days = [date(2026, 11, day) for day in (1, 2, 3)]
    made = [await shared.back_up(day, keep=2) for day in days]
    assert await shared.back_up(days[2], keep=2) is None
    assert [path.name for path in sorted((tmp_path / "backups").iterdir())] == [
        "tezgah-2026-11-02.db",
        "tezgah-2026-11-03.db",
    ]
    newest = made[-1]
    assert newest is not None
    assert rows_of(newest) == rows_of(embedded)
    emergency = tmp_path / "emergency"
    emergency.mkdir()
    newest.replace(emergency / DATABASE_NAME)
    store = await SqliteStore.open(emergency)
    await index(store)
    await store.write(lambda tx: receive(tx, 9000))
    assert len(await store.read(lambda tx: tx.queued())) == ORDERS + 3
    assert await store.check() == "ok"
    await store.close()


async def test_backups_of_a_shared_store_lose_old_personal_data(shared: PostgresStore) -> None:
    await shared.write(receive)
    path = await shared.back_up(date(2026, 11, 24))
    assert path is not None
    assert b"Gizliad" in path.read_bytes()
    await shared.tidy_files(NOON + timedelta(days=1), without_personal_data)
    assert b"Gizliad" not in path.read_bytes()


async def test_a_backup_that_cannot_be_written_is_told(shared: PostgresStore, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file is in the way")
    with pytest.raises(CannotSaveError):
        await shared.back_up(date(2026, 11, 24))
    assert await shared.check() == "ok"
