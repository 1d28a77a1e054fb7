"""Connections to the shared store: settings, refusals, and nothing of this machine's own settings."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
from typing import TYPE_CHECKING

import psycopg
import pytest

from desktop.domain.tills import StoreProblem
from desktop.store.errors import StoreProblemError
from tests.postgres_server import DATABASE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres_server import PostgresDatabase
    from tests.store.postgres.conftest import Opens


def problem_of(connect: Opens, url: str = "", password: str | None = None) -> StoreProblem:
    with pytest.raises(StoreProblemError) as caught:
        connect(url, password)
    assert not caught.value.in_doubt
    return caught.value.problem


def test_session_settings_are_as_asked_for(connect: Opens, postgres_database: PostgresDatabase) -> None:
    with connect() as connection:
        shown = {
            name: str(connection.execute("SELECT current_setting(%s)", [name]).fetchone())
            for name in (
                "tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout",
                "idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout",
                "default_transaction_isolation", "search_path", "client_encoding", "synchronous_commit",
                "client_connection_check_interval", "application_name", "TimeZone", "DateStyle",
            )
        }  # fmt: skip
    assert shown == {
        "tcp_keepalives_idle": "('5',)",
        "tcp_keepalives_interval": "('2',)",
        "tcp_keepalives_count": "('3',)",
        "tcp_user_timeout": "('10000',)",
        "idle_in_transaction_session_timeout": "('3s',)",
        "lock_timeout": "('3500ms',)",
        "statement_timeout": "('10s',)",
        "default_transaction_isolation": "('read committed',)",
        "search_path": f"('{postgres_database.schema}',)",
        "client_encoding": "('UTF8',)",
        "synchronous_commit": "('on',)",
        "client_connection_check_interval": "('2s',)",
        "application_name": "('tezgah test',)",
        "TimeZone": "('UTC',)",
        "DateStyle": "('ISO, MDY',)",
    }


def test_a_server_that_may_lose_commits_is_asked_not_to(
    connect: Opens, postgres_database: PostgresDatabase
) -> None:
    role = postgres_database.till
    postgres_database.server.execute(f"ALTER ROLE {role} SET synchronous_commit = off")
    with connect() as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_a_server_that_waits_for_its_replica_still_does(
    connect: Opens, postgres_database: PostgresDatabase
) -> None:
    role = postgres_database.till
    postgres_database.server.execute(f"ALTER ROLE {role} SET synchronous_commit = remote_apply")
    with connect() as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("remote_apply",)


def test_transactions_are_the_callers_unless_asked_for(connect: Opens) -> None:
    connection = connect(autocommit=False)
    connection.execute("SELECT 1")
    assert connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
    assert connection.prepare_threshold is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no Unix sockets for PostgreSQL")
def test_a_socket_of_this_computer_is_an_address(connect: Opens, postgres_database: PostgresDatabase) -> None:
    folder = str(postgres_database.server.folder).replace("/", "%2F")
    connection = connect(postgres_database.url_for(postgres_database.till, host=folder))
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_variables_of_the_machine_have_no_influence(
    connect: Opens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    services = tmp_path / "services"
    services.write_text("[other]\nhost=192.0.2.1\nport=1\nuser=nobody\n", encoding="ascii")
    for name, value in {
        "PGSERVICE": "other",
        "PGSERVICEFILE": str(services),
        "PGHOST": "192.0.2.1",
        "PGHOSTADDR": "192.0.2.1",
        "PGPORT": "1",
        "PGUSER": "nobody",
        "PGDATABASE": "nothing",
        "PGPASSWORD": "wrong",
        "PGPASSFILE": str(services),
        "PGOPTIONS": "-c search_path=elsewhere -c work_mem=1MB",
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": str(services),
        "PGSSLCERT": str(services),
        "PGSSLCRL": str(services),
        "PGREQUIREAUTH": "none",
        "PGREQUIREPEER": "nobody",
        "PGCHANNELBINDING": "require",
        "PGTARGETSESSIONATTRS": "standby",
        "PGCLIENTENCODING": "latin1",
        "PGTZ": "Asia/Tokyo",
        "PGDATESTYLE": "German",
        "PGCONNECT_TIMEOUT": "0",
        "PGMINPROTOCOLVERSION": "3.2",
    }.items():
        monkeypatch.setenv(name, value)
    connection = connect()
    assert connection.execute("SHOW TimeZone").fetchone() == ("UTC",)
    assert connection.execute("SHOW work_mem").fetchone() == ("4MB",)
    assert not [name for name in os.environ if name.startswith("PG")]


def test_a_wrong_password_is_refused(connect: Opens) -> None:
    assert problem_of(connect, password="wrong") is StoreProblem.REFUSED


@pytest.mark.skipif(sys.platform == "win32", reason="the library finds the home folder of Windows otherwise")
def test_a_password_of_the_home_folder_is_not_used(
    connect: Opens, postgres_database: PostgresDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".pgpass").write_text(f"*:*:*:*:{postgres_database.password}\n", encoding="ascii")
    (home / ".pgpass").chmod(0o600)
    monkeypatch.setenv("HOME", str(home))
    assert problem_of(connect, password="") is StoreProblem.REFUSED


def test_password_is_in_no_log_and_no_error(
    connect: Opens, postgres_database: PostgresDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    connection = connect()
    assert postgres_database.password not in repr(connection)
    with pytest.raises(StoreProblemError) as caught:
        connect(postgres_database.url_for("nobody"))
    error: BaseException | None = caught.value
    while error is not None:
        assert postgres_database.password not in f"{error!r} {error}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    assert postgres_database.password not in caplog.text
    assert postgres_database.password not in postgres_database.server.log()


def test_a_server_that_does_not_listen_is_unreachable(
    connect: Opens, postgres_database: PostgresDatabase
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = postgres_database.url_for(postgres_database.till, port=port)
    assert problem_of(connect, url) is StoreProblem.UNREACHABLE


def test_a_name_that_no_computer_has_is_told(connect: Opens, postgres_database: PostgresDatabase) -> None:
    url = postgres_database.url_for(postgres_database.till, host="kasa-9.invalid")
    assert problem_of(connect, url) is StoreProblem.UNKNOWN_NAME


def test_a_database_that_is_missing_is_named(connect: Opens, postgres_database: PostgresDatabase) -> None:
    url = postgres_database.url.replace(f"/{DATABASE}?", "/missing?")
    assert problem_of(connect, url) is StoreProblem.NO_DATABASE


def test_a_schema_that_is_missing_is_named(connect: Opens, postgres_database: PostgresDatabase) -> None:
    url = postgres_database.url.replace(postgres_database.schema, "missing")
    assert problem_of(connect, url) is StoreProblem.NO_SCHEMA


def test_a_schema_of_others_is_refused(connect: Opens, postgres_database: PostgresDatabase) -> None:
    postgres_database.execute(
        f"REVOKE USAGE ON SCHEMA {postgres_database.schema} FROM {postgres_database.till}"
    )
    assert problem_of(connect) is StoreProblem.NO_RIGHT


def test_too_many_connections_have_a_reason_of_their_own(
    connect: Opens, postgres_database: PostgresDatabase
) -> None:
    postgres_database.server.execute(f"ALTER ROLE {postgres_database.till} CONNECTION LIMIT 1")
    connect()
    assert problem_of(connect) is StoreProblem.TOO_MANY_CONNECTIONS


def test_a_read_only_server_is_told_from_a_replica(
    connect: Opens, postgres_database: PostgresDatabase
) -> None:
    role = postgres_database.till
    postgres_database.server.execute(f"ALTER ROLE {role} SET default_transaction_read_only = on")
    assert problem_of(connect) is StoreProblem.READ_ONLY


def test_a_server_that_asks_for_the_password_in_clear_does_not_get_it(
    connect: Opens, postgres_database: PostgresDatabase
) -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as fake:

        def ask() -> None:
            with fake.accept()[0] as client:
                client.recv(9999)
                client.sendall(b"N")  # no encryption
                client.recv(9999)
                client.sendall(
                    b"R" + (8).to_bytes(4, "big") + (3).to_bytes(4, "big")
                )  # the password, in clear
                heard.append(client.recv(9999))

        server = threading.Thread(target=ask)
        server.start()
        url = postgres_database.url_for(postgres_database.till, port=fake.getsockname()[1])
        assert problem_of(connect, url) is StoreProblem.REFUSED
        server.join(30)
    assert heard == [b""]
