"""Files of the open database that somebody removes, and a program that is killed: every acknowledged order is saved."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.simulator import Simulator
from desktop.store.sqlite.store import DATABASE_NAME
from tests.faults.small_disk import acknowledged, saved

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
ORDERS = 4

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be removed on Windows")


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(cooldown=0.05, latency=0.002) as simulator:
        yield simulator


def start(folder: Path, sim: Simulator) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-m", "tests.faults.accepting_counter"]
    return subprocess.Popen([*program, str(folder), sim.base_url, sim.access_token, "0.05"], cwd=ROOT)


def remove(folder: Path, suffixes: tuple[str, ...]) -> None:
    for suffix in suffixes:
        with contextlib.suppress(FileNotFoundError):
            (folder / f"{DATABASE_NAME}{suffix}").unlink()


@pytest.mark.parametrize(
    "rounds",
    [
        pytest.param(6, marks=[pytest.mark.timeout(240)]),
        pytest.param(100, marks=[pytest.mark.long, pytest.mark.timeout(900)]),
    ],
)
@pytest.mark.parametrize("suffixes", [("-wal",), ("-shm",), ("-wal", "-shm")], ids="+".join)
def test_a_kill_after_the_log_was_removed_loses_no_acknowledged_order(
    tmp_path: Path, sim: Simulator, suffixes: tuple[str, ...], rounds: int
) -> None:
    dice = random.Random(20261130)
    for _ in range(rounds):
        process = start(tmp_path, sim)
        try:
            # Before the removal, after it, and around it: each moment gets its turn.
            for removed in (False, True, False):
                sim.add_orders(ORDERS)
                last = len(sim.journal) + dice.randint(1, 24)
                assert sim.wait_for(lambda last=last: len(sim.journal) >= last, 20)  # type: ignore[misc]
                if removed:
                    remove(tmp_path, suffixes)
                if dice.random() < 0.3:
                    break
            sim.wait_for(lambda: False, dice.uniform(0.0, 0.03))
        finally:
            process.kill()
            process.wait()
        assert acknowledged(sim) <= saved(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    print(f"{rounds} kills, {len(acknowledged(sim))} of {len(sim.orders)} orders acknowledged, 0 lost")


def test_an_acknowledged_order_is_in_the_file_itself(tmp_path: Path, sim: Simulator) -> None:
    """The log is removed and the program killed in one moment: no check can notice it in between."""
    for _ in range(5):
        process = start(tmp_path, sim)
        try:
            sim.add_orders(ORDERS)
            assert sim.wait_for(lambda: all(order.acknowledged for order in sim.orders.values()), 20)
            remove(tmp_path, ("-wal",))
        finally:
            process.kill()
            process.wait()
        assert acknowledged(sim) <= saved(tmp_path)
    assert len(sim.orders) == len(saved(tmp_path)) == 5 * ORDERS
