"""Connections of the program to the tests' server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

from desktop.domain.store_address import parse_store_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    import psycopg

    from tests.postgres_server import PostgresDatabase
    from tests.shared_store import SharedDatabase
    from tests.store.postgres.members import Restaurant


class Opens(Protocol):
    def __call__(
        self, url: str = "", password: str | None = None, *, autocommit: bool = True
    ) -> psycopg.Connection[Any]: ...


@pytest.fixture
def connect(postgres_database: PostgresDatabase, tmp_path: Path) -> Iterator[Opens]:
    """Opens connections as the program does; they are closed after the test."""
    from desktop.store.postgres.connection import open_connection

    opened: list[psycopg.Connection[Any]] = []

    def opens(
        url: str = "", password: str | None = None, *, autocommit: bool = True
    ) -> psycopg.Connection[Any]:
        made = open_connection(
            parse_store_address(url or postgres_database.url),
            postgres_database.password if password is None else password,
            application_name="tezgah test",
            root_file_folder=tmp_path,
            autocommit=autocommit,
        )
        opened.append(made)
        return made

    yield opens
    for each in opened:
        each.close()


@pytest.fixture
async def restaurant(shared_database: SharedDatabase, tmp_path: Path) -> AsyncIterator[Restaurant]:
    """A shared store whose tills end with the test."""
    from tests.store.postgres.members import Restaurant

    made = Restaurant(shared_database, tmp_path)
    yield made
    await made.close()
