"""The whole program with its window, as a till that follows. Prints what it painted, as JSON lines.

Arguments: data folder with the settings, password of the database, number of orders. Ends when standard input ends. The first
line holds the payment keys of the cards that are in view. Each further one is a card that changed: its
payment key, "gone" in milliseconds, and the steady times at which the change was published, and its painting began and was
over.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import TYPE_CHECKING, Any

# Developers' tools install these and httpx would import them; an installed program does not have them.
for name in ("click", "rich", "pygments"):
    sys.modules[name] = None  # type: ignore[assignment]

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from desktop.alerts.sound import SoundHealth, SoundState
from desktop.app import Program
from desktop.domain.orders.lifecycle import Column
from desktop.store.rows import optional_milliseconds
from desktop.sync.events import OrdersChanged
from desktop.system.machine.keep_awake import NullAwake
from desktop.system.settings.options import resolve
from desktop.ui.application import make_application
from desktop.ui.event_loop import WindowLoop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPaintEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.board.column_model import ColumnModel
    from desktop.ui.board.column_view import ColumnView


class NoSpeaker:
    """A loudspeaker that plays nothing."""

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_: None


def say(line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def gone(order: BoardOrder) -> int | None:
    return optional_milliseconds(order.gone_at)


class CardWatch(QObject):
    """Says when changed cards were painted."""

    def __init__(self, view: ColumnView, orders: ColumnModel) -> None:
        super().__init__(view)
        self._view = view
        self._orders = orders
        self._painted = {order.payment_key: gone(order) for order in self.in_view()}
        self._painting: list[dict[str, Any]] = []
        self.published: dict[str, float] = {}
        view.viewport().installEventFilter(self)

    def in_view(self) -> Iterator[BoardOrder]:
        for row, order in enumerate(self._orders):
            if self._view.viewport().rect().contains(self._area(row)):
                yield order

    def _area(self, row: int) -> QRect:
        return self._view.visualRect(self._orders.index(row))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._note(event)  # type: ignore[arg-type]
        return False

    def _note(self, event: QPaintEvent) -> None:
        at = time.monotonic()
        for row, order in enumerate(self._orders):
            key = order.payment_key
            if self._painted.get(key) != gone(order) and event.region().intersects(self._area(row)):
                self._painted[key] = gone(order)
                since = self.published.get(key)
                self._painting.append({"key": key, "gone": gone(order), "published": since, "painting": at})
        if self._painting:
            QApplication.instance().postEvent(self, QEvent(QEvent.Type.User))  # type: ignore[union-attr]

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.User:
            at = time.monotonic()
            for card in self._painting:
                say(card | {"painted": at})
            self._painting.clear()
        return super().event(event)


async def main(program: Program, count: int) -> None:
    running = asyncio.ensure_future(program.main())
    while not program.started and not running.done():
        await asyncio.sleep(0.02)
    window = program.window
    window.resize(1366, 768)
    view = window.board.views[Column.NEW]
    while len(window.board.models[Column.NEW]) < count:
        await asyncio.sleep(0.02)
    await asyncio.sleep(3.0)  # all that a start does later
    watch = CardWatch(view, window.board.models[Column.NEW])

    def on_changed(event: OrdersChanged) -> None:
        at = time.monotonic()
        watch.published |= dict.fromkeys((order.payment_key for order in event.orders), at)

    program.backend.events.subscribe(OrdersChanged, on_changed)
    say([order.payment_key for order in watch.in_view()])
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    await asyncio.wait([ended, running], return_when=asyncio.FIRST_COMPLETED)
    program.quit()
    await running


if __name__ == "__main__":
    given = {
        "data_dir": sys.argv[1],
        "base_url": "http://127.0.0.1:9/api",
        "poll_seconds": None,
        "lang": "tr",
    }
    application = make_application()
    made = resolve(given, {"TEZGAH_STORE_PASSWORD": sys.argv[2]})

    def open_sound(on_state: Callable[[SoundState], None], *_: object) -> Any:
        on_state(SoundState(SoundHealth.WORKING))
        return NoSpeaker()

    whole = Program(made, made.settings_file, open_sound=open_sound, awake=NullAwake())
    with asyncio.Runner(loop_factory=lambda: WindowLoop(application)) as runner:
        runner.run(main(whole, int(sys.argv[3])))
