"""Tries a shared database and keeps its password, for the page of the tills and for `tezgah database`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.tills import StoreTrial
from desktop.services.database.password import StorePasswords
from desktop.store.errors import StoreProblemError
from desktop.system.machine.background import run_in_thread
from desktop.system.settings.shared_store import StorePassword, check_address, check_password

if TYPE_CHECKING:
    from desktop.store.postgres.administration.examination import Examination
    from desktop.system.settings.options import Options


class DatabaseSetup:
    """The shared database that a person sets up for one data folder."""

    def __init__(self, options: Options) -> None:
        self._options = options

    async def try_store(self, address: str, password: str) -> StoreTrial:
        """Connect and answer; an empty password means the known one. Changes nothing in the database.

        Raises:
            UserError: the address or the password cannot be read.
        """
        parsed = check_address(address, given_in="store_url")
        given = check_password(password, given_in="store_url") if password else None
        try:
            found = await run_in_thread(partial(examine_store, self._options, address, given), "database")
        except StoreProblemError as error:
            return StoreTrial(error.problem, parsed.place)
        return StoreTrial(None, parsed.place, found.server, found.running)

    async def save_password(self, address: str, password: str) -> None:
        """Save the password for this address in the system's keyring.

        Raises:
            UserError: it cannot be saved.
        """
        parsed = check_address(address, given_in="store_url")
        given = check_password(password, given_in="store_url")
        await run_in_thread(partial(StorePasswords(self._options.data_dir).save, parsed, given), "keyring")


def examine_store(options: Options, address: str, given: StorePassword | None) -> Examination:
    """Examine a shared database with a password, None for the one of the environment or the keyring; may block.

    Raises:
        StoreProblemError: a till cannot use it.
        UserError: the address cannot be read, or the keyring does not open.
    """
    from desktop.store.postgres.administration.examination import examine

    parsed = check_address(address, given_in="store_url")
    password = given or known_password(options, address)
    return examine(parsed, "" if password is None else password.text, options.data_dir)


def known_password(options: Options, address: str) -> StorePassword | None:
    """Return the password of the environment, else of the keyring; None for none.

    Raises:
        SecretStoreError: the keyring does not open.
    """
    if options.store_password is not None:
        return options.store_password
    return StorePasswords(options.data_dir).read(check_address(address, given_in="store_url"))
