"""The listening connection of a till: what it hears, and what it says when the line breaks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from desktop.domain.tills import StoreProblem
from desktop.store.changes import EVERYTHING, Changes, Kind
from desktop.store.errors import CannotSaveError
from desktop.store.postgres.notifications import encode
from desktop.store.postgres.tills.listener import Listener
from desktop.store.postgres.tills.times import LeaseTimes

if TYPE_CHECKING:
    from tests.store.postgres.members import Restaurant, RunningTill


def notify(restaurant: Restaurant, channel: str, *payloads: str) -> None:
    with restaurant.database.made.connect() as connection:
        for payload in payloads:
            connection.execute("SELECT pg_notify(%s, %s)", [channel, payload])


def order(key: str) -> Changes:
    return Changes(frozenset({Kind.ORDERS}), frozenset({key}))


async def ended(restaurant: Restaurant, till: RunningTill) -> None:
    """End the sessions of a till at the server, and wait until it is back."""
    with restaurant.database.made.server.connect() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
            [restaurant.database.made.till],
        )
    await till.until(lambda: till.changes.count(EVERYTHING) == 2)


async def test_a_notification_is_told(restaurant: Restaurant) -> None:
    till = await restaurant.till()
    notify(restaurant, till.store.channel, encode("another", order("p1")))
    await till.until(lambda: till.changes[-1] == order("p1"))


async def test_own_changes_are_not_told(restaurant: Restaurant) -> None:
    till = await restaurant.till()
    notify(
        restaurant,
        till.store.channel,
        encode(till.store.process, order("own")),
        encode("another", order("p1")),
    )
    await till.until(lambda: till.changes[-1] == order("p1"))
    assert till.changes == [EVERYTHING, order("p1")]


async def test_after_a_gap_the_first_change_is_everything(restaurant: Restaurant) -> None:
    till = await restaurant.till()
    assert till.changes == [EVERYTHING]
    assert till.line == [None]
    await ended(restaurant, till)
    assert till.changes == [EVERYTHING, EVERYTHING]
    assert till.line == [None, StoreProblem.UNREACHABLE, None]
    notify(restaurant, till.store.channel, encode("another", order("p1")))
    await till.until(lambda: till.changes[-1] == order("p1"))


async def test_no_change_is_lost_in_a_burst(restaurant: Restaurant) -> None:
    till = await restaurant.till()
    wanted = {f"{sender}-{number}" for sender in range(5) for number in range(200)}

    def send(sender: int) -> None:
        payloads = [encode(f"till {sender}", order(f"{sender}-{number}")) for number in range(200)]
        notify(restaurant, till.store.channel, *payloads)

    def heard() -> set[str]:
        return {key for changes in till.changes[1:] for key in changes.orders or ()}

    sending = [asyncio.to_thread(send, sender) for sender in range(5)]
    calls = [till.member.tills() for _ in range(50)]  # notifications arrive together with answers
    await asyncio.gather(*sending, *calls)
    await till.until(lambda: heard() == wanted)
    assert till.changes.count(EVERYTHING) == 1


async def test_notifications_of_one_packet_are_all_taken(restaurant: Restaurant) -> None:
    till = await restaurant.till()
    payloads = [encode("another", order(f"p{number}")) for number in range(20)]
    with restaurant.database.made.connect() as connection, connection.transaction():
        for payload in payloads:
            connection.execute("SELECT pg_notify(%s, %s)", [till.store.channel, payload])
    keys: set[str] = set()

    def all_heard() -> bool:
        keys.update(key for changes in till.changes[1:] for key in changes.orders or ())
        return len(keys) == 20

    await till.until(all_heard)


class Duty:
    """Counts its steps; a till that comes or goes concerns it."""

    def __init__(self) -> None:
        self.steps = 0

    def start(self) -> None: ...

    def hear(self, changes: Changes) -> bool:
        return Kind.TILLS in changes.kinds

    def step(self, _connection: object) -> float:
        self.steps += 1
        return 3600.0

    def leave(self, _connection: object) -> None: ...


async def test_only_what_concerns_a_duty_lets_it_look(restaurant: Restaurant) -> None:
    loop = asyncio.get_running_loop()
    told: asyncio.Queue[Changes] = asyncio.Queue()
    store = await restaurant.database.open(restaurant.folder)
    listener = Listener(
        store.connect,
        process=store.process,
        channel=store.channel,
        tell=lambda changes: loop.call_soon_threadsafe(told.put_nowait, changes),
        on_line=lambda _problem: None,
        times=LeaseTimes(look=3600.0),
    )
    duty = Duty()
    listener.add(duty)
    listener.start()
    assert await told.get() == EVERYTHING
    for number in range(20):
        notify(restaurant, store.channel, encode("another", order(f"p{number}")))
        assert await told.get() == order(f"p{number}")
    assert duty.steps == 1
    notify(restaurant, store.channel, encode("another", Changes(frozenset({Kind.TILLS}))))
    await told.get()
    await listener.run(lambda connection: connection.execute("SELECT 1"))
    assert duty.steps in {2, 3}  # the call may have come with the notification
    await listener.close()
    await store.close()


async def test_other_words_may_mean_anything(restaurant: Restaurant) -> None:
    till = await restaurant.till()
    notify(restaurant, till.store.channel, "not a notification")
    await till.until(lambda: len(till.changes) > 1)
    assert till.changes[-1].orders is None
    assert Kind.ORDERS in till.changes[-1].kinds
    assert till.line == [None]


async def test_an_unknown_kind_is_not_told(restaurant: Restaurant) -> None:
    till = await restaurant.till()
    notify(
        restaurant,
        till.store.channel,
        '{"t":"another","k":["of later"],"o":[]}',
        encode("another", order("p1")),
    )
    await till.until(lambda: till.changes[-1] == order("p1"))
    assert till.changes == [EVERYTHING, order("p1")]


async def test_an_upgrade_that_this_program_is_too_old_for(restaurant: Restaurant) -> None:
    till = await restaurant.till()
    upgraded = encode("", Changes(frozenset({Kind.VERSION})))
    restaurant.database.execute("UPDATE store SET readable_from = 1000")
    try:
        notify(restaurant, till.store.channel, upgraded)
        await till.until(lambda: till.line[-1] is StoreProblem.OLD_PROGRAM)
        with pytest.raises(CannotSaveError):
            await till.member.tills()
    finally:
        restaurant.database.execute("UPDATE store SET readable_from = 1")
    till.member.retry_now()
    await till.until(lambda: till.changes.count(EVERYTHING) == 2)
    assert till.line[-1] is None


async def test_an_upgrade_that_this_program_can_use(restaurant: Restaurant) -> None:
    till = await restaurant.till()
    notify(restaurant, till.store.channel, encode("", Changes(frozenset({Kind.VERSION}))))
    await till.until(lambda: till.changes.count(EVERYTHING) == 2)
    assert set(till.line) == {None}


async def test_refused_writes_are_told_once_and_tried_again(restaurant: Restaurant) -> None:
    till = await restaurant.till()
    with restaurant.database.refusing():
        till.member.set_printers("[1]")
        await till.until(lambda: till.line[-1] is StoreProblem.NO_RIGHT)
    await till.until(lambda: till.line[-1] is None)


async def test_closing_twice_is_safe_and_nothing_is_told_afterwards(restaurant: Restaurant) -> None:
    till = await restaurant.till()
    await till.member.close()
    await till.member.close()
    notify(restaurant, till.store.channel, encode("another", order("p1")))
    with pytest.raises(CannotSaveError):
        await till.member.tills()
    assert till.changes == [EVERYTHING]


async def test_a_till_that_never_started_can_be_closed(restaurant: Restaurant) -> None:
    till = await restaurant.prepared()
    await till.member.close()
