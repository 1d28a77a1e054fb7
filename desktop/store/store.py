"""The interface of a store: transactions on one database, whichever engine keeps it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, TypeVar

from desktop.domain.tills import StoreLine, Till

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from desktop.store.changes import Changes
    from desktop.store.inspection import Inspection
    from desktop.store.lease import Lease
    from desktop.store.queries.transaction import Transaction

T = TypeVar("T")


class Store(ABC):
    """The database of a restaurant.

    All work runs on the store's own thread and is awaited from one event loop. A closed store raises CannotSaveError.
    """

    engine: ClassVar[str]
    """``sqlite`` or ``postgres``."""

    @property
    @abstractmethod
    def lease(self) -> Lease:
        """The right to poll and to send."""

    @property
    @abstractmethod
    def till(self) -> str:
        """Name of this till, "" where there is one program only. It is saved with what people do."""

    @abstractmethod
    async def write(
        self,
        work: Callable[[Transaction], T],
        *,
        as_leader: bool = False,
        into_file: bool = False,
        spends_reserve: bool = True,
    ) -> T:
        """Run `work` as one durable transaction; when it raises, nothing of it is saved.

        `work` may run twice: it has no effect outside the transaction.

        Args:
            work: the transaction.
            as_leader: whether only the till that leads may do this.
            into_file: whether the rows of an embedded store must be in the database file itself when this returns, not in
                its log alone, as far as the disk has room: somebody may remove the log.
            spends_reserve: whether the reserve file of an embedded store is given up for it on a full disk; False for what
                can wait.

        Raises:
            NotLeaderError: this till does not lead (any more); nothing was saved.
            DisplacedError: another program owns the folder of an embedded store now.
            BrokenRuleError: a mistake of the program; nothing was saved.
            CannotSaveError: nothing was saved.
        """

    @abstractmethod
    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on one consistent state of the database.

        Raises:
            CannotSaveError: the database cannot be read.
        """

    async def read_statement(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` whose one statement needs no transaction; the time is not to be had there.

        Raises:
            CannotSaveError: the database cannot be read.
        """
        return await self.read(work)

    def use_clock(self, now: Callable[[], datetime]) -> None:  # noqa: B027 - a shared database has a clock of its own
        """Take the time of what is saved from a clock, where the store has none of its own."""

    def on_changes(self, handler: Callable[[Changes], object]) -> None:  # noqa: B027 - an embedded store has no others
        """Call a handler, in the event loop, with what other programs changed."""

    def on_line(self, handler: Callable[[StoreLine], object]) -> None:  # noqa: B027 - a file has no line
        """Call a handler, in the event loop, when the line to the database is lost or is back."""

    async def tills(self) -> tuple[Till, ...]:
        """Return the tills that share the database, by name; none where it is a file of this program.

        Raises:
            CannotSaveError: the database cannot be read.
        """
        return ()

    async def describe(self, printers: str) -> None:  # noqa: B027 - nobody else is there
        """Let the other tills know this one's printers, see `Till.printers`.

        Raises:
            CannotSaveError: the database cannot be reached; they are told when it is.
        """

    @property
    def line(self) -> StoreLine:
        """The line to the database."""
        return StoreLine(self.engine)

    def retry_now(self) -> None:  # noqa: B027 - a file has no line
        """Try a lost line to the database at once: a person asks for it."""

    @property
    @abstractmethod
    def folder(self) -> Path:
        """The folder of this program's data."""

    @property
    def moved_aside(self) -> Path | None:
        """The path of a damaged file that a new one replaced, None where there was none."""
        return None

    @property
    def rewritten(self) -> int:
        """How often the open file was removed or replaced, and written once more with everything that was saved."""
        return 0

    @property
    def short_of_room(self) -> int | None:
        """Free bytes of a disk that is almost full, None with room or where the disk is another computer's."""
        return None

    @property
    @abstractmethod
    def free_room(self) -> int:
        """Free bytes on the disk of the database now, as far as that is known; see `sync.jobs.search_index`."""

    @abstractmethod
    async def check(self) -> str:
        """Return ``ok``, or the first damage that the engine finds.

        Raises:
            CannotSaveError: the database cannot be read.
        """

    @abstractmethod
    async def inspect(self) -> Inspection:
        """Return figures about the content of the database.

        Raises:
            CannotSaveError: the database cannot be read.
        """

    @abstractmethod
    async def back_up(self, day: date, keep: int | None = 7) -> Path | None:
        """Copy the database to ``backups/tezgah-YYYY-MM-DD.db``; return None where that day has its backup already.

        Args:
            day: the day, in local time.
            keep: number of backups to keep; older ones are deleted. None keeps all.

        Raises:
            CannotSaveError: it could not be made; nothing is left of it, and older backups are untouched.
        """

    @abstractmethod
    async def blank(
        self,
        before: datetime,
        blank: Callable[[str], str],
        batch: int = 200,
        *,
        board_since: datetime | None = None,
    ) -> int:
        """Remove personal data from a batch of orders received before a time; call it until it returns 0.

        Other work gets its turn between two batches.

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

    @abstractmethod
    async def tidy_files(self, before: datetime, blank: Callable[[str], str], batch: int = 200) -> None:
        """Remove personal data older than a time from the backups, and delete other copies that are older.

        A file that cannot be changed now is logged and left for the next time. The arguments are those of `blank`.
        """

    @abstractmethod
    async def ensure_in_place(self) -> None:
        """Keep the files of an embedded store in place, see `SqliteStore.ensure_in_place`.

        Raises:
            DisplacedError: another program owns the folder now.
            CannotSaveError: the file cannot be written.
        """

    @abstractmethod
    async def close(self) -> None:
        """Finish the transactions that were started and close the database. Safe to call twice."""
