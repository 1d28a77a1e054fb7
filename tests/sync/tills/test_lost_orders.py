"""A database that forgot its last moments, as a late replica does, gets the acknowledged orders of each till's journal back."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.orders.board import CommandState
from desktop.domain.trouble import TroubleKind
from desktop.store.journal import JOURNAL_NAME, JournalEntry
from desktop.sync.board.print_planner import PrintPlanner
from desktop.sync.tills.restoring import restore
from desktop.system.machine.clock import steady
from tests.shared_store import SharedDatabase
from tests.store.made import key_of, receive
from tests.sync.tills.shared import Till

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from desktop.simulator import Simulator
    from desktop.store import Transaction
    from tests.postgres_server import Clusters, PostgresServer


class Tills:
    """Starts tills of one database, each with a folder of its own."""

    def __init__(self, simulator: Simulator, database: SharedDatabase, folder: Path) -> None:
        self._simulator = simulator
        self._database = database
        self.folder = folder

    @asynccontextmanager
    async def till(self, name: str, **how: Any) -> AsyncIterator[Till]:
        store = await self._database.open(self.folder / name, till=name)
        store.join(installation=name, version="3.0.0", computer=name, steady=steady, may_lead=False)
        async with Till(self._simulator, store, **how) as till:
            yield till


@pytest.fixture
def tills(sim: Simulator, shared_database: SharedDatabase, tmp_path: Path) -> Tills:
    return Tills(sim, shared_database, tmp_path)


class Cluster:
    """A cluster that goes back to an earlier state."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self.database = SharedDatabase(server)
        self._copy = server.folder / "earlier"

    def copy(self) -> None:
        self.server.stop()
        shutil.copytree(self.server.data, self._copy)
        self.server.start()

    def go_back(self) -> None:
        """Lose everything since the copy."""
        self.server.kill()
        shutil.rmtree(self.server.data)
        shutil.copytree(self._copy, self.server.data)
        self.server.own(self.server.data, *self.server.data.rglob("*"))
        self.server.data.chmod(0o700)
        self.server.start()


@pytest.fixture
def cluster(postgres_clusters: Clusters) -> Iterator[Cluster]:
    made = Cluster(postgres_clusters())
    yield made
    made.database.close()


def end_connections(database: SharedDatabase) -> None:
    database.made.server.execute(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{database.made.till}'"  # noqa: S608
    )


def lose(database: SharedDatabase, key: str) -> None:
    """Lose the rows of an order, and the line, as when a late replica takes over."""
    for table in ("events", "outbox", "orders"):
        database.execute(f"DELETE FROM {table} WHERE payment_key = %s", [key])  # noqa: S608 - constants
    end_connections(database)


def notices(till: Till) -> list[str]:
    return [trouble.detail for trouble in till.troubles if trouble.kind is TroubleKind.NOTICE]


async def test_a_lost_order_is_back_once_and_rings(
    sim: Simulator, tills: Tills, shared_database: SharedDatabase
) -> None:
    async with tills.till("Kasa 1") as till:
        key = sim.add_order()
        await till.until(lambda: key in till.acknowledged)
        lose(shared_database, key)
        await till.until(lambda: notices(till) == ["lost:1"])
        assert till.announced == [key, key]
        assert key in till.board
        assert "restored" in await till.events(key)
        end_connections(shared_database)
        await till.polled(3)
        assert notices(till) == ["lost:1"]
        assert till.announced == [key, key]
        # The vendor was told before; a newer status must not be silenced unread.
        assert len(sim.calls("success")) == 1


async def test_nothing_happens_where_nothing_was_lost(
    sim: Simulator, tills: Tills, shared_database: SharedDatabase
) -> None:
    async with tills.till("Kasa 1") as till:
        key = sim.add_order()
        await till.until(lambda: key in till.acknowledged)
        till.engine.accept(key, 20)
        await till.until(lambda: _is_accepted(till, key))
        looked = till.sharing.lost_orders.looked
        end_connections(shared_database)
        await till.until(lambda: till.sharing.lost_orders.looked > looked)
        assert till.announced == [key]
        assert not notices(till)
        assert "restored" not in await till.events(key)


def _is_accepted(till: Till, key: str) -> bool:
    accept = till.board[key].accept
    return accept is not None and accept.state is CommandState.CONFIRMED


async def test_an_earlier_state_of_the_cluster_is_mended_by_all_who_led(
    sim: Simulator, cluster: Cluster, tmp_path: Path
) -> None:
    tills = Tills(sim, cluster.database, tmp_path)
    async with tills.till("Kasa 1") as one:
        await one.polled(1)
        await one.until(lambda: one.sharing.lost_orders.looked > 0)
    cluster.copy()
    async with tills.till("Kasa 1") as one:
        first = sim.add_order()
        await one.until(lambda: first in one.acknowledged)
    async with tills.till("Kasa 2") as two:
        second, accepted = sim.add_order(), sim.add_order()
        await two.until(lambda: {second, accepted} <= {*two.acknowledged})
        two.engine.accept(accepted, 25)
        await two.until(lambda: _is_accepted(two, accepted))
        # Else the vendor lists it once more with its new status, and it is not lost.
        await two.until(lambda: sim.orders[accepted].acknowledged)
        async with tills.till("Kasa 1") as one:
            cluster.go_back()
            await two.until(lambda: notices(two) == ["lost:2"], 60)
            await one.until(lambda: notices(one) == ["lost:1"], 60)
            await two.until(lambda: first in two.board)
            await one.until(lambda: {first, second, accepted} <= {*one.board})
            # The one that the vendor accepted does not wait again.
            assert two.board[accepted].accepted_at is not None
            assert two.board[accepted].preparing_time == 25
            assert two.announced.count(accepted) == 1
            assert two.announced.count(second) == 2
    assert len(sim.calls("accept")) == 1


async def test_an_order_is_acknowledged_though_the_journal_cannot_be_written(
    sim: Simulator, tills: Tills
) -> None:
    (tills.folder / "Kasa 1" / JOURNAL_NAME).mkdir(parents=True)
    async with tills.till("Kasa 1") as till:
        key = sim.add_order()
        await till.until(lambda: key in till.acknowledged)
        assert [detail.partition(":")[0] for detail in notices(till)] == ["journal"]


@pytest.mark.parametrize("later", ["status", "put away", "blanked"])
async def test_a_later_state_of_the_database_counts(
    later: str, shared_database: SharedDatabase, tmp_path: Path
) -> None:
    store = await shared_database.open(tmp_path)
    try:
        now = await store.read(lambda tx: tx.now())
        at = now - timedelta(minutes=1)
        await store.write(lambda tx: receive(tx, 1, at))
        raw = (await store.read(lambda tx: tx.board_rows([key_of(1)])))[0].raw

        def work(tx: Transaction) -> tuple[Any, int]:
            entry = JournalEntry(key_of(1), raw, 3, at + timedelta(seconds=1))
            if later == "status":
                tx.set_status(key_of(1), 2, tx.now())
            elif later == "put away":
                tx.set_removed_from_board(key_of(1), at)
            else:
                tx.connection.execute("UPDATE orders SET blanked_at = 1")
            before = tx.known_states([key_of(1)]).orders
            return restore(tx, [entry], PrintPlanner()).rows, tx.known_states([key_of(1)]).orders == before

        assert await store.write(work) == ((), True)
    finally:
        await store.close()
