"""Figures about the store of the options, for a command: nothing is changed, and another program may use it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from desktop.services.database.opener import open_store

if TYPE_CHECKING:
    from desktop.store.inspection import Inspection
    from desktop.system.settings.options import Options


async def inspect_store(options: Options) -> Inspection:
    """Return the figures.

    Raises:
        Exception: the store cannot be read; of the embedded one, sqlite3's errors.
    """
    if options.store_address is None:
        from desktop.store.sqlite.inspection import inspect_file
        from desktop.store.sqlite.store import DATABASE_NAME

        return await asyncio.to_thread(inspect_file, options.data_dir / DATABASE_NAME)
    store = await open_store(options, reads_only=True)
    try:
        return await store.inspect()
    finally:
        await store.close()
