"""The engines that must keep the store's contract; another engine is one more class and parameter here."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Protocol

import pytest

from desktop.store.sqlite.store import DATABASE_NAME, SqliteStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from desktop.store import Store
    from tests.shared_store import SharedDatabase


class Database(Protocol):
    """One database of an engine."""

    async def open(self) -> Store:
        """Open a store on it."""

    def refusing(self) -> contextlib.AbstractContextManager[None]:
        """Let the machine refuse every write meanwhile."""


class SqliteDatabase:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def open(self) -> SqliteStore:
        return await SqliteStore.open(self._folder)

    @contextlib.contextmanager
    def refusing(self) -> Iterator[None]:
        with contextlib.closing(sqlite3.connect(self._folder / DATABASE_NAME, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")


class PostgresDatabase:
    def __init__(self, shared: SharedDatabase, folder: Path) -> None:
        self._shared = shared
        self._folder = folder

    async def open(self) -> Store:
        return await self._shared.open(self._folder, till="")

    def refusing(self) -> contextlib.AbstractContextManager[None]:
        return self._shared.refusing()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return SqliteDatabase(tmp_path)
    return PostgresDatabase(request.getfixturevalue("shared_database"), tmp_path)


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    opened = await database.open()
    yield opened
    await opened.close()
