"""Migrations that change rows: what a file of an earlier version means afterwards."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.store.sqlite import schema
from desktop.store.sqlite.store import DATABASE_NAME, SqliteStore
from tests.store.made import key_of

if TYPE_CHECKING:
    from desktop.store import Transaction

MIGRATIONS = sorted(Path(schema.__file__).with_name("migrations").glob("[0-9]*.sql"))
BEFORE_PORTIONS = 6


def create_old(file: Path, version: int) -> sqlite3.Connection:
    database = sqlite3.connect(file)
    for step in MIGRATIONS[:version]:
        database.executescript(step.read_text("utf-8"))
    database.execute(f"PRAGMA user_version = {version}")
    return database


async def test_orders_that_were_accepted_before_portions_were_counted_take_none(tmp_path: Path) -> None:
    with contextlib.closing(create_old(tmp_path / DATABASE_NAME, BEFORE_PORTIONS)) as database:
        database.executemany(
            "INSERT INTO orders (payment_key, number, status_id, restaurant_id, received_at, changed_at, accepted_at, raw)"
            " VALUES (?, '7', ?, '', 5, 5, ?, '{}')",
            [(key_of(1), 2, 5), (key_of(2), 1, None)],
        )
        database.execute(
            "INSERT INTO off_sale (food_id, restaurant_id, name, since, wanted_at) VALUES (7, '', 'Künefe', 5, 5)"
        )
        database.commit()

    def start(tx: Transaction) -> set[str]:
        (now,) = {dish.since for dish in tx.off_sale()}
        return tx.start_counting([key_of(1), key_of(2)], now)

    store = await SqliteStore.open(tmp_path)
    assert await store.write(start) == {key_of(2)}
    assert [dish.by_count for dish in await store.read(lambda tx: tx.off_sale())] == [False]
    await store.close()
    assert (tmp_path / "tezgah.before-7.db").exists()
