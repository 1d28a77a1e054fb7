"""Calls end within their deadline when the line falls silent."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import psycopg
import pytest

from desktop.domain.tills import StoreProblem
from desktop.store.errors import StoreProblemError
from desktop.store.postgres.deadline import deadline
from desktop.store.postgres.error_codes import translated
from tests.postgres_proxy import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import PostgresDatabase
    from tests.store.postgres.conftest import Opens


@pytest.fixture
def line(postgres_database: PostgresDatabase) -> Iterator[Line]:
    with Line(postgres_database.server.port) as made:
        yield made


def through(line: Line, database: PostgresDatabase) -> str:
    return database.url_for(database.owner, port=line.port)


def test_a_call_ends_within_its_deadline_on_a_silent_line(
    line: Line, postgres_database: PostgresDatabase, connect: Opens
) -> None:
    connection = connect(through(line, postgres_database))
    line.silence()
    with pytest.raises(psycopg.OperationalError) as caught, deadline(connection, 0.2) as end:
        connection.execute("SELECT 1")
    assert end.expired
    assert connection.closed
    error = translated(caught.value)
    assert isinstance(error, StoreProblemError)
    assert error.problem is StoreProblem.UNREACHABLE
    assert not error.in_doubt
    with deadline(connection, 0.2), pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")


def test_a_commit_without_an_answer_is_in_doubt(
    line: Line, postgres_database: PostgresDatabase, connect: Opens
) -> None:
    postgres_database.execute("CREATE TABLE a (b int)")
    connection = connect(through(line, postgres_database), autocommit=False)
    connection.execute("INSERT INTO a VALUES (7)")
    line.answers_commits = False
    with pytest.raises(psycopg.OperationalError) as caught, deadline(connection, 0.5):
        connection.commit()
    error = translated(caught.value, committing=True)
    assert isinstance(error, StoreProblemError)
    assert error.in_doubt
    with (
        postgres_database.connect() as other,
        other.transaction(),
    ):  # its lock waits until the silent session has ended
        other.execute("LOCK TABLE a")
        assert other.execute("SELECT b FROM a").fetchall() == [(7,)]


def test_a_listener_ends_on_a_silent_line(
    line: Line, postgres_database: PostgresDatabase, connect: Opens
) -> None:
    connection = connect(through(line, postgres_database))
    line.silence()
    with pytest.raises(psycopg.OperationalError), deadline(connection, 0.2):
        list(connection.notifies(timeout=60))


def test_a_quick_call_leaves_its_connection_alone(connect: Opens) -> None:
    quick, slow = connect(), connect()
    with deadline(quick, 0.2) as end:
        quick.execute("SELECT 1")
    # A later deadline expires after the first one would have.
    with pytest.raises(psycopg.OperationalError), deadline(slow, 0.3):
        slow.execute("SELECT pg_sleep(60)")
    assert not end.expired
    assert quick.execute("SELECT 1").fetchone() == (1,)


def test_a_shorter_deadline_ends_before_a_longer_one(connect: Opens) -> None:
    long, short = connect(), connect()
    with deadline(long, 60) as end:
        with pytest.raises(psycopg.OperationalError), deadline(short, 0.1) as first:
            # Shorter than the deadlines of the connections' own start, at which the thread wakes in any case.
            short.execute("SELECT pg_sleep(3)")
        assert first.expired
        assert long.execute("SELECT 1").fetchone() == (1,)
    assert not end.expired


def test_one_thread_watches_all_calls(connect: Opens) -> None:
    connection = connect()
    for _ in range(200):
        with deadline(connection):
            connection.execute("SELECT 1")
    assert [each.name for each in threading.enumerate()].count("store-deadlines") == 1


def test_another_line_with_the_same_number_is_left_alone(connect: Opens) -> None:
    connection = connect()
    other = connect()
    number = connection.fileno()
    with deadline(connection, 0.2) as end:
        connection.close()
        near, far = socket.socketpair()
        with near, far:
            assert number in {near.fileno(), far.fileno()}
            with pytest.raises(psycopg.OperationalError), deadline(other, 0.4):
                other.execute("SELECT pg_sleep(60)")
            assert end.expired
            near.sendall(b"x")
            assert far.recv(1) == b"x"


def test_a_closed_connection_has_no_deadline(connect: Opens) -> None:
    connection = connect()
    connection.close()
    with deadline(connection, 0.1) as end:
        pass
    assert not end.expired
