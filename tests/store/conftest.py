"""Shared stores of PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import PostgresServer
    from tests.store.shared import SharedDatabase


@pytest.fixture(scope="session")
def shared_tables(postgres_server: PostgresServer) -> Iterator[SharedDatabase]:
    from tests.store.shared import SharedDatabase

    made = SharedDatabase(postgres_server)
    yield made
    made.remove()


@pytest.fixture
def shared_database(shared_tables: SharedDatabase) -> SharedDatabase:
    """A shared store without rows."""
    shared_tables.empty()
    return shared_tables
