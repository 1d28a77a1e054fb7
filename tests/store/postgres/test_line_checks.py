"""A pooler, a replica, an old server: each is found out at once."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from desktop.domain.tills import StoreProblem
from desktop.store.errors import StoreProblemError
from desktop.store.postgres.line_checks import check_hearing, check_server
from tests.postgres_proxy import Line
from tests.postgres_server import PostgresDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Clusters
    from tests.store.postgres.conftest import Opens


def problem_of(connect: Opens, url: str, password: str | None = None) -> StoreProblem:
    with pytest.raises(StoreProblemError) as caught:
        connect(url, password)
    return caught.value.problem


def test_a_direct_line_hears_and_stays_as_it_was(connect: Opens) -> None:
    connection = connect()
    check_hearing(connection)
    assert connection.execute("SELECT pg_listening_channels()").fetchall() == []


def test_a_pooler_is_found_out(connect: Opens, postgres_database: PostgresDatabase) -> None:
    with Line(postgres_database.server.port, drops_notifications=True) as line:
        connection = connect(postgres_database.url_for(postgres_database.till, port=line.port))
        with pytest.raises(StoreProblemError) as caught:
            check_hearing(connection, 0.3)
    assert caught.value.problem is StoreProblem.POOLER


def test_a_pooler_that_drops_settings_is_no_database_without_a_schema(
    postgres_database: PostgresDatabase,
) -> None:
    with (
        postgres_database.server.connect(postgres_database.till, postgres_database.password) as connection,
        pytest.raises(StoreProblemError) as caught,
    ):
        check_server(connection, postgres_database.schema)
    assert caught.value.problem is StoreProblem.POOLER


def test_an_old_server_is_refused(connect: Opens, postgres_database: PostgresDatabase) -> None:
    with Line(postgres_database.server.port, server_version="12.22") as line:
        url = postgres_database.url_for(postgres_database.till, port=line.port)
        assert problem_of(connect, url) is StoreProblem.OLD_SERVER


def test_the_oldest_server_is_asked_for_nothing_newer(
    connect: Opens, postgres_database: PostgresDatabase
) -> None:
    with Line(postgres_database.server.port, server_version="13.1") as line:
        connection = connect(postgres_database.url_for(postgres_database.till, port=line.port))
        assert connection.execute("SHOW client_connection_check_interval").fetchone() == ("0",)


def test_a_replica_is_refused(connect: Opens, postgres_clusters: Clusters) -> None:
    server = postgres_clusters()
    database = PostgresDatabase.made(server)
    connect(database.url, database.password).close()
    server.stop()
    signal = server.data / "standby.signal"
    signal.touch()
    server.own(signal)
    server.start()
    assert problem_of(connect, database.url, database.password) is StoreProblem.REPLICA
    server.promote()
    connect(database.url, database.password)


@contextmanager
def server_that_refuses_with(text: str) -> Iterator[int]:
    """Yield the port of a server that refuses every connection."""
    fields = b"SFATAL\0VFATAL\0CXXXXX\0M" + text.encode() + b"\0\0"

    def run(listener: socket.socket) -> None:
        with listener.accept()[0] as client:
            client.recv(9999)
            client.sendall(b"N")
            client.recv(9999)
            client.sendall(b"E" + (len(fields) + 4).to_bytes(4, "big") + fields)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=run, args=[listener])
        thread.start()
        yield listener.getsockname()[1]
        thread.join(30)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('unrecognized configuration parameter "tcp_user_timeout"', StoreProblem.OLD_SERVER),
        ("unsupported startup parameter in options: tcp_keepalives_idle", StoreProblem.POOLER),
        ("unsupported startup parameter: options", StoreProblem.POOLER),
        ("sorry, too many clients already", StoreProblem.TOO_MANY_CONNECTIONS),
        ('too many connections for role "till_1"', StoreProblem.TOO_MANY_CONNECTIONS),
        ('"till_1" kullanıcısı için şifre doğrulaması başarısız oldu', StoreProblem.REFUSED),
        ('no pg_hba.conf entry for host "10.0.0.9", user "a", database "b"', StoreProblem.REFUSED),
        ("the database system is starting up", StoreProblem.UNREACHABLE),
        ("database »tezgah« ist nicht da", StoreProblem.UNREACHABLE),
    ],
)
def test_refusals_of_servers_have_their_reasons(
    connect: Opens, postgres_database: PostgresDatabase, text: str, problem: StoreProblem
) -> None:
    with server_that_refuses_with(text) as port:
        url = postgres_database.url_for(postgres_database.till, port=port)
        assert problem_of(connect, url) is problem
