"""SIGKILL at random moments of a rush, then a restart: nothing is lost or doubled.

The simulator's journal and the database file are compared.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.domain.orders.order import OrderStatus
from desktop.domain.restaurant.portions import MOST_PORTIONS, PortionCount
from desktop.simulator import Simulator
from desktop.simulator.sample_orders import menu
from desktop.store.sqlite.store import SqliteStore

if TYPE_CHECKING:
    from desktop.store import Transaction

ROOT = Path(__file__).parents[2]
ORDERS_A_ROUND = 12
DISHES = {food["name"]: food["food_id"] for food in menu()}
"""Ids by name."""


async def count_portions(folder: Path) -> None:
    """Count the portions of every dish from now on."""
    now = datetime.now(UTC)

    def work(tx: Transaction) -> None:
        for name, food_id in DISHES.items():
            tx.set_portion_count(PortionCount(food_id, "", name, MOST_PORTIONS, now))

    store = await SqliteStore.open(folder)
    await store.write(work)
    await store.close()


def start(folder: Path, sim: Simulator) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(Path(__file__).with_name("accepting_counter.py")), str(folder)]
    return subprocess.Popen([*command, sim.base_url, sim.access_token, "0.05"], cwd=ROOT, env=environment())


def environment() -> dict[str, str]:
    import os

    return os.environ | {"PYTHONPATH": str(ROOT)}


def check(folder: Path, sim: Simulator, *, at_the_end: bool) -> None:
    connection = sqlite3.connect(folder / "tezgah.db")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        saved = {key for (key,) in connection.execute("SELECT payment_key FROM orders")}
        received = Counter(
            key for (key,) in connection.execute("SELECT payment_key FROM events WHERE kind = 'received'")
        )
        accepted = Counter(
            key for (key,) in connection.execute("SELECT payment_key FROM events WHERE kind = 'accepted'")
        )
        accepts = connection.execute("SELECT payment_key, state FROM outbox WHERE kind = 'accept'").fetchall()
        taken = connection.execute("SELECT payment_key, food_id, quantity FROM portions_taken").fetchall()
        queued = connection.execute(
            "SELECT count(*) FROM outbox WHERE state IN ('owed', 'unsure')"
        ).fetchone()[0]
    finally:
        connection.close()
    # Every acknowledged order is saved.
    assert {entry.payment_key for entry in sim.calls("success")} <= saved
    # Nothing counts twice.
    assert received == Counter(saved)
    assert not accepted or max(accepted.values()) == 1
    # Each accepted order has taken its portions once, and no other one has.
    wanted: Counter[tuple[str, int]] = Counter()
    for key in accepted:
        for line in (sim.orders[key].payload or {})["items"]:
            wanted[key, DISHES[line["name"]]] += line["quantity"]
    assert {(key, food_id): int(quantity) for key, food_id, quantity in taken} == wanted
    # Every listed order is saved or will be listed again.
    for key, order in sim.orders.items():
        assert key in saved or not order.acknowledged
        assert len(order.accepts) <= 1
    if at_the_end:
        assert saved == set(sim.orders)
        missing = [key for key in saved if accepted[key] != 1]
        assert not missing, [story(folder, sim, key) for key in missing]
        assert Counter(key for key, state in accepts if state == "done") == Counter(saved)
        assert queued == 0


def unfinished(sim: Simulator) -> list[str]:
    """Return the orders without exactly one accept, or without the acknowledgement after it."""
    return [
        key
        for key, order in sim.orders.items()
        if not (order.status_id == OrderStatus.CONFIRMED and order.acknowledged and order.accepts == [20])
    ]


def story(folder: Path, sim: Simulator, key: str) -> str:
    """Return all data of both sides about one order."""
    with contextlib.closing(sqlite3.connect(folder / "tezgah.db")) as connection:
        events = connection.execute(
            "SELECT kind, at % 1000000 FROM events WHERE payment_key = ? ORDER BY id", (key,)
        )
        outbox = connection.execute(
            "SELECT kind, status_id, state, attempts, in_air, settled_at % 1000000, message FROM outbox WHERE payment_key = ?",
            (key,),
        )
        calls = [
            f"{e.at:.3f} {e.call} in {e.status_id} {e.http}" for e in sim.journal if e.payment_key == key
        ]
        return "\n".join(
            ["", key, str(sim.orders[key]), str(events.fetchall()), str(outbox.fetchall()), *calls]
        )


@pytest.mark.parametrize(
    "kills",
    [
        # Each kill is followed by a start, which needs time on a busy machine.
        pytest.param(10, marks=[pytest.mark.timeout(240)]),
        pytest.param(200, marks=[pytest.mark.long, pytest.mark.timeout(900)]),
    ],
)
def test_a_kill_at_any_moment_loses_and_doubles_nothing(tmp_path: Path, kills: int) -> None:
    dice = random.Random(20261123)
    asyncio.run(count_portions(tmp_path))
    with Simulator(cooldown=0.05, latency=0.002) as sim:
        for _ in range(kills):
            sim.add_orders(ORDERS_A_ROUND)
            before = len(sim.journal)
            process = start(tmp_path, sim)
            try:
                # A round makes about 40 calls: any of them may be the last.
                last = before + dice.randint(1, 40)
                assert sim.wait_for(lambda last=last: len(sim.journal) >= last, 20)  # type: ignore[misc]
                # Not always at a call: also during a write.
                sim.wait_for(lambda: False, dice.uniform(0.0, 0.03))
            finally:
                process.kill()
                process.wait()
            check(tmp_path, sim, at_the_end=False)
        process = start(tmp_path, sim)
        try:
            # After 200 kills 2,400 orders wait for it.
            done = sim.wait_for(lambda: not unfinished(sim), 60 + kills)
            polls = len(sim.calls("get-current"))
            # Two more polls settle the open accepts.
            assert sim.wait_for(lambda: len(sim.calls("get-current")) >= polls + 3, 10)
        finally:
            process.terminate()
            process.wait()
        assert done, "".join(story(tmp_path, sim, key) for key in unfinished(sim))
        check(tmp_path, sim, at_the_end=True)
    print(f"{kills} kills, {len(sim.orders)} orders handed out, 0 lost, 0 doubled")
