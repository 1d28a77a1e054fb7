"""The arguments of `tezgah database`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from desktop.domain.text.translation import tr

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

MOST_TILLS = 99
"""Logins that one call makes."""


def add_database(
    database: argparse.ArgumentParser, parser_class: type[argparse.ArgumentParser], every: dict[str, Any]
) -> None:
    """Add the commands and their arguments."""
    commands = database.add_subparsers(
        title=tr("commands"),
        dest="database_command",
        parser_class=parser_class,
        required=True,
        metavar=tr("COMMAND"),
    )
    command: Callable[..., argparse.ArgumentParser] = partial(commands.add_parser, **every)
    made = command(
        "init", help=tr("prepare a PostgreSQL database, and make a login for each till; asks for the owner's")
    )
    made.add_argument(
        "--print", action="store_true", dest="prints", help=tr("only print the SQL, for an administrator")
    )
    made.add_argument(
        "--tills", metavar="N", default="1", help=tr("logins to make: till_1, till_2 and so on; default 1")
    )
    made.add_argument(
        "--new-passwords", action="store_true", help=tr("give logins that exist already a new password too")
    )
    upgraded = command(
        "upgrade", help=tr("bring the tables to this program's version; asks for the owner's login")
    )
    status = command("status", help=tr("where the orders are, who polls, and which tills there are"))
    status.add_argument("--json", action="store_true", help=tr("as JSON"))
    connected = command(
        "connect", help=tr("use a shared database from now on; asks for this till's password and keeps it")
    )
    connected.add_argument(
        "--forget", action="store_true", help=tr("remove the password and use a file of this computer")
    )
    for each in (made, upgraded, connected):
        each.add_argument(
            "url", metavar=tr("URL"), nargs="?", help=tr("its address; default: the one in use")
        )
    copied = command("copy", help=tr("move all orders into a shared database or back; all programs closed"))
    way = copied.add_mutually_exclusive_group(required=True)
    way.add_argument(
        "--to", metavar=tr("URL"), dest="url", help=tr("from this computer's file into an empty database")
    )
    way.add_argument(
        "--from",
        metavar=tr("URL"),
        dest="source",
        nargs="?",
        const="",
        help=tr("from a database into a file of this computer; default: the one in use"),
    )


def add_status(status: argparse.ArgumentParser) -> None:
    """Add the arguments of `tezgah status`, which is `tezgah database status`."""
    status.add_argument("--json", action="store_true", help=tr("as JSON"))


def named_address(given: argparse.Namespace) -> str | None:
    """Return the address that a command names itself, None where it names none."""
    return getattr(given, "url", None) or getattr(given, "source", None) or None


def writes(given: argparse.Namespace) -> bool:
    """Return whether a command changes the data folder."""
    return given.database_command in {"copy", "connect"}
