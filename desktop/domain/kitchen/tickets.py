"""(Orders, stations) -> the tickets that stand on a kitchen screen, the one that has to be started first at the head.

A ticket leaves by a bump of all that it says now. Where the order changes afterwards, it comes back with the change.
"""

from __future__ import annotations

import enum
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import structs

from desktop.domain.kitchen.dish_keys import content, dish_keys
from desktop.domain.orders.board import BoardOrder
from desktop.domain.orders.kitchen_entries import PASS, EntryKind, bumps_in_force
from desktop.domain.orders.lifecycle import DEFAULT_PREPARING_TIME, Action, Column
from desktop.domain.orders.order import DoubtKind, Order, OrderLine, OrderStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.domain.kitchen.stations import Kitchens
    from desktop.domain.orders.kitchen_entries import KitchenEntry

_DUE_SHARE: Final = 1 / 3
"""A ticket is due when this share of its time is left."""
_FOR_EVERY_STATION: Final = frozenset(
    {DoubtKind.NO_DISHES, DoubtKind.DISHES_UNREADABLE, DoubtKind.SECOND_DISH_LIST, DoubtKind.ORDER_UNREADABLE}
)
"""Doubts behind which a dish of any station may be hidden."""


class TicketState(enum.Enum):
    """The states of a ticket for a cook."""

    COOK = enum.auto()
    CANCELLING = enum.auto()
    """A cancel is under way: it may still be taken back."""
    CLOSED = enum.auto()
    """It is no longer open at the vendor: somebody has to ask before it is cooked."""
    CANCELLED = enum.auto()


class Mark(enum.Enum):
    """The changes of a dish since the kitchen knows of it."""

    NONE = enum.auto()
    ADDED = enum.auto()
    CHANGED = enum.auto()
    REMOVED = enum.auto()


class Stage(enum.IntEnum):
    """How far a ticket is in its time."""

    CALM = 0
    DUE = 1
    LATE = 2


class KitchenDish(msgspec.Struct, frozen=True):
    """One dish of a ticket."""

    key: str
    line: OrderLine
    mark: Mark = Mark.NONE
    before: OrderLine | None = None
    """The dish as it was, if it changed."""
    done_at: datetime | None = None
    done_by: int = 0
    """The id of the bump, 0 for none."""
    cooks: tuple[str, ...] = ()
    """Its stations, () where that is not known."""
    is_unclear: bool = False
    """Whether it is on every station because its own is not known."""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be cooked."""
        return self.done_at is None and self.mark is not Mark.REMOVED


class StationWork(msgspec.Struct, frozen=True):
    """The progress of one station with an order, for the pass."""

    name: str
    done: int
    dishes: int
    at: datetime | None
    """When it had done all, None where it has not."""


class KitchenTicket(msgspec.Struct, frozen=True):
    """One order on a screen."""

    order: BoardOrder
    station: str
    state: TicketState
    dishes: tuple[KitchenDish, ...]
    """In the order of the vendor, then what was removed."""
    others: int
    """The number of dishes that other stations cook."""
    content: str
    """The key of all that it says now, see `dish_keys.content`."""
    start_at: datetime
    """When it had to be started."""
    due_at: datetime
    """When it has to be ready."""
    is_promised: bool
    """Whether that time was promised, not assumed."""
    before: Order | None = None
    """The order as the kitchen knew it before it changed; None without a change."""
    work: tuple[StationWork, ...] = ()

    @property
    def payment_key(self) -> str:
        """The order's key."""
        return self.order.payment_key

    @property
    def covers(self) -> tuple[str, ...]:
        """The keys of the dishes that a bump of the ticket makes ready."""
        return tuple(dish.key for dish in self.dishes if dish.mark is not Mark.REMOVED)

    @property
    def open_dishes(self) -> tuple[KitchenDish, ...]:
        """The dishes that are still to be cooked."""
        return (
            () if self.state is TicketState.CANCELLED else tuple(dish for dish in self.dishes if dish.is_open)
        )

    def stage(self, now: datetime) -> Stage:
        """Return how far it is in its time."""
        if now >= self.due_at:
            return Stage.LATE
        left = self.due_at - now
        return Stage.DUE if left <= (self.due_at - self.start_at) * _DUE_SHARE else Stage.CALM


def was_cooked(order: BoardOrder) -> bool:
    """Return whether an order that is cancelled now may have been on a screen."""
    return order.accepted_at is not None or order.accept is not None


def is_in_kitchen(order: BoardOrder) -> bool:
    """Return whether an order is to be cooked now, or was cancelled while it was."""
    if order.order.status_id == OrderStatus.CANCELLED:
        return was_cooked(order)
    return order.column is Column.PREPARING


def standing(
    orders: Iterable[BoardOrder], station: str, kitchens: Kitchens, margin: timedelta
) -> list[KitchenTicket]:
    """Return the tickets of a station, the oldest start first.

    Args:
        orders: all that the counter has, and cancelled ones.
        station: the name of a station, `WHOLE_KITCHEN` or `PASS`.
        kitchens: the stations.
        margin: time between the end of the preparation of a scheduled order and its promised time.
    """
    found = []
    for order in orders:
        if is_in_kitchen(order):
            ticket = ticket_of(order, station, kitchens, margin)
            if ticket is not None and not is_bumped(ticket):
                found.append(ticket)
    return sorted(found, key=lambda ticket: (ticket.start_at, ticket.payment_key))


def ticket_of(order: BoardOrder, station: str, kitchens: Kitchens, margin: timedelta) -> KitchenTicket | None:
    """Return an order's ticket at a station, whether it is bumped or not; None where the station has nothing of it."""
    data = order.order
    own = [line for line in data.lines if kitchens.cooks(station, line, data.restaurant_id)]
    before = _known_before(order, station)
    gone = (
        []
        if before is None
        else [line for line in before.lines if kitchens.cooks(station, line, data.restaurant_id)]
    )
    if (
        not own
        and not gone
        and data.lines
        and not any(doubt.kind in _FOR_EVERY_STATION for doubt in data.doubts)
    ):
        return None
    dishes = _dishes(order, own, gone, station, kitchens)
    start_at, due_at, promised = _times(order, margin)
    keys = [dish.key for dish in dishes if dish.mark is not Mark.REMOVED]
    return KitchenTicket(
        order=order,
        station=station,
        state=_state(order),
        dishes=tuple(dishes),
        others=len(data.lines) - len(own),
        content=content(order, keys),
        start_at=start_at,
        due_at=due_at,
        is_promised=promised,
        before=before,
        work=tuple(_work(order, kitchens)) if station == PASS else (),
    )


def is_bumped(ticket: KitchenTicket) -> bool:
    """Return whether a bump covers all that a ticket says now: its own, or that of the pass for the whole order."""
    whole = content(ticket.order, dish_keys(ticket.order.order.lines))
    return any(
        (bump.station == ticket.station and bump.content == ticket.content)
        or (bump.station == PASS and bump.content == whole)
        for bump in bumps_in_force(ticket.order.kitchen)
    )


def open_orders(tickets: Iterable[KitchenTicket]) -> list[Order]:
    """Return orders with the dishes alone that are still to be cooked, for the tally."""
    left = ((ticket.order.order, ticket.open_dishes) for ticket in tickets)
    return [
        structs.replace(order, lines=tuple(dish.line for dish in dishes)) for order, dishes in left if dishes
    ]


def _state(order: BoardOrder) -> TicketState:
    if order.order.status_id == OrderStatus.CANCELLED:
        return TicketState.CANCELLED
    if order.gone_at is not None:
        return TicketState.CLOSED
    if order.action is not None and order.action.is_open and order.action.action is Action.CANCEL:
        return TicketState.CANCELLING
    return TicketState.COOK


def _known_before(order: BoardOrder, station: str) -> Order | None:
    """Return the order before the first change that the station has not bumped."""
    read_until = max(
        (
            bump.id
            for bump in bumps_in_force(order.kitchen)
            if bump.is_whole and bump.station in {station, PASS}
        ),
        default=0,
    )
    changes = (entry for entry in order.kitchen if entry.kind is EntryKind.CHANGE and entry.id > read_until)
    return next((entry.before for entry in changes if entry.before is not None), None)


def _dishes(
    order: BoardOrder, own: Sequence[OrderLine], before: Sequence[OrderLine], station: str, kitchens: Kitchens
) -> list[KitchenDish]:
    branch = order.order.restaurant_id
    ready = _ready(order, station)
    keys, old_keys = dish_keys(own), dish_keys(before)
    same = Counter(keys) & Counter(old_keys)
    replaced = [(key, line) for key, line in zip(old_keys, before, strict=True) if key not in same]
    dishes = []
    for key, line in zip(keys, own, strict=True):
        mark, was = Mark.NONE, None
        if before and key not in same:
            found = next((each for each in replaced if each[1].name == line.name), None)
            mark = Mark.ADDED if found is None else Mark.CHANGED
            if found is not None:
                replaced.remove(found)
                was = found[1]
        cooks = kitchens.cooks_of(line, branch)
        bump = ready.get(key)
        dishes.append(
            KitchenDish(
                key,
                line,
                mark,
                was,
                done_at=None if bump is None else bump.at,
                done_by=0 if bump is None else bump.id,
                cooks=cooks,
                is_unclear=bool(kitchens.stations) and not cooks,
            )
        )
    dishes += [KitchenDish(key, line, Mark.REMOVED) for key, line in replaced]
    return dishes


def _ready(order: BoardOrder, station: str) -> dict[str, KitchenEntry]:
    """Return the dishes that are done, with the bump that covered each first. The pass sees those of all stations."""
    ready: dict[str, KitchenEntry] = {}
    for bump in bumps_in_force(order.kitchen):
        if station == PASS or bump.station in {station, PASS}:
            for key in bump.dishes:
                ready.setdefault(key, bump)
    return ready


def _work(order: BoardOrder, kitchens: Kitchens) -> Iterable[StationWork]:
    for station in kitchens.stations:
        own = [
            line
            for line in order.order.lines
            if kitchens.cooks(station.name, line, order.order.restaurant_id)
        ]
        if not own:
            continue
        ready = _ready(order, station.name)
        times = [ready[key].at for key in dish_keys(own) if key in ready]
        yield StationWork(station.name, len(times), len(own), max(times) if len(times) == len(own) else None)


def _times(order: BoardOrder, margin: timedelta) -> tuple[datetime, datetime, bool]:
    accept = order.accept
    pressed = None if accept is None else accept.pressed_at or accept.at
    accepted = order.accepted_at or pressed or order.changed_at
    planned = order.start_at(margin)
    # Started early, or late: what a person did counts.
    start = accepted if planned is None else max(planned, accepted)
    due = order.due_at
    if due is None or due <= start:
        assumed = start + timedelta(minutes=DEFAULT_PREPARING_TIME)
        return start, assumed if due is None else due, due is not None
    return start, due, True


def ready_at(order: BoardOrder) -> datetime | None:
    """Return when the kitchen had everything of an order ready, None where it has not."""
    done, dishes = progress(order)
    if not done or done < dishes:
        return None
    ready = _ready(order, PASS)
    if not order.order.lines:
        return max(bump.at for bump in bumps_in_force(order.kitchen))
    return max(ready[key].at for key in dish_keys(order.order.lines))


def progress(order: BoardOrder) -> tuple[int, int]:
    """Return how many dishes of an order are ready, and how many there are; an order without dishes counts as one."""
    if not order.kitchen:
        return 0, max(1, len(order.order.lines))
    if not order.order.lines:
        return int(any(bump.is_whole for bump in bumps_in_force(order.kitchen))), 1
    ready = _ready(order, PASS)
    return sum(key in ready for key in dish_keys(order.order.lines)), len(order.order.lines)
