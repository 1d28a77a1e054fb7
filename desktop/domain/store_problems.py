"""Sentences for each reason why the shared database cannot be used: what happened, and what to do."""

from __future__ import annotations

from typing import Final

from desktop.domain.text.translation import Message
from desktop.domain.tills import StoreProblem

_HAPPENED: Final = {
    StoreProblem.UNREACHABLE: Message("The shared database ({place}) cannot be reached."),
    StoreProblem.UNKNOWN_NAME: Message("No computer in this network is called {place}."),
    StoreProblem.REFUSED: Message("The shared database ({place}) refuses the user name or the password."),
    StoreProblem.UNTRUSTED: Message("This computer does not trust the certificate of {place}."),
    StoreProblem.WRONG_NAME: Message(
        "The certificate of the shared database is for another name than {place}."
    ),
    StoreProblem.NO_ENCRYPTION: Message("{place} offers no encrypted connection."),
    StoreProblem.POOLER: Message(
        "Between this till and the database ({place}) is a connection pooler: it loses messages of the tills."
    ),
    StoreProblem.REPLICA: Message("{place} is only a copy of the shared database."),
    StoreProblem.READ_ONLY: Message("The shared database ({place}) saves nothing now. Its disk may be full."),
    StoreProblem.OLD_SERVER: Message("The PostgreSQL on {place} is too old."),
    StoreProblem.TOO_MANY_CONNECTIONS: Message("The shared database ({place}) accepts no more connections."),
    StoreProblem.NO_DATABASE: Message("{place} has no database with this name."),
    StoreProblem.NO_SCHEMA: Message("The database on {place} is not prepared for Tezgâh yet."),
    StoreProblem.NO_RIGHT: Message("The user may not use the tables of Tezgâh on {place}."),
    StoreProblem.OLD_SCHEMA: Message(
        "The shared database ({place}) is of an older version than this Tezgâh."
    ),
    StoreProblem.OLD_PROGRAM: Message(
        "The shared database ({place}) is of a newer version than this Tezgâh."
    ),
    StoreProblem.BUSY: Message("The shared database ({place}) is too busy."),
    StoreProblem.FAILED: Message("The shared database ({place}) reported an error."),
}
_TO_DO: Final = {
    StoreProblem.UNREACHABLE: Message(
        "Check the network cable or the Wi-Fi of this computer, and whether {place} is switched on."
    ),
    StoreProblem.UNKNOWN_NAME: Message(
        "Check the name and the network, or write the computer's number behind the address: ?hostaddr=192.168.1.10"
    ),
    StoreProblem.REFUSED: Message(
        "Check the user name, and enter the password again: in the menu under “Tills”, or with “tezgah database"
        " connect”."
    ),
    StoreProblem.UNTRUSTED: Message(
        "Nothing was sent. Check the path after sslrootcert in the address, or ask the person who set up the database for"
        " its certificate file."
    ),
    StoreProblem.WRONG_NAME: Message(
        "Enter the name that the certificate is for, or ask for a new certificate."
    ),
    StoreProblem.NO_ENCRYPTION: Message(
        "Nothing was sent. Have encryption (SSL) switched on at the database, then try again."
    ),
    StoreProblem.POOLER: Message("Enter the address of the database itself, usually with port 5432."),
    StoreProblem.REPLICA: Message("Enter the address of the main database."),
    StoreProblem.READ_ONLY: Message(
        "Free some space on the disk of {place}, or call the person who set it up."
    ),
    StoreProblem.OLD_SERVER: Message("Have PostgreSQL 13 or newer installed there."),
    StoreProblem.TOO_MANY_CONNECTIONS: Message(
        "Close tills that nobody uses, or have “max_connections” raised on {place}."
    ),
    StoreProblem.NO_DATABASE: Message("Check the name at the end of the address."),
    StoreProblem.NO_SCHEMA: Message("Run “tezgah database init” once, on one computer."),
    StoreProblem.NO_RIGHT: Message(
        "Check the user name. “tezgah database init” makes the users of the tills."
    ),
    StoreProblem.OLD_SCHEMA: Message("Run “tezgah database upgrade” once, on one computer."),
    StoreProblem.OLD_PROGRAM: Message("Install the new version of Tezgâh on this till."),
    StoreProblem.BUSY: Message("Try again in a minute."),
    StoreProblem.FAILED: Message("Try again. If it stays, make a support package in the check-up (F9)."),
}
_START_HERE: Final = Message("The database is on this computer: start PostgreSQL, or restart the computer.")
WAITS: Final = frozenset(
    {
        StoreProblem.UNREACHABLE,
        StoreProblem.UNKNOWN_NAME,  # the router that knows it may be away
        StoreProblem.REPLICA,
        StoreProblem.READ_ONLY,
        StoreProblem.TOO_MANY_CONNECTIONS,
        StoreProblem.BUSY,
        StoreProblem.FAILED,
    }
)
"""Problems that pass without anybody changing this till: a start waits for the end of these."""


def happened(problem: StoreProblem, place: str) -> Message:
    """Return what happened."""
    return _HAPPENED[problem].with_values(place=place)


def to_do(problem: StoreProblem, place: str) -> Message:
    """Return what to do now."""
    # Here: a start with the embedded store does not need addresses.
    from desktop.domain.store_address import is_local

    if problem is StoreProblem.UNREACHABLE and is_local(place):
        return _START_HERE
    return _TO_DO[problem].with_values(place=place)
