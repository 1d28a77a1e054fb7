"""Saves one poll answer in one transaction: orders, events and the acknowledgements to send.

Runs on the store's thread. `domain.orders.arrivals` decides; this module writes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.domain.orders import lifecycle
from desktop.domain.orders.arrivals import AcceptVerdict, Arrival, Change, Decision, KnownOrder, decide
from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.changes import ChangedPart, changed_parts
from desktop.domain.orders.order import OrderStatus
from desktop.domain.orders.outbox import AnswerKind
from desktop.domain.orders.reading.payload import (
    RejectedPayload,
    is_different_order,
    read_orders,
    rejected_payload,
)
from desktop.domain.orders.search import OrderEvent
from desktop.domain.trouble import Outage
from desktop.store import BoardRow, Kind, OutboxRow, SavedOrder, Transaction
from desktop.store.journal import JournalEntry
from desktop.store.rows import to_milliseconds
from desktop.sync.board.board_rows import (
    acknowledgement_state,
    board_order,
    command_state,
    remember,
    stored_order,
)
from desktop.sync.board.kitchen import note_changes
from desktop.sync.board.unseen import decode, encode, with_change, with_doubt, without_doubt
from desktop.sync.restaurant.portion_counter import count_portions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.domain.orders.order import Order
    from desktop.sync.board.print_planner import PrintPlanner

LISTENED_AT: Final = "listened_at"
"""Name of the stored time at which an answer was last saved."""


class SavedPoll(msgspec.Struct, frozen=True):
    """The changes of one answer."""

    orders: int
    new: tuple[str, ...]
    """Payment keys of orders that were not known."""
    changed: tuple[BoardOrder, ...]
    announced: tuple[str, ...]
    altered: tuple[str, ...]
    """Payment keys of orders that were known and that somebody else changed."""
    queued: tuple[OutboxRow, ...]
    to_acknowledge: tuple[JournalEntry, ...]
    """Orders of the answer whose acknowledgement is owed."""
    in_doubt: frozenset[str]
    """Payment keys of accepts that may have taken effect."""
    rejected: frozenset[str]
    """Fingerprints of payloads that are no orders, new or not."""
    outage: Outage | None
    """The time without an answer that this one ended."""


def save_poll(
    tx: Transaction,
    data: bytes,
    asked_at: datetime,
    *,
    silent_for: float | None,
    outage_after: float,
    planner: PrintPlanner,
) -> SavedPoll:
    """Save the orders of an answer.

    Args:
        tx: the transaction.
        data: JSON text of the list of orders.
        asked_at: when the poll was sent, by the store's time.
        silent_for: seconds since the last answer that was saved, None for the first since the program started.
        outage_after: seconds without an answer that count as an outage.
        planner: saves the tickets to print.

    Raises:
        PayloadError: the answer is no list of orders; nothing was saved.
    """
    # Before the first statement, which waits for the lock of the store: others need not wait for the reading.
    batch = read_orders(data)
    for read in batch.orders:
        remember(read)
    rows = {row.payment_key: row for row in tx.board_rows(read.order.payment_key for read in batch.orders)}
    # The time is that of the transaction: it may have waited behind one that confirmed an accept, and the rows of that one
    # must not seem to come from the future.
    now = tx.now()
    acknowledgements = tx.acknowledgements(rows) if rows else {}
    doubtful = {row.payment_key: row for row in tx.doubtful_accepts()}
    decision = decide(
        batch,
        {key: _known(row, acknowledgements.get(key, {})) for key, row in rows.items()},
        {key: row.settled_at or row.created_at for key, row in doubtful.items()},
        asked_at,
        now,
    )
    changed, altered, covered = _write_all(tx, decision, rows, now)
    count_portions(tx, _to_count(decision, rows), now)
    told = _to_print(decision, rows)
    planner.plan(tx, told, now)
    note_changes(tx, [before for before in told.values() if before is not None], now)
    for unproven in tx.board_rows(decision.unproven_accepts):
        if ChangedPart.ACCEPTANCE not in decode(unproven.unseen).parts:
            _ask_a_person(tx, unproven, now)
            changed.append(unproven.payment_key)
    announced = [arrival.read.order for arrival in decision.arrivals if arrival.announce]
    queued, in_doubt = tx.to_send()
    owed = {row.payment_key for row in queued if row.kind == AnswerKind.ACKNOWLEDGE}
    return SavedPoll(
        orders=len(batch.orders),
        new=tuple(
            arrival.read.order.payment_key
            for arrival in decision.arrivals
            if arrival.change is Change.RECEIVED
        ),
        changed=tuple(board_order(row) for row in tx.board_rows(changed)),
        announced=tuple(order.payment_key for order in announced),
        altered=tuple(altered),
        queued=tuple(queued),
        to_acknowledge=tuple(
            JournalEntry(arrival.read.order.payment_key, arrival.read.raw, arrival.read.order.status_id, now)
            for arrival in decision.arrivals
            if arrival.change is not Change.STALE and arrival.read.order.payment_key in owed
        ),
        in_doubt=in_doubt,
        rejected=_journal(tx, (*batch.rejected, *covered), now),
        outage=_outage(tx, now, silent_for, outage_after, announced),
    )


def _write_all(
    tx: Transaction, decision: Decision, rows: Mapping[str, BoardRow], now: datetime
) -> tuple[list[str], list[str], list[RejectedPayload]]:
    """Save all decisions together.

    Returns:
        The payment keys of orders that changed on the board, of those that somebody else altered, and the payloads of other
        orders that these cover.
    """
    changed: list[str] = []
    altered: list[str] = []
    covered: list[RejectedPayload] = []
    with tx.together():
        # First, so that events and acknowledgements have orders to refer to.
        for arrival in decision.arrivals:
            if arrival.read.order.payment_key not in rows:
                accepted = lifecycle.was_accepted(arrival.read.order.status_id)
                tx.insert_order(_saved(arrival), now, now if accepted else None)
        for arrival in decision.arrivals:
            key = arrival.read.order.payment_key
            row = rows.get(key)
            if row is not None:
                if _save_unseen(tx, arrival, row) and _is_found(arrival, row):
                    altered.append(key)
                if is_different_order(stored_order(row.raw, row.status_id), arrival.read.order):
                    covered.append(rejected_payload(row.raw))
            if _write(tx, arrival, row, now):
                changed.append(key)
    return changed, altered, covered


def _outage(
    tx: Transaction, now: datetime, silent_for: float | None, outage_after: float, announced: list[Order]
) -> Outage | None:
    """Save that an answer came, and the outage that ends now, if there was one."""
    heard = tx.value(LISTENED_AT) if silent_for is None else None
    at = to_milliseconds(now)
    # At each poll, also at one without orders: after a start it shows the length of the outage, and now it proves that the
    # disk has room for an order.
    tx.set_value(LISTENED_AT, at)
    tx.changed(Kind.POLL)
    if silent_for is None:
        if heard is None:
            return None
        seconds = (at - heard) / 1000
    else:
        seconds = silent_for
    if seconds < outage_after:
        return None
    ordered = [order.placed_at for order in announced if order.placed_at is not None]
    waits = [int((now - at).total_seconds()) for at in ordered if at <= now]
    outage = Outage(
        began_at=now - timedelta(seconds=seconds),
        ended_at=now,
        off=silent_for is None,
        orders=len(announced),
        longest_wait=max(waits, default=None),
    )
    tx.add_outage(outage)
    return outage


def _known(row: BoardRow, acknowledgements: Mapping[int, str]) -> KnownOrder:
    accept = row.accept
    return KnownOrder(
        order=stored_order(row.raw, row.status_id),
        raw=row.raw,
        acknowledgements={
            status_id: acknowledgement_state(state) for status_id, state in acknowledgements.items()
        },
        accept=None if accept is None else command_state(accept),
        accept_unanswered=accept is not None and accept.unanswered,
        accept_settled_at=None if accept is None else accept.settled_at,
        gone_at=row.gone_at,
        # Whatever a poll brought has an acknowledgement. Only a restored order has none, see `restore_history`.
        restored=row.removed_from_board and not acknowledgements,
        action_confirmed_at=row.action.settled_at
        if row.action is not None and row.action.state == "done"
        else None,
    )


def _write(tx: Transaction, arrival: Arrival, row: BoardRow | None, now: datetime) -> bool:
    """Save one decision on an order that the store has; return whether the board changes."""
    order = arrival.read.order
    key = order.payment_key
    if row is not None:
        if arrival.accept is not None and row.accept is not None:
            _settle_accept(tx, arrival.accept, row.accept, now)
        if arrival.change not in {Change.REPEATED, Change.STALE}:
            tx.update_order(_saved(arrival))
        if arrival.change is not Change.STALE and order.status_id != row.status_id:
            _change_status(tx, arrival, row, now)
    if arrival.change in {Change.RECEIVED, Change.STATUS_CHANGED, Change.DETAILS_CHANGED}:
        tx.add_event(OrderEvent(key, now, arrival.change.value, order.status_id, ""))
    if arrival.acknowledge:
        tx.enqueue_acknowledgement(key, order.status_id, now)
    if arrival.reopened:
        tx.set_gone(key, None)
        tx.set_muted([key], None)
        # It was removed from the board because it was gone.
        tx.set_removed_from_board(key, None)
        tx.add_event(OrderEvent(key, now, "open again", order.status_id, ""))
    return (
        arrival.acknowledge
        or arrival.accept is not None
        or arrival.reopened
        or arrival.change is Change.DETAILS_CHANGED
    )


def _to_count(decision: Decision, rows: Mapping[str, BoardRow]) -> dict[str, Order | None]:
    """Return the orders whose portions may change, each as it was before."""
    found: dict[str, Order | None] = {}
    for arrival in decision.arrivals:
        order = arrival.read.order
        row = rows.get(order.payment_key)
        is_accepted = lifecycle.was_accepted(order.status_id)
        if (row is None or row.accepted_at is None) and not is_accepted and arrival.accept is None:
            # One that nobody accepted takes nothing, and never did.
            continue
        if row is None:
            found[order.payment_key] = None
        elif _says_something_new(arrival):
            found[order.payment_key] = stored_order(row.raw, row.status_id)
    return found


def _to_print(decision: Decision, rows: Mapping[str, BoardRow]) -> dict[str, BoardRow | None]:
    """Return the orders that may cause a ticket, each as it was saved before."""
    arrivals = ((arrival, arrival.read.order.payment_key) for arrival in decision.arrivals)
    return {
        key: rows.get(key) for arrival, key in arrivals if key not in rows or _says_something_new(arrival)
    }


def _says_something_new(arrival: Arrival) -> bool:
    is_repeated = arrival.change in {Change.REPEATED, Change.STALE}
    return not is_repeated or arrival.accept is not None or arrival.reopened


def _is_found(arrival: Arrival, row: BoardRow) -> bool:
    """Whether the order is on the board. One that is not is not reported: nobody could find it."""
    return not row.removed_from_board or arrival.reopened


def _save_unseen(tx: Transaction, arrival: Arrival, row: BoardRow) -> bool:
    """Save what people have to see of a change. Return whether they have to hear of it.

    The usual progress of an order is silent, but not an acceptance on another screen: here nobody may know that there is
    something to cook.
    """
    parts = _parts_to_see(arrival, row)
    before = decode(row.unseen)
    if arrival.accept is not None:
        # The poll shows whether it took effect.
        before = without_doubt(before)
    if not parts:
        if (left := encode(before)) != row.unseen:
            tx.set_unseen(row.payment_key, left)
        return False
    last = stored_order(row.raw, row.status_id)
    elsewhere = arrival.change is Change.STATUS_CHANGED
    after = with_change(before, last, row.raw, arrival.read.order, parts, elsewhere=elsewhere)
    tx.set_unseen(arrival.read.order.payment_key, encode(after))
    status_id = arrival.read.order.status_id
    is_silent = after.moved_to == status_id and status_id != OrderStatus.CONFIRMED
    return parts != (ChangedPart.STATUS,) or not is_silent


def _parts_to_see(arrival: Arrival, row: BoardRow) -> tuple[ChangedPart, ...]:
    """Return the parts of a known order that somebody else changed: a person has to read them again."""
    if arrival.announce or arrival.change in {Change.REPEATED, Change.STALE}:
        return ()
    parts = changed_parts(stored_order(row.raw, row.status_id), arrival.read.order)
    if arrival.change is Change.ECHO:
        # Our own command changed the status, and maybe fields that no rule knows.
        return tuple(part for part in parts if part not in {ChangedPart.STATUS, ChangedPart.OTHER})
    return parts


def _change_status(tx: Transaction, arrival: Arrival, row: BoardRow, now: datetime) -> None:
    order = arrival.read.order
    key = order.payment_key
    tx.set_status(key, order.status_id, now)
    tx.withdraw_acknowledgements(key, order.status_id, now)
    if lifecycle.was_accepted(order.status_id):
        if row.accepted_at is None and arrival.accept is not AcceptVerdict.CONFIRMED:
            tx.set_accepted(key, now, None)
    elif arrival.announce:
        # It is new again: it waits, rings and is on the board.
        tx.set_accepted(key, None, None)
        tx.set_muted([key], None)
        tx.set_removed_from_board(key, None)


def _settle_accept(tx: Transaction, verdict: AcceptVerdict, accept: OutboxRow, now: datetime) -> None:
    if verdict is AcceptVerdict.CONFIRMED:
        tx.settle(accept.id, "done", "", now)
        tx.set_accepted(accept.payment_key, now, accept.preparing_time)
        tx.add_event(
            OrderEvent(
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
            tx.add_event(OrderEvent(accept.payment_key, now, "accept withdrawn", accept.status_id, ""))
    else:
        _refuse(tx, accept, now)


def _refuse(tx: Transaction, accept: OutboxRow, now: datetime) -> None:
    tx.settle(accept.id, "refused", accept.message, now)
    _bring_back(tx, accept.payment_key)
    tx.add_event(OrderEvent(accept.payment_key, now, "accept refused", accept.status_id, accept.message))


def _ask_a_person(tx: Transaction, row: BoardRow, now: datetime) -> None:
    """Let a person look at the vendor's panel: no poll shows whether an accept took effect."""
    tx.set_unseen(row.payment_key, encode(with_doubt(decode(row.unseen))))
    _bring_back(tx, row.payment_key)
    tx.add_event(OrderEvent(row.payment_key, now, "accept not shown", row.status_id, ""))


def _bring_back(tx: Transaction, payment_key: str) -> None:
    """Let an order ring again: a person who muted it, or removed it from the board, took it for accepted."""
    tx.set_muted([payment_key], None)
    tx.set_removed_from_board(payment_key, None)


def _journal(tx: Transaction, rejected: Iterable[RejectedPayload], now: datetime) -> frozenset[str]:
    entries = list(rejected)
    for entry in entries:
        tx.save_rejected(entry.fingerprint, entry.raw, now)
    return frozenset(entry.fingerprint for entry in entries)


def _saved(arrival: Arrival) -> SavedOrder:
    order = arrival.read.order
    return SavedOrder(
        payment_key=order.payment_key,
        number=order.number,
        status_id=order.status_id,
        restaurant_id=order.restaurant_id,
        total=order.total,
        placed_at=order.placed_at,
        scheduled_at=order.open_until,
        raw=arrival.read.raw,
    )
