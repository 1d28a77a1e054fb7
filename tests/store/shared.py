"""A shared store for tests: tables in a schema of the tests' cluster, and a till's role that owns nothing."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, cast

from desktop.domain.store_address import parse_store_address
from desktop.store.postgres import roles
from desktop.store.postgres.schema import migrate
from desktop.store.postgres.store import PostgresStore
from tests.postgres_server import DATABASE, PostgresDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import LiteralString

    from tests.postgres_server import PostgresServer

_EMPTIED = "orders, events, outbox, rejected, gaps, facts, cached, branches, off_sale, portions, portions_taken, print_jobs, kitchen_bumps, order_facts, tills, settings"


class SharedDatabase:
    """The tables of a shared store, emptied for each test."""

    def __init__(self, server: PostgresServer) -> None:
        self.made = PostgresDatabase.made(server)
        group = roles.tills_of(self.made.schema)
        server.execute(
            f"CREATE ROLE {group} NOLOGIN",
            f"GRANT {group} TO {self.made.till}",
            f"REVOKE TEMPORARY ON DATABASE {DATABASE} FROM PUBLIC",
        )
        with self.made.connect() as connection:
            migrate(connection)
        self._owner = self.made.connect()

    def empty(self) -> None:
        """Delete all rows, and let numbers begin anew."""
        self._owner.execute(
            cast("LiteralString", f"TRUNCATE {_EMPTIED} RESTART IDENTITY; UPDATE lease SET epoch = 0, till = NULL, beat = 0, polled_at = NULL")
        )

    def execute(self, statement: str) -> Any:
        """Run a statement as the owner."""
        return self._owner.execute(cast("LiteralString", statement))

    async def open(self, folder: Path, till: str = "Kasa 1", port: int = 0) -> PostgresStore:
        """Open a store on it as a till."""
        url = self.made.url_for(self.made.till, port=port)
        return await PostgresStore.open(
            parse_store_address(url), self.made.password, till=till, data_dir=folder
        )

    @contextlib.contextmanager
    def refusing(self) -> Iterator[None]:
        """Let the server refuse every write meanwhile."""
        group, schema = roles.tills_of(self.made.schema), self.made.schema
        self.execute(f"REVOKE INSERT, UPDATE ON ALL TABLES IN SCHEMA {schema} FROM {group}")
        yield
        roles.grant(self._owner, schema)

    def remove(self) -> None:
        """Remove schema and roles."""
        group = roles.tills_of(self.made.schema)
        self._owner.close()
        self.made.remove()
        self.made.server.execute(f"DROP ROLE {group}")
