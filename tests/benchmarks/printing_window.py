"""Measures printing on Qt's loop. Prints one JSON object.

Arguments: data folder, base URL, token, "print" or "hang", address of the printer, number of orders.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from operator import contains
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for name in ("click", "rich", "pygments"):
    sys.modules[name] = None  # type: ignore[assignment]

from PySide6.QtWidgets import QApplication

import qasync  # isort: skip

from desktop.domain.printing.job import PrintJobState
from desktop.domain.printing.printer import Printer, default_rules
from desktop.domain.tickets.kinds import TicketKind
from desktop.services.backend import Backend
from desktop.sync.events import OrdersChanged, PollEnded, PrintJobsChanged
from desktop.system.settings.credentials import AccessToken
from desktop.system.settings.options import Options
from desktop.ui.tickets.drawer import WindowTicketDrawer

if TYPE_CHECKING:
    from collections.abc import Callable

POLL_SECONDS = 0.2


class Watch:
    """Times of acceptance and of printing by order, of polls, and the longest delay of a task due every 2 ms."""

    def __init__(self, backend: Backend) -> None:
        self.seen: set[str] = set()
        self.accepted: dict[str, float] = {}
        self.printed: dict[str, float] = {}
        self.sending = 0.0
        self.polls: list[float] = []
        self.longest = 0.0
        self._changed = asyncio.Event()
        backend.events.subscribe(OrdersChanged, self._on_orders)
        backend.events.subscribe(PrintJobsChanged, self._on_jobs)
        backend.events.subscribe(PollEnded, self._on_poll)

    def _on_poll(self, _event: PollEnded) -> None:
        self.polls.append(time.perf_counter())
        self._changed.set()

    def _on_orders(self, event: OrdersChanged) -> None:
        for order in event.orders:
            self.seen.add(order.payment_key)
            if order.accepted_at is not None:
                self.accepted.setdefault(order.payment_key, time.perf_counter())
        self._changed.set()

    def _on_jobs(self, event: PrintJobsChanged) -> None:
        if any(job.state is PrintJobState.SENDING for job in event.jobs) and not self.sending:
            self.sending = time.perf_counter()
        for job in event.ended:
            if job.state is PrintJobState.PRINTED:
                self.printed.setdefault(job.payment_key, time.perf_counter())
        self._changed.set()

    async def until(self, what: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not what():
                self._changed.clear()
                await self._changed.wait()

    async def stalls(self) -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.002)
            now = time.perf_counter()
            self.longest = max(self.longest, now - last - 0.002)
            last = now


def new_order(base_url: str, control: str) -> str:
    """Let the simulator have one more order; return its payment key."""
    call = http.client.HTTPConnection("127.0.0.1", urlsplit(base_url).port or 0, timeout=5)
    call.request("POST", "/control/orders", json.dumps({"count": 1}), {"Control-Token": control})
    answer = call.getresponse()
    assert answer.status == 200, answer.read()
    (key,) = json.loads(answer.read())
    call.close()
    return str(key)


async def main(
    folder: str, base_url: str, token: str, how: str, address: str, orders: int, control: str
) -> None:
    options = Options(Path(folder), base_url, POLL_SECONDS, AccessToken(token), "tr")
    backend = Backend(options, drawer=WindowTicketDrawer())
    watch = Watch(backend)
    await backend.open()
    await backend.load_board()
    await backend.connect()
    printer = Printer("m", "Mutfak", address, tickets=default_rules((TicketKind.KITCHEN,)))
    backend.printing.use([printer])
    loop = asyncio.get_running_loop()
    await watch.until(lambda: bool(watch.polls) or bool(watch.seen))
    stalls: asyncio.Task[None] | None = None
    caller = ThreadPoolExecutor(1)
    for number in range(orders):
        if number == 1:
            stalls = loop.create_task(watch.stalls())  # the first ticket loads the fonts
        key = await loop.run_in_executor(caller, new_order, base_url, control)
        await watch.until(partial(contains, watch.seen, key))
        backend.engine.accept(key, 20)
        await watch.until(partial(contains, watch.accepted, key))
        if how == "print":
            await watch.until(partial(contains, watch.printed, key))
    if how == "hang":
        watch.longest = 0.0
        await asyncio.sleep(8)
    if stalls is not None:
        stalls.cancel()
    gaps = [later - earlier for earlier, later in zip(watch.polls, watch.polls[1:], strict=False)]
    times = [watch.printed[key] - at for key, at in watch.accepted.items() if key in watch.printed]
    result = {
        "first": times[0] if times else 0,
        "warm": times[1:],
        "stall": watch.longest,
        "gap": sorted(gaps)[len(gaps) // 2],
        "longest gap": max(gaps[2:]),
    }
    backend.printing.give_up("m")
    await backend.close()
    print(json.dumps(result))


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        folder, base_url, token, how, address, orders, control = sys.argv[1:8]
        runner.run(main(folder, base_url, token, how, address, int(orders), control))
