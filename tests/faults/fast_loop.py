"""A day at the counter in a minute: an event loop that skips what would only be waited for, and the program on it.

Run as a process of its own, so that its memory is the program's alone. Prints a line of JSON now and then.
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
from desktop.store.sqlite.store import Store
from desktop.sync.engine import Engine
from desktop.sync.events import Event, PollEnded, Saved
from desktop.vendor.access_token import KeyPair, TokenSource
from desktop.vendor.api import VendorApi
from desktop.vendor.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Executor

T = TypeVar("T")

HOUR: Final = 3600.0
NEVER_IDLE: Final = 0.002
"""Seconds, real ones, that something outside the loop gets before the loop looks again."""


class _Selector(selectors.DefaultSelector):
    """Waits for sockets as long as something is under way, and skips the time where nothing is."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0.0
        self.under_way = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        if events or timeout == 0:
            return events
        if self.under_way or timeout is None:
            # Time does not pass for anybody while an answer or the disk is waited for.
            return super().select(NEVER_IDLE)
        self.skipped += timeout
        return []


class FastLoop(asyncio.SelectorEventLoop):
    """An event loop whose time stands still while it works and jumps where it would wait.

    What goes on outside (a thread, a call over the network) has to be announced with `under_way`: the loop cannot see
    it. Work handed to an executor is.
    """

    def __init__(self) -> None:
        self._fast = _Selector()
        super().__init__(self._fast)
        self._began = datetime.now(UTC)

    def time(self) -> float:
        """Return the seconds skipped so far."""
        return self._fast.skipped

    def now(self) -> datetime:
        """Return the time of day that goes with `time`."""
        return self._began + timedelta(seconds=self.time())

    def begin(self) -> None:
        """Say that something is under way outside."""
        self._fast.under_way += 1

    def end(self, *_: object) -> None:
        """Say that it has come to its end."""
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
        """Whether something goes on outside."""
        return self._fast.under_way > 0

    @property
    def timers(self) -> int:
        """How many timers there are, cancelled ones included."""
        return len(self._scheduled)  # type: ignore[attr-defined]


class WatchedApi(VendorApi):
    """The API, telling the loop of each call under way."""

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
    """Presses Accept on what waits, 45 s after it was told."""

    def __init__(self) -> None:
        self.engine: Engine
        self.announced = 0
        self.answered = 0

    def on_event(self, report: Event) -> None:
        """Take what the engine tells."""
        if isinstance(report, PollEnded):
            self.answered += report.outcome is PollOutcome.ANSWERED
        if isinstance(report, Saved):
            self.announced += len(report.announced)
            for order in report.orders:
                if order.may_accept:
                    asyncio.get_running_loop().call_later(45.0, self.engine.accept, order.payment_key, 20)


def measured(loop: FastLoop, staff: Staff) -> dict[str, float]:
    """Return what the process holds; Linux only."""
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
    """Run the engine for some hours of its own time; print what is measured at each quarter of an hour."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, FastLoop)
    staff = Staff()
    store = await Store.open(Path(folder))
    staff.engine = Engine(store, emit=staff.on_event, now=loop.now, steady=loop.time, has_route=lambda: True)
    await staff.engine.load_board()
    transport = Transport(base_url, user_agent="Tezgah/test", clock=loop.time, now=loop.now)
    keys = KeyPair(app_secret_key, rest_secret_key)
    session = TokenSource(transport, keys, now=loop.now, steady=loop.time, zone=ISTANBUL)
    staff.engine.start()
    staff.engine.connect(WatchedApi(transport, session), cooldown=30.0)
    for _ in range(int(hours) * 4):
        # Time passes only while nothing is under way: this wakes up between two calls.
        await asyncio.sleep(HOUR / 4)
        print(json.dumps(measured(loop, staff)), flush=True)
    await staff.engine.stop()
    await store.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        runner.run(main(*sys.argv[1:]))
