"""Examines a shared database for people: server, encryption, tables, rights, clock, tills."""

from __future__ import annotations

import contextlib
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec
import psycopg

from desktop.store.postgres import schema
from desktop.store.postgres.connection import open_connection
from desktop.store.postgres.deadline import deadline
from desktop.store.postgres.error_codes import translated
from desktop.store.postgres.line_checks import check_hearing

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.domain.store_address import StoreAddress

_SECONDS: Final = 10.0
_SILENT_SECONDS: Final = 30
"""A till that runs says so every ten seconds."""
_NEEDED: Final = ("orders", "outbox", "events", "facts", "tills", "lease")
_TILLS: Final = f"""
SELECT t.name, t.version, t.seen_at, l.till IS NOT NULL AND t.seen_at > clock_timestamp() - interval '{_SILENT_SECONDS} s',
       t.seen_at > clock_timestamp() - interval '{_SILENT_SECONDS} s'
  FROM tills t LEFT JOIN lease l ON l.till = t.process
 WHERE t.seen_at > clock_timestamp() - interval '30 days' ORDER BY t.name, t.seen_at DESC
"""  # noqa: S608 - constants
_RIGHTS: Final = """
SELECT bool_and(has_table_privilege(name, 'SELECT') AND (name = 'events' OR has_table_privilege(name, 'UPDATE'))),
       has_schema_privilege(current_schema(), 'CREATE') OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
           OR pg_has_role((SELECT nspowner FROM pg_namespace WHERE nspname = current_schema()), 'MEMBER')
  FROM unnest(CAST(%s AS text[])) AS needed (name)
"""


class KnownTill(msgspec.Struct, frozen=True):
    """A till that used the database in the last 30 days."""

    name: str
    version: str
    seen_at: datetime
    """By the database's clock."""
    leads: bool
    runs: bool
    """Whether it was heard of just now."""


class Examination(msgspec.Struct, frozen=True):
    """The state of a shared database."""

    server: str
    """Version of PostgreSQL, such as ``15.18``."""
    encryption: str
    """Version of TLS, "" without encryption."""
    version: int
    """The version of the tables."""
    newest: int
    """Version of the tables that this program knows."""
    may_write: bool
    """Whether this user can use the tables."""
    may_change_tables: bool
    """Whether this user can do more than a till should."""
    clock_ahead: float
    """Seconds that the database's clock is ahead of this computer's, to within the time of one answer."""
    polled_at: datetime | None
    """When a till last asked the vendor for orders, by the database's clock."""
    orders: int
    tills: tuple[KnownTill, ...]

    @property
    def leader(self) -> str:
        """Name of the till that polls for all, "" for none."""
        return next((till.name for till in self.tills if till.leads), "")

    @property
    def running(self) -> int:
        """Number of tills that run."""
        return sum(till.runs for till in self.tills)


def examine(address: StoreAddress, password: str, folder: Path) -> Examination:
    """Connect as a till does, and examine the database; nothing is changed.

    Raises:
        StoreProblemError: a till cannot use it.
    """
    try:
        connection = open_connection(
            address, password, application_name="Tezgâh check-up", root_file_folder=folder, autocommit=True
        )
        with contextlib.closing(connection), deadline(connection, _SECONDS):
            schema.check_version(connection)
            check_hearing(connection)
            return _examined(connection)
    except psycopg.Error as error:
        raise translated(error) from None


def running_tills(connection: psycopg.Connection[Any]) -> tuple[str, ...]:
    """Return the names of the tills that work on the database now."""
    return tuple(till.name for till in _tills(connection) if till.runs)


def _examined(connection: psycopg.Connection[Any]) -> Examination:
    may_write, may_change = connection.execute(_RIGHTS, [list(_NEEDED)]).fetchone() or (False, False)
    before = time.time()
    (at,) = connection.execute("SELECT clock_timestamp()").fetchone() or (None,)
    middle = (before + time.time()) / 2
    (version,) = connection.execute("SELECT version FROM store").fetchone() or (0,)
    (polled_at,) = connection.execute("SELECT polled_at FROM lease").fetchone() or (None,)
    (orders,) = connection.execute("SELECT count(*) FROM orders").fetchone() or (0,)
    number = connection.info.server_version
    (tls,) = connection.execute(
        "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl"
    ).fetchone() or ("",)
    return Examination(
        server=f"{number // 10000}.{number % 10000}",
        encryption=tls or "",
        version=version,
        newest=schema.newest_version(),
        may_write=bool(may_write),
        may_change_tables=bool(may_change),
        clock_ahead=0.0 if at is None else at.timestamp() - middle,
        polled_at=polled_at,
        orders=orders,
        tills=_tills(connection),
    )


def _tills(connection: psycopg.Connection[Any]) -> tuple[KnownTill, ...]:
    return tuple(
        KnownTill(name, version, seen_at, leads, runs)
        for name, version, seen_at, leads, runs in connection.execute(_TILLS).fetchall()
    )
