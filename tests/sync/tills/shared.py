"""Several tills in one process for tests: one file with their orders, an election by hand, lines that can be cut.

It stands for a shared database where a test decides which till leads. Whole tills work on it: engine, restaurant, printers
and a real vendor on a socket.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.tills import StoreLine, StoreProblem
from desktop.store import EVERYTHING, CannotSaveError, Changes, Kind, NotLeaderError
from desktop.store.lease import Lease
from desktop.store.sqlite.store import SqliteStore
from desktop.store.store import Store
from desktop.sync.engine import Engine
from desktop.sync.events import LeadChanged
from desktop.sync.printing.print_queue import PrintQueue
from desktop.sync.restaurant.restaurant import RestaurantSync
from desktop.sync.tills.sharing import TillSharing
from desktop.sync.tills.store_clock import StoreClock
from desktop.vendor.factory import connect
from tests.harness import Counter, GivenClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Self

    from desktop.simulator import Simulator
    from desktop.store import Transaction
    from desktop.store.inspection import Inspection

T = TypeVar("T")


class Restaurant:
    """The tills of a restaurant and their database."""

    def __init__(self, file: SqliteStore) -> None:
        self.file = file
        self.tills: list[TillStore] = []
        self.leader: TillStore | None = None
        self.epoch = 0
        self.polled_at: float | None = None

    @classmethod
    async def open(cls, folder: Path) -> Restaurant:
        return cls(await SqliteStore.open(folder))

    def elect(self, till: TillStore | None) -> None:
        """Let a till lead from now on, None for nobody."""
        before, self.leader = self.leader, till
        self.epoch += 1
        if before is not None and before is not till:
            before.lease.tell(leads=False)
        if till is not None:
            now = asyncio.get_running_loop().time()
            till.lease.since_poll = None if self.polled_at is None else now - self.polled_at
            till.lease.tell(leads=True)

    def changed(self, by: TillStore, changes: Changes) -> None:
        """Tell the other tills."""
        for till in self.tills:
            if till is not by and till.line.lost_since is None:
                for handler in till.handlers:
                    handler(changes)


class TillLease(Lease):
    """The lease of one till."""

    def __init__(self, till: TillStore) -> None:
        super().__init__()
        self.may_lead = False
        self._till = till
        self._handlers: list[Callable[[bool], object]] = []
        self.since_poll: float | None = None
        self.permits = 0
        self.given_back = 0
        self.is_refused = False
        self.on_permit: Callable[[], object] = lambda: None

    @property
    def leads(self) -> bool:
        return self._till.restaurant.leader is self._till

    @property
    def epoch(self) -> int:
        return self._till.restaurant.epoch if self.leads else 0

    @property
    def seconds_since_poll(self) -> float | None:
        return self.since_poll

    async def permit(self) -> datetime | None:
        self._till.ensure_line()
        self.on_permit()
        if not self.leads or self.is_refused:
            return None
        self.permits += 1
        self._till.restaurant.polled_at = asyncio.get_running_loop().time()
        return datetime.now(UTC)

    async def give_back(self, rest: float = 60.0) -> None:
        assert rest
        self.given_back += 1
        if self.leads:
            others = [till for till in self._till.restaurant.tills if till is not self._till]
            self._till.restaurant.elect(next((till for till in others if till.lease.may_lead), None))

    def on_change(self, handler: Callable[[bool], object]) -> None:
        self._handlers.append(handler)

    def tell(self, *, leads: bool) -> None:
        for handler in self._handlers:
            handler(leads)


class TillStore(Store):
    """The database as one till reaches it."""

    engine = "postgres"

    def __init__(self, restaurant: Restaurant, name: str) -> None:
        self.restaurant = restaurant
        self._name = name
        self._lease = TillLease(self)
        self._line = StoreLine("postgres", "KASA-1")
        self.handlers: list[Callable[[Changes], object]] = []
        self._on_line: list[Callable[[StoreLine], object]] = []
        self.reads = 0
        self.refused = 0
        """Reads and writes while the line was cut."""
        restaurant.tills.append(self)

    @property
    def lease(self) -> TillLease:
        return self._lease

    @property
    def till(self) -> str:
        return self._name

    @property
    def line(self) -> StoreLine:
        return self._line

    @property
    def folder(self) -> Path:
        return self.restaurant.file.folder

    @property
    def free_room(self) -> int:
        return self.restaurant.file.free_room

    def cut(self, problem: StoreProblem | None = StoreProblem.UNREACHABLE) -> None:
        """Cut this till's line to the database, or with None mend it."""
        lost_since = None if problem is None else datetime.now(UTC)
        self._line = StoreLine("postgres", "KASA-1", lost_since, problem)
        for handler in self._on_line:
            handler(self._line)
        if problem is None:
            for changed in self.handlers:
                changed(EVERYTHING)

    def ensure_line(self) -> None:
        if self._line.lost_since is not None:
            self.refused += 1
            raise CannotSaveError("no line")

    async def write(self, work: Callable[[Transaction], T], *, as_leader: bool = False, **how: Any) -> T:
        self.ensure_line()

        def fenced(tx: Transaction) -> T:
            if as_leader and not self._lease.leads:
                raise NotLeaderError
            tx.till = self._name
            return work(tx)

        result = await self.restaurant.file.write(fenced, **how)
        self.restaurant.changed(self, EVERYTHING)
        return result

    async def read(self, work: Callable[[Transaction], T]) -> T:
        self.ensure_line()
        self.reads += 1
        return await self.restaurant.file.read(work)

    def on_changes(self, handler: Callable[[Changes], object]) -> None:
        self.handlers.append(handler)

    def on_line(self, handler: Callable[[StoreLine], object]) -> None:
        self._on_line.append(handler)

    async def inspect(self) -> Inspection:
        return await self.restaurant.file.inspect()

    async def check(self) -> str:
        return await self.restaurant.file.check()

    async def back_up(self, *arguments: Any) -> Path | None:
        return await self.restaurant.file.back_up(*arguments)

    async def blank(self, *arguments: Any, **named: Any) -> int:
        return await self.restaurant.file.blank(*arguments, **named)

    async def tidy_files(self, *arguments: Any) -> None:
        await self.restaurant.file.tidy_files(*arguments)

    async def ensure_in_place(self) -> None:
        pass

    async def close(self) -> None:
        if self._lease.leads:
            self.restaurant.elect(None)
        self.restaurant.tills.remove(self)


class Till(Counter):
    """A whole till without a window. Use as an async context."""

    def __init__(self, simulator: Simulator, store: Store, *, may_lead: bool = True, **how: Any) -> None:
        super().__init__(simulator, store.folder, **how)
        self._shared = store
        self._may_lead = may_lead
        self.sharing: TillSharing
        self.printing: PrintQueue

    async def __aenter__(self) -> Self:
        self.store = self._shared  # type: ignore[assignment]
        clock = StoreClock(GivenClock(self._now, self._steady))
        events = self._bus()
        self.engine = Engine(
            self._shared, events=events, clock=clock, has_route=lambda: self.route, settings=self._settings
        )
        self.restaurant = RestaurantSync(
            self._shared, self.engine.troubles, events=events, clock=clock, cooldown=self._poll_seconds
        )
        self.printing = PrintQueue(
            self._shared, self.engine.planner, self.engine.troubles, events=events, clock=clock
        )
        self.sharing = TillSharing(
            self._shared, self.engine, self.restaurant, self.printing, self, events=events, clock=clock
        )
        self._followed = asyncio.Event()
        self.sharing.follower.on(Kind.VERSION, self._followed.set)
        await self.engine.load_board()
        await self.restaurant.load()
        await self.printing.load()
        self.engine.start()
        self.sharing.start()
        self.sharing.use(
            has_credentials=self._may_lead, may_poll=True, cooldown=self._poll_seconds, unreadable=None
        )
        return self

    async def connect(self, not_before: float) -> None:
        api = connect(
            self._simulator.base_url,
            self._credentials,
            user_agent="Tezgah/test",
            now=self._now,
            steady=self._steady,
            zone=ISTANBUL,
            call_clock=self._call_clock,
        )
        self.engine.connect(api, cooldown=self._poll_seconds, not_before=not_before)
        if self._with_shop:
            self.restaurant.start(api)

    async def disconnect(self) -> None:
        await self.restaurant.disconnect()
        await self.engine.disconnect()

    async def __aexit__(self, *_: object) -> None:
        await self.sharing.close()
        await self.restaurant.stop()
        await self.engine.stop()
        await self.printing.stop()
        await self._shared.close()

    async def followed(self) -> None:
        """Wait until everything is published that other tills changed until now."""
        async with asyncio.timeout(20):
            # One read may be under way, and the next one waits.
            for _ in range(3):
                self._followed.clear()
                self.sharing.follower.changed(Changes(frozenset({Kind.VERSION})))
                await self._followed.wait()

    @property
    def leads(self) -> list[bool]:
        """Whether this till led, each time that was published."""
        return [event.leads for event in self.reports if isinstance(event, LeadChanged)]
