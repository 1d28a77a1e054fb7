"""Many tills in one process that all press Accept on the same orders; prints the milliseconds of each press as JSON.

Arguments: address and password of the store, number of tills, name of the first one, folder, and the way: ``program`` is
the program's own, ``bare`` the least that a press needs with the driver alone. It says ``open``, reads a line with the
payment keys, says ``ready``, and begins with the next line.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from desktop.domain.store_address import parse_store_address
from desktop.store.postgres.schema import WRITE_LOCK
from desktop.store.postgres.store import PostgresStore
from desktop.sync.engine import Engine
from desktop.sync.events import EventBus
from desktop.system.machine.clock import SystemClock, steady

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence


_READ = (
    "SELECT o.status_id, o.raw, p.id FROM orders o LEFT JOIN outbox p ON p.id = (SELECT max(c.id) FROM outbox c"
    " WHERE c.kind = 'accept' AND c.payment_key = o.payment_key) WHERE o.payment_key = %s"
)
_ADD = (
    "INSERT INTO outbox (kind, payment_key, status_id, preparing_time, state, created_at)"
    " VALUES ('accept', %s, %s, 20, 'done', 0)"
)


class ProgramTill:
    """A till of the program."""

    def __init__(self, store: PostgresStore) -> None:
        self.store = store
        self._engine = Engine(store, events=EventBus(), clock=SystemClock(), has_route=lambda: True)

    @classmethod
    async def open(cls, url: str, password: str, name: str, folder: str) -> ProgramTill:
        address = parse_store_address(url)
        store = await PostgresStore.open(address, password, till=name, data_dir=Path(folder))
        store.join(installation=name, version="3.0.0", computer=name, steady=steady, may_lead=False)
        return cls(store)

    async def look(self, key: str) -> None:
        await self.store.read(lambda tx: tx.board_rows([key]))

    async def press(self, key: str) -> None:
        await self._engine.records.enqueue_accept(key, 20)

    async def close(self) -> None:
        await self._engine.stop()
        await self.store.close()


class BareTill:
    """A connection that presses, on a thread, and one that listens: lock, read, add a command where there is none, notify."""

    def __init__(self, url: str, password: str) -> None:
        self._address = parse_store_address(url)
        self._password = password
        self._connection = self._connect()
        self._pool = ThreadPoolExecutor(1)
        threading.Thread(target=self._listen, daemon=True).start()

    def _connect(self) -> psycopg.Connection[Any]:
        address = self._address
        return psycopg.connect(
            host=address.host,
            port=address.port,
            user=address.user,
            password=self._password,
            dbname=address.database,
            options=f"-c search_path={address.schema}",
            autocommit=True,
        )

    def _listen(self) -> None:
        with self._connect() as connection:
            connection.execute("LISTEN bare")
            for _ in connection.notifies():
                pass

    def _press(self, key: str) -> None:
        with self._connection.transaction():
            self._connection.execute(WRITE_LOCK)
            row = self._connection.execute(_READ, [key]).fetchone()
            assert row is not None
            if row[2] is None:
                self._connection.execute(_ADD, [key, row[0]])
                self._connection.execute("SELECT pg_notify('bare', %s)", [key])

    async def look(self, key: str) -> None:
        await asyncio.get_running_loop().run_in_executor(self._pool, self._connection.execute, _READ, [key])

    async def press(self, key: str) -> None:
        await asyncio.get_running_loop().run_in_executor(self._pool, self._press, key)

    async def close(self) -> None:
        self._connection.close()


async def pressed(till: ProgramTill | BareTill, keys: Iterable[str]) -> list[float]:
    took = []
    for key in keys:
        began = time.perf_counter()
        await till.press(key)
        took.append(1000 * (time.perf_counter() - began))
    return took


@asynccontextmanager
async def opened(
    url: str, password: str, count: int, first: str, folder: str, way: str
) -> AsyncIterator[Sequence[ProgramTill | BareTill]]:
    tills: list[ProgramTill | BareTill] = []
    for number in range(count):
        if way == "bare":
            tills.append(BareTill(url, password))
        else:
            tills.append(await ProgramTill.open(url, password, f"{first} {number}", folder))
    yield tills
    for till in tills:
        await till.close()


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


async def main(url: str, password: str, count: str, first: str, folder: str, way: str) -> None:
    async with opened(url, password, int(count), first, folder, way) as tills:
        say("open")
        keys = json.loads(await asyncio.to_thread(sys.stdin.readline))
        dice = random.Random(first)
        for till in tills:
            # As a till that followed the board for a while: its statements are prepared.
            for key in keys[:10]:
                await till.look(key)
        gc.collect()
        gc.freeze()  # as the program does it when it has started
        say("ready")
        await asyncio.to_thread(sys.stdin.readline)
        began, processor = time.monotonic(), time.process_time()
        took = await asyncio.gather(*(pressed(till, dice.sample(keys, len(keys))) for till in tills))
        found = {
            "began": began,
            "ended": time.monotonic(),
            "processor": time.process_time() - processor,
            "took": [one for each in took for one in each],
        }
        say(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
