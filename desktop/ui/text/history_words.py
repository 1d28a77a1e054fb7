"""What the history says: an order's status, what happened to it, how many were found."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.orders.order import Order, OrderStatus
from desktop.domain.sales.period import Period, Span
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.orders.search import Happening


def title() -> str:
    """Return the page's name."""
    return tr("History")


class DayChoice(enum.Enum):
    """Which days are looked at."""

    ALL = enum.auto()
    TODAY = enum.auto()
    YESTERDAY = enum.auto()
    WEEK = enum.auto()
    MONTH = enum.auto()
    ONE_DAY = enum.auto()
    """A day that a person chooses."""


def day_choices() -> list[tuple[str, DayChoice]]:
    """Return the choices of days."""
    return [
        (tr("Any day"), DayChoice.ALL),
        (tr("Today"), DayChoice.TODAY),
        (tr("Yesterday"), DayChoice.YESTERDAY),
        (tr("This week"), DayChoice.WEEK),
        (tr("This month"), DayChoice.MONTH),
        (tr("One day…"), DayChoice.ONE_DAY),
    ]


def time_range(when: DayChoice, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return the first moment of the days, and the first after them; None where there is no end."""
    today = now.astimezone(ISTANBUL).date()
    period = {
        DayChoice.TODAY: Period.of(Span.DAY, today),
        DayChoice.YESTERDAY: Period.of(Span.DAY, today - timedelta(days=1)),
        DayChoice.WEEK: Period.of(Span.WEEK, today),
        DayChoice.MONTH: Period.of(Span.MONTH, today),
    }.get(when)
    return (None, None) if period is None else (period.since, period.until)


def status_choices() -> list[tuple[str, tuple[int, ...]]]:
    """Return the choices of status; the empty one is all of them."""
    return [
        (tr("Any status"), ()),
        *((_status_name(status), (int(status),)) for status in OrderStatus),
    ]


def type_choices() -> list[tuple[str, bool | None]]:
    """Return the choices of delivery and pickup."""
    return [
        (tr("Any type"), None),
        (tr("Delivery"), False),
        (tr("Pickup"), True),
    ]


def status(order: Order) -> str:
    """Return an order's status."""
    try:
        return _status_name(OrderStatus(order.status_id))
    except ValueError:
        return one_line(order.status_text, 40) or tr("Status {number}").format(number=order.status_id)


def _status_name(status: OrderStatus) -> str:
    return {
        OrderStatus.RECEIVED: tr("New"),
        OrderStatus.CONFIRMED: tr("Preparing"),
        OrderStatus.IN_DELIVERY: tr("On the way"),
        OrderStatus.DELIVERED: tr("Delivered"),
        OrderStatus.CANCELLED: tr("Cancelled"),
    }[status]


def found(count: int, *, is_more: bool, unindexed: int) -> str:
    """Return how many orders were found, and whether some cannot be found yet."""
    said = plurals.found(count)
    if is_more:
        said = tr("more than {found}").format(found=said)
    if unindexed:
        said = f"{said} · {plurals.unindexed(unindexed)}"
    return said


def saved(path: str, orders: int, reason: str) -> str:
    """Return what became of a file."""
    if reason:
        text = tr("It could not be saved ({reason}). Choose another place.")
        return text.format(reason=one_line(reason, 120))
    return tr("{orders} saved: {path}").format(orders=plurals.found(orders), path=one_line(path, 160))


def event_text(what: Happening) -> str:
    """Return a line of an order's life; a kind that is not known is shown as it is stored."""
    say = _SENTENCES.get(what.kind)
    said = what.kind if say is None else say()
    detail = one_line(what.detail, 200)
    return f"{said} ({detail})" if detail else said


_SENTENCES: Final[dict[str, Callable[[], str]]] = {
    "received": lambda: tr("Received and saved"),
    "status changed": lambda: tr("Dükkango reports another status"),
    "details changed": lambda: tr("Changed at Dükkango"),
    "acknowledged": lambda: tr("Receipt confirmed to Dükkango"),
    "acknowledgement refused": lambda: tr("Dükkango refused the receipt"),
    "rang": lambda: tr("The bell was heard"),
    "muted": lambda: tr("Muted"),
    "unmuted": lambda: tr("Rings again"),
    "accept pressed": lambda: tr("Accept pressed"),
    "accepted by rule": lambda: tr("Accepted by rule"),
    "accepted": lambda: tr("Accepted: Dükkango has confirmed"),
    "accept withdrawn": lambda: tr("Accept withdrawn: it was settled elsewhere"),
    "accept in doubt": lambda: tr("Accept without a clear answer"),
    "accept refused": lambda: tr("Dükkango refused the accept"),
    "gone": lambda: tr("No longer open at Dükkango"),
    "open again": lambda: tr("Open again at Dükkango"),
    "ontheway pressed": lambda: tr("On the way pressed"),
    "ontheway confirmed": lambda: tr("On the way: Dükkango has confirmed"),
    "ontheway refused": lambda: tr("Dükkango refused “on the way”"),
    "ontheway withdrawn": lambda: tr("On the way withdrawn: it was settled elsewhere"),
    "complete pressed": lambda: tr("Delivered pressed"),
    "complete confirmed": lambda: tr("Delivered: Dükkango has confirmed"),
    "complete refused": lambda: tr("Dükkango refused “delivered”"),
    "complete withdrawn": lambda: tr("Delivered withdrawn: it was settled elsewhere"),
    "cancel pressed": lambda: tr("Cancel pressed"),
    "cancel confirmed": lambda: tr("Cancelled: Dükkango has confirmed"),
    "cancel refused": lambda: tr("Dükkango refused the cancel"),
    "cancel withdrawn": lambda: tr("Cancel withdrawn: it was settled elsewhere"),
    "taken back": lambda: tr("Taken back before it was sent"),
    "put away": lambda: tr("Taken off the board"),
    "change seen": lambda: tr("The change was seen"),
    "to be begun": lambda: tr("Said that it is to be begun"),
}
