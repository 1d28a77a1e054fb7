"""A program that accepts every order and prints it, for tests that kill it.

Arguments: data folder, address of the vendor, token, address of the printer, perhaps that of its stand-in.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from desktop.domain.orders.auto_accept import AutoAccept
from desktop.domain.text.local_time import ISTANBUL
from desktop.store.sqlite.store import SqliteStore
from desktop.sync.engine import Engine
from desktop.sync.events import EventBus
from desktop.sync.printing.print_queue import PrintQueue
from desktop.system.machine.clock import SystemClock
from desktop.vendor.factory import connect
from tests.sync.printing.acting import SHORT, TextAsDots, printer


async def main(folder: Path, base_url: str, token: str, address: str, stand_in: str = "") -> None:
    clock = SystemClock()
    store = await SqliteStore.open(folder)
    events = EventBus()
    engine = Engine(store, events=events, clock=clock, has_route=lambda: True)
    queue = PrintQueue(
        store,
        engine.planner,
        engine.troubles,
        events=events,
        clock=clock,
        drawer=TextAsDots(),
        patience=SHORT,
    )
    await engine.load_board()
    await queue.load()
    if stand_in:
        queue.stand_in_after = 0.2
        queue.use([printer(address, stand_in="bar"), printer(stand_in, "bar", tickets=())])
    else:
        queue.use([printer(address)])
    queue.start()
    api = connect(
        base_url,
        token,
        user_agent="Tezgah/test",
        now=clock.now,
        steady=clock.steady,
        zone=ISTANBUL,
    )
    engine.start()
    engine.accept_by_rule(AutoAccept(preparing_time=20, without_note=False))
    engine.connect(api, cooldown=0.05)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:6]))
