"""Opens the store that the options name: the file of this computer, or a shared database.

The window waits for this module: what only a shared database needs is imported late.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from desktop.store.journal import JOURNAL_NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.domain.store_address import StoreAddress
    from desktop.store import Store
    from desktop.system.settings.options import Options

_log = logging.getLogger(__name__)

BOARD_FOLDER: Final = "shared-board"
"""In the data folder: the copy of a shared board, see `alone.board_copy`."""


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
        if not reads_only:
            await asyncio.to_thread(_put_away_taken, options.data_dir)
        return await open_shared(options, options.store_address, is_till=not reads_only)
    from desktop.store.sqlite.store import SqliteStore

    if options.alone_since is not None:
        _log.warning("this till works alone, without its shared database")
    if not reads_only and (options.data_dir / BOARD_FOLDER).is_dir():
        # Nothing would keep this copy, with its customers, up to date.
        await asyncio.to_thread(shutil.rmtree, options.data_dir / BOARD_FOLDER, ignore_errors=True)
    if not reads_only and (options.data_dir / JOURNAL_NAME).exists():
        from desktop.store.sqlite.journal import LASTS, delete_journal

        # A till that works alone comes back to its shared database, which may have lost something.
        before = None if options.shared_address is None else datetime.now(UTC) - LASTS
        await asyncio.to_thread(delete_journal, options.data_dir, before)
    return await SqliteStore.open(options.data_dir, holds=holds, reads_only=reads_only)


def _put_away_taken(data_dir: Path) -> None:
    from desktop.domain.text.local_time import ISTANBUL
    from desktop.store.sqlite.alone_file import put_away_taken

    if put_away_taken(data_dir, datetime.now(ISTANBUL).date()) is not None:
        _log.info("the file of the time alone was renamed")


async def open_shared(options: Options, address: StoreAddress, *, is_till: bool) -> Store:
    """Connect to a shared database, not as one of its tills where a command or a copy needs it.

    Raises:
        StoreError: it cannot be used.
        SecretStoreError: the keyring with its password does not open.
    """
    from desktop import __version__
    from desktop.services.database.password import with_stored_password
    from desktop.store.postgres.store import PostgresStore
    from desktop.system.machine.background import run_in_thread
    from desktop.system.machine.clock import SystemClock
    from desktop.system.settings.shared_store import computer_name

    if options.store_password is None:
        options = await run_in_thread(
            partial(with_stored_password, replace(options, store_address=address)), "keyring"
        )
    password = "" if options.store_password is None else options.store_password.text
    store = await PostgresStore.open(
        address, password, till=options.till, data_dir=options.data_dir, waits=is_till
    )
    if store.line.problem is not None:
        _log.warning("the shared database cannot be used yet", extra={"problem": store.line.problem})
    if is_till:
        store.join(
            installation=options.till_id,
            version=__version__,
            computer=computer_name(),
            steady=SystemClock().steady,
            # The engine lets it stand for the lead once it has a key.
            may_lead=False,
        )
    return store
