"""Tills of one shared store for tests: each with connections of its own and a clock that the test moves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final, TypeVar

from desktop.store.changes import EVERYTHING
from desktop.store.postgres.tills.member import Member
from desktop.store.postgres.tills.presence import Me
from desktop.store.postgres.tills.times import LeaseTimes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import LiteralString, Self

    from desktop.domain.tills import StoreProblem, Till
    from desktop.store.changes import Changes
    from desktop.store.postgres.store import PostgresStore
    from tests.shared_store import SharedDatabase

T = TypeVar("T")

TIMES: Final = LeaseTimes(look=0.02, deadline=20.0, retries=(0.02, 0.05))
"""The clocks of the tests stand still: only looking at them has to be quick."""


class Steady:
    """A steady clock that a test moves."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class RunningTill:
    """A till, and what it was told."""

    def __init__(
        self, store: PostgresStore, steady: Callable[[], float], times: LeaseTimes, installation: str = ""
    ) -> None:
        self.store = store
        self.changes: list[Changes] = []
        self.line: list[StoreProblem | None] = []
        self.led: list[bool] = []
        self._happened = asyncio.Event()
        loop = asyncio.get_running_loop()
        self.member = Member(
            store.connect,
            Me(store.process, installation or f"id of {store.till}", store.till, "3.0.0", "KASA-PC"),
            channel=store.channel,
            steady=steady,
            tell=lambda changes: loop.call_soon_threadsafe(self._note, self.changes, changes),
            on_line=lambda problem: loop.call_soon_threadsafe(self._note, self.line, problem),
            times=times,
        )
        self.lease: Final = self.member.lease
        store.lease = self.lease
        self.lease.on_change(lambda leads: self._note(self.led, leads))

    async def until(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait for what this till is told."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._happened.clear()
                await self._happened.wait()

    async def started(self) -> Self:
        self.member.start()
        await self.until(lambda: EVERYTHING in self.changes)
        return self

    async def looked(self) -> list[Till]:
        """Wait until the thread has done all that is due now."""
        await self.member.tills()
        return await self.member.tills()

    async def close(self) -> None:
        await self.member.close()
        await self.store.close()

    def _note(self, where: list[T], value: T) -> None:
        where.append(value)
        self._happened.set()


class Restaurant:
    """Starts tills; all end with the test."""

    def __init__(self, database: SharedDatabase, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self._tills: list[RunningTill] = []

    def execute(self, statement: LiteralString, values: Sequence[object] = ()) -> list[Any]:
        """Run a statement as the owner, and return its rows."""
        with self.database.made.connect() as connection:
            done = connection.execute(statement, values)
            return done.fetchall() if done.description else []

    async def till(
        self,
        steady: Callable[[], float] | None = None,
        times: LeaseTimes = TIMES,
        *,
        installation: str = "",
        port: int = 0,
    ) -> RunningTill:
        """Return a till that has connected and looked at the lease."""
        made = await self.prepared(steady, times, installation=installation, port=port)
        return await made.started()

    async def prepared(
        self,
        steady: Callable[[], float] | None = None,
        times: LeaseTimes = TIMES,
        *,
        installation: str = "",
        port: int = 0,
    ) -> RunningTill:
        """Return a till that is not started yet."""
        store = await self.database.open(self.folder, till=f"Kasa {len(self._tills) + 1}", port=port)
        made = RunningTill(store, steady or Steady(), times, installation)
        self._tills.append(made)
        return made

    async def close(self) -> None:
        for till in self._tills:
            await till.close()
