"""One order on the board, with its stored state.

The window, the alarm and the headless events are views of it, rebuilt from the database alone. This module
has no presentation.
"""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from functools import cached_property

import msgspec

from desktop.domain.orders import lifecycle
from desktop.domain.orders.changes import ChangedPart
from desktop.domain.orders.kitchen_entries import KitchenEntry
from desktop.domain.orders.order import Order


class AcknowledgementState(enum.StrEnum):
    """State of the acknowledgement of the order's present status."""

    PENDING = "owed"
    DONE = "done"
    NEEDS_PERSON = "needs_person"
    """The vendor refused it (403, 404): a retry cannot help."""


class CommandState(enum.StrEnum):
    """State of a command of staff; see `outbox`."""

    SAVED = "saved"
    """In the database, not sent yet."""
    SENDING = "sending"
    """Sent and unanswered, or waiting for its next attempt."""
    UNSURE = "unsure"
    """Refused after an unanswered attempt, which may have succeeded. A poll that lists the order decides; where none does, a
    person, see `BoardOrder.in_doubt`."""
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    """The vendor refused it; its sentence is in `CommandView.message`."""

    @property
    def is_open(self) -> bool:
        """Whether there is no final answer yet."""
        return self not in {CommandState.CONFIRMED, CommandState.REFUSED}


class CommandView(msgspec.Struct, frozen=True):
    """The latest accept of an order."""

    state: CommandState
    preparing_time: int
    """Minutes."""
    attempts: int = 0
    """Number of attempts, the present one included."""
    message: str = ""
    """The vendor's sentence on a refusal, else ""."""
    at: datetime | None = None
    """When this state was reached."""
    pressed_at: datetime | None = None
    automatic: bool = False
    """Whether a rule accepted the order, not a person."""
    till: str = ""
    """The till on which it was pressed, "" where there is one till only."""


class ActionView(msgspec.Struct, frozen=True):
    """The latest "on the way", "complete" or "cancel" of an order."""

    action: lifecycle.Action
    state: CommandState
    attempts: int = 0
    message: str = ""
    """The vendor's sentence on a refusal, else ""."""
    at: datetime | None = None
    """When this state was reached."""
    in_doubt: bool = False
    """Whether it was refused after an unanswered attempt, which may have succeeded: no poll lists an ended order."""
    reason_id: int | None = None
    """Reason of a cancel."""
    not_before: datetime | None = None
    """When it is sent; until then it can be taken back."""
    till: str = ""
    """The till on which it was pressed, "" where there is one till only."""

    @property
    def is_open(self) -> bool:
        """Whether it has no final answer yet."""
        return self.state.is_open

    @property
    def can_take_back(self) -> bool:
        """Whether it was not sent yet."""
        return self.state is CommandState.SAVED and self.attempts == 0


class BoardOrder(msgspec.Struct, frozen=True, dict=True):
    """One order with its state at the counter."""

    order: Order
    received_at: datetime
    """When it was first saved here."""
    changed_at: datetime
    """When its status last changed, as far as known."""
    accepted_at: datetime | None = None
    """When the vendor confirmed an accept, from here or elsewhere."""
    preparing_time: int | None = None
    """Promised minutes, None if it was accepted elsewhere."""
    muted: bool = False
    first_muted_at: datetime | None = None
    rang_at: datetime | None = None
    """When the bell first rang for it."""
    gone_at: datetime | None = None
    """When an action found the order closed at the vendor: nobody should cook it unchecked."""
    reminded_at: datetime | None = None
    """When the reminder of a scheduled order was given."""
    unseen: tuple[ChangedPart, ...] = ()
    """Parts that somebody else changed and nobody here has seen, without the usual progress of an order."""
    seen_before: Order | None = None
    """The order as people last saw it, where `unseen` has parts; None where that is not known."""
    moved_elsewhere: bool = False
    """The order reached its present status by another screen, as orders usually do."""
    removed_from_board: bool = False
    """A person removed it from the board."""
    acknowledgement: AcknowledgementState = AcknowledgementState.PENDING
    accept: CommandView | None = None
    action: ActionView | None = None
    """The latest action after the accept, while it is open or was refused in the present status."""
    kitchen: tuple[KitchenEntry, ...] = ()
    """Entries of the kitchen, the oldest first; see `domain.kitchen.tickets`."""

    @property
    def payment_key(self) -> str:
        """The order's key."""
        return self.order.payment_key

    @cached_property
    def waits(self) -> bool:
        """Whether staff still has to handle it; the alarm rings for such orders.

        An accept handles it unless the vendor refuses, or nobody knows whether it took effect.
        """
        if (
            self.removed_from_board
            or self.gone_at is not None
            or self._column_by_status is not lifecycle.Column.NEW
        ):
            return False
        if self.action is not None and self.action.is_open:
            return False
        return self.accept is None or self.accept.state is CommandState.REFUSED or self.in_doubt

    @property
    def in_doubt(self) -> bool:
        """Whether no poll showed if an unsure accept took effect: another program may have acknowledged the order.

        A person looks at the vendor's panel and says that it is accepted there (`Engine.seen`), or accepts again.
        """
        unsure = self.accept is not None and self.accept.state is CommandState.UNSURE
        return unsure and ChangedPart.ACCEPTANCE in self.unseen

    @cached_property
    def column(self) -> lifecycle.Column | None:
        """The column of the board, None if it is not on the board.

        An order that was accepted here moves to the second column at once, while its command is still being
        sent. The first column contains only orders that wait for a person. A refusal moves it back. A closed
        order stays in place until a person has seen it.
        """
        if self.removed_from_board:
            return None
        column = self._column_after_presses
        if column is lifecycle.Column.PREPARING and self.reminded_at is None and self.is_for_later:
            return lifecycle.Column.LATER
        return column

    @property
    def can_take_back(self) -> bool:
        """Whether its latest action was not sent yet."""
        return self.action is not None and self.action.can_take_back

    def seconds_to_take_back(self, now: datetime) -> float:
        """Return the seconds until its latest action is sent, 0 where it cannot be taken back or is overdue."""
        if self.action is None or not self.action.can_take_back or self.action.not_before is None:
            return 0.0
        # Bounded: the clock may have been set meanwhile.
        left = (self.action.not_before - now).total_seconds()
        return min(max(left, 0.0), lifecycle.UNDO_SECONDS)

    @property
    def is_for_later(self) -> bool:
        """Whether the customer asked for a time, also one that could not be read: a person decides on that one."""
        return self.promised_for is not None or self.order.schedule_is_unclear

    @property
    def promised_for(self) -> datetime | None:
        """The time that the customer asked for, None for "as soon as possible" or a time before its arrival."""
        at = self.order.scheduled_at
        return at if at is not None and at > self.received_at else None

    def start_at(self, margin: timedelta) -> datetime | None:
        """Return when to start a scheduled order: preparation time and margin before its promised time."""
        at = self.promised_for
        if at is None:
            return None
        minutes = self.preparing_time or (self.accept.preparing_time if self.accept else 0)
        return at - margin - timedelta(minutes=minutes or lifecycle.DEFAULT_PREPARING_TIME)

    @property
    def _column_after_presses(self) -> lifecycle.Column | None:
        column = self._column_by_status
        cancelling = self.action is not None and self.action.is_open
        if column is lifecycle.Column.NEW and not self.waits and self.gone_at is None and not cancelling:
            return lifecycle.Column.PREPARING
        return column

    @property
    def due_at(self) -> datetime | None:
        """The promised time, None without a known preparation time, or for an asked-for time that is unclear."""
        if self.is_for_later:
            return self.promised_for
        if (
            self.accepted_at is None
            and self.accept is not None
            and self.accept.state is not CommandState.REFUSED
            and not self.in_doubt
        ):
            return (self.accept.at or self.changed_at) + timedelta(minutes=self.accept.preparing_time)
        if self.preparing_time is None:
            return None
        return (self.accepted_at or self.changed_at) + timedelta(minutes=self.preparing_time)

    @property
    def _column_by_status(self) -> lifecycle.Column | None:
        return lifecycle.column(self.order.status_id, accepted=self.accepted_at is not None)

    @cached_property
    def may_accept(self) -> bool:
        """Whether an accept is possible now."""
        return self.waits and lifecycle.Action.ACCEPT in lifecycle.allowed_actions(
            self.order.status_id, self.order.courier_type
        )

    @property
    def next_step(self) -> lifecycle.Action | None:
        """The action that normally follows, None where none is possible now."""
        if self.may_accept:
            return lifecycle.Action.ACCEPT
        steps = (lifecycle.Action.ON_THE_WAY, lifecycle.Action.COMPLETE)
        return next((step for step in steps if step in self.actions), None)

    @property
    def actions(self) -> frozenset[lifecycle.Action]:
        """The possible actions: one at a time, and none on a closed order."""
        if (
            self.removed_from_board
            or self.gone_at is not None
            or (self.action is not None and self.action.is_open)
        ):
            return frozenset()
        if self.accept is not None and self.accept.state.is_open:
            return frozenset()
        return lifecycle.allowed_actions(self.order.status_id, self.order.courier_type)
