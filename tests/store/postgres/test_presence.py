"""The list of the tills, by the clock of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.store.changes import Kind
from tests.store.postgres.members import Steady

if TYPE_CHECKING:
    from tests.store.postgres.members import Restaurant


def names(restaurant: Restaurant) -> list[str]:
    return [row[0] for row in restaurant.execute("SELECT name FROM tills ORDER BY name")]


def add(restaurant: Restaurant, name: str, seconds_ago: int) -> None:
    restaurant.execute(
        "INSERT INTO tills (process, id, name, version, address, may_lead, seen_at)"
        " VALUES (%s, %s, %s, '2', 'PC', true, clock_timestamp() - make_interval(secs => %s))",
        [name, name, name, seconds_ago],
    )


async def test_all_tills_are_listed_everywhere(restaurant: Restaurant) -> None:
    first, second = await restaurant.till(), await restaurant.prepared()
    second.lease.may_lead = False
    await second.started()
    await first.until(lambda: any(Kind.TILLS in changes.kinds for changes in first.changes[1:]))
    listed = await first.member.tills()
    assert [(till.name, till.leads, till.may_lead, till.is_here) for till in listed] == [
        ("Kasa 1", True, True, True),
        ("Kasa 2", False, False, False),
    ]
    assert listed[1].process == second.store.process
    assert (listed[1].id, listed[1].version, listed[1].address) == ("id of Kasa 2", "3.0.0", "KASA-PC")
    assert 0 <= listed[1].seconds_silent < 30
    assert listed[1].seen_at.tzinfo is not None
    assert [till.is_here for till in await second.member.tills()] == [False, True]


async def test_a_silent_till_is_as_silent_as_the_database_says(restaurant: Restaurant) -> None:
    add(restaurant, "ahead", -3600)
    add(restaurant, "behind", 3600)
    till = await restaurant.till()
    silent = {each.name: each.seconds_silent for each in await till.member.tills()}
    assert silent["ahead"] == 0.0
    assert 3600 <= silent["behind"] < 3700


async def test_printers_are_told_to_the_others(restaurant: Restaurant) -> None:
    first, second = await restaurant.till(), await restaurant.till()
    before = len(first.changes)
    second.member.set_printers('["bar"]')
    await first.until(lambda: any(Kind.TILLS in changes.kinds for changes in first.changes[before:]))
    found = restaurant.execute("SELECT printers FROM tills WHERE process = %s", [second.store.process])
    assert found == [('["bar"]',)]


async def test_the_sign_of_life_is_written_in_time(restaurant: Restaurant) -> None:
    clock = Steady()
    till = await restaurant.till(clock)
    restaurant.database.execute("UPDATE tills SET seen_at = seen_at - interval '1 hour'")
    clock.now += 10.0
    (found,) = await till.looked()
    assert found.seconds_silent < 60


async def test_a_till_that_left_is_silent_at_once_and_its_next_start_replaces_it(
    restaurant: Restaurant,
) -> None:
    stays, leaves = await restaurant.till(), await restaurant.till(installation="bar")
    before = len(stays.changes)
    await leaves.member.close()
    await stays.until(lambda: any(Kind.TILLS in changes.kinds for changes in stays.changes[before:]))
    assert [till.seconds_silent >= 30 for till in await stays.member.tills()] == [False, True]
    await restaurant.till(installation="bar")
    assert names(restaurant) == ["Kasa 1", "Kasa 3"]


async def test_a_copied_disk_is_two_tills(restaurant: Restaurant) -> None:
    await restaurant.till(installation="same")
    till = await restaurant.till(installation="same")
    assert [each.id for each in await till.member.tills()] == ["same", "same"]


async def test_the_leader_deletes_tills_that_were_not_heard_for_30_days(restaurant: Restaurant) -> None:
    add(restaurant, "29 days", 29 * 86400)
    add(restaurant, "31 days", 31 * 86400)
    clock = Steady()
    till = await restaurant.till(clock)
    clock.now += 10.0
    await till.looked()
    assert names(restaurant) == ["29 days", "Kasa 1"]
