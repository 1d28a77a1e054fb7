"""Opens the store that the options name: the file of this computer, or a shared database."""

from __future__ import annotations

import inspect
import logging
import secrets
from typing import TYPE_CHECKING

from msgspec.structs import replace

from desktop import __version__
from desktop.domain.store_problems import happened, to_do
from desktop.domain.text.translation import Message
from desktop.services.database.password import with_stored_password
from desktop.system.machine.background import run_in_thread
from desktop.system.user_errors import EXIT_STORE, UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.store import Store
    from desktop.store.errors import StoreProblemError
    from desktop.system.settings.options import Options

_log = logging.getLogger(__name__)


async def open_store(
    options: Options, holds: Callable[[], bool] | None = None, *, reads_only: bool = False
) -> Store:
    """Open the store of the options.

    A shared database that cannot be reached now is no error for the program that runs: its store tries again, see
    `Store.line`. For a command, which only reads, it is one.

    Args:
        options: of the program.
        holds: whether the data folder is still this program's, see `InstanceLock.holds`.
        reads_only: whether nothing is created, changed or repaired, and this program is no till.

    Raises:
        StoreError: the store cannot be used.
        SecretStoreError: the keyring with the password of the shared database does not open.
    """
    if options.store_address is None:
        from desktop.store.sqlite.store import SqliteStore

        return await SqliteStore.open(options.data_dir, holds=holds, reads_only=reads_only)
    if options.store_password is None:
        options = await run_in_thread(lambda: with_stored_password(options), "keyring")
    return await _open_shared(options, reads_only=reads_only)
