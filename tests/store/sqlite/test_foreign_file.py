"""A file that somebody else made: its rows are taken, and none of its SQL runs."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import pytest

from desktop.store.errors import DamagedDatabaseError
from desktop.store.sqlite import connections
from desktop.store.sqlite.store import DATABASE_NAME, SqliteStore
from tests.store.made import key_of, save

if TYPE_CHECKING:
    from pathlib import Path

PARTS = {
    "trigger": "CREATE TRIGGER evil AFTER INSERT ON orders BEGIN DELETE FROM orders; END",
    "view": "CREATE VIEW evil AS SELECT raw FROM orders",
    "virtual table": "CREATE VIRTUAL TABLE evil USING fts5 (text)",
}


async def foreign(folder: Path, sql: str) -> Path:
    """Make a database with an order, and put SQL into it as another program can."""
    store = await SqliteStore.open(folder)
    await save(store, 1)
    await store.close()
    path = folder / DATABASE_NAME
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()
    return path


async def keys(store: SqliteStore) -> set[str]:
    return {row.payment_key for row in await store.read(lambda tx: list(tx.stored(None)))}


@pytest.mark.parametrize("sql", PARTS.values(), ids=PARTS)
async def test_a_file_with_sql_of_others_is_moved_aside_and_its_rows_are_kept(
    tmp_path: Path, sql: str
) -> None:
    await foreign(tmp_path, sql)
    store = await SqliteStore.open(tmp_path)
    await save(store, 2)
    assert await keys(store) == {key_of(1), key_of(2)}
    assert store.moved_aside is not None
    schema = await store.read(lambda tx: tx.connection.execute("SELECT name FROM sqlite_schema").fetchall())
    assert ("evil",) not in schema
    await store.close()


@pytest.mark.parametrize("sql", PARTS.values(), ids=PARTS)
async def test_a_reader_refuses_such_a_file(tmp_path: Path, sql: str) -> None:
    path = await foreign(tmp_path, sql)
    before = path.read_bytes()
    with pytest.raises(DamagedDatabaseError, match="not ours"):
        await SqliteStore.open(tmp_path, reads_only=True)
    assert path.read_bytes() == before


async def test_a_backup_with_a_view_in_place_of_a_table_adds_nothing(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)
    await save(store, 1)
    await store.close()
    (tmp_path / DATABASE_NAME).write_bytes(b"damaged" * 1000)
    (tmp_path / "backups").mkdir()
    with contextlib.closing(sqlite3.connect(tmp_path / "backups" / "tezgah-2026-11-29.db")) as backup:
        columns = "payment_key, number, status_id, restaurant_id, received_at, changed_at, raw"
        backup.execute(f"CREATE VIEW orders ({columns}) AS SELECT '{key_of(9)}', '9', 1, '', 1, 1, '{{}}'")
        backup.commit()
    store = await SqliteStore.open(tmp_path)
    assert await keys(store) == set()
    await store.close()


async def test_every_connection_distrusts_the_file(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path)

    def pragma(name: str) -> int:
        return int(connection.execute(f"PRAGMA {name}").fetchone()[0])

    with contextlib.closing(connections.connect(tmp_path / DATABASE_NAME)) as connection:
        assert (pragma("trusted_schema"), pragma("cell_size_check")) == (0, 1)
    found = await store.read(lambda tx: tx.connection.execute("PRAGMA trusted_schema").fetchone())
    assert found == (0,)
    await store.close()


def test_nothing_else_opens_a_database() -> None:
    """`connections` is the only way to a file."""
    from pathlib import Path

    import desktop

    package = Path(desktop.__file__).parent
    opening = {path.name for path in package.rglob("*.py") if "sqlite3.connect(" in path.read_text("utf-8")}
    assert opening == {"connections.py"}
