"""Runs the transactions of one data folder on one worker thread.

One connection, used by one thread only: a slow disk never holds up the window, and two connections to one file
never meet. How the file is opened and kept is in `database_file`, what the transactions do in `transaction`.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from desktop.store.sqlite import maintenance
from desktop.store.sqlite.file import DatabaseFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from desktop.store.sqlite.transaction import Transaction

T = TypeVar("T")

DATABASE_NAME: Final = "tezgah.db"


class Store:
    """The database of one data folder.

    `open` and every `read` and `write` run on the store's own thread; they may be awaited from one event loop.
    """

    def __init__(
        self, path: Path, holds: Callable[[], bool] | None = None, *, reads_only: bool = False
    ) -> None:
        self._path = path
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._file = DatabaseFile(path, holds, reads_only=reads_only)

    @classmethod
    async def open(
        cls, data_dir: Path, *, holds: Callable[[], bool] | None = None, reads_only: bool = False
    ) -> Store:
        """Open `tezgah.db` in a folder, making or migrating it as needed.

        A damaged file is moved aside, with the time in its name, and a new one begun: the vendor repeats what was
        not acknowledged.

        Args:
            data_dir: the folder.
            holds: asked on the store's thread before each transaction whether the folder is still this program's; see
                `InstanceLock.holds`. None where nobody else may come.
            reads_only: whether another program may be working on the folder: nothing in it is made, migrated or mended.

        Raises:
            NewerDatabaseError: the file is of a newer version.
            OlderDatabaseError: it is of an older one and may only be read.
            DamagedDatabaseError: it is damaged and may only be read.
            CannotSaveError: the file cannot be opened or written.
        """
        store = cls(data_dir / DATABASE_NAME, holds, reads_only=reads_only)
        try:
            await store._run(store._file.open_or_begin_anew)
        except BaseException:
            await store.close()
            raise
        return store

    @property
    def moved_aside(self) -> Path | None:
        """Where a damaged file was put when a new one was begun."""
        return self._file.moved_aside

    @property
    def written_anew(self) -> int:
        """How often the file was removed or replaced while it was open, and written once more with all that was saved."""
        return self._file.written_anew

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` as one durable transaction; when it raises, nothing of it is kept.

        Raises:
            DisplacedError: another program works on the folder now.
            CannotSaveError: nothing was saved.
        """
        return await self._run(lambda: self._file.transact("BEGIN IMMEDIATE", work))

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on one consistent state of the database.

        Raises:
            CannotSaveError: the database cannot be read.
        """
        return await self._run(lambda: self._file.transact("BEGIN", work))

    async def check(self) -> str:
        """Return ``ok``, or the first thing that SQLite finds wrong with the file.

        Raises:
            CannotSaveError: the file cannot be read.
        """
        return await self._run(self._file.check)

    async def back_up(self, day: date, keep: int = 7) -> Path | None:
        """Copy the database to ``backups/tezgah-YYYY-MM-DD.db``; None where that day has its backup already.

        Args:
            day: the day, in local time.
            keep: how many of the newest backups are kept; the others are deleted.

        Raises:
            CannotSaveError: it could not be made; nothing is left of it, and older ones are as they were.
        """
        return await self._run(lambda: self._file.back_up(day, keep))

    async def blank(self, before: datetime, blank: Callable[[str], str], batch: int = 200) -> int:
        """Take personal data out of orders received before a time; to be repeated until it returns 0.

        Other work gets its turn between two batches. What is deleted is overwritten, and with the last batch the
        write-ahead log is emptied.

        Args:
            before: the time; an order for later keeps its data until then.
            blank: from an order's JSON to the same without personal data.
            batch: orders at a time, at most.

        Returns:
            How many orders were blanked and payloads that were none deleted.

        Raises:
            CannotSaveError: nothing of this batch was saved.
        """
        return await self._run(lambda: self._file.blank(before, blank, batch))

    async def tidy_files(self, before: datetime, blank: Callable[[str], str], batch: int = 200) -> None:
        """Take personal data older than a time out of the backups, and delete other copies that are older than it.

        What cannot be changed now is logged and left for the next time. Arguments are those of `blank`.
        """
        folder = self._path.parent
        await self._run(lambda: maintenance.delete_old_files(folder, before))
        for day, path in await self._run(lambda: list(maintenance.all_backups(folder))):
            some = partial(maintenance.forget_in_backup, day, path, before, blank, batch)
            while await self._run(some):
                pass

    async def ensure_in_place(self) -> None:
        """Write the file once more with all that is saved where somebody removed or replaced it; see `written_anew`.

        Raises:
            DisplacedError: another program works on the folder now.
            CannotSaveError: the file cannot be written.
        """
        await self._run(self._file.ensure_in_place)

    async def close(self) -> None:
        """Finish what was begun and close the file. Safe to call twice."""
        try:
            await self._run(self._file.close)
        except RuntimeError:
            return  # the thread had ended already
        self._executor.shutdown(wait=False)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)
