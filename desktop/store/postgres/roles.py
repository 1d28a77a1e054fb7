"""The roles of a shared database: the owner of the tables, the group of all tills, and a login for each till.

A till reads and writes rows and changes no table. With a login of its own, one stolen computer is locked out by
removing one login.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

if TYPE_CHECKING:
    import psycopg

    from desktop.domain.store_address import StoreAddress

_CONNECTIONS: Final = 8
"""Connections of one login: a till has two, and one more for a backup; a lost one may linger at the server for a while."""


def owner_of(schema: str) -> str:
    """Return the name of the role that owns the tables."""
    return f"{schema}_owner"


def tills_of(schema: str) -> str:
    """Return the name of the group that all tills are in."""
    return f"{schema}_till"


def init_sql(address: StoreAddress) -> str:
    """Return the SQL that prepares a database, for whoever runs the server: roles, schema and rights, no tables."""
    head = (
        f"-- Prepares the database {_quoted(address.database)} for Tezgâh. Run it there once, as a superuser or as the\n"
        "-- owner of the database with CREATEROLE. It can be run again.\n"
    )
    return head + "".join(f"{each};\n" for each in _statements(address.database, address.schema))


def prepare(connection: psycopg.Connection[Any], schema: str) -> None:
    """Do what `init_sql` says, in one transaction.

    Raises:
        psycopg.Error: a right is missing; nothing was changed.
    """
    with connection.transaction():
        for statement in _statements(connection.info.dbname, schema):
            connection.execute(statement)


def grant(connection: psycopg.Connection[Any], schema: str) -> None:
    """Let the tills use the tables that are there, as their owner. Without the group, the owner alone uses them."""
    group = tills_of(schema)
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [group]).fetchone() is None:
        return
    for text in (
        "GRANT USAGE ON SCHEMA {schema} TO {group}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {group}",
        # UPDATE is for moving a database of another engine in, with its numbers.
        "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {group}",
        # An order's history is for good, and the owner alone says which programs may use the tables.
        "REVOKE DELETE ON {schema}.events FROM {group}",
        "REVOKE INSERT, UPDATE, DELETE ON {schema}.store FROM {group}",
        "REVOKE INSERT, DELETE ON {schema}.lease FROM {group}",
    ):
        connection.execute(sql.SQL(text).format(schema=sql.Identifier(schema), group=sql.Identifier(group)))


def is_till(connection: psycopg.Connection[Any], schema: str, name: str) -> bool:
    """Return whether a role is in the group of all tills."""
    found = connection.execute(
        "SELECT 1 FROM pg_auth_members AS given JOIN pg_roles AS tills ON tills.oid = given.roleid"
        " JOIN pg_roles AS till ON till.oid = given.member WHERE tills.rolname = %s AND till.rolname = %s",
        [tills_of(schema), name],
    ).fetchone()
    return found is not None


def create_till_login(connection: psycopg.Connection[Any], schema: str, name: str, password: str) -> None:
    """Create the login of one till, or give it a new password.

    Raises:
        psycopg.Error: a right is missing; nothing was changed.
    """
    # Only its hash travels to the server: statements are written into logs.
    secret = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    with connection.transaction():
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
        verb = sql.SQL("CREATE" if known is None else "ALTER")
        connection.execute(
            sql.SQL(
                "{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT {} PASSWORD {}"
            ).format(verb, sql.Identifier(name), sql.Literal(_CONNECTIONS), sql.Literal(secret))
        )
        connection.execute(
            sql.SQL("GRANT {} TO {}").format(sql.Identifier(tills_of(schema)), sql.Identifier(name))
        )


def drop_till_login(connection: psycopg.Connection[Any], name: str) -> None:
    """Remove the login of one till and end its connections: the computer was stolen, or is not used any more.

    Raises:
        psycopg.Error: a right is missing.
    """
    with connection.transaction():
        connection.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(name)))
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s AND pid <> pg_backend_pid()",
        [name],
    )
    connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def _statements(database: str, schema: str) -> list[str]:
    owner, tills, named = _quoted(owner_of(schema)), _quoted(tills_of(schema)), _quoted(schema)
    create = (
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {literal}) THEN"
        " CREATE ROLE {role} NOLOGIN; END IF; END $$"
    )
    default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {named}"
    return [
        create.format(literal=_literal(owner_of(schema)), role=owner),
        create.format(literal=_literal(tills_of(schema)), role=tills),
        f"GRANT {owner} TO CURRENT_USER",
        f"CREATE SCHEMA IF NOT EXISTS {named} AUTHORIZATION {owner}",
        f"GRANT USAGE ON SCHEMA {named} TO {tills}",
        # Before version 15 everybody may create tables in "public", and temporary ones in any version.
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE CREATE, TEMPORARY ON DATABASE {_quoted(database)} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {_quoted(database)} TO {tills}",
        default + f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {tills}",
        default + f" GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {tills}",
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
