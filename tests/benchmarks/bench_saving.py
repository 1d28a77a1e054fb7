"""A poll with 500 new orders is read and saved: in SQLite, in PostgreSQL on this computer, and 20 ms away."""

from __future__ import annotations

import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import psycopg
import pytest

from desktop.domain.orders.reading.payload import read_orders
from desktop.simulator.sample_orders import SampleOrders
from desktop.store.postgres.store import PostgresStore
from desktop.store.sqlite.store import SqliteStore
from tests.benchmarks.tills.measuring import answer, load, opened, quantiles, saved
from tests.faults.tills.restaurant import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.shared_store import SharedDatabase

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

ORDERS: Final = 500


@contextlib.contextmanager
def far_line(port: int) -> Iterator[int]:
    """Run a line of 20 ms in a process of its own, where it waits for nobody's work; yield its port."""
    code = (
        "import sys; from tests.postgres_proxy import Line; line = Line(int(sys.argv[1]), delay=0.01);"
        " print(line.port, flush=True); sys.stdin.read(); line.close()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(port)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())


_ROWS: Final = {
    "orders": (
        "payment_key number status_id restaurant_id total placed_at scheduled_at received_at changed_at accepted_at raw"
    ),
    "events": "payment_key at kind status_id detail till",
    "outbox": "kind payment_key status_id state created_at",
}
"""The tables and columns that saving an answer writes."""


def bare(database: SharedDatabase, port: int) -> float:
    """Save the rows that are there once more with psycopg's own `executemany`, nothing else; return the milliseconds."""
    rows = {
        table: database.execute(f"SELECT {', '.join(columns.split())} FROM {table} ORDER BY 1").fetchall()  # noqa: S608 - constants
        for table, columns in _ROWS.items()
    }
    database.empty()
    url = urlsplit(database.made.url_for(database.made.till, port=port))
    with psycopg.connect(
        host=url.hostname,
        port=url.port,
        user=url.username,
        dbname=url.path[1:],
        password=database.made.password,
        options=f"-c search_path={database.made.schema}",
    ) as connection:
        connection.execute("SELECT 1")
        began = time.perf_counter()
        for table, columns in _ROWS.items():
            names = columns.split()
            connection.cursor().executemany(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})",  # noqa: S608 - constants
                rows[table],
            )
        connection.commit()
        return 1000 * (time.perf_counter() - began)


def test_a_rush_is_saved(shared_database: SharedDatabase, tmp_path: Path) -> None:
    async def measured(port: int | None) -> tuple[list[float], list[float], list[float]]:
        first, again, rows = [], [], []
        trips = 0
        for seed in range(7):
            shared_database.empty()
            data = answer(SampleOrders(seed + 1), ORDERS)
            folder = tmp_path / f"{seed}"
            folder.mkdir(exist_ok=True)
            store = (
                await SqliteStore.open(folder)
                if port is None
                else await opened(shared_database, folder, "Till 1", port)
            )
            await saved(store, answer(SampleOrders(99), 1))  # connected, statements known
            before = store.round_trips if isinstance(store, PostgresStore) else 0
            first.append(await saved(store, data))
            trips = store.round_trips - before if isinstance(store, PostgresStore) else 0
            again.append(await saved(store, data))
            await store.close()
            if port is not None:
                rows.append(bare(shared_database, port))
        print(f"round trips of a poll: {trips}")
        return first, again, rows

    took = []
    for seed in range(7):
        data = answer(SampleOrders(seed + 1), ORDERS)
        began = time.perf_counter()
        read_orders(data)
        took.append(1000 * (time.perf_counter() - began))
    print(f"\n{load()}")
    quantiles(f"reading {ORDERS} orders of an answer, in each figure below", took)
    with far_line(shared_database.made.server.port) as far:
        for name, port in (("SQLite", None), ("loopback", 0), ("20 ms away", far)):
            first, again, rows = asyncio.run(measured(port))
            quantiles(f"{ORDERS} new orders saved, {name}", first)
            quantiles(f"the same {ORDERS} again, {name}", again)
            if rows:
                quantiles("the same rows, psycopg's executemany alone", rows)
                ratio = (statistics.median(first) - statistics.median(took)) / statistics.median(rows)
                print(f"{'saving without reading / executemany alone':54} {ratio:12.2f} x")
