"""Many tills without windows in one process. Each reads a changed order again, as a till does.

Arguments: address and password of the store, number of tills, name of the first one, folder. Prints "ready"; at the end of
standard input prints JSON: per change [payment key, "gone" in milliseconds, steady time], of what was heard and of what was
published, and the processor time used since it was ready. They stand for other computers and give way to this one's.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.store_address import parse_store_address
from desktop.services.backend import Backend
from desktop.store.postgres.store import PostgresStore
from desktop.store.rows import optional_milliseconds
from desktop.sync.events import OrdersChanged
from desktop.system.machine.clock import steady
from desktop.system.settings.options import Options

if TYPE_CHECKING:
    from desktop.store import Changes


class Till:
    def __init__(self, name: str, folder: Path) -> None:
        folder.mkdir()
        self._name = name
        self._folder = folder
        self.heard: list[tuple[str, float]] = []
        self.published: list[tuple[str, int | None, float]] = []
        self._backend = Backend(Options(folder, "http://127.0.0.1:9/api", 30.0, None, "en"))

    async def open(self, url: str, password: str) -> None:
        store = await PostgresStore.open(
            parse_store_address(url), password, till=self._name, data_dir=self._folder
        )
        store.join(
            installation=self._name, version="3.0.0", computer=self._name, steady=steady, may_lead=False
        )
        store.on_changes(self._hear)
        await self._backend.open(store)
        await self._backend.load_board()
        await self._backend.connect()
        self._backend.events.subscribe(OrdersChanged, self._publish)

    def _hear(self, changes: Changes) -> None:
        at = time.monotonic()
        self.heard += [(key, at) for key in changes.orders or ()]

    def _publish(self, event: OrdersChanged) -> None:
        at = time.monotonic()
        self.published += [
            (order.payment_key, optional_milliseconds(order.gone_at), at) for order in event.orders
        ]

    async def close(self) -> None:
        await self._backend.close()


async def main(url: str, password: str, count: str, first: str, folder: str) -> None:
    if sys.platform != "win32":
        os.nice(19)
    tills = [Till(f"{first} {number}", Path(folder) / f"{first}{number}") for number in range(int(count))]
    for till in tills:
        await till.open(url, password)
    await asyncio.sleep(3.0)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    used = time.process_time()
    await asyncio.to_thread(sys.stdin.read)
    used = time.process_time() - used
    found = {
        "heard": [each for till in tills for each in till.heard],
        "published": [each for till in tills for each in till.published],
        "seconds": used,
    }
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    for till in tills:
        await till.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
