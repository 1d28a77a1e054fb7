"""A shared store for tests: tables in a schema of the tests' cluster, and a till's role that owns nothing."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop.domain.store_address import parse_store_address
from desktop.store.postgres import roles
from desktop.store.postgres.schema import migrate
from desktop.store.postgres.store import PostgresStore
from tests.postgres_server import DATABASE, PostgresDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.postgres_server import PostgresServer

_EMPTIED = (
    "events", "outbox", "kitchen_bumps", "orders", "rejected", "gaps", "facts", "cached", "branches", "off_sale", "portions",
    "portions_taken", "print_jobs", "order_facts", "tills", "settings",
)  # fmt: skip
_NUMBERED = ("events.id", "outbox.id", "kitchen_bumps.id", "orders.place", "gaps.id", "print_jobs.id")


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
        # TRUNCATE makes new files for all tables and indexes: 0.2 s.
        statements = [f"DELETE FROM {table}" for table in _EMPTIED]  # noqa: S608 - constants
        for table, _, column in (each.partition(".") for each in _NUMBERED):
            statements.append(f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), 1, false)")
        statements.append("UPDATE lease SET epoch = 0, till = NULL, beat = 0, polled_at = NULL")
        self.execute("; ".join(statements))

    def execute(self, statement: str, values: Sequence[object] | None = None) -> Any:
        """Run a statement as the owner."""
        return self._owner.execute(statement, values)

    def reconnect(self, server: PostgresServer | None = None) -> None:
        """Connect again after the server was stopped; or to another one with the same rows."""
        self._owner.close()
        if server is not None:
            self.made = replace(self.made, server=server)
        self._owner = self.made.connect()

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

    def close(self) -> None:
        """End the owner's connection; the tables go with their cluster."""
        self._owner.close()

    def remove(self) -> None:
        """Remove schema and roles."""
        group = roles.tills_of(self.made.schema)
        self.close()
        self.made.remove()
        self.made.server.execute(f"DROP ROLE {group}")
