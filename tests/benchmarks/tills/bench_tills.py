"""Several tills on one PostgreSQL: how soon another one leads and polls, presses, and the cost of tills that do nothing."""

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

import pytest

from desktop.simulator import Simulator
from tests.benchmarks.tills.measuring import ServerTime, load, opened, quantiles
from tests.faults.tills.restaurant import ROOT, Restaurant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.shared_store import SharedDatabase

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

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


# Presses


class PressingTills:
    """Tills in two processes, see `pressing_tills`."""

    def __init__(self, database: SharedDatabase, folder: Path, way: str, tills: int) -> None:
        self._server = ServerTime(database.made.server)
        script = str(Path(__file__).with_name("pressing_tills.py"))
        url = database.made.url_for(database.made.till)
        self._processes = [
            subprocess.Popen(
                [
                    sys.executable,
                    script,
                    url,
                    database.made.password,
                    str(tills // 2),
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
        server = self._server.seconds()
        self._say("")
        found: list[dict[str, Any]] = [
            json.loads(each.stdout.readline()) for each in self._processes if each.stdout
        ]
        server = self._server.seconds() - server
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


@pytest.mark.parametrize("count", [2, 10, 50])
def test_tills_press(shared_database: SharedDatabase, tmp_path: Path, count: int) -> None:
    print(f"\n{count} tills, {60 * count} presses on 60 orders {load()}")
    with Simulator(cooldown=1.0) as sim:
        restaurant = Restaurant(sim, shared_database, tmp_path, poll_seconds=1.0)
        try:
            leader = restaurant.start("Leader")
            restaurant.leader()
            keys = sim.add_orders(60)
            for key in keys:
                leader.until("shown", key=key)
            with contextlib.closing(PressingTills(shared_database, tmp_path, "program", count)) as tills:
                program = tills.press(keys, "the program")
                restaurant.accepted(keys)
            commands = restaurant.rows("SELECT count(*) FROM outbox WHERE kind = 'accept'")[0][0]
            print(f"  {commands} commands, {len(sim.calls('accept'))} calls of the vendor")
        finally:
            restaurant.close()
    shared_database.execute("DELETE FROM outbox WHERE kind = 'accept'")
    with contextlib.closing(PressingTills(shared_database, tmp_path, "bare", count)) as tills:
        bare = tills.press(keys, "the driver alone")
    print(f"  the program / the driver alone {program / bare:.2f} x")


# Cost of tills that do nothing


def test_cost_of_idle_tills(shared_database: SharedDatabase, tmp_path: Path) -> None:
    async def measured(count: int) -> tuple[float, float, float]:
        stores = [await opened(shared_database, tmp_path, f"Till {number}") for number in range(count)]
        stores[0].lease.may_lead = True
        await asyncio.sleep(3.0)
        process = ServerTime(shared_database.made.server)
        before, own = process.seconds(), time.process_time()
        await asyncio.sleep(15.0)
        server = 1000 * (process.seconds() - before) / 15
        client = 1000 * (time.process_time() - own) / 15
        memory = statistics.median(process.own_memory())
        for store in stores:
            await store.close()
        return server, client, memory

    print(f"\n{'idle tills':12}{'server':>12}{'clients':>12}   ms of a processor per second {load()}")
    for count in (1, 10, 50):
        shared_database.empty()
        server, client, memory = asyncio.run(measured(count))
        print(
            f"{count:<12}{server:12.2f}{client:12.2f}   {client / count:.2f} for each till;"
            f" {memory:.1f} MiB of the server's memory for each connection"
        )
