"""What the engine tells the outside, always after it was saved."""

from __future__ import annotations

from datetime import datetime

import msgspec

from desktop.domain.orders.auto_accept import Rush
from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.cancel_reasons import CancelReason
from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.restaurant.branch import Branch
from desktop.domain.restaurant.menu import FoodMenu
from desktop.domain.restaurant.off_sale import OffSale
from desktop.domain.trouble import Connection, Trouble


class PollEnded(msgspec.Struct, frozen=True):
    """A poll ended."""

    outcome: PollOutcome
    orders: int = 0
    """Orders in the answer."""
    new: int = 0
    """Of these, not known before."""
    reason: str = ""
    """Short reason of a failure."""


class Saved(msgspec.Struct, frozen=True):
    """A poll's orders are in the store."""

    orders: tuple[BoardOrder, ...]
    """Those that are new or changed."""
    announced: tuple[str, ...]
    """Payment keys of those that people have to be told of."""
    altered: tuple[str, ...] = ()
    """Payment keys of those that were known and that somebody else changed."""
    new: tuple[str, ...] = ()
    """Payment keys of those that were not known."""


class BeginNow(msgspec.Struct, frozen=True):
    """Orders for later are to be begun now."""

    orders: tuple[BoardOrder, ...]


class RushChanged(msgspec.Struct, frozen=True):
    """A rush began, or with None it is over."""

    rush: Rush | None


class Resumed(msgspec.Struct, frozen=True):
    """The machine was asleep, or the program did not get to run."""

    seconds: float


class BranchesChanged(msgspec.Struct, frozen=True):
    """The branches, in the vendor's order."""

    branches: tuple[Branch, ...]


class MenuChanged(msgspec.Struct, frozen=True):
    """The dishes as the vendor last listed them, and what became of asking for them."""

    menu: FoodMenu
    read_at: datetime | None
    """None where they were never listed."""
    problem: str = ""
    """Why they could not be listed anew, "" where they could."""


class OffSaleChanged(msgspec.Struct, frozen=True):
    """What is off sale, or is being taken off or put back."""

    dishes: tuple[OffSale, ...]


class ReasonsChanged(msgspec.Struct, frozen=True):
    """Why an order can be cancelled, in the vendor's order."""

    reasons: tuple[CancelReason, ...]


class Acknowledged(msgspec.Struct, frozen=True):
    """The vendor has confirmed an acknowledgement."""

    payment_key: str
    status_id: int


class AcceptChanged(msgspec.Struct, frozen=True):
    """An accept was saved, sent, confirmed or refused; `order` shows it."""

    order: BoardOrder


class ActionChanged(msgspec.Struct, frozen=True):
    """Another command was saved, sent, confirmed, refused or taken back; `order` shows it."""

    order: BoardOrder


class BoardChanged(msgspec.Struct, frozen=True):
    """Something shown of these orders changed."""

    orders: tuple[BoardOrder, ...]


class BoardReplaced(msgspec.Struct, frozen=True):
    """The whole board, at the start and when old orders left it."""

    orders: tuple[BoardOrder, ...]


class ConnectionChanged(msgspec.Struct, frozen=True):
    """The state of the connection changed, or the next poll was planned."""

    connection: Connection


class TroublesChanged(msgspec.Struct, frozen=True):
    """What is wrong now, the most urgent first."""

    troubles: tuple[Trouble, ...]


Event = (
    PollEnded
    | Saved
    | Acknowledged
    | AcceptChanged
    | ActionChanged
    | ReasonsChanged
    | BoardChanged
    | BoardReplaced
    | ConnectionChanged
    | TroublesChanged
    | BeginNow
    | RushChanged
    | BranchesChanged
    | MenuChanged
    | OffSaleChanged
    | Resumed
)
