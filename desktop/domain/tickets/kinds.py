"""The kinds of tickets, and the moments at which a printer prints them by itself."""

from __future__ import annotations

import enum


class TicketKind(enum.StrEnum):
    """The value is stored with each print job and typed in a terminal (`--tickets kitchen,courier`)."""

    KITCHEN = "kitchen"
    COURIER = "courier"
    CANCELLED = "cancelled"
    CHANGED = "changed"
    DAY_REPORT = "day_report"
    TEST = "test"


class PrintMoment(enum.StrEnum):
    """When a printer prints an order's tickets without a press."""

    ARRIVAL = "arrival"
    ACCEPT = "accept"
    START = "start"  # a scheduled order must begin now
    CHANGE = "change"
    CANCEL = "cancel"
    HAND = "hand"  # only when somebody asks for it
