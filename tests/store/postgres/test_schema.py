"""Tables of a shared store, and the rights of a till on them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from desktop.domain.store_address import parse_store_address
from desktop.domain.tills import StoreProblem
from desktop.store.copying import TABLES
from desktop.store.errors import OlderProgramError, StoreProblemError
from desktop.store.postgres import roles
from desktop.store.postgres.schema import READABLE_FROM, check_version, migrate, newest_version
from desktop.store.sqlite.moving import new_file
from tests.postgres_server import DATABASE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres_server import PostgresDatabase, PostgresServer
    from tests.shared_store import SharedDatabase

SCHEMA = "roles_of_a_till"


@pytest.fixture
def till(shared_database: SharedDatabase) -> Iterator[psycopg.Connection[Any]]:
    with shared_database.made.connect(shared_database.made.till) as connection:
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE orders",
        "TRUNCATE orders",
        "ALTER TABLE orders ADD COLUMN x int",
        "CREATE INDEX x ON orders (total)",
        "CREATE TABLE x (y int)",
        "CREATE TABLE public.x (y int)",
        "CREATE TEMP TABLE x (y int)",
        "CREATE SCHEMA x",
        "CREATE EXTENSION pg_trgm",
        "CREATE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE x",
        "DELETE FROM events",
        "UPDATE store SET version = 7",
        "DELETE FROM store",
        "INSERT INTO store (version, readable_from) VALUES (1, 1)",
        "DELETE FROM lease",
        "INSERT INTO lease (epoch) VALUES (7)",
        "COPY orders TO PROGRAM 'true'",
        "SET ROLE postgres",
    ],
)
def test_a_till_changes_no_table_and_no_history(till: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        till.execute(statement)


def test_the_tables_have_all_columns_of_the_embedded_store(
    shared_database: SharedDatabase, tmp_path: Path
) -> None:
    own = {"store", "lease", "tills", "settings", "order_facts"}
    shared: dict[str, set[str]] = {}
    for table, column in shared_database.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    ):
        shared.setdefault(table, set()).add("rowid" if column == "place" else column)
    with new_file(tmp_path / "tezgah.db"):
        pass
    with closing(sqlite3.connect(tmp_path / "tezgah.db")) as file:
        embedded = {
            table: {column for (column,) in file.execute("SELECT name FROM pragma_table_info(?)", (table,))}
            for (table,) in file.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'order_search%'"
            )
        }
    embedded["orders"].add("rowid")
    assert {table: columns for table, columns in shared.items() if table not in own} == {
        table: columns for table, columns in embedded.items() if table not in own
    }
    copied = {table.name: set(table.columns) for table in TABLES}
    copied["orders"].add("indexed")
    assert copied == {table: columns for table, columns in embedded.items() if table not in own}


def test_migrating_again_changes_nothing(shared_database: SharedDatabase) -> None:
    with shared_database.made.connect() as connection:
        assert not migrate(connection)
        check_version(connection)


def test_a_till_refuses_tables_that_it_cannot_use(
    shared_database: SharedDatabase, till: psycopg.Connection[Any]
) -> None:
    check_version(till)
    newer = newest_version() + 1
    shared_database.execute("UPDATE store SET version = %s", [newer])
    try:
        check_version(till)  # an upgrade that older programs understand
        shared_database.execute("UPDATE store SET readable_from = %s", [newer])
        with pytest.raises(OlderProgramError):
            check_version(till)
        with shared_database.made.connect() as connection, pytest.raises(OlderProgramError):
            migrate(connection)
    finally:
        shared_database.execute(
            "UPDATE store SET version = %s, readable_from = %s", [newest_version(), READABLE_FROM]
        )


def test_a_schema_without_tables_says_so(postgres_database: PostgresDatabase) -> None:
    with (
        postgres_database.connect(postgres_database.till) as connection,
        pytest.raises(StoreProblemError) as refused,
    ):
        check_version(connection)
    assert refused.value.problem is StoreProblem.NO_SCHEMA


def test_a_failed_upgrade_leaves_nothing(postgres_database: PostgresDatabase) -> None:
    postgres_database.execute("CREATE TABLE gaps (x int)")
    with postgres_database.connect() as connection:
        with pytest.raises(psycopg.errors.DuplicateTable):
            migrate(connection)
        assert connection.execute("SELECT to_regclass('orders')").fetchone() == (None,)


@pytest.fixture
def prepared(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """A database that was prepared with the printed SQL."""
    address = parse_store_address(f"postgresql://kasa_1@127.0.0.1/{DATABASE}?schema={SCHEMA}")
    for _ in range(2):  # it can be run again
        postgres_server.execute(roles.init_sql(address))
    yield postgres_server
    with postgres_server.connect() as connection:
        for role in ("kasa_1", roles.tills_of(SCHEMA), roles.owner_of(SCHEMA)):
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(f"DROP OWNED BY {role} CASCADE; DROP ROLE {role}")


def test_a_login_of_a_till_is_made_changed_and_removed(prepared: PostgresServer) -> None:
    with prepared.connect() as admin:
        admin.execute(f"SET search_path = {SCHEMA}")
        assert migrate(admin)
        owner = admin.execute(
            "SELECT tableowner FROM pg_tables WHERE tablename = 'orders' AND schemaname = %s", [SCHEMA]
        )
        assert owner.fetchone() == (roles.owner_of(SCHEMA),)
        roles.create_till_login(admin, SCHEMA, "kasa_1", "old")
        roles.create_till_login(admin, SCHEMA, "kasa_1", "şifre' new")
        with pytest.raises(psycopg.OperationalError):
            prepared.connect("kasa_1", "old")
        with prepared.connect("kasa_1", "şifre' new") as till:
            till.execute(f"SET search_path = {SCHEMA}")
            till.execute("INSERT INTO gaps (began_at, ended_at, off, orders) VALUES (1, 2, true, 3)")
            roles.drop_till_login(admin, "kasa_1")
            with pytest.raises(psycopg.OperationalError):
                till.execute("SELECT 1")
        with pytest.raises(psycopg.OperationalError):
            prepared.connect("kasa_1", "şifre' new")
        assert admin.execute("SELECT orders FROM gaps").fetchone() == (3,), "its rows stay"
    assert "şifre" not in prepared.log()
