"""Another server takes over for the database: one that has everything, and one that lacks the last moments."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator
from tests.faults.tills.restaurant import Restaurant
from tests.postgres_proxy import Line
from tests.postgres_server import SUPERUSER, PostgresServer
from tests.shared_store import SharedDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres_server import Clusters, Template

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

_UP_TO_DATE = "SELECT 1 FROM pg_stat_replication WHERE replay_lsn >= pg_current_wal_lsn()"


class Pair:
    """A server with a replica, behind one address."""

    def __init__(self, primary: PostgresServer, template: Template) -> None:
        self.primary = primary
        self.database = SharedDatabase(primary)
        self.replica = PostgresServer(template)
        try:
            self._copy()
            self.line = Line(primary.port)
        except BaseException:
            self.replica.close()
            raise

    def _copy(self) -> None:
        primary, replica = self.primary, self.replica
        shutil.rmtree(replica.data)
        line = ["--host=127.0.0.1", f"--port={primary.port}", f"--username={SUPERUSER}", "--no-password"]
        copied = primary.run(
            "pg_basebackup", *line, "--pgdata", replica.data, "--write-recovery-conf", "--checkpoint=fast"
        )
        assert copied == 0
        replica.settings["primary_conninfo"] = (
            f"host=127.0.0.1 port={primary.port} user={SUPERUSER} password={primary.password} application_name=replica"
        )
        replica.start()

    def wait_for_replica(self, restaurant: Restaurant) -> None:
        """Wait until the replica has all that was committed."""
        with self.primary.connect() as connection:
            restaurant.eventually(lambda: connection.execute(_UP_TO_DATE).fetchone() is not None)

    def fail_over(self) -> float:
        """Let the replica take over from a primary that is killed; return when it could be used."""
        self.primary.kill()
        if self.replica.port == 0 or not self._runs():
            self.replica.start()
        self.replica.promote()
        self.line.server_port = self.replica.port
        self.line.cut()
        self.database.reconnect(self.replica)
        return time.monotonic()

    def _runs(self) -> bool:
        return (self.replica.data / "postmaster.pid").exists()

    def close(self) -> None:
        self.database.close()
        self.line.close()
        self.replica.close()


@pytest.fixture
def pair(postgres_clusters: Clusters, postgres_template: Template) -> Iterator[Pair]:
    made = Pair(postgres_clusters(), postgres_template)
    yield made
    made.close()


@pytest.fixture
def restaurant(pair: Pair, tmp_path: Path) -> Iterator[Restaurant]:
    with Simulator(cooldown=1.0) as sim:
        url = pair.database.made.url_for(pair.database.made.till, port=pair.line.port)
        made = Restaurant(sim, pair.database, tmp_path, poll_seconds=1.0, store_url=url)
        yield made
        made.close()


def all_show(restaurant: Restaurant, *keys: str) -> None:
    for till in restaurant.alive:
        for key in keys:
            till.until("shown", key=key)


def back(restaurant: Restaurant, marks: dict[str, int], since: float) -> None:
    """Wait until all tills have their line again, and print how long it took."""
    for till in restaurant.alive:
        event = till.until("line", since=marks[till.name], lost=False)
        print(
            f"\n{till.name} is back {event['read_at'] - since:.1f} s after the other server could be used",
            end="",
        )


def test_database_failed_over_synchronous(restaurant: Restaurant, pair: Pair) -> None:
    sim = restaurant.sim
    for _ in range(2):
        restaurant.start()
    pair.primary.execute("ALTER SYSTEM SET synchronous_standby_names = 'replica'", "SELECT pg_reload_conf()")
    first = sim.add_order()
    all_show(restaurant, first)
    restaurant.tills[1].do("accept", key=first)
    restaurant.accepted([first])
    keys = sim.add_orders(5)
    restaurant.all_acknowledged()
    marks = {till.name: till.mark for till in restaurant.tills}
    since = pair.fail_over()
    assert restaurant.saved() == {first, *keys}
    back(restaurant, marks, since)
    late = sim.add_order()
    all_show(restaurant, late)
    assert not restaurant.rows("SELECT 1 FROM events WHERE kind = 'restored'")
    restaurant.tills[0].do("accept", key=late)
    restaurant.accepted([late])
    restaurant.promises()


def test_database_failed_over_behind(restaurant: Restaurant, pair: Pair) -> None:
    sim = restaurant.sim
    for _ in range(2):
        restaurant.start()
    leader = restaurant.leader()
    first = sim.add_order()
    all_show(restaurant, first)
    restaurant.all_acknowledged()
    pair.wait_for_replica(restaurant)
    pair.replica.stop()
    # The replica will know none of this.
    restaurant.tills[1].do("accept", key=first)
    restaurant.accepted([first])
    restaurant.eventually(lambda: restaurant.rows("SELECT 1 FROM events WHERE kind = 'accepted'"))
    keys = sim.add_orders(3)
    restaurant.all_acknowledged()
    all_show(restaurant, *keys)
    restaurant.eventually(
        lambda: len(restaurant.rows("SELECT 1 FROM events WHERE kind = 'acknowledged'")) >= 4
    )
    marks = {till.name: till.mark for till in restaurant.tills}
    since = pair.fail_over()
    back(restaurant, marks, since)
    for key in keys:
        # They ring once more, at the till that led: nobody else knows of them.
        leader.until("shown", since=marks[leader.name], key=key, announced=True)
    restored = restaurant.rows("SELECT payment_key FROM events WHERE kind = 'restored' ORDER BY 1")
    # The acceptance of the first one too, which nobody has to press again.
    assert restored == sorted((key,) for key in [first, *keys])
    late = sim.add_order()
    all_show(restaurant, late)
    for key in keys:
        restaurant.tills[1].do("accept", key=key)
    restaurant.accepted(keys)
    restaurant.promises()
    # Also the one whose acceptance was lost.
    assert restaurant.rows("SELECT count(*) FROM orders WHERE accepted_at IS NULL") == [(1,)], (
        "all but the last"
    )
