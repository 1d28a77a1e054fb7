"""Measures one poll with many new orders into a visible window. Prints one JSON object.

Arguments: data folder, base URL, token, number of orders, "ours" or "one-by-one".
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Developers' tools install these and httpx would import them; an installed program does not have them.
for name in ("click", "rich", "pygments"):
    sys.modules[name] = None  # type: ignore[assignment]

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

import qasync  # isort: skip

from desktop import __version__
from desktop.domain.alarm import AlarmSettings, decide
from desktop.domain.orders.reading.payload import read_orders
from desktop.domain.text.local_time import ISTANBUL
from desktop.store.rows import SavedOrder
from desktop.store.sqlite.store import SqliteStore
from desktop.sync.engine import Engine
from desktop.sync.events import EventBus, OrdersChanged
from desktop.system.machine.clock import SystemClock, now, steady
from desktop.ui.window.main_window import MainWindow
from desktop.vendor.factory import connect

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.vendor.api import VendorApi


class Marks:
    """Times of named events; only the first of each name counts."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}

    def mark(self, name: str) -> None:
        self.at.setdefault(name, time.perf_counter())


class PaintWatch(QObject):
    """Marks the first painting of a column with cards."""

    def __init__(self, marks: Marks, view: Any) -> None:
        super().__init__(view)
        self._marks = marks
        self._view = view
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._view.model().rowCount() > 0:
            self._marks.mark("painting")
            QApplication.instance().postEvent(self, QEvent(QEvent.Type.User))  # type: ignore[union-attr]
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.User:
            self._marks.mark("painted")
        return super().event(event)


class Stalls:
    """Measures the longest delay of a task that is due every 2 ms."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()

    async def watch(self) -> None:
        while True:
            await asyncio.sleep(0.002)
            at = time.perf_counter()
            self.longest = max(self.longest, at - self._last - 0.002)
            self._last = at

    def begin(self) -> None:
        self._last = time.perf_counter()
        self.longest = 0.0


class Commands:
    """`OrderCommands` that do nothing."""

    def now(self) -> datetime:
        return now()

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_: None


def freeze() -> None:
    """Do as the program does when its board is painted, see `app`."""
    gc.collect()
    gc.freeze()


async def ours(app: QApplication, folder: Path, api: VendorApi, count: int) -> dict[str, float]:
    marks, stalls = Marks(), Stalls()
    board: dict[str, Any] = {}
    done = asyncio.Event()
    acknowledged = 0

    commands: Any = Commands()
    window = MainWindow(commands)
    window.resize(1366, 768)
    painted = asyncio.Event()
    window.first_painted.connect(painted.set)
    window.show()
    await painted.wait()
    view = window.findChild(QWidget, "newColumn")
    watch = PaintWatch(marks, view)

    def on_orders_changed(event: OrdersChanged) -> None:
        nonlocal acknowledged
        acknowledged += len(event.acknowledged)
        if event.acknowledged and acknowledged == count:
            marks.mark("acknowledged")
            done.set()
        marks.mark("saved")
        board.update({order.payment_key: order for order in event.orders})
        decide(board.values(), lambda _: 0.0, AlarmSettings())
        window.update_orders(event.orders)

    events = EventBus()
    events.subscribe(OrdersChanged, on_orders_changed)
    store = await SqliteStore.open(folder)
    engine = Engine(store, events=events, clock=SystemClock(), has_route=lambda: True)
    answered = api.get_current

    async def get_current() -> bytes:
        data = await answered()
        # Not before: the first call imports its library, rush or not.
        stalls.begin()
        marks.mark("answered")
        return data

    api.get_current = get_current  # type: ignore[method-assign]
    freeze()
    watching = asyncio.ensure_future(stalls.watch())
    stalls.begin()
    marks.mark("asked")
    engine.start()
    engine.connect(api, cooldown=30.0)
    await done.wait()
    # Painting may still be in progress.
    while len(board) < count or "painted" not in marks.at:
        await asyncio.sleep(0.01)
    longest = stalls.longest
    watching.cancel()
    await engine.stop()
    await store.close()
    window.prepare_to_quit()
    window.close()
    del watch
    since = marks.at["answered"]
    return {
        "acknowledged": marks.at["acknowledged"] - since,
        "saved": marks.at["saved"] - since,
        "painted": marks.at["painted"] - since,
        "stall": longest,
    }


async def one_by_one(folder: Path, api: VendorApi) -> dict[str, float]:
    """The vendor's sample: save one order, acknowledge it, then the next."""
    store = await SqliteStore.open(folder)
    data = await api.get_current()
    began = time.perf_counter()
    for read in read_orders(data).orders:
        order = read.order
        saved = SavedOrder(
            order.payment_key,
            order.number,
            order.status_id,
            order.restaurant_id,
            order.total,
            None,
            None,
            read.raw,
        )
        await store.write(lambda tx, saved=saved: tx.insert_order(saved, now(), None))  # type: ignore[misc]
        await api.acknowledge(order.payment_key)
    took = time.perf_counter() - began
    await store.close()
    await api.close()
    return {"acknowledged": took}


def main(folder: str, base_url: str, token: str, count: str, how: str) -> None:
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    api = connect(base_url, token, user_agent=f"Tezgah/{__version__}", now=now, steady=steady, zone=ISTANBUL)
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        if how == "ours":
            result = runner.run(ours(app, Path(folder), api, int(count)))
        else:
            result = runner.run(one_by_one(Path(folder), api))
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
