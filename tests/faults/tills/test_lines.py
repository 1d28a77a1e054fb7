"""Stories of tills on computers of their own: cables that are pulled, and lines that fall silent."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.faults.tills.test_stories import next_poll, others, polls, replaced, shown

if TYPE_CHECKING:
    from tests.faults.tills.network import Computer, Network
    from tests.faults.tills.restaurant import Restaurant, Till

pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]


def started(restaurant: Restaurant, network: Network, count: int) -> Till:
    for _ in range(count):
        restaurant.start(computer=network.computer())
    leader = restaurant.leader()
    leader.until("poll", outcome="answered")
    return leader


def computer_of(till: Till) -> Computer:
    assert till.computer is not None
    return till.computer


@pytest.mark.parametrize("how", ["cable", "switch"])
def test_line_of_the_leader(computers: Restaurant, network: Network, how: str) -> None:
    """Both lines of the leader end: it stops before another one begins, and follows when it is back."""
    leader = started(computers, network, 3)
    key = computers.sim.add_order()
    shown(computers, key)
    place = computer_of(leader)
    since, mark = time.monotonic(), leader.mark
    for line in ("lan", "net"):
        (place.pull if how == "cable" else place.silence)(line)
    lost = leader.until("line", since=mark, lost=True)["read_at"]
    print(f"\nboard greyed after {lost - since:.1f} s")
    replaced(computers, leader, since)
    stopped = leader.until("lead", since=mark, leads=False)["read_at"]
    print(f"the one without a line stopped after {stopped - since:.1f} s")
    next_poll(computers, since, 15.0)
    leader.do("press", key=key)
    leader.until("pressed", since=mark, refused=True)
    late = computers.sim.add_order()
    for till in others(computers, leader):
        till.until("shown", key=late)
    followers = others(computers, leader)
    followers[0].do("accept", key=late)
    computers.accepted([late], 10.0)
    for line in ("lan", "net"):
        (place.plug if how == "cable" else place.heal)(line)
    leader.until("shown", since=mark, key=late)
    # A press that was refused is not kept.
    assert not computers.rows(f"SELECT 1 FROM outbox WHERE kind = 'accept' AND payment_key = '{key}'")  # noqa: S608
    computers.promises()


def test_database_silent_for_the_leader_alone(computers: Restaurant, network: Network) -> None:
    """The leader reaches the vendor and not the database: it must not poll, and another till does."""
    leader = started(computers, network, 2)
    place = computer_of(leader)
    since, mark = time.monotonic(), leader.mark
    place.silence("lan")
    leader.until("line", since=mark, lost=True)
    count = len(leader.found("poll", outcome="answered"))
    replaced(computers, leader, since)
    key = computers.sim.add_order()
    for till in others(computers, leader):
        till.until("shown", key=key)
    assert len(leader.found("poll", outcome="answered")) <= count + 1
    place.heal("lan")
    leader.until("shown", since=mark, key=key)
    computers.promises()


@pytest.mark.parametrize("how", ["cable", "switch"])
def test_line_of_a_follower(computers: Restaurant, network: Network, how: str) -> None:
    leader = started(computers, network, 3)
    follower, *rest = others(computers, leader)
    place = computer_of(follower)
    since, mark = time.monotonic(), follower.mark
    (place.pull if how == "cable" else place.silence)("lan")
    lost = follower.until("line", since=mark, lost=True)["read_at"]
    print(f"\nboard greyed after {lost - since:.1f} s")
    assert lost - since < 6.0
    keys = computers.sim.add_orders(3)
    for key in keys:
        for till in (leader, *rest):
            till.until("shown", key=key)
    rest[0].do("accept", key=keys[0])
    computers.accepted([keys[0]])
    assert not any(each["lost"] for till in (leader, *rest) for each in till.found("line"))
    (place.plug if how == "cable" else place.heal)("lan")
    back = time.monotonic()
    seen = follower.until("shown", since=mark, key=keys[-1])["read_at"]
    print(f"whole board {seen - back:.1f} s after the line was back")
    assert computers.leader() is leader
    computers.promises()


def test_leader_without_internet(computers: Restaurant, network: Network) -> None:
    leader = started(computers, network, 2)
    place = computer_of(leader)
    since, mark = time.monotonic(), leader.mark
    place.pull("net")
    new = computers.leader(120.0, among=others(computers, leader))
    print(f"\nanother till leads after {new.found('lead', leads=True)[-1]['read_at'] - since:.1f} s")
    leader.until("lead", since=mark, leads=False)
    key = computers.sim.add_order()
    shown(computers, key)
    # It has the database, and goes on as a till.
    leader.do("accept", key=key)
    computers.accepted([key])
    place.plug("net")
    computers.promises()


def test_no_till_has_internet(computers: Restaurant, network: Network) -> None:
    leader = started(computers, network, 2)
    for till in computers.tills:
        computer_of(till).pull("net")
    marks = {till.name: till.mark for till in computers.tills}
    other = others(computers, leader)[0]
    computers.leader(150.0, among=[other])
    computers.sim.wait_for(lambda: False, 20.0)
    elected = sum(len(till.found("lead", marks[till.name], leads=True)) for till in computers.tills)
    assert elected <= 6
    before = polls(computers)
    for till in computers.tills:
        computer_of(till).plug("net")
    assert computers.sim.wait_for(lambda: polls(computers) > before, 70.0)
    key = computers.sim.add_order()
    # A poll that hung goes on for 25 s, and a till that gave the lead back rests for a minute.
    shown(computers, key, 100.0)
    computers.promises()
