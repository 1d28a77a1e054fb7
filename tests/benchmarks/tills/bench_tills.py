"""Several tills on one PostgreSQL: how soon another one leads, hears and polls, and the cost by number of tills and orders."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import psutil
import pytest

from desktop.domain.orders.search import Filter
from desktop.services.backend import Backend
from desktop.simulator import Simulator
from desktop.simulator.sample_orders import SampleOrders
from desktop.store import FIRST_PAGE
from desktop.sync.board.print_planner import PrintPlanner
from desktop.sync.events import OrdersChanged
from desktop.sync.polling.save_poll import save_poll
from desktop.system.machine.clock import now, steady
from desktop.system.settings.options import Options
from tests.faults.tills.restaurant import ROOT, Restaurant
from tests.postgres_server import started
from tests.shared_store import SharedDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.store import Store, Transaction
    from desktop.store.postgres.store import PostgresStore
    from tests.postgres_server import Template

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def roomy(postgres_template: Template) -> Iterator[SharedDatabase]:
    """A server for more tills than PostgreSQL's own limit of 100 connections allows: each till has two."""
    server = started(
        postgres_template, {"max_connections": "250", "autovacuum": "on", "shared_buffers": "128MB"}
    )
    made = SharedDatabase(server)
    yield made
    made.remove()
    server.close()


@pytest.fixture
def shared_database(roomy: SharedDatabase) -> SharedDatabase:
    roomy.empty()
    return roomy


def quantiles(name: str, values: Sequence[float]) -> None:
    ordered = sorted(values)
    last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    print(f"{name:54} p50 {statistics.median(ordered):8.1f} ms   p99 {last:8.1f} ms   of {len(ordered)}")


def load() -> str:
    return f"(load {psutil.getloadavg()[0]:.1f} on {os.cpu_count()} cores)"


async def opened(database: SharedDatabase, folder: Path, till: str, port: int = 0) -> PostgresStore:
    store = await database.open(folder, till, port)
    store.join(installation=till, version="3.0.0", computer=till, steady=steady, may_lead=False)
    return store


def answer(maker: SampleOrders, count: int) -> bytes:
    """Return the vendor's answer with new orders."""
    return msgspec.json.encode([maker.make(now()) for _ in range(count)])


async def saved(store: Store, data: bytes) -> float:
    """Save an answer as the one that polls does; return the milliseconds."""
    planner = PrintPlanner()
    asked_at = now()
    began = time.perf_counter()
    await store.write(
        lambda tx: save_poll(tx, data, asked_at, silent_for=None, outage_after=90.0, planner=planner),
        into_file=True,
    )
    return 1000 * (time.perf_counter() - began)


# How soon another till leads, and polls


@pytest.mark.parametrize("how", ["SIGKILL", "SIGSTOP", "SIGTERM"])
def test_next_leader(shared_database: SharedDatabase, tmp_path: Path, how: str) -> None:
    elected, polled, refused = [], [], 0
    seconds = 30.0 if how == "SIGKILL" else 3.0
    for number in range(3):
        shared_database.empty()
        with Simulator(cooldown=seconds) as sim:
            restaurant = Restaurant(sim, shared_database, tmp_path / f"{how}{number}", poll_seconds=seconds)
            try:
                restaurant.start()
                restaurant.start()
                leader = restaurant.leader()
                leader.until("poll", outcome="answered")
                others = [till for till in restaurant.tills if till is not leader]
                since = time.monotonic()
                leader.send_signal(getattr(signal, how))
                new = restaurant.leader(among=others)
                elected.append(new.found("lead", leads=True)[-1]["read_at"] - since)
                new.until("poll", outcome="answered", seconds=60.0)
                polled.append(sim.calls("get-current")[-1].at - since)
                refused += sum(entry.http == 429 for entry in sim.calls("get-current"))
            finally:
                restaurant.close()
    print(
        f"\n{how}: next leader {min(elected):.1f}-{max(elected):.1f} s, next poll {min(polled):.1f}-{max(polled):.1f} s"
        f" (cooldown {seconds:.0f} s, just polled), {refused} of 429 {load()}"
    )


# How soon a change is on another till


@pytest.mark.parametrize("tills", [2, 50])
def test_a_commit_is_heard(shared_database: SharedDatabase, tmp_path: Path, tills: int) -> None:
    asyncio.run(_heard(shared_database, tmp_path, tills))


async def _heard(database: SharedDatabase, folder: Path, tills: int) -> None:
    writer = await opened(database, folder, "Till 1")
    await saved(writer, answer(SampleOrders(3), 60))
    keys = [key for (key,) in database.execute("SELECT payment_key FROM orders").fetchall()]
    hearing = [await opened(database, folder, f"Till {number}") for number in range(3, tills + 1)]
    heard: list[float] = []
    for store in hearing:
        store.on_changes(lambda changes: heard.append(time.perf_counter()) if changes.orders else None)
    options = Options(folder, "http://127.0.0.1:9/api", 30.0, None, "en")
    backend = Backend(options)
    await backend.open(await opened(database, folder, "Till 2"))
    shown: asyncio.Queue[float] = asyncio.Queue()
    await backend.load_board()
    await backend.connect()
    await asyncio.sleep(2.0)
    backend.events.subscribe(OrdersChanged, lambda _event: shown.put_nowait(time.perf_counter()))
    painted, arrived = [], []
    for number in range(300):
        heard.clear()
        await writer.write(lambda tx, key=keys[number % 60]: tx.set_gone(key, tx.now()))  # type: ignore[misc]
        at = time.perf_counter()
        painted.append(1000 * max(0.0, await asyncio.wait_for(shown.get(), 20) - at))
        while len(heard) < len(hearing):
            await asyncio.sleep(0.001)
        arrived += [1000 * max(0.0, each - at) for each in heard]
        await asyncio.sleep(0.01)
    print(f"\n{tills} tills in one process {load()}")
    quantiles("commit -> published on another till", painted)
    if arrived:
        quantiles("commit -> heard by each of the others", arrived)
    await backend.close()
    for store in (writer, *hearing):
        await store.close()


# Presses


class PressingTills:
    """50 tills in two processes, see `pressing_tills`."""

    def __init__(self, database: SharedDatabase, folder: Path, way: str) -> None:
        self._port = database.made.server.port
        script = str(Path(__file__).with_name("pressing_tills.py"))
        url = database.made.url_for(database.made.till)
        self._processes = [
            subprocess.Popen(
                [
                    sys.executable,
                    script,
                    url,
                    database.made.password,
                    "25",
                    f"Till {number}",
                    str(folder),
                    way,
                ],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for number in range(2)
        ]
        self._expect("open")

    def press(self, keys: Sequence[str], name: str) -> float:
        """Let each till press on all orders, and print what it cost; return the presses per second."""
        self._say(json.dumps(keys))
        self._expect("ready")
        server = _seconds_of_server(self._port)
        self._say("")
        found: list[dict[str, Any]] = [
            json.loads(each.stdout.readline()) for each in self._processes if each.stdout
        ]
        server = _seconds_of_server(self._port) - server
        seconds = max(each["ended"] for each in found) - min(each["began"] for each in found)
        took = [one for each in found for one in each["took"]]
        tills = sum(each["processor"] for each in found)
        quantiles(f"{name}: {len(took) / seconds:.0f} presses/s", took)
        print(
            f"  {1000 * tills / len(took):.2f} ms of a processor for each press at the tills,"
            f" {1000 * server / len(took):.2f} ms at the server"
        )
        return float(len(took) / seconds)

    def close(self) -> None:
        for each in self._processes:
            each.kill()
            each.communicate()

    def _say(self, line: str) -> None:
        for each in self._processes:
            assert each.stdin is not None
            each.stdin.write(line + "\n")
            each.stdin.flush()

    def _expect(self, word: str) -> None:
        for each in self._processes:
            assert each.stdout is not None
            assert each.stdout.readline() == word + "\n"


def test_fifty_tills_press(shared_database: SharedDatabase, tmp_path: Path) -> None:
    print(f"\n50 tills, 3,000 presses on 60 orders {load()}")
    with Simulator(cooldown=1.0) as sim:
        restaurant = Restaurant(sim, shared_database, tmp_path, poll_seconds=1.0)
        try:
            leader = restaurant.start("Leader")
            restaurant.leader()
            keys = sim.add_orders(60)
            for key in keys:
                leader.until("shown", key=key)
            with contextlib.closing(PressingTills(shared_database, tmp_path, "program")) as tills:
                program = tills.press(keys, "the program")
                restaurant.accepted(keys)
            commands = restaurant.rows("SELECT count(*) FROM outbox WHERE kind = 'accept'")[0][0]
            print(f"  {commands} commands, {len(sim.calls('accept'))} calls of the vendor")
        finally:
            restaurant.close()
    shared_database.execute("DELETE FROM outbox WHERE kind = 'accept'")
    with contextlib.closing(PressingTills(shared_database, tmp_path, "bare")) as tills:
        bare = tills.press(keys, "the driver alone")
    print(f"  the program / the driver alone {program / bare:.2f} x")


# Cost by number


def _seconds_of_server(port: int) -> float:
    """Return the processor time that the server has used, with its ended sessions."""
    for each in psutil.process_iter(["name", "cmdline"]):
        if each.info["name"] == "postgres" and each.parent() is not None:
            for connection in each.net_connections():
                if connection.status == "LISTEN" and connection.laddr.port == port:
                    own = each.cpu_times()
                    children = each.children()
                    running = sum(sum(child.cpu_times()[:2]) for child in children if child.is_running())
                    return float(sum(own[:4]) + running)
    return 0.0


def test_cost_of_idle_tills(shared_database: SharedDatabase, tmp_path: Path) -> None:
    async def measured(count: int) -> tuple[float, float]:
        stores = [await opened(shared_database, tmp_path, f"Till {number}") for number in range(count)]
        stores[0].lease.may_lead = True
        await asyncio.sleep(3.0)
        port = shared_database.made.server.port
        before, own = _seconds_of_server(port), time.process_time()
        await asyncio.sleep(15.0)
        server = 1000 * (_seconds_of_server(port) - before) / 15
        client = 1000 * (time.process_time() - own) / 15
        for store in stores:
            await store.close()
        return server, client

    print(f"\n{'idle tills':12}{'server':>12}{'clients':>12}   ms of a processor per second {load()}")
    for count in (1, 10, 50):
        shared_database.empty()
        server, client = asyncio.run(measured(count))
        print(f"{count:<12}{server:12.2f}{client:12.2f}   {client / count:.2f} for each till")


def test_a_friday(shared_database: SharedDatabase, tmp_path: Path) -> None:
    """50,000 orders of 500 branches, each branch's 100 in polls of 20; the board has those of the last poll of each."""
    asyncio.run(_friday(shared_database, tmp_path))


def _delivered(tx: Transaction) -> None:
    tx.connection.execute("UPDATE outbox SET state = 'done' WHERE state = 'owed'")
    tx.connection.execute("UPDATE orders SET status_id = 5 WHERE status_id NOT IN (5, 6)")


async def _friday(database: SharedDatabase, folder: Path) -> None:
    database.empty()
    store = await opened(database, folder, "Till 1")
    maker = SampleOrders(5)
    took: list[float] = []
    print(f"\nFriday {load()}")
    for step in range(1, 51):
        began = time.perf_counter()
        polls = []
        for branch in range(50):
            orders = [maker.make(now()) for _ in range(20)]
            for order in orders:
                order["restaurant_id"] = f"00000000-0000-4000-8000-{branch * 50 + step:012d}"
            polls.append(await saved(store, msgspec.json.encode(orders)))
            # They are acknowledged and delivered, and leave the board.
            await store.write(_delivered)
        took += polls
        if step in (1, 10, 25, 50):
            reading = time.perf_counter()
            await store.read(lambda tx: tx.found(Filter(), FIRST_PAGE, 100))
            page = 1000 * (time.perf_counter() - reading)
            print(
                f"{step * 1000:7,} orders: a poll of 20 {statistics.median(polls):6.1f} ms,"
                f" the history's first page {page:6.1f} ms, this thousand {time.perf_counter() - began:5.1f} s"
            )
    quantiles("a poll of 20 new orders", took)
    size = database.execute("SELECT pg_database_size(current_database())").fetchone()[0]
    print(
        f"{sum(took) / 50000:.3f} ms for each order, {size / 50000 / 1024:.1f} KiB of the server's disk for each order"
    )
    await store.close()
