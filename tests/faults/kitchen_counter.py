"""A program that bumps tickets and takes them back, for tests that kill it. Argument: the data folder.

It writes one line for each change that was published: the number of the bump, after "bump" or "recall".
"""

from __future__ import annotations

import asyncio
import sys
from itertools import count
from pathlib import Path

from desktop.domain.kitchen.dish_keys import content, dish_keys
from desktop.domain.orders.kitchen_entries import bumps_in_force
from desktop.store.sqlite.store import SqliteStore
from desktop.sync.engine import Engine
from desktop.sync.events import EventBus
from desktop.system.machine.clock import SystemClock


async def main(folder: Path) -> None:
    store = await SqliteStore.open(folder)
    engine = Engine(store, events=EventBus(), clock=SystemClock(), has_route=lambda: True)
    kitchen = engine.kitchen
    for turn in count():
        orders = await kitchen.orders()
        order = orders[turn % len(orders)]
        keys = tuple(dish_keys(order.order.lines))
        in_force = bumps_in_force(order.kitchen)
        if in_force:
            await kitchen.recall(order.payment_key, in_force[-1].id)
            print("recall", in_force[-1].id, flush=True)
            continue
        await kitchen.bump(order.payment_key, "", keys, content(order, keys))
        (shown,) = [each for each in await kitchen.orders() if each.payment_key == order.payment_key]
        print("bump", shown.kitchen[-1].id, flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
