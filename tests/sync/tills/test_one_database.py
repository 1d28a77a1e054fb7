"""Whole tills on a real PostgreSQL: elected, told, fenced and taken over by it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import pytest

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.trouble import Link, TroubleKind
from desktop.store import EVERYTHING, Changes, NotLeaderError
from desktop.store.postgres.tills.member import Member
from desktop.store.postgres.tills.presence import Me
from desktop.store.postgres.tills.times import LeaseTimes
from desktop.sync.events import PollEnded
from desktop.system.machine.clock import steady
from tests.sync.tills.shared import Till

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from desktop.simulator import Simulator
    from desktop.store import Store, Transaction
    from desktop.store.postgres.store import PostgresStore
    from tests.shared_store import SharedDatabase

T = TypeVar("T")

TIMES: Final = LeaseTimes(renew=0.2, trust=2.0, margin=0.2, look=0.1, retries=(0.05, 0.1))

CONNECTION: Final = "listener"


class Tills:
    """Starts tills of one database."""

    def __init__(self, simulator: Simulator, database: SharedDatabase, folder: Path) -> None:
        self._simulator = simulator
        self._database = database
        self._folder = folder

    @asynccontextmanager
    async def till(self, name: str, **how: Any) -> AsyncIterator[Till]:
        store = await self._database.open(self._folder, till=name)
        member = joined(store)
        try:
            async with Till(self._simulator, cast("Store", Joined(store, member)), **how) as till:
                yield till
        finally:
            await member.close()
            await store.close()


def joined(store: PostgresStore) -> Member:
    member = Member(
        store.connect,
        Me(store.process, store.process, store.till, "3.0.0", "KASA-PC"),
        channel=store.channel,
        steady=steady,
        tell=store.publish,
        on_line=lambda problem: (
            store.line_state.back(CONNECTION)
            if problem is None
            else store.line_state.lost(CONNECTION, problem)
        ),
        times=TIMES,
    )
    store.lease = member.lease
    return member


class Joined:
    """A store whose till is a member from its first change on: it leaves before it is closed."""

    def __init__(self, store: PostgresStore, member: Member) -> None:
        self._store = store
        self._member = member
        member.start()

    async def write(self, work: Callable[[Transaction], T], **how: Any) -> T:
        def marked(tx: Transaction) -> T:
            result = work(tx)
            if not getattr(tx, "changes", Changes()):
                # Until each statement says what it changes.
                tx.changes = EVERYTHING  # type: ignore[attr-defined]
            return result

        return await self._store.write(marked, **how)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def close(self) -> None:
        await self._member.close()
        await self._store.close()


@pytest.fixture
def tills(sim: Simulator, shared_database: SharedDatabase, tmp_path: Path) -> Tills:
    return Tills(sim, shared_database, tmp_path)


async def test_one_of_two_polls_and_both_show_and_ring(sim: Simulator, tills: Tills) -> None:
    async with tills.till("Kasa 1") as one:
        await one.until(lambda: one.leads[-1:] == [True])
        async with tills.till("Kasa 2") as two:
            key = sim.add_order()
            await two.until(lambda: key in two.board)
            assert two.announced == [key]
            await one.until(lambda: key in one.board and sim.orders[key].acknowledged)
            await two.until(lambda: two.link is Link.CONNECTED)
            assert two.leads == [False]
            # A press at the one that follows.
            two.engine.accept(key, 20)
            for till in (one, two):
                await till.until(
                    lambda: (
                        (accept := till.board[key].accept) is not None  # noqa: B023 - awaited here
                        and accept.state is CommandState.CONFIRMED
                    )
                )
                accept = till.board[key].accept
                assert accept is not None
                assert accept.till == "Kasa 2"
            assert len(sim.calls("accept")) == 1


async def test_a_till_that_leaves_is_replaced_at_once(sim: Simulator, tills: Tills) -> None:
    async with tills.till("Kasa 1") as one:
        await one.until(lambda: one.leads[-1:] == [True])
        async with tills.till("Kasa 2") as two:
            await one.polled(1)
            await one.__aexit__()
            await two.until(lambda: two.leads[-1:] == [True])
            key = sim.add_order()
            await two.until(lambda: key in two.board and sim.orders[key].acknowledged)
            ended = [event for event in [*one.reports, *two.reports] if isinstance(event, PollEnded)]
            assert {event.outcome for event in ended} == {PollOutcome.ANSWERED}


async def test_a_till_that_was_asleep_saves_nothing(sim: Simulator, tills: Tills) -> None:
    async with tills.till("Kasa 1") as one:
        await one.until(lambda: one.leads[-1:] == [True])
        async with tills.till("Kasa 2") as two:
            await one.polled(1)
            # Kasa 1 does not get to renew: its thread stands still, as in a computer that sleeps.
            lease: Any = one.store.lease
            term = lease._term
            lease.may_lead = False
            await two.until(lambda: two.leads[-1:] == [True])
            lease._term = term._replace(trusted_until=float("inf"))
            lease._may_lead = True
            assert lease.leads
            with pytest.raises(NotLeaderError):
                await one.store.write(lambda tx: tx.set_value("stale", 1), as_leader=True)
            assert await one.store.read(lambda tx: tx.value("stale")) is None
            assert not lease.leads
            assert not one.has(TroubleKind.CANNOT_SAVE)
