"""SIGKILL at random moments of printing a rush, in each mood of the printer.

The paper of the acted printer and the database file are compared: no ticket is missing and none is there twice, unless
it says that it is a reprint or a person is asked about it.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop.domain.printing.job import PrintJob, PrintJobState
from desktop.simulator import Simulator
from desktop.simulator.printer import ActedPrinter
from desktop.store.sqlite.store import SqliteStore
from tests.sync.printing.acting import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
ORDERS_A_ROUND = 4
MOODS: dict[str, dict[str, Any]] = {
    "well": {},
    "slow": {"rows_per_second": 400},
    "small buffer": {"buffer": 600, "rows_per_second": 2000},
    "no paper": {"paper_out": True},
    "paper ends in the middle": {"rows_left": 20, "buffer": 600},
    "paper ends in the buffer": {"rows_left": 20},
    "cover open": {"cover_open": True},
    "drops the connection": {"drop_after": 700},
    "mute": {"mute": True},
    "no power": {"power": False},
    "busy": {"busy": True},
    "low paper": {"paper_low": True},
    "no ids": {"proves": False},
}
WELL = {
    "power": True,
    "busy": False,
    "mute": False,
    "paper_out": False,
    "paper_low": False,
    "cover_open": False,
    "rows_left": None,
    "rows_per_second": None,
    "buffer": 65_536,
    "drop_after": None,
    "proves": True,
}


def start(folder: Path, sim: Simulator, *printers: ActedPrinter) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(Path(__file__).with_name("printing_counter.py")), str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [*command, sim.base_url, sim.access_token, *(printer.address for printer in printers)],
        cwd=ROOT,
        env=environment,
    )


def states(folder: Path) -> Counter[str]:
    with sqlite3.connect(folder / "tezgah.db") as connection:
        found = connection.execute("SELECT state, count(*) FROM print_jobs GROUP BY state").fetchall()
    return Counter(dict(found))


async def jobs_of(folder: Path) -> list[PrintJob]:
    store = await SqliteStore.open(folder)
    try:
        return list(reversed(await store.read(lambda tx: tx.print_jobs(100_000))))
    finally:
        await store.close()


def on_paper(*printers: ActedPrinter) -> Counter[tuple[str, bool]]:
    """Return how often each order's whole ticket lies there, and whether it says that it is a reprint."""
    found: Counter[tuple[str, bool]] = Counter()
    for sheet in (sheet for printer in printers for sheet in printer.tickets):
        assert sheet.garbage == 0
        assert sheet.text == "", "picture data was printed as letters"
        try:
            blocks = json.loads(text_of(sheet.rows))
        except ValueError:
            continue  # a ticket that broke off
        text = json.dumps(blocks)
        number = next(block["right"] for block in blocks if block["type"] == "Bar")
        found[number.lstrip("#"), "PRINT 2" in text] += 1
    return found


def until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def check(folder: Path, sim: Simulator, *printers: ActedPrinter) -> Counter[str]:
    jobs = asyncio.run(jobs_of(folder))
    lying = on_paper(*printers)
    assert {job.payment_key for job in jobs} == set(sim.orders), "an order without a ticket"
    assert len(jobs) == len({job.payment_key for job in jobs}), "an order with two jobs"
    for job in jobs:
        copies = lying[job.number, False]
        assert not lying[job.number, True], "nobody asked for a reprint"
        if job.state in {PrintJobState.PRINTED, PrintJobState.HANDED_OVER}:
            assert copies == 1, (job, copies)
        else:
            assert job.state is PrintJobState.UNKNOWN, job
            assert job.asks
            assert copies <= 1, (job, copies)
    return Counter(job.state.value for job in jobs)


def kill_often(
    folder: Path, kills: int, sim: Simulator, *printers: ActedPrinter, longest: float = 0.4
) -> Counter[str]:
    """Print a rush on the first printer, which has a mood a round, and kill the program in each; return the ends."""
    dice = random.Random(20261130)
    for number in range(kills):
        # The first round is well: the printer's habits are known then.
        printers[0].set_mood(**{**WELL, **MOODS[list(MOODS)[number % len(MOODS)]]})
        sim.add_orders(ORDERS_A_ROUND)
        process = start(folder, sim, *printers)
        try:
            accepted = lambda: all(order.accepts for order in sim.orders.values())  # noqa: E731
            assert sim.wait_for(accepted, 30)
            time.sleep(dice.uniform(0.0, longest))
        finally:
            process.kill()
            process.wait()
    printers[0].set_mood(**WELL)
    process = start(folder, sim, *printers)
    try:
        done = until(
            lambda: (
                not {"queued", "not_begun", "sending"} & states(folder).keys()
                and states(folder).total() == len(sim.orders)
            ),
            60,
        )
    finally:
        process.kill()
        process.wait()
    assert done, states(folder)
    assert printers[0].wait_for(lambda: True, 1)
    return check(folder, sim, *printers)


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(len(MOODS), marks=[pytest.mark.timeout(300)]),
        pytest.param(104, marks=[pytest.mark.long, pytest.mark.timeout(900)]),
    ],
)
def test_a_kill_at_any_moment_of_printing_loses_and_doubles_no_ticket(tmp_path: Path, kills: int) -> None:
    with Simulator(cooldown=0.05) as sim, ActedPrinter() as printer:
        ended = kill_often(tmp_path, kills, sim, printer)
        print(f"{kills} kills, {len(sim.orders)} orders, 0 missing, 0 doubled: {dict(ended)}")


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(6, marks=[pytest.mark.timeout(300)]),
        pytest.param(52, marks=[pytest.mark.long, pytest.mark.timeout(900)]),
    ],
)
def test_nor_does_it_where_another_printer_takes_over(tmp_path: Path, kills: int) -> None:
    with Simulator(cooldown=0.05) as sim, ActedPrinter() as printer, ActedPrinter() as stand_in:
        ended = kill_often(tmp_path, kills, sim, printer, stand_in, longest=3.0)
        print(f"{kills} kills, {len(sim.orders)} orders, {len(stand_in.tickets)} taken over: {dict(ended)}")
        assert stand_in.tickets
