"""Opens the store that the options name: the file of this computer, or a shared database.

The window waits for this module: what only a shared database needs is imported late.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.store_address import StoreAddress
    from desktop.store import Store
    from desktop.system.settings.options import Options

_log = logging.getLogger(__name__)


async def open_store(
    options: Options, holds: Callable[[], bool] | None = None, *, reads_only: bool = False
) -> Store:
    """Open the store of the options.

    A shared database that cannot be reached now is no error for a program that stays: its store tries again, see
    `Store.line`. For a command, which only reads, it is one.

    Args:
        options: of the program.
        holds: whether the data folder is still this program's, see `InstanceLock.holds`.
        reads_only: whether nothing is created, changed or repaired, and this program is no till.

    Raises:
        StoreError: the store cannot be used.
        SecretStoreError: the keyring with the password of the shared database does not open.
    """
    if options.store_address is not None:
        return await _open_shared(options, options.store_address, reads_only=reads_only)
    from desktop.store.sqlite.store import SqliteStore

    return await SqliteStore.open(options.data_dir, holds=holds, reads_only=reads_only)


async def _open_shared(options: Options, address: StoreAddress, *, reads_only: bool) -> Store:
    from desktop import __version__
    from desktop.services.database.password import with_stored_password
    from desktop.store.postgres.store import PostgresStore
    from desktop.system.machine.background import run_in_thread
    from desktop.system.machine.clock import SystemClock
    from desktop.system.settings.shared_store import computer_name

    if options.store_password is None:
        options = await run_in_thread(lambda: with_stored_password(options), "keyring")
    password = "" if options.store_password is None else options.store_password.text
    store = await PostgresStore.open(
        address, password, till=options.till, data_dir=options.data_dir, waits=not reads_only
    )
    if store.line.problem is not None:
        _log.warning("the shared database cannot be used yet", extra={"problem": store.line.problem})
    if not reads_only:
        store.join(
            installation=options.till_id,
            version=__version__,
            computer=computer_name(),
            steady=SystemClock().steady,
        )
        # The engine lets it stand for the lead once it has a key.
        store.lease.may_lead = False
    return store
