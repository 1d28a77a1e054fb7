"""What the board shows of one order: the order with all that the store knows about it.

The window, the alarm and the headless reports are views of these; they are rebuilt from the database
alone. Nothing here says how anything looks.
"""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

import msgspec

from desktop.domain.orders import lifecycle
from desktop.domain.orders.changes import ChangedPart
from desktop.domain.orders.order import Order


class AcknowledgementState(enum.StrEnum):
    """How far the acknowledgement of the order's present status has come."""

    OWED = "owed"
    DONE = "done"
    NEEDS_PERSON = "needs_person"
    """The vendor refused it (403, 404): trying again cannot help."""


class CommandState(enum.StrEnum):
    """How far a command of staff (accept) has come; see `outbox`."""

    SAVED = "saved"
    """In the database, not yet sent."""
    SENDING = "sending"
    """Under way, or waiting for its next attempt."""
    UNSURE = "unsure"
    """Refused after an attempt that got no answer: perhaps our own success. The next poll decides."""
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    """The vendor said no; its sentence is in `CommandView.message`."""


class CommandView(msgspec.Struct, frozen=True):
    """The latest Accept on an order."""

    state: CommandState
    preparing_time: int
    """Minutes."""
    attempts: int = 0
    """How often it was sent, this attempt included."""
    message: str = ""
    """The vendor's sentence on a refusal, else ""."""
    at: datetime | None = None
    """When this state was reached."""
    pressed_at: datetime | None = None
    automatic: bool = False
    """Whether a rule accepted, not a person."""


class ActionView(msgspec.Struct, frozen=True):
    """The latest "on the way", "complete" or "cancel" on an order."""

    action: lifecycle.Action
    state: CommandState
    attempts: int = 0
    message: str = ""
    """The vendor's sentence on a refusal, else ""."""
    at: datetime | None = None
    """When this state was reached."""
    reason_id: int | None = None
    """Of a cancel."""
    not_before: datetime | None = None
    """Until when a cancel can be taken back."""

    @property
    def is_open(self) -> bool:
        """Whether it is saved or under way, and not answered for good."""
        return self.state in {CommandState.SAVED, CommandState.SENDING, CommandState.UNSURE}


class BoardOrder(msgspec.Struct, frozen=True):
    """One order with its state at the counter."""

    order: Order
    received_at: datetime
    """When it was first saved here."""
    changed_at: datetime
    """When its status last changed, as far as we know."""
    accepted_at: datetime | None = None
    """When it was accepted (confirmed by the vendor), here or elsewhere."""
    preparing_time: int | None = None
    """Minutes promised, None when it was accepted elsewhere."""
    muted: bool = False
    first_muted_at: datetime | None = None
    rang_at: datetime | None = None
    """When the bell was first heard for it."""
    gone_at: datetime | None = None
    """When an action found that the order is no longer open at the vendor: nobody should cook it unchecked."""
    reminded_at: datetime | None = None
    """When it was said that an order for later is to be begun."""
    unseen: tuple[ChangedPart, ...] = ()
    """What somebody else changed while it was on the board, and nobody here has seen."""
    removed_from_board: bool = False
    """Taken off the board by a person."""
    acknowledgement: AcknowledgementState = AcknowledgementState.OWED
    accept: CommandView | None = None
    action: ActionView | None = None
    """What staff asked for after the acceptance, while it is open or was refused in the present status."""

    @property
    def payment_key(self) -> str:
        """The order's key."""
        return self.order.payment_key

    @property
    def waits(self) -> bool:
        """Whether somebody at the counter still has to deal with it: what the alarm rings for.

        A press of Accept deals with it until the vendor refuses.
        """
        if (
            self.removed_from_board
            or self.gone_at is not None
            or self._column_by_status is not lifecycle.Column.NEW
        ):
            return False
        if self.action is not None and self.action.is_open:
            return False
        return self.accept is None or self.accept.state is CommandState.REFUSED

    @property
    def column(self) -> lifecycle.Column | None:
        """Where it stands on the board, None when it is off it.

        An order that somebody here accepted stands among those being prepared at once, while the vendor is still
        being told: the first column holds what waits for a person and nothing else. A refusal brings it back. One
        that turned out to be gone stays where it was until a person has seen it.
        """
        if self.removed_from_board:
            return None
        column = self._column_after_presses
        if column is lifecycle.Column.PREPARING and self.promised_for and self.reminded_at is None:
            return lifecycle.Column.LATER
        return column

    @property
    def promised_for(self) -> datetime | None:
        """The time that the customer asked for, None where that is "as soon as possible" (or was over on arrival)."""
        at = self.order.scheduled_at
        return at if at is not None and at > self.received_at else None

    def begin_at(self, margin: timedelta) -> datetime | None:
        """Return when an order for later has to be begun: its preparation time and a margin before it is promised."""
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
        """When it is promised, None where no preparation time is known."""
        if self.promised_for is not None:
            return self.promised_for
        if (
            self.accepted_at is None
            and self.accept is not None
            and self.accept.state is not CommandState.REFUSED
        ):
            return (self.accept.at or self.changed_at) + timedelta(minutes=self.accept.preparing_time)
        if self.preparing_time is None:
            return None
        return (self.accepted_at or self.changed_at) + timedelta(minutes=self.preparing_time)

    @property
    def _column_by_status(self) -> lifecycle.Column | None:
        return lifecycle.column(self.order.status_id, accepted=self.accepted_at is not None)

    @property
    def may_accept(self) -> bool:
        """Whether pressing Accept would do anything now."""
        return self.waits and lifecycle.Action.ACCEPT in lifecycle.allowed_actions(
            self.order.status_id, self.order.courier_type
        )

    @property
    def actions(self) -> frozenset[lifecycle.Action]:
        """What staff may ask for now: one thing at a time, and nothing of an order that is gone."""
        if (
            self.removed_from_board
            or self.gone_at is not None
            or (self.action is not None and self.action.is_open)
        ):
            return frozenset()
        if self.accept is not None and self.accept.state in {
            CommandState.SAVED,
            CommandState.SENDING,
            CommandState.UNSURE,
        }:
            return frozenset()
        return lifecycle.allowed_actions(self.order.status_id, self.order.courier_type)
