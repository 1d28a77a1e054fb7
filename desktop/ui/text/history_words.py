"""Texts of the history page: choices of the filters, an order's status, its events, the number of results."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.order import Order, OrderStatus
from desktop.domain.sales.period import Period, Span
from desktop.domain.text.translation import Message, tr
from desktop.ui.text import plurals
from desktop.ui.text.format import one_line

if TYPE_CHECKING:
    from datetime import datetime, time

    from desktop.domain.orders.search import OrderEvent


def title() -> str:
    """Return the title of the page."""
    return tr("History")


class DayChoice(enum.Enum):
    """The days that are searched."""

    ALL = enum.auto()
    TODAY = enum.auto()
    YESTERDAY = enum.auto()
    WEEK = enum.auto()
    MONTH = enum.auto()
    ONE_DAY = enum.auto()
    """A day that the person chooses."""


def day_choices() -> list[tuple[str, DayChoice]]:
    """Return the choices of days, each with its text."""
    return [
        (tr("Any day"), DayChoice.ALL),
        (tr("Today"), DayChoice.TODAY),
        (tr("Yesterday"), DayChoice.YESTERDAY),
        (tr("This week"), DayChoice.WEEK),
        (tr("This month"), DayChoice.MONTH),
        (tr("One day…"), DayChoice.ONE_DAY),
    ]


def time_range(days: DayChoice, now: datetime, day_begins: time) -> tuple[datetime | None, datetime | None]:
    """Return the start of the business days and their end, which is exclusive; None if there is no limit."""
    today = Period.at(Span.DAY, now, day_begins)
    period = {
        DayChoice.TODAY: today,
        DayChoice.YESTERDAY: today.before(),
        DayChoice.WEEK: Period.at(Span.WEEK, now, day_begins),
        DayChoice.MONTH: Period.at(Span.MONTH, now, day_begins),
    }.get(days)
    return (None, None) if period is None else (period.since, period.until)


def status_choices() -> list[tuple[str, tuple[int, ...]]]:
    """Return the choices of status, each with its text; an empty tuple means any."""
    return [
        (tr("Any status"), ()),
        *((_status_name(status), (int(status),)) for status in OrderStatus),
    ]


def type_choices() -> list[tuple[str, bool | None]]:
    """Return the choices of delivery and pickup; None means any."""
    return [
        (tr("Any type"), None),
        (tr("Delivery"), False),
        (tr("Pickup"), True),
    ]


def status(order: Order) -> str:
    """Return an order's status; an unknown one in the vendor's words."""
    try:
        return _status_name(OrderStatus(order.status_id))
    except ValueError:
        return one_line(order.status_text, 40) or tr("Status {number}").format(number=order.status_id)


def status_at_vendor(order: Order) -> str:
    """Return an order's status in the vendor's words; after an own action these are not known, and ours are shown."""
    return one_line(order.status_text, 80) or status(order)


def _status_name(status: OrderStatus) -> str:
    return {
        OrderStatus.RECEIVED: tr("New"),
        OrderStatus.CONFIRMED: tr("Preparing"),
        OrderStatus.IN_DELIVERY: tr("On the way"),
        OrderStatus.DELIVERED: tr("Delivered"),
        OrderStatus.CANCELLED: tr("Cancelled"),
    }[status]


_FEW: Final = 20


def found(count: int, *, is_more: bool, unindexed: int) -> str:
    """Return the number of results, and of the orders that are not in the search index yet."""
    text = plurals.found(count)
    if is_more:
        text = tr("more than {found}").format(found=text)
    # A few are indexed before anybody has read it; thousands only follow a recovery of the database.
    return f"{text} · {plurals.unindexed(unindexed)}" if unindexed > _FEW else text


def saved(path: str, orders: int, reason: str) -> str:
    """Return the result of an export: the path, or the reason of a failure."""
    if reason:
        text = tr("It could not be saved ({reason}). Choose another place.")
        return text.format(reason=one_line(reason, 120))
    return tr("{orders} saved: {path}").format(orders=plurals.found(orders), path=one_line(path, 160))


def event_text(event: OrderEvent) -> str:
    """Return the text of an event of an order; an unknown kind is shown as it is stored."""
    text = str(_EVENTS.get(event.kind, event.kind))
    detail = one_line(event.detail, 200)
    text = f"{text} ({detail})" if detail else text
    return f"{text} · {one_line(event.till, 40)}" if event.till else text


_EVENTS: Final = {
    "received": Message("Received and saved"),
    "status changed": Message("Status changed at Dükkango"),
    "details changed": Message("Changed at Dükkango"),
    "acknowledged": Message("Receipt confirmed to Dükkango"),
    "acknowledgement refused": Message("Dükkango refused the receipt"),
    "rang": Message("The bell was heard"),
    "muted": Message("Muted"),
    "unmuted": Message("Rings again"),
    "accept pressed": Message("Accept pressed"),
    "accepted by rule": Message("Accepted by rule"),
    "accepted": Message("Accepted: Dükkango has confirmed"),
    "accept withdrawn": Message("Accept withdrawn: it was settled elsewhere"),
    "accept in doubt": Message("Accept without a clear answer"),
    "accept not shown": Message("No check showed whether the accept took effect"),
    "accept seen": Message("Accepted: a person saw it in Dükkango's panel"),
    "accept refused": Message("Dükkango refused the accept"),
    "gone": Message("No longer open at Dükkango"),
    "restored": Message("Saved again: the shared database had lost it"),
    "open again": Message("Open again at Dükkango"),
    "ontheway pressed": Message("On the way pressed"),
    "ontheway confirmed": Message("On the way: Dükkango has confirmed"),
    "ontheway refused": Message("Dükkango refused “on the way”"),
    "ontheway withdrawn": Message("On the way withdrawn: it was settled elsewhere"),
    "complete pressed": Message("Delivered pressed"),
    "complete confirmed": Message("Delivered: Dükkango has confirmed"),
    "complete refused": Message("Dükkango refused “delivered”"),
    "complete withdrawn": Message("Delivered withdrawn: it was settled elsewhere"),
    "cancel pressed": Message("Cancel pressed"),
    "cancel confirmed": Message("Cancelled: Dükkango has confirmed"),
    "cancel refused": Message("Dükkango refused the cancel"),
    "cancel withdrawn": Message("Cancel withdrawn: it was settled elsewhere"),
    "taken back": Message("Taken back before it was sent"),
    "put away": Message("Taken off the board"),
    "change seen": Message("The change was seen"),
    "dish sold out": Message("Its last portion: taken off sale"),
    "dish back on sale": Message("Portions given back: on sale again"),
    "to be begun": Message("Reminder to start it"),
    "started": Message("Start now pressed"),
    "kitchen ready": Message("Kitchen: ticket ready"),
    "kitchen dish ready": Message("Kitchen: a dish ready"),
    "kitchen recalled": Message("Kitchen: taken back"),
}
