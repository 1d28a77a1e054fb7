"""The events of the engine, and the bus that delivers them. An event is published after the commit, never before."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from desktop.domain.orders.auto_accept import Rush
from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.cancel_reasons import CancelReason
from desktop.domain.orders.poll_schedule import PollOutcome
from desktop.domain.printing.job import PrintJob
from desktop.domain.restaurant.branch import Branch
from desktop.domain.restaurant.menu import FoodMenu
from desktop.domain.restaurant.off_sale import OffSale
from desktop.domain.restaurant.portions import PortionCount
from desktop.domain.sales.payment import PaymentName
from desktop.domain.tills import StoreLine, Till
from desktop.domain.trouble import Connection, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable


_log = logging.getLogger(__name__)


class PollEnded(msgspec.Struct, frozen=True):
    """A poll ended."""

    outcome: PollOutcome
    orders: int = 0
    """Orders in the answer."""
    new: int = 0
    """Orders that were not known before."""
    reason: str = ""
    """Short reason of a failure."""


class Cause(StrEnum):
    """The reason why orders changed."""

    POLL = "poll"
    ACCEPT = "accept"
    """An accept was saved, sent, confirmed or refused."""
    ACTION = "action"
    """Another command was saved, sent, confirmed, refused or withdrawn."""
    ACKNOWLEDGEMENT = "acknowledgement"
    FLAGS = "flags"
    """Muted, heard, seen or removed from the board."""
    KITCHEN = "kitchen"
    """The kitchen bumped a ticket or a dish, or took that back."""
    REMINDER = "reminder"
    """A scheduled order is to be started now."""


class Acknowledged(msgspec.Struct, frozen=True):
    """The vendor has confirmed an acknowledgement."""

    payment_key: str
    status_id: int


class OrdersChanged(msgspec.Struct, frozen=True):
    """Orders are new in the store, or changed there."""

    orders: tuple[BoardOrder, ...]
    """As they are now."""
    cause: Cause
    new: tuple[str, ...] = ()
    """Payment keys of those that were not known."""
    announced: tuple[str, ...] = ()
    """Payment keys of those that people have to hear of."""
    altered: tuple[str, ...] = ()
    """Payment keys of those that were known and that somebody else changed."""
    acknowledged: tuple[Acknowledged, ...] = ()


class RushChanged(msgspec.Struct, frozen=True):
    """A rush hour started, or with None it is over."""

    rush: Rush | None


class PrintJobsChanged(msgspec.Struct, frozen=True):
    """The tickets that wait, are being printed or need a person; jobs that are done are in it once."""

    jobs: tuple[PrintJob, ...]
    """Oldest first."""
    ended: tuple[PrintJob, ...] = ()
    """Jobs that were printed, handed over or cancelled just now."""


class Resumed(msgspec.Struct, frozen=True):
    """The machine was asleep, or the program did not get to run."""

    seconds: float


class BranchesChanged(msgspec.Struct, frozen=True):
    """The branches, in the vendor's order."""

    branches: tuple[Branch, ...]


class MenuChanged(msgspec.Struct, frozen=True):
    """The dishes as the vendor last listed them, and the result of the last request."""

    menu: FoodMenu
    read_at: datetime | None
    """None where they were never listed."""
    problem: str = ""
    """Why the last request failed, "" where it did not."""


class OffSaleChanged(msgspec.Struct, frozen=True):
    """The dishes that are off sale, or are being taken off or put back."""

    dishes: tuple[OffSale, ...]


class PortionsChanged(msgspec.Struct, frozen=True):
    """The counted dishes: a person set a number, or an order took portions or gave them back."""

    counts: tuple[PortionCount, ...]


class ReasonsChanged(msgspec.Struct, frozen=True):
    """The reasons for a cancel, in the vendor's order."""

    reasons: tuple[CancelReason, ...]


class PaymentNamesChanged(msgspec.Struct, frozen=True):
    """The vendor's names of payment methods."""

    names: tuple[PaymentName, ...]


class BoardReplaced(msgspec.Struct, frozen=True):
    """The whole board was read, at the start and when old orders left it."""

    orders: tuple[BoardOrder, ...]


class ConnectionChanged(msgspec.Struct, frozen=True):
    """The state of the connection changed, or the next poll was planned."""

    connection: Connection


class TroublesChanged(msgspec.Struct, frozen=True):
    """The present troubles, the most urgent first."""

    troubles: tuple[Trouble, ...]


class SoundChanged(msgspec.Struct, frozen=True):
    """Whether the bell can be heard may have changed."""

    working: bool | None
    """Whether the output plays, None while that is not known."""
    muted: bool = False
    """Whether the machine's own volume is off."""

    @property
    def inaudible(self) -> bool:
        """Whether nobody could hear the bell."""
        return self.working is False or self.muted


class LeadChanged(msgspec.Struct, frozen=True):
    """This till begins to poll and to send for all tills, or another one does."""

    leads: bool
    epoch: int


class TillsChanged(msgspec.Struct, frozen=True):
    """The tills that share the database."""

    tills: tuple[Till, ...]
    """By name."""


class StoreLineChanged(msgspec.Struct, frozen=True):
    """The line to the shared database was lost, or is back."""

    line: StoreLine


class StoreRewritten(msgspec.Struct, frozen=True):
    """The database was removed or replaced and is written once more; other files of the folder may be gone too."""


class FolderTaken(msgspec.Struct, frozen=True):
    """Another program works on the data folder: this one no longer polls or sends, and has to end."""


Event = (
    PollEnded
    | OrdersChanged
    | BoardReplaced
    | ReasonsChanged
    | PaymentNamesChanged
    | ConnectionChanged
    | TroublesChanged
    | RushChanged
    | BranchesChanged
    | MenuChanged
    | OffSaleChanged
    | PortionsChanged
    | PrintJobsChanged
    | Resumed
    | SoundChanged
    | LeadChanged
    | TillsChanged
    | StoreLineChanged
    | StoreRewritten
    | FolderTaken
)

_E = TypeVar("_E", bound=Event)


class EventBus:
    """Delivers each event to the handlers of its type, in the order in which they subscribed."""

    def __init__(self) -> None:
        self._handlers: dict[type[Any], list[Callable[[Any], object]]] = defaultdict(list)
        self._on_failure: Callable[[str, BaseException], object] | None = None
        self._reporting = False

    def subscribe(self, kind: type[_E], handler: Callable[[_E], object]) -> None:
        """Call a handler with each event of a type. It must return at once."""
        self._handlers[kind].append(handler)

    def emit(self, event: Event) -> None:
        """Call the handlers of an event: each one, also after one raised.

        Who publishes goes on: an error of the window, a notification or a line must not keep a command from being sent. It
        is logged and reported instead.
        """
        for handler in self._handlers[type(event)]:
            try:
                handler(event)
            except Exception as error:  # noqa: BLE001 - an error of the window must not silence the alarm
                _log.error("a handler failed", exc_info=error, extra={"of": type(event).__name__})
                self._report(type(event).__name__, error)

    def report_failures(self, on_failure: Callable[[str, BaseException], object]) -> None:
        """Report each failure of a handler from now on: the event's name, and the error."""
        self._on_failure = on_failure

    def _report(self, name: str, error: BaseException) -> None:
        # The report is an event too, and its handlers may fail as well.
        if self._on_failure is None or self._reporting:
            return
        self._reporting = True
        try:
            self._on_failure(name, error)
        finally:
            self._reporting = False
