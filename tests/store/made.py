"""Orders for the store's tests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from desktop.domain.orders.search import OrderEvent
from desktop.store import SavedOrder
from desktop.sync.jobs.search_index import index_some

if TYPE_CHECKING:
    from desktop.store import Store, Transaction

NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIRST = "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21"
SECOND = "5d0c3a44-1f0b-4e5e-8a6b-2f7a9c1e6b02"


def key_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def saved(number: int, **fields: Any) -> SavedOrder:
    """Return an order of one dish; fields of its payload can be replaced."""
    raw = {
        "payment_key": key_of(number),
        "id": number,
        "status_id": 1,
        "payment_method": "Nakit",
        "shipping_method": "delivery",
        "restaurant_id": FIRST,
        "customer": {"name": f"Gizliad{number:03}", "phone": f"0533 000 {number:04}"},
        "items": [{"name": "İskender", "quantity": 1}],
    } | fields
    status = raw["status_id"]
    assert isinstance(status, int)
    text = json.dumps(raw, ensure_ascii=False)
    return SavedOrder(key_of(number), str(number), status, FIRST, Decimal(1), None, None, text)


def receive(tx: Transaction, number: int = 1, at: datetime = NOON, **fields: Any) -> None:
    """Save a new order as a poll does: the order, its event, its acknowledgement."""
    order = saved(number, **fields)
    tx.insert_order(order, at, None)
    tx.add_event(OrderEvent(order.payment_key, at, "received", order.status_id, ""))
    tx.enqueue_acknowledgement(order.payment_key, order.status_id, at)


async def save(store: Store, number: int, at: datetime = NOON, **fields: Any) -> None:
    await store.write(lambda tx: tx.insert_order(saved(number, **fields), at, None))


async def index(store: Store) -> None:
    while await index_some(store):
        pass
