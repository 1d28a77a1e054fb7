"""The tables of a shared database: created and upgraded by their owner, checked by each till."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from desktop.domain.tills import StoreProblem
from desktop.store.errors import OlderProgramError, StoreProblemError
from desktop.store.postgres import roles

if TYPE_CHECKING:
    import psycopg

READABLE_FROM: Final = 1
"""Programs that know a lower version than this may not use the newest tables."""
SUPPORTS_FROM: Final = 1
"""This program can use tables from this version on: the tills are updated before or after the tables."""

WRITE_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('tezgah ' || current_schema(), 0))"
"""First in each transaction that writes: one at a time, as in a SQLite file. A decision rests on what it read."""

_MIGRATIONS: Final = Path(__file__).with_name("migrations")


def channel_of(schema: str) -> str:
    """Return the channel on which the tills of a schema tell each other what changed."""
    return f"tezgah_{schema}"


def newest_version() -> int:
    """Return the version of the tables that this program knows."""
    return len(_migrations())


def migrate(connection: psycopg.Connection[Any]) -> bool:
    """Create the tables, or upgrade them, in one transaction; return False where they are the newest already.

    Args:
        connection: in autocommit, with the schema in its search path, of a member of the schema's owner.

    Raises:
        OlderProgramError: a newer program has upgraded the tables.
        StoreProblemError: there is no such schema.
        psycopg.Error: a right is missing; nothing was changed.
    """
    with connection.transaction():
        schema = _schema(connection)
        connection.execute("SET LOCAL lock_timeout = '30s'")
        (owner,) = connection.execute(
            "SELECT rolname FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE nspname = %s",
            [schema],
        ).fetchone() or ("",)
        # Rights by default are for tables of the owner only, and the next upgrade must be able to change them.
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(owner)))
        connection.execute(WRITE_LOCK)
        version = _version(connection)
        newest = newest_version()
        if version > newest:
            raise OlderProgramError(f"the tables have version {version}, this program knows {newest}")
        if version == newest:
            return False
        for step in _migrations()[version:]:
            connection.execute(step.read_text("utf-8"))
        if version == 0:
            connection.execute(
                "INSERT INTO store (version, readable_from) VALUES (%s, %s)", [newest, READABLE_FROM]
            )
        else:
            connection.execute("UPDATE store SET version = %s, readable_from = %s", [newest, READABLE_FROM])
        roles.grant(connection, schema)
        connection.execute(
            "SELECT pg_notify(%s, %s)", [channel_of(schema), '{"t":"","k":["version"],"o":[]}']
        )
    return True


def check_version(connection: psycopg.Connection[Any]) -> None:
    """Refuse tables that this program may not or cannot use; change nothing.

    Raises:
        OlderProgramError: this program has to be updated.
        StoreProblemError: OLD_SCHEMA: the owner has to upgrade the tables; NO_SCHEMA: there are none; NO_RIGHT: this user
            may not use them.
        psycopg.Error: they cannot be read.
    """
    _schema(connection)
    version, readable_from = 0, 0
    if connection.execute("SELECT to_regclass('store')").fetchone() != (None,):
        row = connection.execute("SELECT version, readable_from FROM store").fetchone()
        version, readable_from = row or (0, 0)
    if version == 0:
        raise StoreProblemError("the schema has no tables of Tezgâh", StoreProblem.NO_SCHEMA)
    if newest_version() < readable_from:
        message = f"the tables need a program of version {readable_from}, this one knows {newest_version()}"
        raise OlderProgramError(message)
    if version < SUPPORTS_FROM:
        message = f"the tables have version {version}, this program needs {SUPPORTS_FROM}"
        raise StoreProblemError(message, StoreProblem.OLD_SCHEMA)


def _schema(connection: psycopg.Connection[Any]) -> str:
    """Return the schema in which tables are found."""
    (schema,) = connection.execute("SELECT current_schema()").fetchone() or (None,)
    if schema is not None:
        return str(schema)
    raise StoreProblemError("there is no such schema, or this user may not use it", StoreProblem.NO_SCHEMA)


def _version(connection: psycopg.Connection[Any]) -> int:
    if connection.execute("SELECT to_regclass('store')").fetchone() == (None,):
        return 0
    (version,) = connection.execute("SELECT version FROM store").fetchone() or (0,)
    return int(version)


def _migrations() -> list[Path]:
    return sorted(_MIGRATIONS.glob("[0-9]*.sql"))
