"""(Orders in a poll answer, stored orders) -> what to save, acknowledge and announce.

Decides on repeats, echoes of our own actions and changes made elsewhere, once per (payment key, status).
Source: "What acknowledge does, and its traps" of the vendor's API notes.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime

import msgspec

from desktop.domain.orders import lifecycle
from desktop.domain.orders.board import AcknowledgementState, CommandState
from desktop.domain.orders.order import Order
from desktop.domain.orders.reading.payload import Batch, ReadOrder


class KnownOrder(msgspec.Struct, frozen=True):
    """The stored state of an order that a poll returned again."""

    order: Order
    raw: str
    acknowledgements: Mapping[int, AcknowledgementState]
    """By status id; a status without an entry was never acknowledged here."""
    accept: CommandState | None = None
    """State of the latest accept command."""
    accept_unanswered: bool = False
    """Whether an attempt of it was sent and is unanswered."""
    accept_settled_at: datetime | None = None
    """When the command got its final answer."""
    gone_at: datetime | None = None
    """When an action found the order closed."""
    restored: bool = False
    """Whether it came back from a backup, off the board: what became of it since was not known."""
    action_confirmed_at: datetime | None = None
    """When the latest of our own actions (on the way, complete, cancel) was confirmed."""


class Change(enum.StrEnum):
    """The meaning of an order in the answer; the value is the event's name in the store."""

    RECEIVED = "received"
    STATUS_CHANGED = "status changed"
    DETAILS_CHANGED = "details changed"
    ECHO = "echo"
    """The effect of our own action."""
    REPEATED = "repeated"
    """Nothing new: the acknowledgement has not arrived yet, or was lost."""
    STALE = "stale"
    """The answer was on its way when our own action was confirmed, and shows the earlier state."""


class AcceptVerdict(enum.StrEnum):
    """How a poll settles an open accept command."""

    CONFIRMED = "confirmed"
    """It took effect, although its answer is missing or was a refusal."""
    WITHDRAWN = "withdrawn"
    """Somebody else accepted or ended the order, or the vendor reopened it: nothing is left to send."""
    REFUSED = "refused"


class Arrival(msgspec.Struct, frozen=True):
    """The decision on one order of the answer."""

    read: ReadOrder
    change: Change
    acknowledge: bool
    """Enqueue the acknowledgement of its status, or send it again."""
    announce: bool
    """Alert people: the order is new and waits for them."""
    accept: AcceptVerdict | None = None
    reopened: bool = False
    """An action found it closed, or a backup had it, and the vendor lists it: it is open."""


class Decision(msgspec.Struct, frozen=True):
    """The decision on one answer."""

    arrivals: tuple[Arrival, ...] = ()
    unproven_accepts: tuple[str, ...] = ()
    """Payment keys of unsure accepts that the poll does not list. That proves nothing: the order is waiting and was
    acknowledged before, or it is accepted and another program acknowledged that."""


def decide(
    batch: Batch,
    known: Mapping[str, KnownOrder],
    doubtful_accepts: Mapping[str, datetime],
    asked_at: datetime,
    now: datetime,
) -> Decision:
    """Decide on one answer.

    Args:
        batch: the orders in the answer.
        known: their stored state, by payment key.
        doubtful_accepts: payment key -> time of the refusal, for accepts in `CommandState.UNSURE`.
        asked_at: when the poll was sent.
        now: time of the decision; later than everything stored, unless the clock was set back.
    """
    asked = _PollTime(asked_at, now)
    arrivals = tuple(
        _reopened(_arrival(read, known.get(read.order.payment_key), asked), known, asked)
        for read in batch.orders
    )
    decided = {arrival.read.order.payment_key for arrival in arrivals}
    unproven = tuple(
        key for key, refused_at in doubtful_accepts.items() if key not in decided and asked.after(refused_at)
    )
    return Decision(arrivals, unproven)


class _PollTime:
    """The time of a poll, on a wall clock that may have been set back since something was stored."""

    def __init__(self, at: datetime, now: datetime) -> None:
        # Stored times are rounded down to milliseconds. A comparison needs the same precision.
        self._at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        self._now = now

    def after(self, stored: datetime) -> bool:
        """Return whether the poll was sent after a stored time.

        A stored time in the future was saved before the clock was set back, and so before the poll.
        """
        return stored < self._at or stored > self._now


def _arrival(read: ReadOrder, known: KnownOrder | None, asked: _PollTime) -> Arrival:
    status_id = read.order.status_id
    if known is None:
        waits = lifecycle.column(status_id, accepted=False) is lifecycle.Column.NEW
        return Arrival(read, Change.RECEIVED, acknowledge=True, announce=waits)
    if _is_stale(read.order, known, asked):
        return Arrival(read, Change.STALE, acknowledge=False, announce=False)
    accept = _accept_verdict(read.order, known, asked)
    if status_id != known.order.status_id:
        echo = accept is AcceptVerdict.CONFIRMED
        waits_again = lifecycle.column(
            status_id, accepted=False
        ) is lifecycle.Column.NEW and lifecycle.is_known(status_id)
        change = Change.ECHO if echo else Change.STATUS_CHANGED
        return Arrival(read, change, acknowledge=True, announce=waits_again, accept=accept)
    state = known.acknowledgements.get(status_id)
    if state is None:
        return Arrival(read, Change.ECHO, acknowledge=True, announce=False, accept=accept)
    changed = read.raw != known.raw and read.order != known.order
    return Arrival(
        read,
        Change.DETAILS_CHANGED if changed else Change.REPEATED,
        acknowledge=state is not AcknowledgementState.PENDING,
        announce=False,
        accept=accept,
    )


def _reopened(arrival: Arrival, known: Mapping[str, KnownOrder], asked: _PollTime) -> Arrival:
    order = arrival.read.order
    before = known.get(order.payment_key)
    if before is None:
        return arrival
    is_found = before.gone_at is not None and asked.after(before.gone_at)
    if not (is_found or before.restored):
        return arrival
    if arrival.change is Change.STALE or order.status_id in lifecycle.FINAL_STATUSES:
        return arrival
    waits = lifecycle.column(order.status_id, accepted=False) is lifecycle.Column.NEW
    return msgspec.structs.replace(arrival, reopened=True, announce=arrival.announce or waits)


def _is_stale(order: Order, known: KnownOrder, asked: _PollTime) -> bool:
    if (
        known.action_confirmed_at is not None
        and not asked.after(known.action_confirmed_at)
        and order.status_id != known.order.status_id
    ):
        return True
    return (
        known.accept is CommandState.CONFIRMED
        and known.accept_settled_at is not None
        and not asked.after(known.accept_settled_at)
        and lifecycle.was_accepted(known.order.status_id)
        and not lifecycle.was_accepted(order.status_id)
        and order.status_id not in lifecycle.FINAL_STATUSES
    )


def _accept_verdict(order: Order, known: KnownOrder, asked: _PollTime) -> AcceptVerdict | None:
    if known.accept is None:
        return None
    if order.status_id in lifecycle.FINAL_STATUSES:
        return AcceptVerdict.WITHDRAWN if known.accept.is_open else None
    if lifecycle.was_accepted(order.status_id):
        if not known.accept.is_open:
            return AcceptVerdict.WITHDRAWN if known.accept is CommandState.REFUSED else None
        ours = known.accept is CommandState.UNSURE or known.accept_unanswered
        return AcceptVerdict.CONFIRMED if ours else AcceptVerdict.WITHDRAWN
    if known.accept is CommandState.UNSURE:
        asked_after = known.accept_settled_at is None or asked.after(known.accept_settled_at)
        return AcceptVerdict.REFUSED if asked_after else None
    if known.accept is CommandState.CONFIRMED and order.status_id != known.order.status_id:
        # The order is new again, for example because the vendor undid a cancel. It waits for staff again,
        # even if an accept was confirmed before.
        return AcceptVerdict.WITHDRAWN
    return None
