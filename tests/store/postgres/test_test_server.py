"""The server that tests start: fresh schemas, restarts, crashes, and an end however the tests end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from tests.postgres_server import Clusters, PostgresDatabase, Template

ROOT = Path(__file__).parents[3]


def test_a_till_can_use_the_schema_and_make_nothing_in_it(postgres_database: PostgresDatabase) -> None:
    postgres_database.execute("CREATE TABLE a (b int)")
    with (
        postgres_database.connect(postgres_database.till) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE c (d int)")


def test_committed_rows_survive_a_crash_of_the_server(postgres_clusters: Clusters) -> None:
    server = postgres_clusters()
    server.execute("CREATE TABLE a (b int)", "INSERT INTO a VALUES (7)")
    server.kill()
    with pytest.raises(psycopg.OperationalError):
        server.connect()
    server.start()
    with server.connect() as connection:
        assert connection.execute("SELECT b FROM a").fetchone() == (7,)
    server.restart()
    server.execute("INSERT INTO a VALUES (8)")


def test_the_server_ends_with_a_killed_test_process(postgres_template: Template) -> None:
    starts = """
import sys
from pathlib import Path
from tests.postgres_server import Template, started
server = started(Template(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
print(server.folder, server._guard.pid, flush=True)
sys.stdin.read()
"""
    values = (postgres_template.binaries, postgres_template.data, postgres_template.password)
    child = subprocess.Popen(
        [sys.executable, "-c", starts, *values],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        line = child.stdout.readline()
        folder = Path(line.split()[0])
        assert (folder / "data" / "postmaster.pid").exists()
        child.kill()
        assert child.stdout.read() == ""  # the guard has the other end of the pipe: it has ended too
    assert not folder.exists()
