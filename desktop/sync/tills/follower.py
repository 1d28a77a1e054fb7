"""Publishes what other tills saved: it reads again what they named, and compares with what this till last published."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Final

from desktop.store import EVERYTHING, CannotSaveError, Changes, Kind
from desktop.store.rows import from_milliseconds
from desktop.sync.board.board_rows import board_order, board_since
from desktop.sync.events import BoardReplaced, OrdersChanged
from desktop.sync.polling.save_poll import LISTENED_AT
from desktop.sync.tills.comparison import changes_since

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder
    from desktop.store import Store, Transaction
    from desktop.sync.board.publisher import BoardPublisher
    from desktop.sync.events import EventBus
    from desktop.sync.polling.reception import ReceptionMonitor
    from desktop.sync.tills.store_clock import StoreClock

_log = logging.getLogger(__name__)

_EVERY: Final = 60.0
"""Seconds after which the database's time and its last poll are read where no other till changes anything."""
_AGAIN: Final = 1.0
"""Seconds until the next attempt where the database cannot be read."""


class Follower:
    """Call `run` in a task; subscribe it before the views."""

    def __init__(
        self,
        store: Store,
        publisher: BoardPublisher,
        reception: ReceptionMonitor,
        *,
        events: EventBus,
        clock: StoreClock,
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._reception = reception
        self._clock = clock
        self._known: dict[str, BoardOrder] | None = None
        """Orders as they were published last, None before the first board."""
        self._pending = Changes()
        self._woken = asyncio.Event()
        self._handlers: dict[Kind, list[Callable[[], Awaitable[object] | None]]] = {}
        events.subscribe(OrdersChanged, self._on_orders_changed)
        events.subscribe(BoardReplaced, self._on_board_replaced)
        store.on_changes(self.changed)

    def on(self, kind: Kind, handler: Callable[[], Awaitable[object] | None]) -> None:
        """Call a handler after other tills changed rows of a kind; it may raise CannotSaveError."""
        self._handlers.setdefault(kind, []).append(handler)

    def changed(self, changes: Changes) -> None:
        """Read soon what another till changed; many changes in a moment are one read."""
        self._pending |= changes
        self._woken.set()

    def read_all(self) -> None:
        """Read everything soon: nobody knows what was missed."""
        self.changed(EVERYTHING)

    async def run(self) -> None:
        """Publish changes until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_EVERY):
                    await self._woken.wait()
            self._woken.clear()
            changes, self._pending = self._pending, Changes()
            try:
                await self._publish(changes)
            except CannotSaveError as error:
                _log.info("changes cannot be read: %s", error)
                self._pending |= changes
                if not self._store.line.is_lost:  # else the line wakes this when it is back
                    self._woken.set()
                await asyncio.sleep(_AGAIN)

    async def _publish(self, changes: Changes) -> None:
        # Orders first: people wait for them.
        if Kind.ORDERS in changes.kinds:
            await self._publish_orders(changes.orders)
        if Kind.POLL in changes.kinds or not changes:
            await self.listen()
        failed: Exception | None = None
        for kind in Kind:
            if kind in changes.kinds:
                for handler in self._handlers.get(kind, ()):
                    try:
                        result = handler()
                        if result is not None:
                            await result
                    except CannotSaveError:
                        raise
                    except Exception as error:  # noqa: BLE001 - the others must hear of their changes all the same
                        failed = failed or error
        if failed is not None:
            raise failed

    async def listen(self) -> None:
        """Take note of when an answer was last saved.

        Raises:
            CannotSaveError: the store cannot be read.
        """
        now, listened = await self._store.read(lambda tx: (tx.now(), tx.value(LISTENED_AT)))
        self._clock.saw(now)
        if listened is not None:
            self._reception.saved_elsewhere((now - from_milliseconds(listened)).total_seconds())

    async def _publish_orders(self, keys: frozenset[str] | None) -> None:
        def work(tx: Transaction) -> tuple[datetime, tuple[BoardOrder, ...]]:
            rows = tx.on_board(board_since(tx.now())) if keys is None else tx.board_rows(sorted(keys))
            return tx.now(), tuple(map(board_order, rows))

        now, orders = await self._store.read(work)
        self._clock.saw(now)
        if keys is None:
            # Orders that this till has not announced are announced when they are seen there.
            self._publisher.replace(orders)
        else:
            self._announce(orders)

    def _announce(self, orders: tuple[BoardOrder, ...]) -> None:
        for event in changes_since(self._known or {}, orders):
            self._publisher.publish(event)

    def _on_orders_changed(self, event: OrdersChanged) -> None:
        if self._known is not None:
            self._known |= {order.payment_key: order for order in event.orders}

    def _on_board_replaced(self, event: BoardReplaced) -> None:
        if self._known is not None:
            self._announce(event.orders)
        self._known = {order.payment_key: order for order in event.orders}
