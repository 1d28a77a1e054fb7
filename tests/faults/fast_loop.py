"""A day at the counter in a minute: an event loop that skips idle time, and the program on it.

Runs as its own process, so that its memory is the program's alone. Prints lines of JSON.
"""

from __future__ import annotations

import asyncio
import gc
import json
import selectors
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import psutil

from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.text.local_time import ISTANBUL
from desktop.store.sqlite.store import SqliteStore
from desktop.sync.engine import Engine
from desktop.sync.events import Cause, EventBus, OrdersChanged, PollEnded
from desktop.vendor.access_token import KeyPair, TokenSource
from desktop.vendor.api import VendorApi
from desktop.vendor.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Executor

T = TypeVar("T")

HOUR: Final = 3600.0
NEVER_IDLE: Final = 0.002
"""Real seconds for events outside the loop before it checks again."""


class _Selector(selectors.DefaultSelector):
    """Waits for sockets while outside work is active, and skips time otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0.0
        self.under_way = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        if events or timeout == 0:
            return events
        if self.under_way or timeout is None:
            # Time stands still while an answer or the disk is pending.
            return super().select(NEVER_IDLE)
        self.skipped += timeout
        return []


class FastLoop(asyncio.SelectorEventLoop):
    """An event loop whose time stands still during work and jumps over idle time.

    Outside work (a thread, a network call) must be announced with `begin` and `end`: the loop cannot see it.
    Work on an executor is announced automatically.
    """

    def __init__(self) -> None:
        self._fast = _Selector()
        super().__init__(self._fast)
        self._began = datetime.now(UTC)

    def time(self) -> float:
        """Return the skipped seconds."""
        return self._fast.skipped

    def now(self) -> datetime:
        """Return the time of day that belongs to `time`."""
        return self._began + timedelta(seconds=self.time())

    def steady(self) -> float:
        """Return the seconds of the loop, for the `Clock` of the engine."""
        return self.time()

    def begin(self) -> None:
        """Announce outside work."""
        self._fast.under_way += 1

    def end(self, *_: object) -> None:
        """Report the end of outside work."""
        self._fast.under_way -= 1

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Run `func` on a thread; no time passes meanwhile."""
        self.begin()
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self.end)
        return future

    @property
    def under_way(self) -> bool:
        """Whether outside work is active."""
        return self._fast.under_way > 0

    @property
    def timers(self) -> int:
        """The number of timers, cancelled ones included."""
        return len(self._scheduled)  # type: ignore[attr-defined]


class WatchedApi(VendorApi):
    """The API; announces each call to the loop."""

    async def get_current(self) -> bytes:
        """See `VendorApi`."""
        return await self._watched(super().get_current())

    async def acknowledge(self, payment_key: str) -> None:
        """See `VendorApi`."""
        await self._watched(super().acknowledge(payment_key))

    async def accept(self, payment_key: str, preparing_time: int) -> None:
        """See `VendorApi`."""
        await self._watched(super().accept(payment_key, preparing_time))

    async def _watched(self, call: Coroutine[Any, Any, T]) -> T:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, FastLoop)
        loop.begin()
        try:
            return await call
        finally:
            loop.end()


class Staff:
    """Accepts each waiting order 45 s after its announcement."""

    def __init__(self) -> None:
        self.engine: Engine
        self.announced = 0
        self.answered = 0

    def subscribe(self, events: EventBus) -> None:
        """Follow the events of the engine."""
        events.subscribe(PollEnded, self._on_poll_ended)
        events.subscribe(OrdersChanged, self._on_orders_changed)

    def _on_poll_ended(self, event: PollEnded) -> None:
        self.answered += event.outcome is PollOutcome.ANSWERED

    def _on_orders_changed(self, event: OrdersChanged) -> None:
        if event.cause is not Cause.POLL:
            return
        self.announced += len(event.announced)
        for order in event.orders:
            if order.may_accept:
                asyncio.get_running_loop().call_later(45.0, self.engine.accept, order.payment_key, 20)


def measured(loop: FastLoop, staff: Staff) -> dict[str, float]:
    """Return the resources of the process."""
    gc.collect()
    return {
        "hour": round(loop.time() / HOUR, 2),
        "rss_kb": psutil.Process().memory_info().rss // 1024,
        "tasks": len(asyncio.all_tasks()),
        "threads": threading.active_count(),
        "files": len(list(Path("/proc/self/fd").iterdir())),
        "timers": loop.timers,
        "polls": staff.answered,
        "announced": staff.announced,
    }


async def main(folder: str, base_url: str, app_secret_key: str, rest_secret_key: str, hours: str) -> None:
    """Run the engine for some hours of its own time; print the resources every quarter of an hour."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, FastLoop)
    staff = Staff()
    store = await SqliteStore.open(Path(folder))
    events = EventBus()
    staff.subscribe(events)
    staff.engine = Engine(store, events=events, clock=loop, has_route=lambda: True)
    await staff.engine.load_board()
    transport = Transport(base_url, user_agent="Tezgah/test", clock=loop.time, now=loop.now)
    keys = KeyPair(app_secret_key, rest_secret_key)
    session = TokenSource(transport, keys, now=loop.now, steady=loop.time, zone=ISTANBUL)
    staff.engine.start()
    staff.engine.connect(WatchedApi(transport, session), cooldown=30.0)
    for _ in range(int(hours) * 4):
        # Time passes only while no work is active: this wakes up between two calls.
        await asyncio.sleep(HOUR / 4)
        print(json.dumps(measured(loop, staff)), flush=True)
    await staff.engine.stop()
    await store.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        runner.run(main(*sys.argv[1:]))
