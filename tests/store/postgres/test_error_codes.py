"""Errors of an open connection: the machine's, the line's, or a mistake of the program, and never a value in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from desktop.domain.tills import StoreProblem
from desktop.store.errors import BrokenRuleError, StoreProblemError
from desktop.store.postgres.error_codes import translated

if TYPE_CHECKING:
    from tests.postgres_server import PostgresDatabase

TABLE = """
CREATE TABLE a (
    b int PRIMARY KEY CHECK (b < 100),
    c text NOT NULL,
    d int REFERENCES a
);
INSERT INTO a VALUES (7, 'Ayşe Yılmaz')
"""


def failure(database: PostgresDatabase, statement: str, user: str = "") -> Exception:
    with database.connect(user or database.owner) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(statement, prepare=False)
    return translated(caught.value)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("INSERT INTO a VALUES (7, 'Ayşe Yılmaz')", "UniqueViolation 23505 a, a_pkey"),
        ("INSERT INTO a VALUES (700, 'Ayşe Yılmaz')", "CheckViolation 23514 a, a_b_check"),
        ("INSERT INTO a VALUES (8, NULL)", "NotNullViolation 23502 a, c"),
        ("INSERT INTO a VALUES (8, 'Ayşe Yılmaz', 9)", "ForeignKeyViolation 23503 a, a_d_fkey"),
        ("INSERT INTO a VALUES ('Ayşe Yılmaz', '')", "InvalidTextRepresentation 22P02"),
        ("SELECT Ayse FROM a", "UndefinedColumn 42703"),
        ("SELEC 'Ayşe Yılmaz'", "SyntaxError 42601"),
        ("DO $$ BEGIN RAISE EXCEPTION 'Ayşe Yılmaz'; END $$", "RaiseException P0001"),
    ],
)
def test_a_mistake_of_the_program_names_the_rule_and_no_value(
    postgres_database: PostgresDatabase, statement: str, rule: str
) -> None:
    postgres_database.execute(TABLE)
    error = failure(postgres_database, statement)
    assert isinstance(error, BrokenRuleError)
    assert str(error) == rule


def test_a_text_with_nul_is_a_mistake_of_the_program(postgres_database: PostgresDatabase) -> None:
    with postgres_database.connect() as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute("SELECT %s::text", ["Ayşe\0"])
    error = translated(caught.value)
    assert isinstance(error, BrokenRuleError)
    assert "Ayşe" not in str(error)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("SET transaction_read_only = on; INSERT INTO a VALUES (8, '')", StoreProblem.READ_ONLY),
        ("SET statement_timeout = 1; SELECT pg_sleep(60)", StoreProblem.BUSY),
        ("SET SESSION AUTHORIZATION postgres", StoreProblem.NO_RIGHT),
        ("SELECT * FROM missing", StoreProblem.NO_SCHEMA),
        ("DO $$ BEGIN RAISE disk_full; END $$", StoreProblem.READ_ONLY),
        ("DO $$ BEGIN RAISE admin_shutdown; END $$", StoreProblem.UNREACHABLE),
        ("DO $$ BEGIN RAISE deadlock_detected; END $$", StoreProblem.BUSY),
        ("DO $$ BEGIN RAISE io_error; END $$", StoreProblem.FAILED),
        ("DO $$ BEGIN RAISE out_of_memory; END $$", StoreProblem.FAILED),
        ("DO $$ BEGIN RAISE too_many_connections; END $$", StoreProblem.TOO_MANY_CONNECTIONS),
    ],
)
def test_what_the_server_refuses_has_its_reason(
    postgres_database: PostgresDatabase, statement: str, problem: StoreProblem
) -> None:
    postgres_database.execute(TABLE)
    error = failure(postgres_database, statement)
    assert isinstance(error, StoreProblemError)
    assert error.problem is problem
    assert not error.in_doubt


def test_a_table_of_others_is_refused(postgres_database: PostgresDatabase) -> None:
    postgres_database.execute(TABLE)
    error = failure(postgres_database, "SELECT * FROM a", postgres_database.till)
    assert isinstance(error, StoreProblemError)
    assert error.problem is StoreProblem.NO_RIGHT


def test_a_lock_that_others_hold_too_long_is_busy(postgres_database: PostgresDatabase) -> None:
    postgres_database.execute(TABLE)
    with postgres_database.connect() as other, other.transaction():
        other.execute("LOCK TABLE a")
        error = failure(postgres_database, "SET lock_timeout = 1; SELECT * FROM a")
    assert isinstance(error, StoreProblemError)
    assert error.problem is StoreProblem.BUSY


def test_a_session_that_the_server_ended_is_unreachable(postgres_database: PostgresDatabase) -> None:
    with postgres_database.connect() as connection:
        postgres_database.server.execute(f"SELECT pg_terminate_backend({connection.info.backend_pid})")
        for _ in range(2):  # the server's last word, then a connection that is closed
            with pytest.raises(psycopg.Error) as caught:
                connection.execute("SELECT 1")
            error = translated(caught.value, committing=True)
            assert isinstance(error, StoreProblemError)
            assert error.problem is StoreProblem.UNREACHABLE
            assert error.in_doubt
