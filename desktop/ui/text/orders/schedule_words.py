"""Texts about the time that a customer asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import tr
from desktop.ui.text.format import clock, day_and_clock, one_line

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order

_NIGHT_ENDS: Final = 5
"""Hour until which a time belongs to the evening before."""
_SOON: Final = timedelta(hours=12)


def promised_time(order: BoardOrder, now: datetime) -> str:
    """Return the time that a scheduled order is for: "18:02", "tomorrow 18:02"; "" for any other order."""
    if order.promised_for is not None:
        return day_and_time(order.promised_for, now)
    return tr("time unclear") if order.is_for_later else ""


def day_and_time(at: datetime, now: datetime) -> str:
    """Return "18:02" for today, "tomorrow 18:02", or "03.12. 18:02".

    In the evening "00:20" has no day: "tomorrow 00:20" would be read as the next evening, and cooked a day late.
    """
    local = at.astimezone(ISTANBUL)
    if (local.date() - now.astimezone(ISTANBUL).date()).days != 1:
        return day_and_clock(at, now)
    if local.hour < _NIGHT_ENDS and at - now <= _SOON:
        return clock(at)
    return tr("tomorrow {time}").format(time=clock(at))


def asked_time(order: Order, now: datetime) -> str:
    """Return "Scheduled for 19:30" for the time a customer asked for, "" for as soon as possible."""
    time = asked_for(order, now)
    return tr("Scheduled for {time}").format(time=time) if time else ""


def asked_for(order: Order, now: datetime) -> str:
    """Return the time a customer asked for, "" for as soon as possible.

    A time that is not known to the minute is shown as it came, or as its day: it must not look like an order for now.
    """
    if order.scheduled_at is not None:
        time = day_and_time(order.scheduled_at, now)
        if order.scheduled_until is not None:
            time = f"{time}–{clock(order.scheduled_until)}"
    elif order.scheduled_day is not None:
        time = tr("{day}, no time given").format(day=f"{order.scheduled_day:%d.%m.}")
    elif order.scheduled_received:
        time = f"“{one_line(order.scheduled_received, 60)}”"
    else:
        time = ""
    return time
