"""The embedded store: it runs the transactions of one data folder on one worker thread.

One connection on one thread: a slow disk never blocks the window, and one file never has two connections.
`file` opens the file and keeps it in place; `desktop.store.queries` has the statements.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar, TypeVarTuple

from desktop.store.errors import CannotSaveError
from desktop.store.sqlite import maintenance
from desktop.store.sqlite.file import READS, WRITES, DatabaseFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from desktop.store.queries.transaction import Transaction

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

DATABASE_NAME: Final = "tezgah.db"


class Store:
    """The database of one data folder.

    All work runs on the store's own thread and is awaited from one event loop. A closed store raises CannotSaveError.
    """

    def __init__(
        self, path: Path, holds: Callable[[], bool] | None = None, *, reads_only: bool = False
    ) -> None:
        self._path = path
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._folder = path.parent
        self._file = DatabaseFile(path, holds, reads_only=reads_only)
        self._closed = False

    @classmethod
    async def open(
        cls, data_dir: Path, *, holds: Callable[[], bool] | None = None, reads_only: bool = False
    ) -> Store:
        """Open `tezgah.db` in a folder; create or migrate it as needed.

        A damaged file is moved aside, with the time in its name, and a new one is created: the vendor repeats the orders
        that were not acknowledged.

        Args:
            data_dir: the folder.
            holds: returns whether this program still owns the folder, see `InstanceLock.holds`; called on the store's
                thread before each transaction. None where no other program can take the folder.
            reads_only: whether another program may own the folder: nothing is created, migrated or repaired.

        Raises:
            NewerDatabaseError: the file is of a newer version.
            OlderDatabaseError: it is of an older one and may only be read.
            DamagedDatabaseError: it is damaged and may only be read.
            CannotSaveError: the file cannot be opened or written.
        """
        store = cls(data_dir / DATABASE_NAME, holds, reads_only=reads_only)
        try:
            await store._run(store._file.open_or_replace)
        except BaseException:
            await store.close()
            raise
        return store

    @property
    def folder(self) -> Path:
        """The folder of the database."""
        return self._folder

    @property
    def moved_aside(self) -> Path | None:
        """The path of a damaged file that a new one replaced, None where there was none."""
        return self._file.moved_aside

    @property
    def rewritten(self) -> int:
        """How often the open file was removed or replaced, and written once more with everything that was saved."""
        return self._file.rewritten

    @property
    def short_of_room(self) -> int | None:
        """Free bytes of a disk that is almost full, as `ensure_in_place` or a write last found it; None with room."""
        return self._file.room.short

    @property
    def free_room(self) -> int:
        """Free bytes on the disk of the database now, the reserve file not counted; 0 where that cannot be read."""
        return self._file.room.free

    async def write(
        self, work: Callable[[Transaction], T], *, into_file: bool = False, spends_reserve: bool = True
    ) -> T:
        """Run `work` as one durable transaction; when it raises, nothing of it is saved.

        `work` may run twice: once more on a new file where the old one turns out to be damaged, or with more room.

        Args:
            work: the transaction.
            into_file: whether the rows must be in the database file itself when this returns, not in its log alone, as far
                as the disk has room: somebody may remove the log.
            spends_reserve: whether the reserve file is given up for it on a full disk; False for what can wait.

        Raises:
            DisplacedError: another program owns the folder now.
            BrokenRuleError: a mistake of the program; nothing was saved.
            CannotSaveError: nothing was saved.
        """
        loop = self._open_loop()
        return await loop.run_in_executor(
            self._executor, self._file.transact, WRITES, work, into_file, spends_reserve
        )

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on one consistent state of the database.

        Raises:
            CannotSaveError: the database cannot be read.
        """
        loop = self._open_loop()
        return await loop.run_in_executor(self._executor, self._file.transact, READS, work)

    async def check(self) -> str:
        """Return ``ok``, or the first damage that SQLite finds in the file.

        Raises:
            CannotSaveError: the file cannot be read.
        """
        return await self._run(self._file.check)

    async def back_up(self, day: date, keep: int | None = 7) -> Path | None:
        """Copy the database to ``backups/tezgah-YYYY-MM-DD.db``; return None where that day has its backup already.

        Args:
            day: the day, in local time.
            keep: number of backups to keep; older ones are deleted. None keeps all.

        Raises:
            CannotSaveError: it could not be made; nothing is left of it, and older backups are untouched.
        """
        return await self._run(self._file.back_up, day, keep)

    async def blank(
        self,
        before: datetime,
        blank: Callable[[str], str],
        batch: int = 200,
        *,
        board_since: datetime | None = None,
    ) -> int:
        """Remove personal data from a batch of orders received before a time; call it until it returns 0.

        Other work gets its turn between two batches. Deleted data is overwritten on the disk, and the last batch empties
        the write-ahead log.

        Args:
            before: the time; an order for later keeps its data until then.
            blank: turns an order's JSON into the same without personal data.
            batch: orders in one transaction, at most.
            board_since: orders on the board keep their data, see `Transaction.on_board`; None where there is no board.

        Returns:
            The number of blanked orders and deleted rejected payloads.

        Raises:
            CannotSaveError: nothing of this batch was saved.
        """
        return await self._run(self._file.blank, before, blank, batch, board_since)

    async def tidy_files(self, before: datetime, blank: Callable[[str], str], batch: int = 200) -> None:
        """Remove personal data older than a time from the backups, and delete other copies that are older.

        A file that cannot be changed now is logged and left for the next time. The arguments are those of `blank`.
        """
        folder = self._path.parent
        await self._run(maintenance.delete_old_files, folder, before)
        for day, path in await self._run(maintenance.all_backups, folder):
            while await self._run(maintenance.blank_backup, day, path, before, blank, batch):
                pass

    async def ensure_in_place(self) -> None:
        """Move what was saved from the log into the file, and write it once more where it or its log is gone.

        The reserve file is kept too, see `short_of_room`.

        Where somebody removes the log and ends the program before the next call, nothing older is lost. See `rewritten`.

        Raises:
            DisplacedError: another program owns the folder now.
            CannotSaveError: the file cannot be written.
        """
        await self._run(self._file.ensure_in_place)

    async def close(self) -> None:
        """Finish the transactions that were started and close the file. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        try:
            await asyncio.get_running_loop().run_in_executor(self._executor, self._file.close)
        finally:
            self._executor.shutdown(wait=False)

    async def _run(self, work: Callable[[*Arguments], T], *arguments: *Arguments) -> T:
        return await self._open_loop().run_in_executor(self._executor, work, *arguments)

    def _open_loop(self) -> asyncio.AbstractEventLoop:
        """Return the running loop; raise CannotSaveError where the store is closed."""
        if self._closed:
            raise CannotSaveError("the store is closed")
        return asyncio.get_running_loop()
