"""The shared store: transactions on a schema of PostgreSQL that several tills use.

One connection on one thread, as the embedded store: a slow network never blocks the window. psycopg's own asyncio does not
run on Windows' event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar, TypeVarTuple

import psycopg

from desktop.domain.store_problems import WAITS
from desktop.domain.tills import StoreLine
from desktop.store.changes import EVERYTHING
from desktop.store.errors import CannotSaveError, NotLeaderError, StoreError, StoreProblemError
from desktop.store.postgres.administration.inspection import inspect
from desktop.store.postgres.administration.maintenance import blank_orders, find_damage
from desktop.store.postgres.connection import open_connection
from desktop.store.postgres.deadline import CALL_SECONDS, deadline
from desktop.store.postgres.error_codes import translated
from desktop.store.postgres.line import Line
from desktop.store.postgres.moving import back_up
from desktop.store.postgres.pipeline import PipelinedConnection
from desktop.store.postgres.planning import plan_for_few_rows
from desktop.store.postgres.schema import channel_of, check_version
from desktop.store.postgres.tills.member import Member
from desktop.store.postgres.tills.presence import Me
from desktop.store.postgres.tills.times import TIMES
from desktop.store.postgres.transactions import TillIdentity, Transactions
from desktop.store.sqlite import maintenance as files
from desktop.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from desktop.domain.store_address import StoreAddress
    from desktop.domain.tills import StoreProblem, Till
    from desktop.store.changes import Changes
    from desktop.store.inspection import Inspection
    from desktop.store.lease import Lease
    from desktop.store.postgres.tills.times import LeaseTimes
    from desktop.store.queries.transaction import Transaction

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

_ROOM: Final = 1 << 40
"""The disk is the server's: nobody here knows how much is free, and the server says when it is full."""
_RETRIES: Final = (1.0, 2.0)
"""Seconds until the lost line is tried again; the last one repeats."""
_COPY_SECONDS: Final = 60.0
"""The deadline of a call that copies rows: it has a connection of its own, and nobody waits for it."""


class PostgresStore(Store):
    """A schema of PostgreSQL: the database of a restaurant with several tills."""

    engine = "postgres"

    def __init__(self, address: StoreAddress, password: str, till: str, data_dir: Path) -> None:
        """Prepare a store; `open` opens it.

        Args:
            address: the schema, and the role of this till.
            password: of the role.
            till: name of this till.
            data_dir: for backups, and the certificates of this machine.
        """
        self._address = address
        self._password = password
        self._till = till
        self._folder = data_dir
        self.process: Final = uuid.uuid4().hex
        """Random, for each start of the program; `Till.process`."""
        self.channel: Final = channel_of(address.schema)
        """On which the tills hear of each other's changes."""
        self._loop = asyncio.get_running_loop()
        self._now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.line_state: Final = Line(StoreLine(self.engine, address.place), self._present, self._loop)
        """For the other connections of this till: they say here when they lose the line."""
        self._transactions = Transactions(
            self._connect,
            TillIdentity(self.process, till, self.channel),
            self.line_state,
            on_doubt=lambda: self.publish(EVERYTHING),
        )
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._lease: Lease | None = None
        self._member: Member | None = None
        self._handlers: list[Callable[[Changes], object]] = []
        self._closed = False
        self._reconnecting: asyncio.Task[None] | None = None
        self._asked = asyncio.Event()
        """Somebody wants the next attempt now."""
        self.line_state.on_change(self._follow_line)

    @classmethod
    async def open(
        cls, address: StoreAddress, password: str, *, till: str = "", data_dir: Path, waits: bool = False
    ) -> PostgresStore:
        """Connect to a schema, and refuse one that this program cannot use.

        Args:
            address: the schema, and the role of this till.
            password: of the role.
            till: name of this till.
            data_dir: for backups, and the certificates of this machine.
            waits: whether a problem that passes, such as a server that is still starting, is no error: the line is lost
                then, and tried again.

        Raises:
            StoreError: it cannot be used now; a StoreProblemError says why.
        """
        store = cls(address, password, till, data_dir)
        try:
            await store._run(store._transactions.connect)
        except StoreProblemError as error:
            if not waits or error.problem not in WAITS:
                await store.close()
                raise
        except BaseException:
            await store.close()
            raise
        return store

    def join(
        self,
        *,
        installation: str,
        version: str,
        computer: str,
        steady: Callable[[], float],
        may_lead: bool = True,
        times: LeaseTimes = TIMES,
    ) -> None:
        """Join the other tills: hear their changes, be seen by them, and stand for the lead.

        Args:
            installation: random, one for each installation; `Till.id`.
            version: of the program.
            computer: its name.
            steady: seconds that never go back and count time asleep.
            may_lead: whether it stands for the lead at once; `lease` changes that later.
            times: the same at all tills.
        """
        self._member = Member(
            self.connect,
            Me(self.process, installation, self._till, version, computer),
            channel=self.channel,
            steady=steady,
            tell=self.publish,
            on_line=self._note_listener,
            times=times,
        )
        self._lease = self._member.lease
        self._lease.may_lead = may_lead
        self._member.start()

    async def tills(self) -> tuple[Till, ...]:
        """Return the tills that run, or ran in the last 30 days, by name; none before `join`."""
        return () if self._member is None else tuple(await self._member.tills())

    async def describe(self, printers: str) -> None:
        """See `Store.describe`; after `join`."""
        if self._member is not None:
            self._member.set_printers(printers)

    @property
    def lease(self) -> Lease:
        """The right to poll and to send."""
        if self._lease is None:
            raise RuntimeError("the store has no lease yet")
        return self._lease

    @lease.setter
    def lease(self, lease: Lease) -> None:
        self._lease = lease

    @property
    def till(self) -> str:
        """Name of this till."""
        return self._till

    @property
    def folder(self) -> Path:
        """The folder of this program's data."""
        return self._folder

    @property
    def free_room(self) -> int:
        """Much: the server says when its disk is full."""
        return _ROOM

    @property
    def round_trips(self) -> int:
        """How often this store waited for an answer of the server; for tests and measurements."""
        return self._transactions.round_trips

    @property
    def line(self) -> StoreLine:
        """The line to the database."""
        return self.line_state.state

    def on_line(self, handler: Callable[[StoreLine], object]) -> None:
        """See `Store.on_line`."""
        self.line_state.on_change(handler)

    def on_changes(self, handler: Callable[[Changes], object]) -> None:
        """See `Store.on_changes`."""
        self._handlers.append(handler)

    def publish(self, changes: Changes) -> None:
        """Tell what other tills changed; from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._publish, changes)

    def use_clock(self, now: Callable[[], datetime]) -> None:
        """Take the time since when the line is lost from a clock; what is saved has the server's time."""
        self._now = now

    async def write(
        self,
        work: Callable[[Transaction], T],
        *,
        as_leader: bool = False,
        into_file: bool = False,  # noqa: ARG002 - the rows are on the server's disk
        spends_reserve: bool = True,  # noqa: ARG002
    ) -> T:
        """See `Store.write`. `work` runs twice where the line is lost meanwhile."""
        if not as_leader:
            return await self._run(partial(self._transactions.write, work))
        if not self.lease.leads:
            raise NotLeaderError
        epoch = self.lease.epoch
        try:
            return await self._run(partial(self._transactions.write, work, epoch))
        except NotLeaderError:
            # The lease would find out at its next look only.
            if self._member is not None:
                self._member.lease.displaced(epoch)
            raise

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """See `Store.read`."""
        return await self._run(partial(self._transactions.read, work))

    async def read_statement(self, work: Callable[[Transaction], T]) -> T:
        """See `Store.read_statement`."""
        return await self._run(partial(self._transactions.read_statement, work))

    async def check(self) -> str:
        """See `Store.check`: the server itself looks after the files."""
        return await self.read(find_damage)

    async def inspect(self) -> Inspection:
        """See `Store.inspect`."""
        integrity = await self.check()
        return await self.read(lambda tx: inspect(tx, integrity))

    async def back_up(self, day: date, keep: int | None = 7) -> Path | None:
        """See `Store.back_up`: a file of the embedded store, written beside the other work."""
        self._raise_if_closed()
        return await asyncio.to_thread(self._back_up, day, keep)

    async def blank(
        self,
        before: datetime,
        blank: Callable[[str], str],
        batch: int = 200,
        *,
        board_since: datetime | None = None,
    ) -> int:
        """See `Store.blank`."""
        return await self.write(lambda tx: blank_orders(tx, before, blank, batch, board_since))

    async def tidy_files(self, before: datetime, blank: Callable[[str], str], batch: int = 200) -> None:
        """See `Store.tidy_files`: for the backups of this computer."""
        await asyncio.to_thread(files.delete_old_files, self._folder, before)
        for day, path in files.all_backups(self._folder):
            while await asyncio.to_thread(files.blank_backup, day, path, before, blank, batch):
                self._raise_if_closed()

    async def ensure_in_place(self) -> None:
        """Do nothing: the files are the server's."""

    def connect(self, seconds: float = CALL_SECONDS) -> psycopg.Connection[Any]:
        """Return another checked connection of this till, in autocommit; from any thread.

        Raises:
            StoreError: there is none now; a StoreProblemError says why.
        """
        connection = open_connection(
            self._address,
            self._password,
            application_name=f"Tezgâh {self._till}".strip(),
            root_file_folder=self._folder,
            autocommit=True,
        )
        try:
            with deadline(connection, seconds):
                check_version(connection)
                plan_for_few_rows(connection)
        except psycopg.Error as error:
            connection.close()
            raise translated(error) from None
        except BaseException:
            connection.close()
            raise
        return connection

    async def close(self) -> None:
        """See `Store.close`."""
        if self._closed:
            return
        self._closed = True
        if self._reconnecting is not None:
            self._reconnecting.cancel()
        try:
            if self._member is not None:
                await self._member.close()
            await self._loop.run_in_executor(self._executor, self._transactions.close)
        finally:
            self._executor.shutdown(wait=False)

    def _present(self) -> datetime:
        return self._now()

    def _connect(self) -> PipelinedConnection:
        return PipelinedConnection(self.connect(), CALL_SECONDS)

    def _back_up(self, day: date, keep: int | None) -> Path | None:
        with contextlib.closing(PipelinedConnection(self.connect(), _COPY_SECONDS)) as pipeline:
            return back_up(pipeline, self._folder, day, keep)

    def _note_listener(self, problem: StoreProblem | None) -> None:
        if problem is None:
            self.line_state.back("listener")
        else:
            self.line_state.lost("listener", problem)

    def _publish(self, changes: Changes) -> None:
        for handler in self._handlers:
            handler(changes)

    def _follow_line(self, line: StoreLine) -> None:
        running = self._reconnecting is not None and not self._reconnecting.done()
        if line.lost_since is not None and not running and not self._closed:
            self._reconnecting = self._loop.create_task(self._reconnect())

    def retry_now(self) -> None:
        """See `Store.retry_now`."""
        self._asked.set()
        if self._member is not None:
            self._member.retry_now()

    async def _reconnect(self) -> None:
        for pause in _repeated(_RETRIES):
            self._asked.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._asked.wait()
            with contextlib.suppress(StoreError):
                if await self._run(self._transactions.probe):
                    return

    async def _run(self, work: Callable[[*Arguments], T], *arguments: *Arguments) -> T:
        self._raise_if_closed()
        return await self._loop.run_in_executor(self._executor, work, *arguments)

    def _raise_if_closed(self) -> None:
        if self._closed:
            raise CannotSaveError("the store is closed")


def _repeated(values: tuple[float, ...]) -> Iterator[float]:
    yield from values
    while True:
        yield values[-1]
