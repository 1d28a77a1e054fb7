"""500 orders at once while the database is 20 ms away."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator
from tests.faults.tills.restaurant import ROOT, Restaurant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.shared_store import SharedDatabase

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ORDERS = 500
_LINE = (
    "import sys; from tests.postgres_proxy import Line; line = Line(int(sys.argv[1]), delay=0.01);"
    " print(line.port, flush=True); sys.stdin.read(); line.close()"
)


@pytest.fixture
def far(shared_database: SharedDatabase, tmp_path: Path) -> Iterator[Restaurant]:
    """Tills with a round trip of 20 ms to their database, in a process that waits for nobody's work."""
    made = shared_database.made
    with (
        subprocess.Popen(
            [sys.executable, "-c", _LINE, str(made.server.port)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as line,
        Simulator(cooldown=3.0) as sim,
    ):
        assert line.stdout is not None
        url = made.url_for(made.till, port=int(line.stdout.readline()))
        restaurant = Restaurant(sim, shared_database, tmp_path, poll_seconds=3.0, store_url=url)
        yield restaurant
        restaurant.close()


def test_rush_of_500_at_20_ms(far: Restaurant) -> None:
    sim = far.sim
    for _ in range(2):
        far.start()
    leader = far.leader()
    follower = next(till for till in far.tills if till is not leader)
    first = sim.add_orders(20)
    for key in first:
        follower.until("shown", key=key)
    far.all_acknowledged()
    terms = len(leader.found("lead"))
    before = len(sim.calls("get-current"))
    keys = sim.add_orders(ORDERS)
    assert sim.wait_for(lambda: len(sim.calls("get-current")) > before, 20)
    answered = sim.calls("get-current")[before].at
    # Presses meanwhile, one after the other as a person makes them.
    took = []
    for key in first:
        mark, pressed = follower.mark, time.monotonic()
        follower.do("accept", key=key)
        took.append(follower.until("shown", since=mark, key=key)["read_at"] - pressed)
    far.eventually(lambda: len(far.saved()) == len(first) + ORDERS)
    saved = leader.until("poll", outcome="answered", new=ORDERS)["read_at"] - answered
    print(
        f"\n500 orders are saved {saved:.2f} s after the poll was asked, presses meanwhile"
        f" {min(took):.2f}-{max(took):.2f} s"
    )
    for till in far.alive:
        till.until("shown", key=keys[-1])
    far.accepted(first)
    far.all_acknowledged(120)
    assert far.leader() is leader
    assert len(leader.found("lead")) == terms
    assert saved < 10
    assert max(took) < 10
    far.promises(boards_within=20)
