"""`tezgah database init` and `upgrade`: the owner prepares the database and makes a login for each till."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop.cli.database.arguments import MOST_TILLS
from desktop.cli.database.asking import ask_owner, require_address
from desktop.domain.text.translation import Message, tr
from desktop.domain.tills import StoreProblem
from desktop.services.database.problems import store_failed
from desktop.store.errors import StoreError, StoreProblemError
from desktop.system.user_errors import EXIT_OK, EXIT_STORE, EXIT_USAGE, UserError

if TYPE_CHECKING:
    from desktop.domain.store_address import StoreAddress
    from desktop.store.postgres.administration.owner import Owner
    from desktop.system.settings.options import Options

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""People copy a password from a screen: letters that look alike are left out."""
_GROUPS: Final = 5
_OF_THE_OWNER: Final = {
    StoreProblem.REFUSED: Message(
        "The database on {place} refuses the user {user} or the password. Enter those of its owner, usually postgres."
    ),
    StoreProblem.NO_RIGHT: Message(
        "The user {user} may not prepare the database on {place}. Enter its owner, usually postgres, not the user of a"
        " till."
    ),
}
_LETTERS_OF_GROUP: Final = 4


def init(options: Options, *, prints: bool, tills: str, new_passwords: bool) -> int:
    """Prepare a database, or print the SQL that does.

    Raises:
        UserError: it cannot be prepared.
    """
    address = require_address(options)
    names = _logins(address.user, _number(tills))
    if prints:
        _print_sql(address, names)
        return EXIT_OK
    from desktop.store.postgres.administration.owner import as_owner

    user, password = ask_owner(address.place)
    made: list[str] = []
    try:
        with as_owner(replace(address, user=user), password, options.data_dir) as owner:
            _refuse_foreign(owner, names, address.schema)
            owner.prepare()
            print(
                tr("The database is prepared: version {version} of the tables.").format(version=owner.version)
            )
            for name in names:
                if owner.has_login(name) and not new_passwords:
                    print(tr("{name} exists already and keeps its password.").format(name=name))
                    continue
                secret = _password()
                owner.make_login(name, secret)
                made.append(name)
                print(
                    tr("Login of one till: {name}   password: {password}").format(name=name, password=secret)
                )
    except StoreError as error:
        raise _failed(error, options, user) from error
    if made:
        print(tr("The passwords are shown this once. On each till, with its own login:"))
    for name in made:
        # Quoted: ? and & mean something in a terminal.
        print(f'    tezgah database connect "{replace(address, user=name)}"')
    if made and address.is_local:
        print(
            tr("On other computers write the name of this computer instead of {host}.").format(
                host=address.host
            )
        )
    return EXIT_OK


def _refuse_foreign(owner: Owner, names: list[str], schema: str) -> None:
    """Refuse a login that others use: it gets no right here, and no other password.

    Raises:
        UserError: one of them is such a login.
    """
    for name in names:
        if owner.has_login(name) and not owner.is_till(name):
            raise UserError(
                Message(
                    "The user {user} exists on this server already and is no till of “{schema}”. Name another one in the"
                    " address, such as {schema}_1. Nothing was changed.",
                    user=name,
                    schema=schema,
                ),
                code=EXIT_USAGE,
            )


def upgrade(options: Options) -> int:
    """Bring the tables to this program's version.

    Raises:
        UserError: they cannot be upgraded.
    """
    from desktop.store.postgres.administration.owner import as_owner

    address = require_address(options)
    user, password = ask_owner(address.place)
    try:
        with as_owner(replace(address, user=user), password, options.data_dir) as owner:
            changed = owner.upgrade()
            version = owner.version
    except StoreError as error:
        raise _failed(error, options, user) from error
    text = (
        tr("The tables have version {version} now.")
        if changed
        else tr("The tables had version {version} already.")
    )
    print(text.format(version=version))
    return EXIT_OK


def _print_sql(address: StoreAddress, names: list[str]) -> None:
    from desktop.store.postgres.roles import init_sql, tills_of

    print(init_sql(address))
    print("-- A login for each till, with a password of its own:")
    for name in names:
        print(
            f'-- CREATE ROLE "{name}" LOGIN PASSWORD \'…\' CONNECTION LIMIT 8 IN ROLE "{tills_of(address.schema)}";'
        )
    print(f'-- Then, for the tables, as a member of the owner: tezgah database upgrade "{address}"')


def _number(tills: str) -> int:
    if tills.isascii() and tills.isdecimal() and 1 <= int(tills[:5]) <= MOST_TILLS:
        return int(tills)
    raise UserError(
        Message("“{tills}” is no number of tills. Give 1 to {most}.", tills=tills, most=MOST_TILLS),
        code=EXIT_USAGE,
    )


def _logins(user: str, number: int) -> list[str]:
    """Return the names of so many logins, such as till_1 and till_2; the first one is that of the address."""
    found = re.fullmatch(r"(.*?)(\d{1,4})", user)
    base, first = (found[1], int(found[2])) if found else (f"{user}_", 1)
    return [user, *(f"{base}{first + step}" for step in range(1, number))]


def _password() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_LETTERS_OF_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _failed(error: StoreError, options: Options, user: str) -> UserError:
    message = _OF_THE_OWNER.get(error.problem) if isinstance(error, StoreProblemError) else None
    if message is not None and options.store_address is not None:
        return UserError(message.with_values(user=user, place=options.store_address.place), code=EXIT_STORE)
    return store_failed(error, options) or UserError(
        Message("The database could not be prepared ({error}). Nothing was changed.", error=error)
    )
