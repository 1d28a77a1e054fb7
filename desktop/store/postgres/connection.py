"""Opens connections to a shared database, always with the same settings whatever this machine has set for others.

A deadline on each call (`deadline`) ends what hangs here. The settings end what hangs at the server: a till whose line
fell silent keeps neither its locks nor its transaction for long.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import pq

from desktop.domain.store_address import Encryption
from desktop.domain.tills import StoreProblem
from desktop.store.errors import StoreProblemError
from desktop.store.postgres.certificates import write_root_file
from desktop.store.postgres.deadline import CALL_SECONDS, deadline
from desktop.store.postgres.error_codes import refused, translated
from desktop.store.postgres.line_checks import check_server

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.domain.store_address import StoreAddress

CONNECT_SECONDS: Final = 5
_LIVENESS: Final = {"keepalives": 1, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
_SETTINGS: Final = {
    # Asked of the server for its own end of the line. PostgreSQL 13 must know all of these: it refuses a connection
    # with an unknown one.
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10000",
    # In this order, and both before a call's own end (`CALL_SECONDS`): a till that sleeps in a transaction loses it before
    # the others stop waiting for its lock, and a till that waits in vain is told that the server is busy, not away.
    "idle_in_transaction_session_timeout": "3000",
    "lock_timeout": "3500",
    "statement_timeout": "10000",
    "default_transaction_isolation": "read committed",
    "TimeZone": "UTC",
    "DateStyle": "ISO",
}
_SINCE_14: Final = 140000
_OTHER_VARIABLES: Final = ("PGSERVICEFILE", "PGSYSCONFDIR", "PGDATESTYLE", "PGTZ", "PGGEQO", "PGREALM")
"""The driver's library obeys these too, and does not list them."""
_connecting: Final = threading.Lock()


def open_connection(
    address: StoreAddress,
    password: str,
    *,
    application_name: str,
    root_file_folder: Path,
    autocommit: bool = False,
    has_schema: bool = True,
) -> psycopg.Connection[Any]:
    """Open a connection that may write.

    Args:
        address: of the database.
        password: of its user.
        application_name: shown to the administrator in the server's list of sessions.
        root_file_folder: gets a file with the certificates that this machine trusts.
        autocommit: whether each statement is a transaction of its own, as LISTEN needs it.
        has_schema: whether the schema must be there; False before it is made.

    Raises:
        StoreProblemError: it cannot be used now.
    """
    given = _parameters(address, password, application_name, root_file_folder)
    connection = _connected(given, password)
    try:
        with deadline(connection, CALL_SECONDS):
            _ask_for_checks(connection)
            check_server(connection, address.schema if has_schema else None)
        connection.autocommit = autocommit
    except psycopg.Error as error:
        connection.close()
        raise translated(error) from None
    except BaseException:
        connection.close()
        raise
    return connection


def _connected(given: dict[str, Any], password: str) -> psycopg.Connection[Any]:
    _forget_environment()
    try:
        return _connect(given)
    except psycopg.Error as error:
        problem = refused(error, password)
    if problem.problem is StoreProblem.READ_ONLY:
        with suppress(psycopg.Error), _connect({**given, "target_session_attrs": "any"}) as other:
            check_server(other, None)
    raise problem from None


def _connect(given: dict[str, Any]) -> psycopg.Connection[Any]:
    return psycopg.Connection.connect(**given, autocommit=True, prepare_threshold=None)


def _parameters(address: StoreAddress, password: str, name: str, folder: Path) -> dict[str, Any]:
    nothing = str(folder / "no-such-file")
    settings = {**_SETTINGS, "search_path": address.schema}
    return {
        "host": address.host,
        "hostaddr": address.host_address,
        "port": address.port,
        "user": address.user,
        "password": password,
        "dbname": address.database,
        "application_name": name,
        "client_encoding": "utf8",
        "connect_timeout": CONNECT_SECONDS,
        "options": " ".join(
            f"-c {each}={value.replace(' ', chr(92) + ' ')}" for each, value in settings.items()
        ),
        "target_session_attrs": "read-write",
        "require_auth": "scram-sha-256",
        "gssencmode": "disable",
        "sslcertmode": "disable",
        "passfile": nothing,
        "sslcrl": nothing,  # else the library takes one from the home folder
        **_LIVENESS,
        "tcp_user_timeout": 10_000,
        **_encryption(address, folder, nothing),
    }


def _encryption(address: StoreAddress, folder: Path, nothing: str) -> dict[str, str]:
    mode = address.encryption
    if mode is None and address.is_local:
        return {"sslmode": "prefer", "sslrootcert": nothing}
    if mode is Encryption.REQUIRE:
        # The proof of the password is bound to the encryption: nobody in between can use it.
        return {
            "sslmode": "require",
            "sslrootcert": address.root_file or nothing,
            "channel_binding": "require",
        }
    root_file = address.root_file
    if not root_file:
        try:
            root_file = str(write_root_file(folder) or "")
        except OSError as error:
            reason = f"the list of trusted certificates cannot be written ({error.strerror})"
            raise StoreProblemError(reason, StoreProblem.UNTRUSTED) from None
    if not root_file:
        raise StoreProblemError("this computer has no list of trusted certificates", StoreProblem.UNTRUSTED)
    return {"sslmode": "verify-full", "sslrootcert": root_file}


def _forget_environment() -> None:
    """Remove the library's variables from this process: some cannot be overridden by parameters."""
    listed = (option.envvar.decode() for option in pq.Conninfo.get_defaults() if option.envvar)
    with _connecting:
        for name in (*listed, *_OTHER_VARIABLES):
            os.environ.pop(name, None)


def _ask_for_checks(connection: psycopg.Connection[Any]) -> None:
    if connection.info.server_version >= _SINCE_14:
        with suppress(psycopg.errors.InvalidParameterValue):  # a server on Windows cannot do it
            connection.execute("SET client_connection_check_interval = 2000")
    # A database may be set to lose the last commits at a crash; a stricter setting stays.
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') IN ('off', 'local')"
    )
