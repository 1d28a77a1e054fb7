"""Checks of a shared database: its name, its line, its encryption, its tables, this till's rights, the clocks, the tills."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import TYPE_CHECKING, Final

from desktop.domain.store_address import Encryption
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import Message
from desktop.services.checkup.finding import Finding, Level
from desktop.services.database.problems import sentences
from desktop.services.database.setup import examine_store
from desktop.store.errors import StoreProblemError

if TYPE_CHECKING:
    from desktop.domain.store_address import StoreAddress
    from desktop.store.postgres.administration.examination import Examination
    from desktop.system.settings.options import Options

_CLOCK_ADVICE: Final = 2.0
"""Seconds between this computer's clock and the database's, which dates the orders."""


async def shared_database(options: Options, address: StoreAddress) -> list[Finding]:
    """Check the shared database as a till would use it."""
    named = await asyncio.to_thread(_name, address)
    if named is not None and named.level is Level.TROUBLE:
        return [named]
    found = [] if named is None else [named]
    try:
        examined = await asyncio.to_thread(examine_store, options, str(address), None)
    except StoreProblemError as error:
        trouble = Finding(
            "database", Level.TROUBLE, sentences(error.problem, address.place), str(error)[:200]
        )
        return [*found, trouble]
    return [
        *found,
        Finding(
            "database",
            Level.OK,
            Message(
                "The shared database on {place} answers: PostgreSQL {server}, {orders} orders",
                place=address.place,
                server=examined.server,
                orders=examined.orders,
            ),
        ),
        _encryption(examined, address),
        _tables(examined),
        _rights(examined),
        _clock(examined),
        _leader(examined),
    ]


def _name(address: StoreAddress) -> Finding | None:
    """Look the host's name up; None where it has none."""
    if address.is_socket or address.host_address:
        return None
    try:
        ipaddress.ip_address(address.host)
    except ValueError:
        pass
    else:
        return None
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return Finding(
            "database name",
            Level.TROUBLE,
            Message(
                "No computer in this network is called {host}. Check the name and the network, or write the computer's number"
                " behind the address: ?hostaddr=192.168.1.10",
                host=address.host,
            ),
            type(error).__name__,
        )
    shown = str(found[0][4][0])
    return Finding(
        "database name",
        Level.OK,
        Message("The name {host} is found: {address}", host=address.host, address=shown),
    )


def _encryption(found: Examination, address: StoreAddress) -> Finding:
    name = "database encryption"
    if found.encryption and address.encryption is Encryption.REQUIRE:
        return Finding(
            name,
            Level.ADVICE,
            Message(
                "The line to the database is encrypted ({tls}), but nobody checks with which server: give the server a"
                " certificate, and leave sslmode=require out",
                tls=found.encryption,
            ),
        )
    if found.encryption:
        return Finding(
            name, Level.OK, Message("The line to the database is encrypted ({tls})", tls=found.encryption)
        )
    # Another address is refused without encryption.
    return Finding(name, Level.OK, Message("The database is on this computer: its line needs no encryption"))


def _tables(found: Examination) -> Finding:
    if found.version < found.newest:
        return Finding(
            "database tables",
            Level.ADVICE,
            Message(
                "The tables have version {version}, this program knows {newest}: the owner should run tezgah database upgrade",
                version=found.version,
                newest=found.newest,
            ),
        )
    return Finding(
        "database tables", Level.OK, Message("The tables have version {version}", version=found.version)
    )


def _rights(found: Examination) -> Finding:
    name = "database rights"
    if not found.may_write:
        return Finding(
            name,
            Level.TROUBLE,
            Message("This till's login may not use all tables: the owner should run tezgah database upgrade"),
        )
    if found.may_change_tables:
        return Finding(
            name,
            Level.ADVICE,
            Message(
                "This till's login may change and delete tables: use one that tezgah database init has made for a till"
            ),
        )
    return Finding(name, Level.OK, Message("This till's login may read and save, and change no tables"))


def _clock(found: Examination) -> Finding:
    seconds = f"{abs(found.clock_ahead):.0f}"
    if abs(found.clock_ahead) < _CLOCK_ADVICE:
        return Finding(
            "database clock", Level.OK, Message("The clocks of this computer and of the database agree")
        )
    text = (
        Message(
            "The database's clock is {seconds} s ahead of this computer's: set both by the internet",
            seconds=seconds,
        )
        if found.clock_ahead > 0
        else Message(
            "The database's clock is {seconds} s behind this computer's: set both by the internet",
            seconds=seconds,
        )
    )
    return Finding("database clock", Level.ADVICE, text)


def _leader(found: Examination) -> Finding:
    at = "–" if found.polled_at is None else f"{found.polled_at.astimezone(ISTANBUL):%d.%m.%Y %H:%M:%S}"
    if found.leader:
        return Finding(
            "database leader",
            Level.OK,
            Message("{name} asks Dükkango for all tills, last at {at}", name=found.leader, at=at),
        )
    return Finding(
        "database leader",
        Level.ADVICE,
        Message("No till asks Dükkango for orders now: start Tezgâh on a till that may")
        if found.polled_at is None
        else Message(
            "No till asks Dükkango for orders now, last at {at}: start Tezgâh on a till that may", at=at
        ),
    )
