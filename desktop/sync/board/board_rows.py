"""Stored rows -> `BoardOrder`."""

from __future__ import annotations

import threading
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders.board import (
    AcknowledgementState,
    ActionView,
    BoardOrder,
    CommandState,
    CommandView,
)
from desktop.domain.orders.changes import ChangedPart, merge_parts
from desktop.domain.orders.kitchen_entries import EntryKind, KitchenEntry
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.reading.payload import ReadOrder, read_order
from desktop.sync.board.unseen import decode, still_changed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from desktop.domain.orders.order import Order
    from desktop.store import BoardRow, KitchenRow, OutboxRow, Store

_ACKNOWLEDGEMENT: Final = {
    "owed": AcknowledgementState.PENDING,
    "done": AcknowledgementState.DONE,
    "refused": AcknowledgementState.NEEDS_PERSON,
    # The order left that status before it was acknowledged. If it comes back, a new acknowledgement is saved.
    "withdrawn": AcknowledgementState.DONE,
}

_COMMAND: Final = {
    "unsure": CommandState.UNSURE,
    "done": CommandState.CONFIRMED,
    "refused": CommandState.REFUSED,
}


_REMEMBERED: Final = 512
BOARD_KEEPS: Final = timedelta(hours=18)
"""How long an accepted order stays on the board after its last change: longer than any working day."""


def board_since(now: datetime) -> datetime:
    """Return the time after which an accepted order must have changed to be on the board."""
    return now - BOARD_KEEPS


class _OrderCache:
    """Orders by the digest of their payload: reading one takes a tenth of a millisecond, and each is shown often.

    Only the database stores the payload itself. The store's thread reads orders, and so does the loop's.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: dict[bytes, Order] = {}

    def add(self, read: ReadOrder) -> None:
        with self._lock:
            while len(self._orders) >= _REMEMBERED:
                del self._orders[next(iter(self._orders))]
            self._orders[_digest(read.raw)] = read.order

    def order_of(self, raw: str) -> Order:
        order = self._orders.get(_digest(raw))
        if order is None:
            read = read_order(raw.encode())
            if not isinstance(read, ReadOrder):
                message = "a stored order has no usable payment key"
                raise TypeError(message)
            order = read.order
            self.add(read)
        return order


_CACHE: Final = _OrderCache()


def remember(read: ReadOrder) -> None:
    """Cache an order that was just read."""
    _CACHE.add(read)


def _digest(raw: str) -> bytes:
    return blake2b(raw.encode("utf-8", "replace"), digest_size=16).digest()


def stored_order(raw: str, status_id: int) -> Order:
    """Return an order as it was saved, in the status the store has.

    The status can be ahead of the payload: the vendor confirmed our accept and its echo has not come yet.
    """
    order = _CACHE.order_of(raw)
    if order.status_id == status_id:
        return order
    return msgspec.structs.replace(order, status_id=status_id, status_text="")


def acknowledgement_state(state: str | None) -> AcknowledgementState:
    """Return the state for a stored one; None is for an order whose status the vendor has not shown yet."""
    # Our own accept changed the status; it is acknowledged when the vendor shows it.
    return AcknowledgementState.DONE if state is None else _ACKNOWLEDGEMENT[state]


def command_state(row: OutboxRow) -> CommandState:
    """Return the state of a stored command."""
    if row.state == "owed":
        return CommandState.SENDING if row.attempts else CommandState.SAVED
    return _COMMAND[row.state]


def _is_shown(action: OutboxRow, row: BoardRow) -> bool:
    """Return whether a command is shown: until it is confirmed, and after it was refused."""
    if action.state == "refused":
        if row.accept is not None and row.accept.id > action.id:
            # A person who accepts the order after that has read the refusal, and wants to see the accept.
            return False
        # A refusal is shown also where the order left the status of the command before the answer came. An older one is
        # over.
        after = action.settled_at is not None and action.settled_at >= row.changed_at
        return after or action.status_id == row.status_id
    return action.state != "done"


def _changes(text: str, order: Order) -> tuple[tuple[ChangedPart, ...], Order | None, bool]:
    """Return the unseen parts, the order as people last saw it, and whether another screen moved it on."""
    if not text:
        return (), None, False
    unseen = decode(text)
    parts = merge_parts(unseen.parts)
    moved = unseen.moved_to == order.status_id
    if not unseen.raw or not parts:
        return parts, None, moved
    seen = stored_order(unseen.raw, unseen.status_id)
    parts = still_changed(parts, seen, order)
    return parts, (seen if parts else None), moved


def _kitchen(rows: Sequence[KitchenRow]) -> tuple[KitchenEntry, ...]:
    if not rows:
        return ()

    def before(text: str) -> Order | None:
        unseen = decode(text)
        return stored_order(unseen.raw, unseen.status_id) if unseen.raw else None

    return tuple(
        KitchenEntry(
            row.id,
            EntryKind(row.kind),
            row.station,
            row.at,
            row.dishes,
            row.content,
            row.recalls,
            before(row.before) if row.before else None,
        )
        for row in rows
    )


def board_order(row: BoardRow) -> BoardOrder:
    """Return a stored order as the board shows it."""
    accept = row.accept
    action = row.action
    if action is not None and not _is_shown(action, row):
        action = None
    order = stored_order(row.raw, row.status_id)
    unseen, seen_before, moved_elsewhere = _changes(row.unseen, order)
    return BoardOrder(
        order=order,
        received_at=row.received_at,
        changed_at=row.changed_at,
        accepted_at=row.accepted_at,
        preparing_time=row.preparing_time,
        muted=row.muted_at is not None,
        first_muted_at=row.first_muted_at,
        rang_at=row.rang_at,
        gone_at=row.gone_at,
        reminded_at=row.reminded_at,
        unseen=unseen,
        seen_before=seen_before,
        moved_elsewhere=moved_elsewhere,
        removed_from_board=row.removed_from_board,
        acknowledgement=acknowledgement_state(row.acknowledgement),
        accept=None
        if accept is None
        else CommandView(
            state=command_state(accept),
            preparing_time=accept.preparing_time or 0,
            attempts=accept.attempts,
            message=accept.message if accept.state in {"refused", "unsure"} else "",
            at=accept.settled_at or accept.last_attempt_at or accept.created_at,
            pressed_at=accept.created_at,
            automatic=accept.automatic,
        ),
        action=None
        if action is None
        else ActionView(
            action=Action(action.kind),
            state=command_state(action),
            attempts=action.attempts,
            message=action.message if action.state == "refused" else "",
            in_doubt=action.state == "refused" and action.unanswered,
            at=action.settled_at or action.last_attempt_at or action.created_at,
            reason_id=action.reason_id,
            not_before=action.not_before,
        ),
        kitchen=_kitchen(row.kitchen),
    )


async def stored_board(store: Store, now: datetime) -> tuple[BoardOrder, ...]:
    """Return the orders that are on the board at a time; none while the line to a shared database is lost.

    Raises:
        CannotSaveError: the store cannot be read.
    """
    if store.line.is_lost:
        return ()
    since = board_since(now)
    return await store.read(lambda tx: tuple(board_order(row) for row in tx.on_board(since)))
