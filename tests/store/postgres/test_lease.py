"""The lease of a shared store on a real server. The clocks of the tills are moved by the tests."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desktop.store.changes import EVERYTHING
from desktop.store.errors import CannotSaveError, NotLeaderError
from desktop.store.postgres.tills.times import LeaseTimes
from desktop.system.machine.clock import steady as machine_steady
from tests.postgres_proxy import Line
from tests.shared_store import SharedDatabase
from tests.store.postgres.members import Restaurant, Steady

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres_server import Clusters
    from tests.store.postgres.members import RunningTill


def row(restaurant: Restaurant) -> Any:
    return restaurant.execute("SELECT epoch, till, beat, polled_at FROM lease")[0]


def leads(till: RunningTill) -> bool:
    return till.lease.leads


@contextlib.contextmanager
def lease_row_locked(database: SharedDatabase) -> Iterator[Any]:
    """Let every change of the lease wait."""
    with database.made.connect() as connection, connection.transaction(force_rollback=True):
        connection.execute("SELECT 1 FROM lease FOR UPDATE")
        yield connection


async def wait_for_blocked(database: SharedDatabase, count: int) -> None:
    """Wait until so many sessions wait for a lock."""

    def blocked() -> None:
        with database.made.server.connect() as connection:  # others do not see it
            while connection.execute(asks).fetchone() != (count,):
                assert time.monotonic() < end

    asks = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    end = time.monotonic() + 20
    await asyncio.to_thread(blocked)


async def leader_and_follower(
    restaurant: Restaurant,
) -> tuple[tuple[RunningTill, Steady], tuple[RunningTill, Steady]]:
    clocks = Steady(), Steady(7.0)
    leader = await restaurant.till(clocks[0])
    await leader.until(lambda: leader.led == [True])
    return (leader, clocks[0]), (await restaurant.till(clocks[1]), clocks[1])


async def overtaken(restaurant: Restaurant) -> RunningTill:
    """Return a leader that does not know that it was replaced, as after a suspension."""
    leader = await restaurant.till()
    await leader.until(lambda: leader.led == [True])
    restaurant.execute("UPDATE lease SET epoch = 2, till = 'another'")
    assert leader.lease.leads
    return leader


async def test_one_of_many_holds_it(restaurant: Restaurant) -> None:
    tills = [await restaurant.prepared() for _ in range(6)]
    await asyncio.gather(*(till.started() for till in tills))
    leaders = [till for till in tills if till.lease.leads]
    assert len(leaders) == 1
    assert row(restaurant)[:2] == (1, leaders[0].store.process)
    assert leaders[0].lease.epoch == 1


async def test_released_lease_is_taken_at_once(restaurant: Restaurant) -> None:
    (leader, _), (follower, _) = await leader_and_follower(restaurant)
    await leader.member.close()
    await follower.until(lambda: follower.led == [True])  # its clock has not moved
    assert follower.lease.epoch == 2


async def test_a_silent_holder_is_replaced_after_its_time_by_the_observers_clock(
    restaurant: Restaurant,
) -> None:
    (leader, leaders_clock), (follower, clock) = await leader_and_follower(restaurant)
    clock.now += 9.9
    await follower.looked()
    leaders_clock.now += 3.0
    await leader.looked()  # it renews the lease
    clock.now += 0.2
    await follower.looked()
    assert follower.lease.epoch == 0
    clock.now += 9.9
    await follower.looked()
    assert follower.lease.epoch == 0
    clock.now += 0.2
    await follower.looked()
    assert follower.lease.leads
    assert row(restaurant)[:2] == (2, follower.store.process)


async def test_three_contenders_make_one_leader(restaurant: Restaurant) -> None:
    clock = Steady()
    leader = await restaurant.till()
    tills = [await restaurant.till(clock) for _ in range(3)]
    clock.now += 10.0
    for till in tills:
        await till.looked()
    assert [till.lease.leads for till in tills].count(True) == 1
    assert row(restaurant)[0] == 2
    assert leader.store.process != row(restaurant)[1]


async def test_trust_ends_before_others_may_take_over_also_when_the_answer_is_slow(
    restaurant: Restaurant,
) -> None:
    clock = Steady()
    leader = await restaurant.till(clock)
    await leader.until(lambda: leader.led == [True])
    locked = threading.Event()
    release = threading.Event()

    def lock_again() -> None:
        with lease_row_locked(restaurant.database):
            locked.set()
            release.wait(20)

    with lease_row_locked(restaurant.database):
        sent = clock.now = clock.now + 3.0
        await wait_for_blocked(restaurant.database, 1)  # the renewal
        second = asyncio.create_task(asyncio.to_thread(lock_again))
        await wait_for_blocked(restaurant.database, 2)
        clock.now = sent + 8.9
        assert not leads(leader)
    # The renewal is answered now, and the next one waits for the second lock.
    await asyncio.to_thread(locked.wait, 20)
    await wait_for_blocked(restaurant.database, 1)
    assert leads(leader)
    clock.now = sent + 9.1
    assert not leads(leader)
    assert leader.lease.epoch == 1
    release.set()
    await second


async def test_the_end_of_trust_is_told_while_a_call_hangs(restaurant: Restaurant) -> None:
    times = LeaseTimes(renew=0.1, trust=0.5, margin=0.1, look=0.05, deadline=20.0)
    leader = await restaurant.till(machine_steady, times)
    await leader.until(lambda: leader.led == [True])
    with lease_row_locked(restaurant.database):
        await leader.until(lambda: leader.led == [True, False])
    await leader.until(lambda: leader.led == [True, False, True])
    assert leader.lease.epoch == 1


async def test_a_transaction_of_an_older_epoch_changes_nothing(restaurant: Restaurant) -> None:
    leader = await restaurant.till()
    await leader.store.write(lambda tx: tx.set_value("rush_until", 1), as_leader=True)
    restaurant.execute("UPDATE lease SET epoch = 2, till = 'another'")
    with pytest.raises(NotLeaderError):
        await leader.store.write(lambda tx: tx.set_value("rush_until", 2), as_leader=True)
    assert await leader.store.read(lambda tx: tx.value("rush_until")) == 1


async def test_a_refused_transaction_ends_its_term_alone(restaurant: Restaurant) -> None:
    leader = await overtaken(restaurant)
    leader.lease.displaced(7)
    assert leader.lease.leads
    leader.lease.displaced(1)
    assert leader.lease.epoch == 0
    await leader.until(lambda: leader.led == [True, False])


async def test_permit_is_refused_to_an_older_epoch(restaurant: Restaurant) -> None:
    leader = await overtaken(restaurant)
    assert await leader.lease.permit() is None
    await leader.until(lambda: leader.led == [True, False])
    assert row(restaurant) == (2, "another", 0, None)


async def test_the_leader_sees_that_another_took_over(restaurant: Restaurant) -> None:
    (leader, _), (follower, clock) = await leader_and_follower(restaurant)
    clock.now += 10.0
    await follower.until(lambda: follower.led == [True])
    await leader.until(lambda: leader.led == [True, False])  # its own clock has not moved


async def test_a_follower_gets_no_permit(restaurant: Restaurant) -> None:
    _, (follower, _) = await leader_and_follower(restaurant)
    assert await follower.lease.permit() is None
    assert row(restaurant)[3] is None


async def test_a_permit_that_was_long_on_its_way_is_not_given(restaurant: Restaurant) -> None:
    clock = Steady()
    leader = await restaurant.till(clock)
    with lease_row_locked(restaurant.database):
        asked = asyncio.create_task(leader.lease.permit())
        await wait_for_blocked(restaurant.database, 1)
        clock.now += 2.1
    assert await asked is None
    assert leader.lease.leads
    assert await leader.lease.permit() is not None


@pytest.mark.parametrize(
    ("seconds_ago", "least", "most"),
    [(20, 20.0, 60.0), (-3600, 0.0, 0.0), (None, None, None)],
)
async def test_a_new_holder_knows_when_the_last_poll_was(
    restaurant: Restaurant, seconds_ago: int | None, least: float | None, most: float | None
) -> None:
    restaurant.execute(
        "UPDATE lease SET polled_at = clock_timestamp() - make_interval(secs => %s)", [seconds_ago]
    )
    found = (await restaurant.till()).lease.seconds_since_poll
    if least is None or most is None:
        assert found is None
    else:
        assert found is not None
        assert least <= found <= most


async def test_a_leader_that_gives_back_rests(restaurant: Restaurant) -> None:
    (first, clock), (second, _) = await leader_and_follower(restaurant)
    await first.lease.give_back(60.0)
    assert not first.lease.leads
    await second.until(lambda: second.led == [True])
    await first.until(lambda: first.led == [True, False])
    await second.member.close()
    clock.now += 59.0
    await first.looked()
    assert row(restaurant)[1] is None
    clock.now += 1.0
    await first.until(lambda: first.led == [True, False, True])
    assert first.lease.epoch == 3


async def test_a_leader_keeps_what_nobody_else_could_take(restaurant: Restaurant) -> None:
    first = await restaurant.till()
    barred = await restaurant.prepared()
    barred.lease.may_lead = False
    await barred.started()
    await first.lease.give_back()
    assert first.lease.leads
    barred.lease.may_lead = True
    await barred.looked()
    await first.lease.give_back()
    await barred.until(lambda: barred.led == [True])


async def test_a_till_that_may_not_lead_never_stands_and_gives_back(restaurant: Restaurant) -> None:
    clock = Steady()
    barred = await restaurant.prepared(clock)
    barred.lease.may_lead = False
    await barred.started()
    assert row(restaurant)[:2] == (0, None)
    clock.now += 100.0
    await barred.looked()
    assert row(restaurant)[:2] == (0, None)
    barred.lease.may_lead = True
    await barred.until(lambda: barred.led == [True])
    barred.lease.may_lead = False
    assert not barred.lease.leads
    await barred.looked()
    assert row(restaurant)[:2] == (1, None)
    assert barred.led == [True, False]


async def test_a_takeover_waits_for_the_write_lock_no_longer_than_its_time(restaurant: Restaurant) -> None:
    times = LeaseTimes(look=0.02, deadline=3.0)
    with restaurant.database.made.connect() as other, other.transaction():
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('tezgah ' || current_schema(), 0))")
        till = await restaurant.till(machine_steady, times)
        assert not till.lease.leads
    await till.until(lambda: till.led == [True])
    assert till.line == [None]


async def test_a_restarted_server_finds_the_same_leader(postgres_clusters: Clusters, tmp_path: Path) -> None:
    server = postgres_clusters()
    database = SharedDatabase(server)
    restaurant = Restaurant(database, tmp_path)
    leader = await restaurant.till()
    clock = Steady()
    follower = await restaurant.till(clock)
    clock.now += 9.9
    await follower.looked()
    await asyncio.to_thread(server.stop)
    await leader.until(lambda: leader.line[-1] is not None)
    with pytest.raises(CannotSaveError):
        await leader.lease.permit()
    await follower.until(lambda: follower.line[-1] is not None)
    clock.now += 9.9
    await asyncio.to_thread(server.start)
    await leader.until(lambda: leader.line[-1] is None)
    await follower.until(lambda: follower.changes.count(EVERYTHING) == 2)
    await follower.looked()
    assert follower.lease.epoch == 0
    assert await leader.lease.permit() is not None
    assert leader.lease.epoch == 1
    await restaurant.close()
    database.remove()


async def test_a_silent_line_ends_the_lead_and_the_epoch_survives(restaurant: Restaurant) -> None:
    times = LeaseTimes(renew=0.1, trust=1.0, margin=0.1, look=0.05, deadline=0.3, retries=(0.02, 0.05))
    with Line(restaurant.database.made.server.port) as line:
        leader = await restaurant.till(machine_steady, times, port=line.port)
        await leader.until(lambda: leader.led == [True])
        line.silence()
        await leader.until(lambda: leader.line[-1] is not None)
        await leader.until(lambda: leader.led == [True, False])
        line.cut()
        line.heal()
        await leader.until(lambda: leader.led == [True, False, True])
        assert leader.lease.epoch == 1
        await restaurant.close()


async def test_a_permit_is_the_time_of_the_database(restaurant: Restaurant) -> None:
    leader = await restaurant.till()
    given = await leader.lease.permit()
    ((now,),) = restaurant.execute("SELECT clock_timestamp()")
    assert given is not None
    assert given.tzinfo is UTC
    assert given == row(restaurant)[3]
    assert timedelta(0) <= now - given < timedelta(seconds=60)
