"""One poll's answer into the store, in one transaction: orders, events and the acknowledgements owed.

Runs on the store's thread. The decisions come from `orders.arrivals`; here they are written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from desktop.orders import lifecycle
from desktop.orders.arrivals import AcceptVerdict, Arrival, Change, KnownOrder, decide
from desktop.orders.board import BoardOrder
from desktop.orders.payload import Batch, read_orders
from desktop.store import BoardRow, EventRow, OutboxRow, SavedOrder, Transaction
from desktop.sync.views import acknowledgement_state, board_order, command_state, remember, stored_order

if TYPE_CHECKING:
    from datetime import datetime


class Ingested(msgspec.Struct, frozen=True):
    """What one answer did to the store."""

    orders: int
    new: int
    changed: tuple[BoardOrder, ...]
    announced: tuple[str, ...]
    owed: tuple[OutboxRow, ...]
    in_doubt: frozenset[str]
    """Payment keys of accepts that may have taken effect."""
    newly_rejected: int


def ingest(tx: Transaction, data: bytes, asked_at: datetime, now: datetime) -> Ingested:
    """Save what an answer brought.

    Args:
        tx: the transaction.
        data: JSON text of the list of orders.
        asked_at: when the poll was sent.
        now: what the events are dated with.

    Raises:
        PayloadError: the answer is no list of orders; nothing was saved.
    """
    batch = read_orders(data)
    for read in batch.orders:
        remember(read)
    rows = {row.payment_key: row for row in tx.board_rows(read.order.payment_key for read in batch.orders)}
    doubtful = {row.payment_key: row for row in tx.doubtful_accepts()}
    decision = decide(
        batch,
        {key: _known(tx, row) for key, row in rows.items()},
        {key: row.settled_at or row.created_at for key, row in doubtful.items()},
        asked_at,
    )
    changed: list[str] = []
    for arrival in decision.arrivals:
        key = arrival.read.order.payment_key
        if _write(tx, arrival, rows.get(key), now):
            changed.append(key)
    for key in decision.refused_accepts:
        _refuse(tx, doubtful[key], now)
        changed.append(key)
    return Ingested(
        orders=len(batch.orders),
        new=sum(arrival.change is Change.RECEIVED for arrival in decision.arrivals),
        changed=tuple(board_order(row) for row in tx.board_rows(changed)),
        announced=tuple(arrival.read.order.payment_key for arrival in decision.arrivals if arrival.announce),
        owed=tuple(tx.owed()),
        in_doubt=frozenset(tx.in_doubt()),
        newly_rejected=_journal(tx, batch, now),
    )


def _known(tx: Transaction, row: BoardRow) -> KnownOrder:
    accept = row.accept
    return KnownOrder(
        order=stored_order(row.raw, row.status_id),
        raw=row.raw,
        acknowledgements={
            status_id: acknowledgement_state(state)
            for status_id, state in tx.acknowledgements(row.payment_key).items()
        },
        accept=None if accept is None else command_state(accept),
        accept_in_air=accept is not None and accept.in_air,
        accept_settled_at=None if accept is None else accept.settled_at,
    )


def _write(tx: Transaction, arrival: Arrival, row: BoardRow | None, now: datetime) -> bool:
    """Write one decision down; True when the board shows something else than before."""
    order = arrival.read.order
    key = order.payment_key
    if row is None:
        accepted = lifecycle.was_accepted(order.status_id)
        tx.insert_order(_saved(arrival), now, now if accepted else None)
    else:
        if arrival.accept is not None and row.accept is not None:
            _settle_accept(tx, arrival.accept, row.accept, now)
        if arrival.change not in {Change.REPEATED, Change.STALE}:
            tx.update_order(_saved(arrival))
        if arrival.change is not Change.STALE and order.status_id != row.status_id:
            _change_status(tx, arrival, row, now)
    if arrival.change in {Change.RECEIVED, Change.STATUS_CHANGED, Change.DETAILS_CHANGED}:
        tx.add_event(EventRow(key, now, arrival.change.value, order.status_id, ""))
    if arrival.acknowledge:
        tx.owe_acknowledgement(key, order.status_id, now)
    return arrival.acknowledge or arrival.accept is not None or arrival.change is Change.DETAILS_CHANGED


def _change_status(tx: Transaction, arrival: Arrival, row: BoardRow, now: datetime) -> None:
    order = arrival.read.order
    key = order.payment_key
    tx.set_status(key, order.status_id, now)
    tx.withdraw_acknowledgements(key, order.status_id, now)
    if lifecycle.was_accepted(order.status_id):
        if row.accepted_at is None and arrival.accept is not AcceptVerdict.CONFIRMED:
            tx.set_accepted(key, now, None)
    elif arrival.announce:
        # Back among the new ones: it waits, rings and is on the board again.
        tx.set_accepted(key, None, None)
        tx.set_muted([key], None)
        tx.set_put_away(key, None)


def _settle_accept(tx: Transaction, verdict: AcceptVerdict, accept: OutboxRow, now: datetime) -> None:
    if verdict is AcceptVerdict.CONFIRMED:
        tx.settle(accept.id, "done", "", now)
        tx.set_accepted(accept.payment_key, now, accept.preparing_time)
        tx.add_event(
            EventRow(
                accept.payment_key,
                now,
                "accepted",
                accept.status_id,
                f"{accept.preparing_time} min, seen in a poll",
            )
        )
    elif verdict is AcceptVerdict.WITHDRAWN:
        tx.settle(accept.id, "withdrawn", "", now)
        if accept.state in {"owed", "unsure"}:
            tx.add_event(EventRow(accept.payment_key, now, "accept withdrawn", accept.status_id, ""))
    else:
        _refuse(tx, accept, now)


def _refuse(tx: Transaction, accept: OutboxRow, now: datetime) -> None:
    tx.settle(accept.id, "refused", accept.message, now)
    # Whoever muted it took it for accepted since: it rings again.
    tx.set_muted([accept.payment_key], None)
    tx.add_event(EventRow(accept.payment_key, now, "accept refused", accept.status_id, accept.message))


def _journal(tx: Transaction, batch: Batch, now: datetime) -> int:
    return sum(tx.journal_rejected(entry.fingerprint, entry.raw, now) for entry in batch.rejected)


def _saved(arrival: Arrival) -> SavedOrder:
    order = arrival.read.order
    return SavedOrder(
        payment_key=order.payment_key,
        number=order.number,
        status_id=order.status_id,
        restaurant_id=order.restaurant_id,
        total=order.total,
        placed_at=order.placed_at,
        scheduled_at=order.scheduled_at,
        raw=arrival.read.raw,
    )
