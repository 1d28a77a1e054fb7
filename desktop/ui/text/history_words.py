"""What the history says: an order's status, what happened to it, how many were found."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from desktop.domain.orders.order import Order, OrderStatus
from desktop.domain.sales.period import Period, Span
from desktop.domain.text.local_time import ISTANBUL
from desktop.ui.text.format import one_line
from desktop.ui.text.plurals import plurals

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.orders.search import OrderEvent

translate = QCoreApplication.translate


def title() -> str:
    """Return the page's name."""
    return translate("history", "History")


class When(enum.Enum):
    """Which days are looked at."""

    ALL = enum.auto()
    TODAY = enum.auto()
    YESTERDAY = enum.auto()
    WEEK = enum.auto()
    MONTH = enum.auto()
    ONE_DAY = enum.auto()
    """A day that a person chooses."""


def whens() -> list[tuple[str, When]]:
    """Return the choices of days."""
    return [
        (translate("history", "Any day"), When.ALL),
        (translate("history", "Today"), When.TODAY),
        (translate("history", "Yesterday"), When.YESTERDAY),
        (translate("history", "This week"), When.WEEK),
        (translate("history", "This month"), When.MONTH),
        (translate("history", "One day…"), When.ONE_DAY),
    ]


def time_of(when: When, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return the first moment of the days, and the first after them; None where there is no end."""
    today = now.astimezone(ISTANBUL).date()
    period = {
        When.TODAY: Period.of(Span.DAY, today),
        When.YESTERDAY: Period.of(Span.DAY, today - timedelta(days=1)),
        When.WEEK: Period.of(Span.WEEK, today),
        When.MONTH: Period.of(Span.MONTH, today),
    }.get(when)
    return (None, None) if period is None else (period.since, period.until)


def statuses() -> list[tuple[str, tuple[int, ...]]]:
    """Return the choices of status; the empty one is all of them."""
    return [
        (translate("history", "Any status"), ()),
        *((_status_name(status), (int(status),)) for status in OrderStatus),
    ]


def ways() -> list[tuple[str, bool | None]]:
    """Return the choices of delivery and pickup."""
    return [
        (translate("history", "Any type"), None),
        (translate("history", "Delivery"), False),
        (translate("history", "Pickup"), True),
    ]


def status(order: Order) -> str:
    """Return an order's status."""
    try:
        return _status_name(OrderStatus(order.status_id))
    except ValueError:
        return one_line(order.status_text, 40) or translate("history", "Status {number}").format(
            number=order.status_id
        )


def _status_name(status: OrderStatus) -> str:
    return {
        OrderStatus.RECEIVED: translate("history", "New"),
        OrderStatus.CONFIRMED: translate("history", "Preparing"),
        OrderStatus.IN_DELIVERY: translate("history", "On the way"),
        OrderStatus.DELIVERED: translate("history", "Delivered"),
        OrderStatus.CANCELLED: translate("history", "Cancelled"),
    }[status]


def found(count: int, *, is_more: bool, unindexed: int) -> str:
    """Return how many orders were found, and whether some cannot be found yet."""
    said = plurals().found(count)
    if is_more:
        said = translate("history", "more than {found}").format(found=said)
    if unindexed:
        said = f"{said} · {plurals().unindexed(unindexed)}"
    return said


def saved(path: str, orders: int, reason: str) -> str:
    """Return what became of a file."""
    if reason:
        text = translate("history", "It could not be saved ({reason}). Choose another place.")
        return text.format(reason=one_line(reason, 120))
    return translate("history", "{orders} saved: {path}").format(
        orders=plurals().found(orders), path=one_line(path, 160)
    )


def event_text(what: OrderEvent) -> str:
    """Return a line of an order's life; a kind that is not known is shown as it is stored."""
    say = _SENTENCES.get(what.kind)
    said = what.kind if say is None else say()
    detail = one_line(what.detail, 200)
    return f"{said} ({detail})" if detail else said


_SENTENCES: Final[dict[str, Callable[[], str]]] = {
    "received": lambda: translate("history", "Received and saved"),
    "status changed": lambda: translate("history", "Dükkango reports another status"),
    "details changed": lambda: translate("history", "Changed at Dükkango"),
    "acknowledged": lambda: translate("history", "Receipt confirmed to Dükkango"),
    "acknowledgement refused": lambda: translate("history", "Dükkango refused the receipt"),
    "rang": lambda: translate("history", "The bell was heard"),
    "muted": lambda: translate("history", "Muted"),
    "unmuted": lambda: translate("history", "Rings again"),
    "accept pressed": lambda: translate("history", "Accept pressed"),
    "accepted by rule": lambda: translate("history", "Accepted by rule"),
    "accepted": lambda: translate("history", "Accepted: Dükkango has confirmed"),
    "accept withdrawn": lambda: translate("history", "Accept withdrawn: it was settled elsewhere"),
    "accept in doubt": lambda: translate("history", "Accept without a clear answer"),
    "accept refused": lambda: translate("history", "Dükkango refused the accept"),
    "gone": lambda: translate("history", "No longer open at Dükkango"),
    "open again": lambda: translate("history", "Open again at Dükkango"),
    "ontheway pressed": lambda: translate("history", "On the way pressed"),
    "ontheway confirmed": lambda: translate("history", "On the way: Dükkango has confirmed"),
    "ontheway refused": lambda: translate("history", "Dükkango refused “on the way”"),
    "ontheway withdrawn": lambda: translate("history", "On the way withdrawn: it was settled elsewhere"),
    "complete pressed": lambda: translate("history", "Delivered pressed"),
    "complete confirmed": lambda: translate("history", "Delivered: Dükkango has confirmed"),
    "complete refused": lambda: translate("history", "Dükkango refused “delivered”"),
    "complete withdrawn": lambda: translate("history", "Delivered withdrawn: it was settled elsewhere"),
    "cancel pressed": lambda: translate("history", "Cancel pressed"),
    "cancel confirmed": lambda: translate("history", "Cancelled: Dükkango has confirmed"),
    "cancel refused": lambda: translate("history", "Dükkango refused the cancel"),
    "cancel withdrawn": lambda: translate("history", "Cancel withdrawn: it was settled elsewhere"),
    "taken back": lambda: translate("history", "Taken back before it was sent"),
    "put away": lambda: translate("history", "Taken off the board"),
    "change seen": lambda: translate("history", "The change was seen"),
    "to be begun": lambda: translate("history", "Said that it is to be begun"),
}
