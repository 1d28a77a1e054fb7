"""PostgreSQL for tests: clusters of their own, started from the system's binaries and stopped with the tests."""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote

import psycopg
from filelock import FileLock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SUPERUSER: Final = "postgres"
DATABASE: Final = "tests"
_SETTINGS: Final = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "listen_addresses": "127.0.0.1",
    "log_checkpoints": "off",
    "shared_buffers": "16MB",
}
"""The tests end processes, never the machine: nothing has to reach the disk."""
_FOLDERS: Final = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat
    "/opt/homebrew/opt/postgresql*/bin",
    "C:/Program Files/PostgreSQL/*/bin",
)
_GUARD: Final = """
import shutil, subprocess, sys
sys.stdin.read()
folder, user, *command = sys.argv[1:]
subprocess.run(command, user=user or None, cwd=folder, stdout=-3, stderr=-3)
shutil.rmtree(folder, ignore_errors=True)
"""
"""Waits until the tests' process has ended, however it ended, then stops the server and removes its folder."""


def find_binaries() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl` of the newest PostgreSQL; None without one."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in _FOLDERS:
        anchor = Path(pattern).anchor
        found = [path for path in Path(anchor).glob(pattern[len(anchor) :]) if path.is_dir()]
        folders += sorted(found, key=_version_of, reverse=True)
    suffix = ".exe" if sys.platform == "win32" else ""
    names = [name + suffix for name in ("initdb", "pg_ctl", "postgres")]
    return next((each for each in folders if all((each / name).is_file() for name in names)), None)


def _version_of(folder: Path) -> int:
    digits = "".join(letter for letter in folder.as_posix() if letter.isdigit())
    return int(digits or 0)


def _server_user() -> str | None:
    """Return the account that the server runs as: it refuses to run as root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    return next(entry.pw_name for entry in pwd.getpwall() if entry.pw_name in {"postgres", "nobody"})


def _give_to(user: str | None, *paths: Path) -> None:
    if user is not None:
        for path in paths:
            shutil.chown(path, user)


@dataclass(frozen=True)
class Template:
    """A data folder that was initialised once per test run; each cluster starts from a copy of it."""

    binaries: Path
    data: Path
    password: str
    """Of the superuser."""

    @classmethod
    def made(cls, binaries: Path, folder: Path) -> Template:
        """Make it, or take the one that another test process made.

        Args:
            binaries: the server's programs.
            folder: shared by all processes of this run.
        """
        folder.mkdir(exist_ok=True)
        data, secret = folder / "data", folder / "password"
        with FileLock(folder / "lock"):
            if not data.is_dir():
                secret.write_text(secrets.token_hex(8), encoding="ascii")
                _initialise(binaries, data, secret)
        return cls(binaries, data, secret.read_text("ascii"))


def _initialise(binaries: Path, target: Path, secret: Path) -> None:
    user = _server_user()
    place = Path(tempfile.mkdtemp(prefix="tezgah-initdb-"))
    try:
        shutil.copyfile(secret, place / "password")
        _give_to(user, place, place / "password")
        command: list[str | Path] = [
            binaries / "initdb", "--pgdata", place / "data", "--username", SUPERUSER, "--pwfile", place / "password",
            "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync", "--wal-segsize=1",
        ]  # fmt: skip
        # Turkish order where the server has it: a statement that relies on the order of bytes must say so.
        turkish = ["--locale=C", "--locale-provider=icu", "--icu-locale=tr-TR"]
        for locale in (turkish, ["--locale=C"]):
            done = subprocess.run(
                [*command, *locale], user=user, cwd=place, stdout=subprocess.DEVNULL, check=False
            )
            if done.returncode == 0:
                shutil.move(place / "data", target)
                return
            shutil.rmtree(place / "data", ignore_errors=True)
        raise RuntimeError("initdb failed")
    finally:
        shutil.rmtree(place, ignore_errors=True)


class PostgresServer:
    """One cluster on 127.0.0.1, and on a Unix socket where the system has them."""

    def __init__(self, template: Template, settings: Mapping[str, str] | None = None) -> None:
        """Prepare a folder and do not start yet, so that a test may add files to `data` or change pg_hba.conf.

        Args:
            template: copied.
            settings: of the server, beside those of all tests.
        """
        self.password = template.password
        self.port = 0
        self.settings = {**_SETTINGS, **(settings or {})}
        """Read at each start."""
        self.environment: dict[str, str] = {}
        """Of the server and its programs, beside this process's."""
        self._binaries = template.binaries
        self._user = _server_user()
        self.folder = Path(tempfile.mkdtemp(prefix="tezgah-postgres-"))
        self.data = self.folder / "data"
        shutil.copytree(template.data, self.data)
        self.own(self.folder, self.data, *self.data.rglob("*"))
        self.data.chmod(0o700)
        stop = self._pg_ctl("stop", "--mode=immediate")
        self._guard = subprocess.Popen(
            [sys.executable, "-c", _GUARD, self.folder, self._user or "", *stop],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def own(self, *paths: Path) -> None:
        """Give files to the account of the server."""
        _give_to(self._user, *paths)

    def start(self) -> None:
        """Start the server; later starts use the same port."""
        for _ in range(5):
            port = self.port or _free_port()
            if self._start(port):
                self.port = port
                return
        raise RuntimeError(f"PostgreSQL did not start: {self.log()}")

    def _start(self, port: int) -> bool:
        settings = {"port": str(port), **self.settings}
        if sys.platform != "win32":
            settings["unix_socket_directories"] = str(self.folder)
        lines = [f"{name} = '{value}'\n".replace("\\", "/") for name, value in settings.items()]
        place = self.data / "postgresql.auto.conf"
        place.write_text("".join(lines), encoding="utf-8")
        return self._run("start", "--wait", "--timeout=60", "--log", self.folder / "log") == 0

    def stop(self) -> None:
        """Stop the server in order; it ends all connections."""
        self._run("stop", "--wait", "--mode=fast")

    def kill(self) -> None:
        """Stop the server at once, as a crash would: nothing is written, and it recovers at the next start."""
        self._run("stop", "--wait", "--mode=immediate")

    def restart(self) -> None:
        self.stop()
        self.start()

    def promote(self) -> None:
        """Let a replica become the primary."""
        self._run("promote", "--wait")

    def close(self) -> None:
        """Stop the server and remove its folder."""
        self._guard.communicate(timeout=60)

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text("utf-8", errors="replace") if path.exists() else ""

    def run(self, program: str, *arguments: str | Path) -> int:
        """Run another of the server's programs as its account, and return its exit code."""
        return subprocess.run(
            [self._binaries / program, *arguments],
            user=self._user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # the server inherits it and would keep a pipe open
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PGPASSWORD": self.password, **self.environment},
            check=False,
        ).returncode

    def connect(
        self, user: str = SUPERUSER, password: str | None = None, database: str = DATABASE
    ) -> psycopg.Connection:
        """Connect without the program's code; autocommit."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=user,
            password=self.password if password is None else password,
            dbname=database,
            connect_timeout=10,
            autocommit=True,
        )

    def execute(self, *statements: str, database: str = DATABASE) -> None:
        """Run statements as superuser, each in a transaction of its own."""
        with self.connect(database=database) as connection:
            for statement in statements:
                connection.execute(statement)

    def _pg_ctl(self, *arguments: str | Path) -> list[str | Path]:
        return [self._binaries / "pg_ctl", "--silent", "--pgdata", self.data, *arguments]

    def _run(self, *arguments: str | Path) -> int:
        return self.run("pg_ctl", *self._pg_ctl(*arguments)[1:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


_numbers: Final = itertools.count(1)


@dataclass(frozen=True)
class PostgresDatabase:
    """A schema of its own in the tests' database, with its owner and a till's role. It has no tables yet."""

    server: PostgresServer
    schema: str
    owner: str
    till: str
    password: str
    """Of both roles."""

    @classmethod
    def made(cls, server: PostgresServer) -> PostgresDatabase:
        """Make schema and roles with new names; a cluster without the tests' database gets it."""
        number = next(_numbers)
        made = cls(server, f"store_{number}", f"owner_{number}", f"till_{number}", f"secret-{number}")
        made.server.execute(
            f"CREATE ROLE {made.owner} LOGIN PASSWORD '{made.password}'",
            f"CREATE ROLE {made.till} LOGIN PASSWORD '{made.password}'",
            f"CREATE SCHEMA {made.schema} AUTHORIZATION {made.owner}",
            f"GRANT USAGE ON SCHEMA {made.schema} TO {made.till}",
        )
        return made

    @property
    def url(self) -> str:
        """Address for the program, as a till."""
        return self.url_for(self.till)

    @property
    def owner_url(self) -> str:
        return self.url_for(self.owner)

    def url_for(self, user: str, host: str = "127.0.0.1", port: int = 0, **parameters: str) -> str:
        shown = {"schema": self.schema, **parameters}
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in shown.items())
        return f"postgresql://{user}@{host}:{port or self.server.port}/{DATABASE}?{query}"

    def connect(self, user: str | None = None) -> psycopg.Connection:
        """Connect as the owner or another role, without the program's code; the schema is in the search path."""
        connection = self.server.connect(user or self.owner, self.password)
        try:
            connection.execute(f"SET search_path = {self.schema}")
        except psycopg.Error:
            connection.close()
            raise
        return connection

    def execute(self, *statements: str) -> None:
        """Run statements as the owner."""
        with self.connect() as connection:
            for statement in statements:
                connection.execute(statement)

    def remove(self) -> None:
        """End its connections and remove schema and roles; those that the test removed are no error."""
        with self.server.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY(%s)",
                [[self.owner, self.till]],
            )
        self.server.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE", *self._dropped())

    def _dropped(self) -> Iterable[str]:
        for role in (self.owner, self.till):
            yield (
                f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN"
                f" EXECUTE 'DROP OWNED BY {role}; DROP ROLE {role}'; END IF; END $$"
            )


def started(template: Template, settings: Mapping[str, str] | None = None) -> PostgresServer:
    """Start a cluster with the tests' database."""
    server = PostgresServer(template, settings)
    try:
        server.start()
        server.execute(f"CREATE DATABASE {DATABASE}", database="postgres")
        server.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    except BaseException:
        server.close()
        raise
    return server


class Clusters(Protocol):
    """Starts clusters; the fixture `postgres_clusters`."""

    def __call__(self, settings: Mapping[str, str] | None = None) -> PostgresServer: ...
