"""The rows that go in and out of the store. Times are aware datetimes in UTC, kept to the millisecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

import msgspec

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def to_milliseconds(moment: datetime) -> int:
    """Return milliseconds since 1970 UTC, rounded down."""
    return (moment - _EPOCH) // _MILLISECOND


def from_milliseconds(value: int) -> datetime:
    """Return an aware datetime in UTC."""
    return _EPOCH + value * _MILLISECOND


def optional_time(value: int | None) -> datetime | None:
    """Return an aware datetime in UTC, None for None."""
    return None if value is None else from_milliseconds(value)


def optional_milliseconds(moment: datetime | None) -> int | None:
    """Return milliseconds since 1970 UTC, None for None."""
    return None if moment is None else to_milliseconds(moment)


class SavedOrder(msgspec.Struct, frozen=True):
    """An order as it is written down: the payload and the few columns that are searched."""

    payment_key: str
    number: str
    status_id: int
    restaurant_id: str
    total: Decimal | None
    placed_at: datetime | None
    scheduled_at: datetime | None
    raw: str


class OutboxRow(msgspec.Struct, frozen=True):
    """A call owed to the vendor."""

    id: int
    kind: str
    """``acknowledge``, ``accept``, ``ontheway``, ``complete`` or ``cancel``."""
    payment_key: str
    status_id: int
    """For an acknowledgement the status it is for; for a command the status when it was given."""
    preparing_time: int | None
    """Minutes, for ``accept``."""
    reason_id: int | None
    """Of a ``cancel``."""
    not_before: datetime | None
    """Before that it is not sent."""
    state: str
    """``queued``, ``done``, ``refused``, ``unsure`` or ``withdrawn``."""
    attempts: int
    unanswered: bool
    """Whether an attempt was made that may have taken effect though no answer is known."""
    message: str
    needs_person: bool
    """Whether it was refused, and has not succeeded since."""
    created_at: datetime
    last_attempt_at: datetime | None
    settled_at: datetime | None
    automatic: bool = False
    """Whether a rule gave it, not a person."""


class BoardRow(msgspec.Struct, frozen=True):
    """An order with all that the board shows of it."""

    payment_key: str
    status_id: int
    raw: str
    received_at: datetime
    changed_at: datetime
    accepted_at: datetime | None
    preparing_time: int | None
    muted_at: datetime | None
    removed_from_board: bool
    first_muted_at: datetime | None
    rang_at: datetime | None
    gone_at: datetime | None
    reminded_at: datetime | None
    unseen: str
    """Names of the parts that changed and that nobody has seen, by spaces."""
    acknowledgement: str | None
    """State of the acknowledgement of the present status, None where none was ever owed."""
    accept: OutboxRow | None
    """The latest accept that was not withdrawn."""
    action: OutboxRow | None
    """The latest other command that was not withdrawn."""


class EventRow(msgspec.Struct, frozen=True):
    """Something that happened to an order."""

    payment_key: str
    at: datetime
    kind: str
    status_id: int
    detail: str


class ExportRow(msgspec.Struct, frozen=True):
    """An order as `tezgah export` writes it."""

    payment_key: str
    status_id: int
    received_at: datetime
    acknowledged_at: datetime | None
    """When its first acknowledgement was confirmed."""
    accepted_at: datetime | None
    preparing_time: int | None
    raw: str
    rang_at: datetime | None = None
    """When the bell was first heard for it."""
    first_muted_at: datetime | None = None
    accept_pressed_at: datetime | None = None
    """When Accept was first pressed here."""


class GapRow(msgspec.Struct, frozen=True):
    """A time in which nobody listened for orders."""

    began_at: datetime
    ended_at: datetime
    off: bool
    """Whether the program did not run."""
    orders: int
    longest_wait: int | None
    """Seconds."""
