"""A simulated Friday: 50,000 orders of 500 branches in one store, and whether the cost of each grows with their number."""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pytest

from desktop.domain.orders.search import Filter
from desktop.domain.sales.period import Period, Span
from desktop.services.sales_reports import count_sales
from desktop.services.today import count_today
from desktop.simulator.sample_orders import SampleOrders
from desktop.store import FIRST_PAGE
from desktop.sync.board.board_rows import stored_board
from desktop.sync.jobs.search_index import index_some
from desktop.system.machine.clock import now
from tests.benchmarks.tills.measuring import ServerTime, load, opened, quantiles, saved

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from desktop.store import Store, Transaction
    from tests.shared_store import SharedDatabase

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

ORDERS: Final = 50_000
BRANCHES: Final = 500
OF_A_POLL: Final = 20
OF_A_ROW: Final = 5_000
"""Orders between two lines of the table."""
READS: Final = 5
"""Each is repeated so often; the median counts."""

Read = tuple[str, "Callable[[Store], Awaitable[Any]]"]


def reads() -> list[Read]:
    def found(wanted: Filter) -> Callable[[Store], Awaitable[Any]]:
        return lambda store: store.read(lambda tx: tx.found(wanted, FIRST_PAGE, 100))

    day = Period.at(Span.DAY, now())
    return [
        ("board", stored_board),
        ("page", found(Filter())),
        ("branch", found(Filter(restaurant_id=branch(7)))),
        ("name", found(Filter(text="müşteri 31"))),
        ("2 words", found(Filter(text="isk ayran"))),
        ("nothing", found(Filter(text="zzz"))),
        ("today", lambda store: count_today(store, day, now())),
        ("report", lambda store: count_sales(store, day, now())),
    ]


def branch(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def test_a_friday(shared_database: SharedDatabase, tmp_path: Path) -> None:
    """Each poll has 20 new orders of 20 branches; they are acknowledged and delivered before the next."""
    asyncio.run(_friday(shared_database, tmp_path))


def _delivered(tx: Transaction) -> None:
    tx.connection.execute("UPDATE outbox SET state = 'done' WHERE state = 'owed'")
    tx.connection.execute(
        "UPDATE orders SET status_id = 5 WHERE put_away_at IS NULL AND status_id NOT IN (5, 6)"
    )


async def _friday(database: SharedDatabase, folder: Path) -> None:
    store = await opened(database, folder, "Till 1")
    server = ServerTime(database.made.server)
    maker = SampleOrders(5)
    names = [name for name, _read in reads()]
    print(
        f'\nFriday: milliseconds; "of ours" and "of the server\'s" are processor time {load()}\n'
        f"{'orders':>7}{'a poll of 20':>14}{'of ours':>9}{'of the server':>15}{'index one':>11}"
        + "".join(f"{name:>9}" for name in names)
        + f"{'MiB':>8}{'load':>7}"
    )
    every: list[float] = []
    size = 0
    for row in range(ORDERS // OF_A_ROW):
        polls = [_answer(maker, row * OF_A_ROW + begin) for begin in range(0, OF_A_ROW, OF_A_POLL)]
        took, ours, servers = [], 0.0, 0.0
        for data in polls:
            own, of_server = time.process_time(), server.seconds()
            took.append(await saved(store, data))
            ours += time.process_time() - own
            servers += server.seconds() - of_server
            await store.write(_delivered)
        every += took
        began = time.perf_counter()
        while await index_some(store):
            pass
        index = 1000 * (time.perf_counter() - began) / OF_A_ROW
        waited = [await _median(store, read) for _name, read in reads()]
        size = database.execute("SELECT pg_database_size(current_database())").fetchone()[0]
        print(
            f"{(row + 1) * OF_A_ROW:7,}{statistics.median(took):14.1f}{1000 * ours / len(polls):9.1f}"
            f"{1000 * servers / len(polls):15.1f}{index:11.2f}"
            + "".join(f"{each:9.1f}" for each in waited)
            + f"{size / 2**20:8.0f}{load()[6:9]:>7}",
            flush=True,
        )
    quantiles("a poll of 20 new orders", every)
    print(
        f"{size / ORDERS / 1024:.1f} KiB of the server's disk for each order,"
        f" {max(server.own_memory()):.1f} MiB of the server's memory for the connection that did all this"
    )
    await store.close()


def _answer(maker: SampleOrders, first: int) -> bytes:
    orders = [maker.make(now()) for _ in range(OF_A_POLL)]
    for number, order in enumerate(orders, first):
        order["restaurant_id"] = branch(number % BRANCHES)
    return msgspec.json.encode(orders)


async def _median(store: Store, read: Callable[[Store], Awaitable[Any]]) -> float:
    took = []
    for _ in range(READS):
        began = time.perf_counter()
        await read(store)
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)
