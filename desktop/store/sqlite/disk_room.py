"""The room on the disk of a data folder, and a reserve file that is given up to save orders.

A disk that is full to the last byte cannot even move the write-ahead log into the database. The reserve is deleted then,
and made again as soon as there is room. It runs on the store's thread.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING, Final

from desktop.store.sqlite import maintenance
from desktop.store.sqlite.error_codes import is_full

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)

RESERVE_NAME: Final = "tezgah.reserve"

_LARGEST_RESERVE: Final = 4 << 20
_SMALLEST_RESERVE: Final = 16 << 10
_PART_OF_DISK: Final = 16
"""The reserve takes at most one part of so many."""
_ALMOST_FULL: Final = 100 << 20
_ROOM_FOR_RESERVE: Final = 3
"""A reserve is made where so many would fit: it must not be made and given up again and again."""


class DiskRoom:
    """Knows whether room is short, and keeps the reserve."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reserve = folder / RESERVE_NAME
        self.short: int | None = None
        """Free bytes where the disk is almost full, None where there is room."""

    @property
    def free(self) -> int:
        """Free bytes now, 0 where that cannot be read."""
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:
            return 0

    def watch(self, connection: sqlite3.Connection) -> None:
        """Make the reserve where it is missing and there is room; where room is short, give back that of the log."""
        try:
            disk = shutil.disk_usage(self._folder)
        except OSError:
            return  # a folder that is gone is said elsewhere
        size = min(_LARGEST_RESERVE, max(_SMALLEST_RESERVE, disk.total // _PART_OF_DISK))
        kept = self._reserve.exists()
        if not kept and disk.free >= size * _ROOM_FOR_RESERVE:
            kept = self._make(size)
        is_short = not kept or disk.free < min(_ALMOST_FULL, disk.total // _PART_OF_DISK)
        if is_short:
            with contextlib.suppress(sqlite3.OperationalError):
                maintenance.empty_log(connection)
        self.short = disk.free if is_short else None

    def relieve(self, connection: sqlite3.Connection, error: sqlite3.Error, *, spends_reserve: bool) -> bool:
        """Make room after a write that found none; return whether it is worth another try.

        Args:
            connection: outside a transaction.
            error: of the write.
            spends_reserve: whether it is worth the reserve.
        """
        if not is_full(error):
            return False
        try:
            before = shutil.disk_usage(self._folder).free
            if spends_reserve and self._reserve.exists():
                self._reserve.unlink()
                _log.warning("the disk is full: the reserve is given up")
            # Its pages are in the database then, most of them in the place of older ones.
            with contextlib.suppress(sqlite3.OperationalError):
                maintenance.empty_log(connection)
            self.short = shutil.disk_usage(self._folder).free
        except OSError:
            return False
        return self.short > before

    def _make(self, size: int) -> bool:
        """Create the reserve; on a failure nothing is left of it."""
        try:
            maintenance.create_private(self._reserve)
            with self._reserve.open("r+b") as file:
                if hasattr(os, "posix_fallocate"):
                    # Zeros take no room on a disk that compresses.
                    os.posix_fallocate(file.fileno(), 0, size)
                else:
                    file.write(bytes(size))
                os.fsync(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                self._reserve.unlink()
            return False
        return True
