"""A database for many tills."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.postgres_server import started
from tests.shared_store import SharedDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Template


@pytest.fixture(scope="module")
def roomy(postgres_template: Template) -> Iterator[SharedDatabase]:
    """A server for more tills than PostgreSQL's own limit of 100 connections allows: each till has two."""
    server = started(
        postgres_template, {"max_connections": "250", "autovacuum": "on", "shared_buffers": "128MB"}
    )
    made = SharedDatabase(server)
    yield made
    made.remove()
    server.close()


@pytest.fixture
def shared_database(roomy: SharedDatabase) -> SharedDatabase:
    roomy.empty()
    return roomy
