"""The flags that people and the alarm set on orders: muted, heard, seen, removed. The vendor is not informed.

One transaction each; the changed orders are published.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.orders.lifecycle import Column
from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.search import OrderEvent
from desktop.sync.board.board_rows import board_order, board_since
from desktop.sync.events import Cause

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.store import BoardRow, Store, Transaction
    from desktop.sync.board.print_planner import PrintPlanner
    from desktop.sync.board.publisher import BoardPublisher

    _Changed = tuple[None, list[BoardRow]]


class OrderFlags:
    """All methods raise CannotSaveError."""

    def __init__(self, store: Store, publisher: BoardPublisher, planner: PrintPlanner) -> None:
        self._store = store
        self._publisher = publisher
        self._planner = planner

    async def mute(self, payment_keys: list[str], *, muted: bool) -> None:
        """Silence orders, or let them ring again."""

        def work(tx: Transaction) -> _Changed:
            tx.set_muted(payment_keys, tx.now() if muted else None)
            return self._record(tx, payment_keys, "muted" if muted else "unmuted")

        await self._publisher.write(Cause.FLAGS, work)

    async def ring_again(self, after: float) -> None:
        """Let orders ring again that were silenced for so many seconds and still wait."""

        def due(tx: Transaction) -> list[str]:
            return tx.muted_before(tx.now() - timedelta(seconds=after), tx.now())

        if not await self._store.read(due):
            return

        def work(tx: Transaction) -> _Changed:
            rows = tx.board_rows(due(tx))
            keys = [row.payment_key for row in rows if board_order(row).waits]
            tx.set_muted(keys, None)
            return self._record(tx, keys, "unmuted", "by itself")

        await self._publisher.write(Cause.FLAGS, work, as_leader=True)

    async def rang(self, payment_keys: list[str]) -> None:
        """Save that the bell was heard for orders; only the first time counts."""

        def work(tx: Transaction) -> _Changed:
            return self._record(tx, tx.set_rang(payment_keys, tx.now()), "rang")

        await self._publisher.write(Cause.FLAGS, work)

    async def remind(self, margin: timedelta) -> None:
        """Mark the scheduled orders that are to be started now.

        Args:
            margin: time between the end of the preparation and the promised time.
        """

        def open_ones(tx: Transaction) -> list[str]:
            # Orders that were promised for before have left the board: nobody cooks them any more.
            return tx.not_reminded(board_since(tx.now()))

        if not await self._store.read(open_ones):
            return

        def work(tx: Transaction) -> _Changed:
            now = tx.now()
            due = [
                row
                for row in tx.board_rows(open_ones(tx))
                if (order := board_order(row)).column is Column.LATER
                and (at := order.start_at(margin)) is not None
                and at <= now
            ]
            return self._start(tx, due, now, "to be begun")

        await self._publisher.write(Cause.REMINDER, work, as_leader=True)

    async def start_now(self, payment_key: str) -> None:
        """Save that a person starts a scheduled order now, before its reminder or instead of one."""

        def work(tx: Transaction) -> _Changed:
            later = [row for row in tx.board_rows([payment_key]) if board_order(row).column is Column.LATER]
            return self._start(tx, later, tx.now(), "started")

        await self._publisher.write(Cause.FLAGS, work)

    async def seen(self, payment_key: str) -> None:
        """Save that a person has seen the changes of an order; where its accept is in doubt, that it took effect."""

        def work(tx: Transaction) -> _Changed:
            for row in tx.board_rows([payment_key]):
                if board_order(row).in_doubt and (accept := row.accept) is not None:
                    now = tx.now()
                    tx.settle(accept.id, "done", "", now)
                    tx.set_status(payment_key, OrderStatus.CONFIRMED, now)
                    tx.set_accepted(payment_key, now, accept.preparing_time)
                    self._planner.plan(tx, {payment_key: row}, now)
                    detail = f"{accept.preparing_time} min"
                    tx.add_event(OrderEvent(payment_key, now, "accept seen", OrderStatus.CONFIRMED, detail))
            tx.set_unseen(payment_key, "")
            return self._record(tx, [payment_key], "change seen")

        await self._publisher.write(Cause.FLAGS, work)

    async def remove_from_board(self, payment_key: str) -> None:
        """Remove an order from the board; it stays in the store."""

        def work(tx: Transaction) -> _Changed:
            for row in tx.board_rows([payment_key]):
                if board_order(row).in_doubt and row.accept is not None:
                    # A person has dealt with it: no poll needs to look for it any more.
                    tx.settle(row.accept.id, "withdrawn", row.accept.message, tx.now())
                    tx.set_unseen(payment_key, "")
            tx.set_removed_from_board(payment_key, tx.now())
            return self._record(tx, [payment_key], "put away")

        await self._publisher.write(Cause.FLAGS, work)
        # It needs no person any more.
        await self._publisher.publish_refused()

    def _start(self, tx: Transaction, rows: list[BoardRow], now: datetime, kind: str) -> _Changed:
        keys = [row.payment_key for row in rows]
        tx.set_reminded(keys, now)
        for row in rows:
            self._planner.plan(tx, {row.payment_key: row}, now)
        return self._record(tx, keys, kind)

    def _record(self, tx: Transaction, payment_keys: list[str], kind: str, detail: str = "") -> _Changed:
        rows = tx.board_rows(payment_keys)
        for row in rows:
            tx.add_event(OrderEvent(row.payment_key, tx.now(), kind, row.status_id, detail))
        return None, rows
