"""(What a poll brought, what is known) -> what to save, acknowledge and announce.

Everything about repeats, echoes of our own actions and changes made elsewhere is decided here, once per
(payment key, status). Source: "What acknowledge does, and its traps" of the vendor's API notes.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime

import msgspec

from desktop.domain.orders import lifecycle
from desktop.domain.orders.board import AcknowledgementState, CommandState
from desktop.domain.orders.order import Order
from desktop.domain.orders.payload import Batch, ReadOrder


class KnownOrder(msgspec.Struct, frozen=True):
    """What the store knows of an order that the poll brought again."""

    order: Order
    raw: str
    acknowledgements: Mapping[int, AcknowledgementState]
    """By status id; a status without an entry was never acknowledged by us."""
    accept: CommandState | None = None
    """The latest accept command of this order."""
    accept_in_air: bool = False
    """Whether an attempt of it was sent whose answer we do not know."""
    accept_settled_at: datetime | None = None
    """When that command was last answered for good."""
    gone_at: datetime | None = None
    """When an action found it to be no longer open."""
    moved_at: datetime | None = None
    """When the latest of our own actions (on the way, complete, cancel) was confirmed."""


class Change(enum.StrEnum):
    """What an order in the answer means; the value is the event's name in the store."""

    RECEIVED = "received"
    STATUS_CHANGED = "status changed"
    DETAILS_CHANGED = "details changed"
    ECHO = "echo"
    """The vendor shows what our own action did."""
    REPEATED = "repeated"
    """Nothing new: an acknowledgement has not arrived yet, or was lost."""
    STALE = "stale"
    """The answer was under way while our own action was confirmed, and tells of the time before."""


class AcceptVerdict(enum.StrEnum):
    """How a poll settles an accept command that was still open."""

    CONFIRMED = "confirmed"
    """It took effect although its answer never came, or said otherwise."""
    WITHDRAWN = "withdrawn"
    """Somebody else accepted or ended the order, or the vendor has taken it back: nothing left to send."""
    REFUSED = "refused"


class Arrival(msgspec.Struct, frozen=True):
    """What to do with one order of the answer."""

    read: ReadOrder
    change: Change
    acknowledge: bool
    """Owe the acknowledgement of its status, or send it again if it was sent before."""
    announce: bool
    """Tell people: it is new and waits for them."""
    accept: AcceptVerdict | None = None
    reopened: bool = False
    """An action had found it to be gone, and yet the vendor lists it: it is open."""


class Decision(msgspec.Struct, frozen=True):
    """What to do with one answer."""

    arrivals: tuple[Arrival, ...] = ()
    refused_accepts: tuple[str, ...] = ()
    """Payment keys whose doubtful accept is refused after all: the poll shows no sign of it."""


def decide(
    batch: Batch,
    known: Mapping[str, KnownOrder],
    doubtful_accepts: Mapping[str, datetime],
    asked_at: datetime,
    now: datetime,
) -> Decision:
    """Decide on one answer.

    Args:
        batch: what the answer brought.
        known: what the store has of the orders in it, by payment key.
        doubtful_accepts: payment key -> when the refusal came, for accepts in `CommandState.UNSURE`.
        asked_at: when the poll was sent.
        now: when it is decided: not before anything that is stored, unless the clock was set back.
    """
    asked = _Asked(asked_at, now)
    arrivals = tuple(
        _reopened(_arrival(read, known.get(read.order.payment_key), asked), known, asked)
        for read in batch.orders
    )
    decided = {arrival.read.order.payment_key for arrival in arrivals}
    refused = tuple(
        key for key, refused_at in doubtful_accepts.items() if key not in decided and asked.after(refused_at)
    )
    return Decision(arrivals, refused)


class _Asked:
    """When a poll was asked, in times of day that may have been set back since something was stored."""

    def __init__(self, at: datetime, now: datetime) -> None:
        # Stored times are whole milliseconds, rounded down: so must be what they are compared with.
        self._at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        self._now = now

    def after(self, stored: datetime) -> bool:
        """Whether the poll was asked after something stored had happened.

        What lies in the future was stored before the clock was set back, and so before the poll.
        """
        return stored < self._at or stored > self._now


def _arrival(read: ReadOrder, known: KnownOrder | None, asked: _Asked) -> Arrival:
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
        acknowledge=state is not AcknowledgementState.OWED,
        announce=False,
        accept=accept,
    )


def _reopened(arrival: Arrival, known: Mapping[str, KnownOrder], asked: _Asked) -> Arrival:
    order = arrival.read.order
    before = known.get(order.payment_key)
    if before is None or before.gone_at is None or not asked.after(before.gone_at):
        return arrival
    if arrival.change is Change.STALE or order.status_id in lifecycle.FINAL_STATUSES:
        return arrival
    waits = lifecycle.column(order.status_id, accepted=False) is lifecycle.Column.NEW
    return msgspec.structs.replace(arrival, reopened=True, announce=arrival.announce or waits)


def _is_stale(order: Order, known: KnownOrder, asked: _Asked) -> bool:
    if (
        known.moved_at is not None
        and not asked.after(known.moved_at)
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


def _accept_verdict(order: Order, known: KnownOrder, asked: _Asked) -> AcceptVerdict | None:
    if known.accept is None:
        return None
    open_still = known.accept in {CommandState.SAVED, CommandState.SENDING, CommandState.UNSURE}
    if order.status_id in lifecycle.FINAL_STATUSES:
        return AcceptVerdict.WITHDRAWN if open_still else None
    if lifecycle.was_accepted(order.status_id):
        if not open_still:
            return AcceptVerdict.WITHDRAWN if known.accept is CommandState.REFUSED else None
        ours = known.accept is CommandState.UNSURE or known.accept_in_air
        return AcceptVerdict.CONFIRMED if ours else AcceptVerdict.WITHDRAWN
    if known.accept is CommandState.UNSURE:
        asked_after = known.accept_settled_at is None or asked.after(known.accept_settled_at)
        return AcceptVerdict.REFUSED if asked_after else None
    if known.accept is CommandState.CONFIRMED and order.status_id != known.order.status_id:
        # It is back among the new ones, whatever became of it since (a cancel that the vendor took back included): it
        # waits for staff again, whatever was confirmed before.
        return AcceptVerdict.WITHDRAWN
    return None
