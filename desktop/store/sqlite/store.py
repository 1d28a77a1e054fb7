"""The embedded store: it runs the transactions of one data folder on one worker thread.

One connection on one thread: a slow disk never blocks the window, and one file never has two connections.
`file` opens the file and keeps it in place; `desktop.store.queries` has the statements.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar, TypeVarTuple

from desktop.store.errors import CannotSaveError
from desktop.store.lease import EmbeddedLease, Lease
from desktop.store.sqlite import maintenance
from desktop.store.sqlite.file import READS, WRITES, DatabaseFile
from desktop.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from desktop.store.inspection import Inspection
    from desktop.store.queries.transaction import Transaction

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

DATABASE_NAME: Final = "tezgah.db"


class SqliteStore(Store):
    """The database of one data folder: one program works on it."""

    engine = "sqlite"

    def __init__(
        self, path: Path, holds: Callable[[], bool] | None = None, *, reads_only: bool = False
    ) -> None:
        self._path = path
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._folder = path.parent
        self._file = DatabaseFile(path, holds, reads_only=reads_only)
        self._closed = False
        self._lease = EmbeddedLease(self._now)

    @classmethod
    async def open(
        cls, data_dir: Path, *, holds: Callable[[], bool] | None = None, reads_only: bool = False
    ) -> SqliteStore:
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
    def lease(self) -> Lease:
        """The right to poll and to send: always held."""
        return self._lease

    @property
    def till(self) -> str:
        """Always "": there is one program only."""
        return ""

    def use_clock(self, now: Callable[[], datetime]) -> None:
        """Take the time of what is saved from a clock."""
        self._file.now = now

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
        self,
        work: Callable[[Transaction], T],
        *,
        as_leader: bool = False,  # noqa: ARG002 - this program always leads
        into_file: bool = False,
        spends_reserve: bool = True,
    ) -> T:
        """See `Store.write`. `work` runs twice where the file turns out to be damaged, or once more with more room."""
        loop = self._open_loop()
        return await loop.run_in_executor(
            self._executor, self._file.transact, WRITES, work, into_file, spends_reserve
        )

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """See `Store.read`."""
        loop = self._open_loop()
        return await loop.run_in_executor(self._executor, self._file.transact, READS, work)

    async def check(self) -> str:
        """See `Store.check`: the first damage that SQLite finds in the file."""
        return await self._run(self._file.check)

    async def inspect(self) -> Inspection:
        """See `Store.inspect`."""
        # Imported here: a start needs no figures.
        from desktop.store.sqlite.inspection import inspect

        integrity = await self.check()
        return await self.read(lambda tx: inspect(tx, integrity))

    async def back_up(self, day: date, keep: int | None = 7) -> Path | None:
        """See `Store.back_up`."""
        return await self._run(self._file.back_up, day, keep)

    async def blank(
        self,
        before: datetime,
        blank: Callable[[str], str],
        batch: int = 200,
        *,
        board_since: datetime | None = None,
    ) -> int:
        """See `Store.blank`. Deleted data is overwritten on the disk, and the last batch empties the write-ahead log."""
        return await self._run(self._file.blank, before, blank, batch, board_since)

    async def tidy_files(self, before: datetime, blank: Callable[[str], str], batch: int = 200) -> None:
        """See `Store.tidy_files`."""
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

    def _now(self) -> datetime:
        return self._file.now()

    async def _run(self, work: Callable[[*Arguments], T], *arguments: *Arguments) -> T:
        return await self._open_loop().run_in_executor(self._executor, work, *arguments)

    def _open_loop(self) -> asyncio.AbstractEventLoop:
        """Return the running loop; raise CannotSaveError where the store is closed."""
        if self._closed:
            raise CannotSaveError("the store is closed")
        return asyncio.get_running_loop()
