"""The rows that go in and out of the store. Times are aware datetimes in UTC, to the millisecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

import msgspec

FIRST_PAGE: Final = 2**62
"""Above the number of every order: a search that begins below it returns the first page."""

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
    """An order as it is saved: the payload, and the columns that queries use."""

    payment_key: str
    number: str
    status_id: int
    restaurant_id: str
    total: Decimal | None
    placed_at: datetime | None
    scheduled_at: datetime | None
    raw: str


class OutboxRow(msgspec.Struct, frozen=True):
    """A call to the vendor."""

    id: int
    kind: str
    """``acknowledge``, ``accept``, ``ontheway``, ``complete`` or ``cancel``."""
    payment_key: str
    status_id: int
    """An acknowledgement is for this status; a command was given in this status."""
    preparing_time: int | None
    """Minutes, for ``accept``."""
    reason_id: int | None
    """For ``cancel``."""
    not_before: datetime | None
    """It is not sent earlier."""
    state: str
    """``owed``, ``done``, ``refused``, ``unsure`` or ``withdrawn``."""
    attempts: int
    unanswered: bool
    """Whether an attempt was made that may have taken effect though no answer is known."""
    message: str
    needs_person: bool
    """Whether it was refused and has not succeeded since."""
    created_at: datetime
    last_attempt_at: datetime | None
    settled_at: datetime | None
    automatic: bool = False
    """Whether a rule gave the command, not a person."""
    till: str = ""
    """Name of the till where it was given, "" for a single till."""
    press: str | None = None
    """Id of the press that gave it: a press that is repeated gives no second command."""


class KitchenRow(msgspec.Struct, frozen=True):
    """An entry of the kitchen: a bump, a recall, or a change that came while it was cooked; see `domain.orders.kitchen_entries`."""

    payment_key: str
    kind: str
    at: datetime
    station: str = ""
    dishes: tuple[str, ...] = ()
    content: str = ""
    recalls: int | None = None
    before: str = ""
    """The order before a change, as `sync.board.unseen` writes it."""
    by: str = ""
    id: int = 0


class BoardRow(msgspec.Struct, frozen=True):
    """An order with everything that the board shows."""

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
    """The changes that nobody has seen, as `sync.board.unseen` writes them; "" for none."""
    acknowledgement: str | None
    """State of the acknowledgement of the present status, None where there never was one."""
    accept: OutboxRow | None
    """The latest accept that was not withdrawn."""
    action: OutboxRow | None
    """The latest other command that was not withdrawn."""
    kitchen: tuple[KitchenRow, ...] = ()
    """The oldest first."""


class StoredOrder(msgspec.Struct, frozen=True):
    """An order with its times, as searches and exports return it; the payload is unread."""

    id: int
    """Its number in the order of arrival; the next page of a search begins below it."""
    payment_key: str
    status_id: int
    received_at: datetime
    acknowledged_at: datetime | None
    """When its first acknowledgement was confirmed."""
    accepted_at: datetime | None
    preparing_time: int | None
    """Minutes."""
    rang_at: datetime | None
    """When the bell first rang for it."""
    first_muted_at: datetime | None
    accept_pressed_at: datetime | None
    """When Accept was first pressed here."""
    raw: str


class UnindexedRow(msgspec.Struct, frozen=True):
    """An order that the search index does not have, or not in its present state."""

    id: int
    status_id: int
    raw: str


class SoldRow(msgspec.Struct, frozen=True):
    """An order of a sales report, with its payload unread."""

    at: datetime
    """When it was placed, or received where that is unknown or impossible."""
    status_id: int
    received_at: datetime
    accepted_at: datetime | None
    total: Decimal | None
    """In lira."""
    cancel_confirmed: bool
    """Whether the vendor confirmed a cancel of ours."""
    reason_id: int | None
    """The reason of that cancel."""
    gone_message: str | None
    """The vendor's sentence when an action found the order no longer open, None where that did not happen."""
    raw: bytes
    """The payload, b"" where it was not asked for."""
