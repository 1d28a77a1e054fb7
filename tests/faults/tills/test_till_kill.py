"""SIGKILL of the till that leads, and of the server, at random moments of a rush: nothing is lost, doubled or sent twice.

The vendor's journal and the database are compared. One thing cannot be prevented, and is counted: the accept of a till that
was killed, or lost its server, between the call and the saving of its result is sent again and refused by the vendor. Any
other repeat is a fault, see `judge_repeats`.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator
from tests.faults.tills.repeats import Kills, judge_repeats
from tests.faults.tills.restaurant import Restaurant

if TYPE_CHECKING:
    from pathlib import Path

    from tests.shared_store import SharedDatabase

ORDERS_A_ROUND = 6
KILLS = 10
"""In each case; the cases differ in their seed."""


def check(restaurant: Restaurant) -> None:
    saved = restaurant.saved()
    acknowledged = {entry.payment_key for entry in restaurant.sim.calls("success") if entry.took_effect}
    assert acknowledged <= saved
    received = Counter(
        key for (key,) in restaurant.rows("SELECT payment_key FROM events WHERE kind = 'received'")
    )
    assert received == Counter(saved)
    presses = restaurant.rows(
        "SELECT payment_key, count(*) FROM outbox WHERE kind = 'accept' GROUP BY 1 HAVING count(*) > 1"
    )
    assert not presses
    for key, order in restaurant.sim.orders.items():
        assert key in saved or not order.acknowledged
        assert len(order.accepts) <= 1


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(1, 11))
def test_kills_of_leader_and_server_lose_and_double_nothing(
    shared_database: SharedDatabase, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(20261200 + seed)
    server = shared_database.made.server
    kills = Kills([], [])
    with Simulator(cooldown=0.2, latency=0.002) as sim:
        restaurant = Restaurant(sim, shared_database, tmp_path, poll_seconds=0.2, scale=0.2)
        try:
            for _ in range(2):
                restaurant.start().do("accept_always")
            for _ in range(KILLS):
                leader = restaurant.leader()
                before = len(sim.journal)
                sim.add_orders(ORDERS_A_ROUND)
                # A round makes about 20 calls: any of them may be the last.
                last = before + dice.randint(1, 20)
                sim.wait_for(lambda last=last: len(sim.journal) >= last, 20)  # type: ignore[misc]
                # Not always at a call: also during a write.
                sim.wait_for(lambda: False, dice.uniform(0.0, 0.03))
                if dice.random() < 0.5:
                    kills.leader.append(time.monotonic())
                    leader.kill()
                    restaurant.start(leader.name).do("accept_always")
                else:
                    kills.server.append(time.monotonic())
                    server.kill()
                    server.start()
                    shared_database.reconnect()
                check(restaurant)
            restaurant.accepted(list(sim.orders), 120)
            restaurant.all_acknowledged()
            check(restaurant)
            assert restaurant.saved() == set(sim.orders)
            assert not [entry for entry in sim.calls("get-current") if entry.http == 429]
            restaurant.promises(calls=None)
            asked, noted = restaurant.accepts()
            repeated, wrong = judge_repeats(asked, noted, kills)
            assert not wrong
            sent = Counter(each.key for each in asked)
            assert Counter(entry.payment_key for entry in sim.calls("accept")) <= sent
            assert len(noted) >= len(sim.orders) - repeated - KILLS
        finally:
            restaurant.close()
    print(
        f"\nseed {seed}: {len(kills.leader)} kills of the leader, {len(kills.server)} of the server,"
        f" {len(sim.orders)} orders: 0 lost, 0 doubled, {repeated} accepts sent again, each explained by a kill"
    )
