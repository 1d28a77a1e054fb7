"""Checks of a new connection: a wrong server answers like the right one, and loses notifications or writes later."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from desktop.domain.tills import StoreProblem
from desktop.store.errors import StoreProblemError

if TYPE_CHECKING:
    import psycopg

OLDEST_SERVER: Final = 130000
_HEARING_SECONDS: Final = 2.0


def check_server(connection: psycopg.Connection[Any], schema: str | None) -> None:
    """Find out whether a server can keep the store.

    Args:
        connection: in autocommit.
        schema: must exist, and the user may use it; None asks for the server alone.

    Raises:
        StoreProblemError: it cannot.
        psycopg.Error: the line was lost.
    """
    version = connection.info.server_version
    if version < OLDEST_SERVER:
        raise StoreProblemError(f"the server has version {version}", StoreProblem.OLD_SERVER)
    row = connection.execute(
        "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on',"
        " current_setting('lock_timeout') <> '0',"
        " (SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = %s)",
        [schema],
    ).fetchone()
    follows, reads_only, has_settings, usable = row or (False, False, True, None)
    if follows:
        raise StoreProblemError("the server follows another one", StoreProblem.REPLICA)
    if reads_only:
        raise StoreProblemError("the server accepts no writes", StoreProblem.READ_ONLY)
    if not has_settings:
        # A pooler that ignores the settings of a new session ignores the schema too.
        raise StoreProblemError("the session did not get its settings", StoreProblem.POOLER)
    if schema is not None and usable is None:
        raise StoreProblemError(f"the database has no schema {schema}", StoreProblem.NO_SCHEMA)
    if schema is not None and not usable:
        raise StoreProblemError(f"the user may not use the schema {schema}", StoreProblem.NO_RIGHT)


def check_hearing(connection: psycopg.Connection[Any], seconds: float = _HEARING_SECONDS) -> None:
    """Find out whether a session keeps its settings and hears notifications: poolers lose both, without an error.

    Call it before the session listens to anything else.

    Args:
        connection: in autocommit.
        seconds: to wait for the notification.

    Raises:
        StoreProblemError: there is a pooler in between.
        psycopg.Error: the line was lost.
    """
    word = secrets.token_hex(8)
    channel = f"tezgah_check_{word}"
    connection.execute("SELECT set_config('tezgah.word', %s, false)", [word])
    connection.execute(f"LISTEN {channel}")
    connection.execute("SELECT pg_notify(%s, %s)", [channel, word])
    row = connection.execute("SELECT current_setting('tezgah.word', true)").fetchone()
    heard = [each.payload for each in connection.notifies(timeout=seconds, stop_after=1)]
    if row is None or row[0] != word or heard != [word]:
        raise StoreProblemError("the session loses its settings or notifications", StoreProblem.POOLER)
    connection.execute(f"UNLISTEN {channel}")
    connection.execute("RESET tezgah.word")
