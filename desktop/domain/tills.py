"""The tills of a restaurant that share one database, and the line from this till to it."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec


class StoreProblem(enum.StrEnum):
    """The reasons why the shared database cannot be used."""

    UNREACHABLE = "unreachable"
    """No answer from the computer of the database, or the line was cut."""
    UNKNOWN_NAME = "unknown_name"
    """The network knows no computer of that name."""
    REFUSED = "refused"
    """The user name or the password is wrong."""
    UNTRUSTED = "untrusted"
    """The server's certificate is not trusted by this machine."""
    WRONG_NAME = "wrong_name"
    """The certificate is for another name than the address has."""
    NO_ENCRYPTION = "no_encryption"
    """The server offers no encryption, and it is not on this computer."""
    POOLER = "pooler"
    """The address leads through a connection pooler, which loses notifications."""
    REPLICA = "replica"
    """The server is a copy that follows another one."""
    READ_ONLY = "read_only"
    """The server accepts no writes now, for example because its disk is full."""
    OLD_SERVER = "old_server"
    """The server is older than PostgreSQL 13."""
    TOO_MANY_CONNECTIONS = "too_many_connections"
    NO_DATABASE = "no_database"
    """The server has no database of that name."""
    NO_SCHEMA = "no_schema"
    """The database has no tables of Tezgâh yet."""
    NO_RIGHT = "no_right"
    """The user may not use the tables."""
    OLD_SCHEMA = "old_schema"
    """The tables are of an older version: the owner has to upgrade them."""
    OLD_PROGRAM = "old_program"
    """The tables are of a newer version: this program has to be updated."""
    BUSY = "busy"
    """Another program held a lock for too long, or the server took too long."""
    FAILED = "failed"
    """The database reported another error."""


class Till(msgspec.Struct, frozen=True):
    """A running program of the restaurant, as the shared database knows it."""

    process: str
    """Random, one for each start of a program: a copied disk has the same `id` twice."""
    id: str
    """Random, one for each installation."""
    name: str
    version: str
    """Version of the program."""
    address: str
    """Name of the computer."""
    seen_at: datetime
    """When it was last heard of, by the database's clock."""
    seconds_silent: float
    """Seconds since then, by the database's clock."""
    leads: bool
    """Whether it polls and sends for all."""
    may_lead: bool
    is_here: bool
    """Whether it is this program."""
    printers: str = ""
    """Its printers as JSON, see `domain.printing.shared_printers`."""


class StoreTrial(msgspec.Struct, frozen=True):
    """The answer of a shared database that somebody tried."""

    problem: StoreProblem | None
    """Why it cannot be used, None if it can."""
    place: str = ""
    """The database as people know it: the host."""
    version: str = ""
    """Version of PostgreSQL, such as ``15.18``."""
    tills: int = 0
    """Tills that use it now."""


class StoreLine(msgspec.Struct, frozen=True):
    """The line from this program to its database."""

    engine: str = "sqlite"
    """``sqlite`` for the file of this computer, ``postgres`` for a shared database."""
    place: str = ""
    """The shared database as people know it: the host."""
    lost_since: datetime | None = None
    """Since when it cannot be used, None while it can."""
    problem: StoreProblem | None = None
    """Why, None while it can be used."""

    @property
    def is_lost(self) -> bool:
        """Whether the database cannot be used now."""
        return self.lost_since is not None
