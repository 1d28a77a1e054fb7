"""Process start to the first painted board with 10,000 orders stored, memory after it, and CPU while idle.

All against a bare PySide6 window's process, started in turn on the same machine.
"""

from __future__ import annotations

import asyncio
import mmap
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import psutil
import pytest

from desktop.domain.orders.payload import read_order
from desktop.simulator import Simulator
from desktop.simulator.sample_orders import SampleOrders
from desktop.store.rows import SavedOrder
from desktop.store.sqlite.store import Store
from desktop.sync.jobs.search_index import index_some
from virtual_screen import virtual_screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.store.sqlite.transaction import Transaction

pytestmark = pytest.mark.bench

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FROZEN = ROOT / "dist" / "tezgah" / "tezgah"
BUILD_PYTHON = ROOT / ".build-venv" / "bin" / "python"
STORED = 10_000
ON_BOARD = 30
RUNS = 7
IDLE_SECONDS = 20.0


def usual_environment() -> dict[str, str]:
    """The environment without what a test machine sets: everywhere else Python keeps compiled modules."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def fill(folder: Path) -> None:
    """Store 10,000 orders: a month's worth, 30 of them still on the board."""
    now = datetime.now(UTC)
    maker = SampleOrders(7)

    def work(tx: Transaction) -> None:
        for index in range(STORED):
            active = index >= STORED - ON_BOARD
            at = now - (
                timedelta(minutes=STORED - index) if active else timedelta(days=1, minutes=STORED - index)
            )
            payload = maker.make(at, status_id=1 if index % 3 == 0 and active else 2)
            raw = msgspec.json.encode(payload)
            order = read_order(raw).order  # type: ignore[union-attr]
            saved = SavedOrder(
                order.payment_key,
                order.number,
                order.status_id,
                order.restaurant_id,
                order.total,
                at,
                None,
                raw.decode(),
            )
            tx.insert_order(saved, at, at if order.status_id == 2 else None)
            tx.enqueue_acknowledgement(order.payment_key, order.status_id, at)

    async def run() -> None:
        store = await Store.open(folder)
        await store.write(work)
        await store.write(lambda tx: tx._connection.execute("UPDATE outbox SET state = 'done'"))
        # As on every day but the first: what is stored can be searched already.
        while await index_some(store):
            pass
        await store.close()

    asyncio.run(run())


def environment(sim: Simulator) -> dict[str, str]:
    return usual_environment() | {
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "TEZGAH_ACCESS_TOKEN": sim.access_token,
    }


def start(command: list[str], env: dict[str, str]) -> tuple[subprocess.Popen[str], float]:
    """Start a process; returns it and the seconds until it painted."""
    began = time.time()
    process = subprocess.Popen(
        [sys.executable, *command],
        env=env,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    word, at = process.stdout.readline().split()
    assert word == "painted"
    return process, float(at) - began


def end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.communicate(timeout=20)


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(cooldown=0.0) as simulator:
        yield simulator


def test_start_memory_and_idle(tmp_path: Path, sim: Simulator) -> None:
    fill(tmp_path)
    bare = [str(HERE / "bare_window.py")]
    whole = [
        str(HERE / "whole_program.py"),
        "--data-dir",
        str(tmp_path),
        "--base-url",
        sim.base_url,
        "--lang",
        "tr",
    ]
    env = environment(sim)
    starts: list[tuple[float, float]] = []
    for run in range(RUNS + 1):
        process, ours = start(whole, env)
        end(process)
        process, theirs = start(bare, env)
        end(process)
        if run:  # the first warms the disk's cache
            starts.append((ours, theirs))
    ratios = [ours / theirs for ours, theirs in starts]
    print(
        f"\nstart to first painted board, {STORED} stored, {ON_BOARD} on the board: "
        f"median {statistics.median(o for o, _ in starts):.3f} s, bare window {statistics.median(b for _, b in starts):.3f} s, "
        f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f}), reach 1.8"
    )
    polls = len(sim.calls("get-current"))
    process, _ = start(whole, env)
    other, _ = start(bare, env)
    try:
        assert sim.wait_for(lambda: len(sim.calls("get-current")) > polls, 30)
        # Let the rest of the start be over: sound's self-test, imports, the first answer.
        sim.wait_for(lambda: False, 6.0)
        ours, theirs = psutil.Process(process.pid), psutil.Process(other.pid)
        mine, its = ours.memory_full_info().uss, theirs.memory_full_info().uss
        rss, its_rss = ours.memory_info().rss, theirs.memory_info().rss
        print(
            f"memory then: RSS {rss / 2**20:.0f} MB, bare window {its_rss / 2**20:.0f} MB, ratio {rss / its_rss:.2f}, reach 2"
            f" (own pages alone: {mine / 2**20:.0f} against {its / 2**20:.0f} MB)"
        )
        before, began = ours.cpu_times(), time.monotonic()
        sim.wait_for(lambda: False, IDLE_SECONDS)
        after, seconds = ours.cpu_times(), time.monotonic() - began
        used = after.user - before.user + after.system - before.system
        print(
            f"CPU while idle and connected, orders waiting on the board: {100 * used / seconds:.2f} % of a core, reach 0.5"
        )
    finally:
        end(process)
        end(other)


def painted_after(command: list[str], env: dict[str, str], frame: mmap.mmap) -> float:
    """Start a program on an empty screen; returns the seconds until the middle of the screen shows its board.

    The screen's memory is looked at from outside: nothing needs to be put into the program.
    """
    middle = len(frame) // 2
    row = slice(middle, middle + 1366 * 4)
    empty = frame[row]
    began = time.monotonic()
    process = subprocess.Popen(
        command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        while frame[row] == empty:
            assert process.poll() is None, "it ended"
            assert time.monotonic() - began < 60
            time.sleep(0.001)
        return time.monotonic() - began
    finally:
        process.terminate()
        process.wait(20)
        until = time.monotonic() + 20
        while frame[row] != empty and time.monotonic() < until:  # the next one starts on an empty screen
            time.sleep(0.01)
        assert frame[row] == empty


@pytest.mark.skipif(not FROZEN.exists(), reason="nothing is built: packaging/dev.py build")
def test_frozen_start_against_the_same_from_source(tmp_path: Path, sim: Simulator) -> None:
    data, screen = tmp_path / "data", tmp_path / "screen"
    data.mkdir()
    screen.mkdir()
    fill(data)
    arguments = ["--data-dir", str(data), "--base-url", sim.base_url, "--lang", "tr"]
    # the Python that was frozen, if its environment is still there
    python = next(one for one in (BUILD_PYTHON, Path(sys.executable)) if one.exists())
    source = [str(python), "-P", "-m", "desktop", *arguments]
    starts: list[tuple[float, float]] = []
    with (
        virtual_screen("-br", "-nocursor", "-fbdir", str(screen)) as display,
        (screen / "Xvfb_screen0").open("rb") as file,
    ):
        env = environment(sim) | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as frame:
            for run in range(RUNS + 1):
                frozen = painted_after([str(FROZEN), *arguments], env, frame)
                plain = painted_after(source, env, frame)
                if run:
                    starts.append((frozen, plain))
    ratios = [frozen / plain for frozen, plain in starts]
    print(
        f"\nfrozen start to painted board: median {statistics.median(f for f, _ in starts):.3f} s, from source "
        f"{statistics.median(p for _, p in starts):.3f} s, ratio {statistics.median(ratios):.2f} "
        f"({min(ratios):.2f}–{max(ratios):.2f}), reach 1.3"
    )
