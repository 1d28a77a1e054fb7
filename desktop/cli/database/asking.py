"""Questions in the terminal. Passwords are typed unseen or piped in; they are never arguments, which others can read."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from desktop.domain.text.translation import Message, tr
from desktop.services.database.password import with_stored_password
from desktop.system.settings.shared_store import StorePassword, check_password
from desktop.system.user_errors import EXIT_USAGE, UserError

if TYPE_CHECKING:
    from desktop.domain.store_address import StoreAddress
    from desktop.system.settings.options import Options

_LONGEST = 2000


def require_address(options: Options) -> StoreAddress:
    """Return the address of the shared database.

    Raises:
        UserError: none is named.
    """
    if options.store_address is None:
        raise UserError(
            Message(
                "No shared database is named. Give its address, for example"
                " tezgah database status --store-url postgresql://till_1@kasa-1/tezgah."
            ),
            code=EXIT_USAGE,
        )
    return options.store_address


def ask_owner(place: str) -> tuple[str, str]:
    """Return login and password of the database's owner: typed, or on two lines of standard input.

    A single line is a password: taken for a login it would be shown.

    Raises:
        UserError: one is missing.
    """
    if sys.stdin.isatty():
        print(
            tr(
                "The owner of the database on {place} makes the tables. What you enter here is not saved."
            ).format(place=place)
        )
        user = _line(tr("User (empty for postgres):")) or "postgres"
        return user, check_password(_hidden(tr("Password:")), given_in=user).text
    *login, password = sys.stdin.read(_LONGEST).strip("\r\n").split("\n", 1)
    user = (login[0].strip() if login else "") or "postgres"
    return user, check_password(password, given_in=user).text


def till_password(options: Options) -> StorePassword:
    """Return this till's password: of the environment, the keyring, or else as typed.

    Raises:
        UserError: there is none.
    """
    known = with_stored_password(options).store_password
    return known or ask_password(options)


def ask_password(options: Options) -> StorePassword:
    """Return this till's password, typed unseen or piped in.

    Raises:
        UserError: there is none.
    """
    user = require_address(options).user
    if sys.stdin.isatty():
        return check_password(_hidden(tr("Password of {user}:").format(user=user)), given_in=user)
    return check_password(sys.stdin.read(_LONGEST), given_in=user)


def _line(question: str) -> str:
    try:
        return input(f"{question} ").strip()
    except EOFError:
        return ""


def _hidden(question: str) -> str:
    try:
        return getpass.getpass(f"{question} ")
    except EOFError:
        return ""
