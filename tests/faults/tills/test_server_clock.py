"""The clock of the database's computer is set while the tills work: the server runs with a clock that the test moves."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator
from tests.faults.tills.restaurant import Restaurant
from tests.shared_store import SharedDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Clusters, PostgresServer

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(300),
    pytest.mark.skipif(LIBRARY is None, reason="needs libfaketime (Debian: faketime)"),
]


class MovedClock:
    """The time of day that a server sees."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._file = server.folder / "clock"
        self.set(0)
        server.environment = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            # Waits of the server go on as they are: a clock that is set moves no other one.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        server.restart()

    def set(self, seconds: int) -> None:
        """Set it so far ahead of this computer's."""
        self._file.write_text(f"{seconds:+d}\n", encoding="ascii")
        self._file.chmod(0o644)

    def ahead(self) -> float:
        """Return how far the server's clock is ahead by its own word."""
        with self.server.connect() as connection:
            row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
        assert row is not None
        return float(row[0]) - time.time()


@pytest.fixture
def clock(postgres_clusters: Clusters) -> MovedClock:
    return MovedClock(postgres_clusters())


@pytest.fixture
def restaurant(clock: MovedClock, tmp_path: Path) -> Iterator[Restaurant]:
    database = SharedDatabase(clock.server)
    with Simulator(cooldown=3.0) as sim:
        made = Restaurant(sim, database, tmp_path, poll_seconds=3.0)
        yield made
        made.close()
    database.close()


@pytest.mark.parametrize("seconds", [3600, -3600])
def test_database_clock_steps(restaurant: Restaurant, clock: MovedClock, seconds: int) -> None:
    sim = restaurant.sim
    for _ in range(2):
        restaurant.start()
    leader = restaurant.leader()
    first = sim.add_order()
    for till in restaurant.tills:
        till.until("shown", key=first)
    clock.set(seconds)
    assert abs(clock.ahead() - seconds) < 60
    before = len(sim.calls("get-current"))
    late = sim.add_order()
    assert sim.wait_for(lambda: len(sim.calls("get-current")) >= before + 3, 30)
    for till in restaurant.tills:
        till.until("shown", key=late)
    assert restaurant.leader() is leader
    assert len(leader.found("lead", leads=True)) == 1
    restaurant.tills[1].do("accept", key=first)
    restaurant.accepted([first])
    restaurant.eventually(lambda: restaurant.rows("SELECT 1 FROM events WHERE kind = 'accepted'"))
    # The next one that leads polls soon, though the last poll was in an hour, or an hour ago.
    leader.kill()
    since = len(sim.calls("get-current"))
    restaurant.leader()
    assert sim.wait_for(lambda: len(sim.calls("get-current")) > since, 20)
    restaurant.promises()
