"""Parts of the benchmarks of several tills: stores, answers of the vendor, quantiles, the server's processor time."""

from __future__ import annotations

import os
import statistics
import time
from typing import TYPE_CHECKING

import msgspec
import psutil

from desktop.sync.board.print_planner import PrintPlanner
from desktop.sync.polling.save_poll import save_poll
from desktop.system.machine.clock import now, steady

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.simulator.sample_orders import SampleOrders
    from desktop.store import Store
    from desktop.store.postgres.store import PostgresStore
    from tests.postgres_server import PostgresServer
    from tests.shared_store import SharedDatabase


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


class ServerTime:
    """The processor time and memory of a server with all its sessions."""

    def __init__(self, server: PostgresServer) -> None:
        number = (server.data / "postmaster.pid").read_text("utf-8").split("\n", 1)[0]
        self._process = psutil.Process(int(number))

    def seconds(self) -> float:
        """Return the processor time so far; that of an ended session counts too."""
        total = sum(self._process.cpu_times()[:4])
        for child in self._process.children():
            try:
                total += sum(child.cpu_times()[:2])
            except psutil.NoSuchProcess:  # it has ended meanwhile: the next call counts it
                continue
        return float(total)

    def own_memory(self) -> list[float]:
        """Return the MiB that each session of a till has for itself alone."""
        sessions = [each for each in self._process.children() if "127.0.0.1" in " ".join(each.cmdline())]
        return [each.memory_full_info().uss / 2**20 for each in sessions]
