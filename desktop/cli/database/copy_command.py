"""`tezgah database copy`: moves all orders between the file of this computer and a shared database.

Nothing is switched before both sides have the same number of rows with the same content. The other copy stays, under
another name: retention deletes it when its personal data is too old.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from desktop.cli.database.asking import require_address, till_password
from desktop.cli.database.connect_command import keep_password
from desktop.cli.database.folder import held_folder, save_address
from desktop.domain.text.translation import Message, tr
from desktop.services.database.password import StorePasswords
from desktop.services.database.problems import store_failed
from desktop.store.errors import StoreError
from desktop.system.machine.clock import now
from desktop.system.user_errors import EXIT_IN_USE, EXIT_OK, EXIT_STORE, EXIT_USAGE, UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.store.copying import Copied
    from desktop.system.files.instance_lock import InstanceLock
    from desktop.system.settings.options import Options


def copy_to(options: Options) -> int:
    """Copy the file of this computer into a shared database without orders, then use that.

    Raises:
        UserError: nothing was switched, and the orders are where they were.
    """
    from msgspec.structs import replace

    from desktop.cli.commands import require_store
    from desktop.store.postgres.administration.moving import copy_in
    from desktop.store.sqlite.store import DATABASE_NAME

    address = require_address(options)
    with held_folder(options.data_dir) as lock:
        if options.settings_file.peek().store_url:
            raise UserError(
                Message(
                    "This till uses a shared database already: {address}. The orders of this computer's file were moved before.",
                    address=options.settings_file.peek().store_url,
                ),
                code=EXIT_USAGE,
            )
        require_store(replace(options, store_address=None))
        password = till_password(options)
        if "store_password" not in options.fixed:
            StorePasswords(options.data_dir).require()
        source = options.data_dir / DATABASE_NAME
        asyncio.run(_upgrade(options.data_dir, lock))
        copied = _copied(lambda: copy_in(address, password.text, options.data_dir, source), options)
        # From here on a start uses the database.
        keep_password(options, address, password)
        save_address(options, address)
        aside = _put_aside(source)
    _print_counts(copied)
    print(
        tr("The orders are in the database on {place}. The file is kept as {file}.").format(
            place=address.place, file=aside.name
        )
    )
    return EXIT_OK


def copy_from(options: Options) -> int:
    """Copy a shared database into a file of this computer, then use that.

    Raises:
        UserError: nothing was switched, and the orders are where they were.
    """
    from desktop.store.postgres.administration.moving import copy_out
    from desktop.store.sqlite.store import DATABASE_NAME

    address = require_address(options)
    target = options.data_dir / DATABASE_NAME
    with held_folder(options.data_dir):
        if target.exists():
            raise UserError(
                Message(
                    "This computer has orders of its own: {file}. Move the file to another folder first, or choose an empty"
                    " folder with --data-dir. Nothing was changed.",
                    file=target,
                ),
                code=EXIT_USAGE,
            )
        password = till_password(options)
        copied = _copied(lambda: copy_out(address, password.text, options.data_dir, target), options)
        save_address(options, None)
    _print_counts(copied)
    print(
        tr(
            "The orders are in a file of this computer: {file}. The database keeps its copy: do not start Tezgâh on other tills"
            " with it, two stores would hide orders from each other."
        ).format(file=target)
    )
    return EXIT_OK


async def _upgrade(data_dir: Path, lock: InstanceLock) -> None:
    """Bring the file to this program's version: only equal tables can be copied."""
    from desktop.store.sqlite.store import SqliteStore

    try:
        store = await SqliteStore.open(data_dir, holds=lock.holds)
        await store.close()
    except StoreError as error:
        raise UserError(
            Message(
                "The database of orders cannot be opened ({error}): {folder}. Check space and permissions, and start again."
                " Nothing was changed.",
                error=error,
                folder=data_dir,
            ),
            code=EXIT_STORE,
        ) from error


def _copied(copy: Callable[[], Copied], options: Options) -> Copied:
    from desktop.store.postgres.administration.moving import InUseError, TillsRunError

    try:
        return copy()
    except TillsRunError as error:
        raise UserError(
            Message(
                "Tezgâh still runs on these tills: {names}. Quit it there, wait half a minute, and try again. Nothing was"
                " changed.",
                names=", ".join(error.names),
            ),
            code=EXIT_IN_USE,
        ) from error
    except InUseError as error:
        raise UserError(
            Message(
                "The database on {place} is not empty: a till has used it. Name an empty one, or another schema"
                " (?schema=…). Nothing was changed.",
                place=require_address(options).place,
            ),
            code=EXIT_STORE,
        ) from error
    except StoreError as error:
        raise store_failed(error, options) or UserError(
            Message("The orders could not be copied ({error}). Nothing was changed.", error=error),
            code=EXIT_STORE,
        ) from error


def _put_aside(database: Path) -> Path:
    aside = database.with_name(f"tezgah.moved-{now():%Y-%m-%dT%H%M%S}.db")
    try:
        for suffix in ("-wal", "-shm", ""):
            path = database.with_name(database.name + suffix)
            if path.exists():
                path.replace(aside.with_name(aside.name + suffix))
    except OSError as error:
        raise UserError(
            Message(
                "The orders are in the shared database and this till uses it, but the old file could not be renamed"
                " ({reason}): {file}. Move it to another folder by hand.",
                reason=error.strerror,
                file=database,
            )
        ) from error
    return aside


def _print_counts(copied: Copied) -> None:
    total = sum(copied.rows.values())
    print(
        tr("Copied and compared: {orders} orders, {rows} rows in all.").format(
            orders=copied.rows.get("orders", 0), rows=total
        )
    )
    if copied.nul_characters:
        print(
            tr("Characters that no database can save were replaced: {number}").format(
                number=copied.nul_characters
            )
        )
