"""`tezgah database connect`: this till uses a shared database from now on; its password goes into the keyring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.database.asking import ask_password, require_address
from desktop.cli.database.folder import held_folder, save_address
from desktop.domain.text.translation import Message, tr
from desktop.services.database.password import StorePasswords
from desktop.services.database.problems import store_failed
from desktop.services.database.setup import examine_store
from desktop.store.errors import StoreError
from desktop.system.user_errors import EXIT_OK, UserError

if TYPE_CHECKING:
    from desktop.domain.store_address import StoreAddress
    from desktop.system.settings.options import Options
    from desktop.system.settings.shared_store import StorePassword


def connect(options: Options, *, forget: bool) -> int:
    """Try the database, save address and password; or forget both.

    Raises:
        UserError: the database cannot be used, something cannot be saved, or a program runs on the folder.
    """
    with held_folder(options.data_dir):
        if forget:
            StorePasswords(options.data_dir).forget()
            save_address(options, None)
            print(tr("The password was forgotten. The orders are in a file of this computer from now on."))
            return EXIT_OK
        address = require_address(options)
        password = options.store_password or ask_password(options)
        try:
            found = examine_store(options, str(address), password)
        except StoreError as error:
            raise store_failed(error, options) or UserError(
                Message("The database could not be tried ({error}). Nothing was changed.", error=error)
            ) from error
        keep_password(options, address, password)
        save_address(options, address)
        text = tr("This till shares the database on {place} from now on: PostgreSQL {version}.")
        print(text.format(place=address.place, version=found.server))
    return EXIT_OK


def keep_password(options: Options, address: StoreAddress, password: StorePassword) -> None:
    """Save a password that the environment does not give.

    Raises:
        SecretStoreError: it is not saved.
    """
    if "store_password" not in options.fixed:
        StorePasswords(options.data_dir).save(address, password)
