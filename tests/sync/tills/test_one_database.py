"""Whole tills on a real PostgreSQL: elected, told, fenced and taken over by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.trouble import Link, TroubleKind
from desktop.store import NotLeaderError
from desktop.store.postgres import connection
from desktop.store.postgres.schema import WRITE_LOCK
from desktop.sync.events import PollEnded
from desktop.ui.text.trouble_words import describe
from tests.sync.tills.one_database import Tills

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.simulator import Simulator
    from tests.shared_store import SharedDatabase


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


async def test_a_till_behind_a_long_lock_is_told_that_the_server_is_busy(
    sim: Simulator, tills: Tills, shared_database: SharedDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection._SETTINGS, "lock_timeout", "300")
    async with tills.till("Kasa 1") as one:
        key = sim.add_order()
        await one.until(lambda: key in one.board and sim.orders[key].acknowledged)
        with shared_database.made.connect() as other, other.transaction():
            other.execute(WRITE_LOCK)
            one.engine.accept(key, 20)
            await one.until(lambda: one.has(TroubleKind.CANNOT_SAVE))
            assert one.store.line.lost_since is None
            assert not one.has(TroubleKind.STORE_LOST)
            assert one.board[key].accept is None
            (trouble,) = (each for each in one.troubles if each.kind is TroubleKind.CANNOT_SAVE)
            assert describe(trouble).sentence.startswith(
                "The shared database (127.0.0.1) is too busy. The last change was not saved. Try again in a minute."
            )
        one.engine.accept(key, 20)
        await one.until(lambda: not one.board[key].waits)
        await one.until(lambda: not one.has(TroubleKind.CANNOT_SAVE))
