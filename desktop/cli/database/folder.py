"""The data folder of a command that changes where the orders are: no program may run on it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from desktop.domain.text.translation import Message
from desktop.system.files.instance_lock import AlreadyRunning, InstanceLock
from desktop.system.user_errors import EXIT_IN_USE, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.domain.store_address import StoreAddress
    from desktop.system.settings.options import Options


@contextlib.contextmanager
def held_folder(data_dir: Path) -> Iterator[InstanceLock]:
    """Hold the lock of the folder.

    Raises:
        UserError: a program runs on it.
    """
    lock = InstanceLock(data_dir, "database")
    try:
        lock.acquire()
    except AlreadyRunning as other:
        raise UserError(
            Message(
                "Tezgâh is running on this folder (process {process}). Quit it first, then try again.",
                process=other.pid,
            ),
            code=EXIT_IN_USE,
        ) from other
    try:
        yield lock
    finally:
        lock.release()


def save_address(options: Options, address: StoreAddress | None) -> None:
    """Save the address of the shared database, None for the file of this computer.

    Raises:
        UserError: it could not be saved.
    """
    file = options.settings_file
    settings, _ = file.load()
    settings.store_url = "" if address is None else str(address)
    try:
        file.save(settings)
    except OSError as error:
        raise UserError(
            Message(
                "The settings could not be saved ({reason}). Check space and permissions and try again.",
                reason=error.strerror,
            )
        ) from error
