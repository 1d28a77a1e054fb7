"""The owner's work: prepares a database, upgrades its tables, makes logins for tills."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import sql

from desktop.domain.tills import StoreProblem
from desktop.store.errors import StoreProblemError
from desktop.store.postgres import roles, schema
from desktop.store.postgres.connection import open_connection
from desktop.store.postgres.error_codes import translated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.domain.store_address import StoreAddress

_FIRST_DATABASE: Final = "postgres"
"""Each server has it from the start."""
_NAME: Final = "Tezgâh setup"


@contextlib.contextmanager
def as_owner(address: StoreAddress, password: str, folder: Path) -> Iterator[Owner]:
    """Connect as the owner of a database, or as a superuser; a database that is missing is created.

    Args:
        address: with the owner's login as its user.
        password: of that login.
        folder: gets a file with the certificates that this machine trusts.

    Raises:
        StoreProblemError: it cannot be used, or the login lacks a right; in the block too.
    """
    try:
        connection = _connected(address, password, folder)
    except StoreProblemError as error:
        if error.problem is not StoreProblem.NO_DATABASE:
            raise
        with (
            _errors(),
            contextlib.closing(
                _connected(replace(address, database=_FIRST_DATABASE), password, folder)
            ) as first,
        ):
            first.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(address.database)))
        connection = _connected(address, password, folder)
    with contextlib.closing(connection), _errors():
        # Nobody waits for these statements.
        connection.execute("SET statement_timeout = 0")
        yield Owner(connection, address.schema)


class Owner:
    """The connection of an owner."""

    def __init__(self, connection: psycopg.Connection[Any], schema_name: str) -> None:
        self._connection = connection
        self._schema = schema_name

    def prepare(self) -> None:
        """Create roles, schema and tables where they are missing."""
        roles.prepare(self._connection, self._schema)
        self.upgrade()

    def upgrade(self) -> bool:
        """Bring the tables to this program's version; return False where they have it."""
        return schema.migrate(self._connection)

    @property
    def version(self) -> int:
        """Version of the tables after `upgrade`."""
        return schema.newest_version()

    def has_login(self, name: str) -> bool:
        """Return whether the server has such a role."""
        found = self._connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
        return found is not None

    def is_till(self, name: str) -> bool:
        """Return whether such a role may use these tables; a server has the roles of all its databases."""
        return roles.is_till(self._connection, self._schema, name)

    def make_login(self, name: str, password: str) -> None:
        """Create the login of one till, or give it a new password."""
        roles.create_till_login(self._connection, self._schema, name, password)


def _connected(address: StoreAddress, password: str, folder: Path) -> psycopg.Connection[Any]:
    return open_connection(
        address,
        password,
        application_name=_NAME,
        root_file_folder=folder,
        autocommit=True,
        has_schema=False,
    )


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise translated(error) from None
