"""Saves the invented orders of two weeks in the store of a demo."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders.reading.payload import ReadOrder, read_order
from desktop.domain.orders.search import OrderEvent
from desktop.simulator.past_orders import PastOrder, past_orders
from desktop.store import SavedOrder

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.store import Store, Transaction

SEED: Final = 7
_BATCH: Final = 40
"""Orders in one transaction: what people press meanwhile waits for one at most."""


async def seed_history(store: Store, now: datetime, seed: int = SEED) -> None:
    """Save the orders, a few in each transaction. A store that has them already stays as it is.

    Args:
        store: open.
        now: aware.
        seed: the same seed gives the same orders.

    Raises:
        StoreError: they cannot be saved.
    """
    since = now - timedelta(days=10)
    if await store.read(lambda tx: next(tx.sold(since, now - timedelta(days=5), payloads=False), None)):
        return
    orders = await asyncio.to_thread(_read, seed, now)
    for start in range(0, len(orders), _BATCH):
        await store.write(partial(_save, orders=orders[start : start + _BATCH]))


def _read(seed: int, now: datetime) -> list[tuple[PastOrder, SavedOrder]]:
    found = []
    for past in past_orders(seed, now):
        raw = msgspec.json.encode(past.payload)
        read = read_order(raw)
        if isinstance(read, ReadOrder):
            order = read.order
            saved = SavedOrder(
                order.payment_key,
                order.number,
                order.status_id,
                order.restaurant_id,
                order.total,
                order.placed_at,
                None,
                raw.decode(),
            )
            found.append((past, saved))
    return found


def _save(tx: Transaction, orders: list[tuple[PastOrder, SavedOrder]]) -> None:
    for past, order in orders:
        key = order.payment_key
        tx.insert_order(order, past.received_at, past.accepted_at)
        tx.set_rang([key], past.received_at + timedelta(seconds=1))
        steps = [
            (past.received_at, "received", 1, ""),
            (past.received_at + timedelta(seconds=1), "rang", 1, ""),
        ]
        if past.accepted_at is not None:
            minutes = past.preparing_time
            tx.set_accepted(key, past.accepted_at, minutes)
            pressed = past.accepted_at - timedelta(seconds=1)
            steps += [
                (pressed, "accept pressed", 1, f"{minutes} min"),
                (past.accepted_at, "accepted", 2, f"{minutes} min"),
            ]
        steps.append((past.ended_at, "status changed", order.status_id, ""))
        tx.set_status(key, order.status_id, past.ended_at)
        for at, kind, status_id, detail in steps:
            tx.add_event(OrderEvent(key, at, kind, status_id, detail))
        tx.enqueue_acknowledgement(key, order.status_id, past.ended_at)
    keys = {order.payment_key for _, order in orders}
    for row in tx.queued():
        # Settled in the transaction that enqueues it: nothing is ever sent.
        if row.payment_key in keys:
            tx.settle(row.id, "done", "", row.created_at)
