"""Many tills in one process that all press Accept on the same orders; prints the milliseconds of each press as JSON.

Arguments: address and password of the store, number of tills, name of the first one, folder. It says ``open``, reads
a line with the payment keys, says ``ready``, and begins with the next line.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import json
import operator
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.store_address import parse_store_address
from desktop.store.postgres.store import PostgresStore
from desktop.sync.engine import Engine
from desktop.sync.events import EventBus
from desktop.system.machine.clock import SystemClock, steady

if TYPE_CHECKING:
    from collections.abc import Iterable


async def opened(url: str, password: str, name: str, folder: str) -> tuple[PostgresStore, Engine]:
    address = parse_store_address(url)
    store = await PostgresStore.open(address, password, till=name, data_dir=Path(folder))
    store.join(installation=name, version="3.0.0", computer=name, steady=steady, may_lead=False)
    engine = Engine(store, events=EventBus(), clock=SystemClock(), has_route=lambda: True)
    return store, engine


async def press(engine: Engine, keys: Iterable[str]) -> list[float]:
    took = []
    for key in keys:
        began = time.perf_counter()
        await engine.records.enqueue_accept(key, 20)
        took.append(1000 * (time.perf_counter() - began))
    return took


async def main(url: str, password: str, count: str, first: str, folder: str) -> None:
    tills = [await opened(url, password, f"{first} {number}", folder) for number in range(int(count))]
    sys.stdout.write("open\n")
    sys.stdout.flush()
    keys = json.loads(await asyncio.to_thread(sys.stdin.readline))
    dice = random.Random(first)
    for store, _engine in tills:
        # As a till that followed the board for a while: its statements are prepared.
        for key in keys[:10]:
            await store.read(lambda tx, key=key: tx.board_rows([key]))  # type: ignore[misc]
    gc.collect()
    gc.freeze()  # as the program does it when it has started
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    processor = time.process_time()
    began = time.monotonic()
    took = await asyncio.gather(*(press(engine, dice.sample(keys, len(keys))) for _store, engine in tills))
    ended = time.monotonic()
    processor = time.process_time() - processor
    sys.stdout.write(
        json.dumps(
            {
                "began": began,
                "ended": ended,
                "processor": processor,
                "took": functools.reduce(operator.iadd, took, []),
            }
        )
        + "\n"
    )
    sys.stdout.flush()
    for store, engine in tills:
        await engine.stop()
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
