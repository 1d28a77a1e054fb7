"""What people, and the alarm, mark on orders here: muted, heard, put away. The vendor is told nothing of it.

One transaction each; what is returned is what the board shows of the orders then.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.orders.lifecycle import Column
from desktop.store import BoardRow, EventRow, Store, Transaction
from desktop.sync.board.board_rows import board_order

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder


class OrderFlags:
    """Writes marks into the store; all methods raise CannotSaveError."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def mute(self, payment_keys: list[str], *, muted: bool) -> list[BoardOrder]:
        """Silence orders, or let them ring again."""

        def work(tx: Transaction) -> list[BoardRow]:
            tx.set_muted(payment_keys, self._now() if muted else None)
            return self._told(tx, payment_keys, "muted" if muted else "unmuted")

        return await self._write(work)

    async def ring_again(self, after: float) -> list[BoardOrder]:
        """Let orders ring again that were silenced for so many seconds and still wait."""
        now = self._now()
        before = now - timedelta(seconds=after)
        if not await self._store.read(lambda tx: tx.muted_before(before, now)):
            return []

        def work(tx: Transaction) -> list[BoardRow]:
            rows = tx.board_rows(tx.muted_before(before, now))
            keys = [row.payment_key for row in rows if board_order(row).waits]
            tx.set_muted(keys, None)
            return self._told(tx, keys, "unmuted", "by itself")

        return await self._write(work)

    async def rang(self, payment_keys: list[str]) -> list[BoardOrder]:
        """Write down that the bell was heard for orders; only the first time counts."""

        def work(tx: Transaction) -> list[BoardRow]:
            return self._told(tx, tx.set_rang(payment_keys, self._now()), "rang")

        return await self._write(work)

    async def remind(self, margin: timedelta, since: datetime) -> list[BoardOrder]:
        """Note the orders for later that are to be begun now, and return them.

        Args:
            margin: time between the end of the preparation and the time that is promised.
            since: what was promised for before that has left the board: nobody cooks it any more.
        """
        now = self._now()
        if not await self._store.read(lambda tx: tx.not_reminded(since)):
            return []

        def work(tx: Transaction) -> list[BoardRow]:
            later = [board_order(row) for row in tx.board_rows(tx.not_reminded(since))]
            due = [
                order.payment_key
                for order in later
                if order.column is Column.LATER and (at := order.start_at(margin)) is not None and at <= now
            ]
            tx.set_reminded(due, now)
            return self._told(tx, due, "to be begun")

        return await self._write(work)

    async def seen(self, payment_key: str) -> list[BoardOrder]:
        """Note that a person has seen what changed of an order."""

        def work(tx: Transaction) -> list[BoardRow]:
            tx.set_unseen(payment_key, ())
            return self._told(tx, [payment_key], "change seen")

        return await self._write(work)

    async def remove_from_board(self, payment_key: str) -> list[BoardOrder]:
        """Take an order off the board; it stays in the store."""

        def work(tx: Transaction) -> list[BoardRow]:
            tx.set_removed_from_board(payment_key, self._now())
            return self._told(tx, [payment_key], "put away")

        return await self._write(work)

    def _told(self, tx: Transaction, payment_keys: list[str], kind: str, detail: str = "") -> list[BoardRow]:
        rows = tx.board_rows(payment_keys)
        for row in rows:
            tx.add_event(EventRow(row.payment_key, self._now(), kind, row.status_id, detail))
        return rows

    async def _write(self, work: Callable[[Transaction], list[BoardRow]]) -> list[BoardOrder]:
        return [board_order(row) for row in await self._store.write(work)]
