"""Saves once more, in one transaction, the orders of a journal that the database has lost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from desktop.domain.orders import lifecycle
from desktop.domain.orders.lifecycle import Action
from desktop.domain.orders.outbox import AnswerKind
from desktop.domain.orders.search import OrderEvent
from desktop.sync.board.print_planner import PrintPlanner
from desktop.sync.polling.save_poll import LISTENED_AT, save_poll
from desktop.sync.restaurant.portion_counter import count_portions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.store import BoardRow, Transaction
    from desktop.store.journal import JournalEntry
    from desktop.store.queries.till_queries import KnownState


class Restored(NamedTuple):
    """Orders that are back."""

    rows: tuple[BoardRow, ...]
    new: tuple[str, ...] = ()
    """Payment keys of those that the database did not know at all."""
    announced: tuple[str, ...] = ()
    """Payment keys of those that wait for people."""


def is_lost(entry: JournalEntry, known: KnownState | None) -> bool:
    """Whether the database does not know of an order, or knows an older status alone."""
    if known is None:
        return True
    return not known.is_over and known.status_id != entry.last_status and known.changed_at < entry.last_at


def restore(tx: Transaction, entries: Sequence[JournalEntry], planner: PrintPlanner) -> Restored:
    """Save orders as a poll does, and the effect of the commands that the vendor confirmed for them.

    Args:
        tx: the transaction.
        entries: of lost orders; those that the database knows by now are left out.
        planner: saves tickets of orders that wait. The kitchen had those of the others before.
    """
    keys = [entry.payment_key for entry in entries]
    # Another till may have brought them back since.
    known = tx.known_states(keys).orders
    acknowledged = tx.acknowledgements(keys)
    lost = [entry for entry in entries if is_lost(entry, known.get(entry.payment_key))]
    unread = [
        entry
        for entry in lost
        if entry.payment_key not in known
        or (
            known[entry.payment_key].changed_at < entry.at
            and known[entry.payment_key].status_id != entry.status_id
            and entry.status_id not in acknowledged.get(entry.payment_key, {})
        )
    ]
    waiting = [entry for entry in unread if _waits(entry)]
    announced = _save(tx, waiting, planner) if waiting else ()
    if others := [entry for entry in unread if not _waits(entry)]:
        _save(tx, others, PrintPlanner())
    done = [entry for entry in lost if entry.done_status is not None]
    _confirm(tx, done)
    changed = {entry.payment_key: None for entry in (*unread, *done)}
    return Restored(
        tuple(tx.board_rows(changed)),
        tuple(key for key in changed if key not in known),
        announced,
    )


def _waits(entry: JournalEntry) -> bool:
    return lifecycle.column(entry.last_status, accepted=False) is lifecycle.Column.NEW


def _save(tx: Transaction, entries: Sequence[JournalEntry], planner: PrintPlanner) -> tuple[str, ...]:
    """Save the answers that brought these orders once more; return the payment keys to announce."""
    listened = tx.value(LISTENED_AT)
    saved = save_poll(
        tx,
        ("[" + ",".join(entry.raw for entry in entries) + "]").encode(),
        min(entry.at for entry in entries),
        silent_for=0.0,
        outage_after=math.inf,
        planner=planner,
    )
    if listened is not None:
        # No answer came now.
        tx.set_value(LISTENED_AT, listened)
    keys = {entry.payment_key for entry in entries}
    now = tx.now()
    for row in saved.queued:
        if row.kind == AnswerKind.ACKNOWLEDGE and row.payment_key in keys:
            # It was sent before. One more could hide a newer status that nobody has read; where it was not sent, the vendor
            # lists the order still, and it is sent then.
            tx.settle(row.id, "done", "", now)
            tx.add_event(OrderEvent(row.payment_key, now, "restored", row.status_id, ""))
    return saved.announced


def _confirm(tx: Transaction, entries: Sequence[JournalEntry]) -> None:
    """Save that the vendor confirmed a command for each of these orders."""
    rows = {row.payment_key: row for row in tx.board_rows(entry.payment_key for entry in entries)}
    now = tx.now()
    for entry in entries:
        row, status_id = rows[entry.payment_key], entry.done_status
        if status_id is None:
            continue
        for command in (row.accept, row.action):
            if (
                command is not None
                and command.state in {"owed", "unsure"}
                and lifecycle.LEADS_TO[Action(command.kind)] == status_id
            ):
                tx.settle(command.id, "done", "", now)
        if lifecycle.was_accepted(status_id) and row.accepted_at is None:
            tx.set_accepted(row.payment_key, entry.done_at, entry.minutes)
        tx.set_status(row.payment_key, status_id, now)
        tx.withdraw_acknowledgements(row.payment_key, status_id, now)
        tx.add_event(OrderEvent(row.payment_key, now, "restored", status_id, ""))
    count_portions(tx, {entry.payment_key: None for entry in entries}, now)
