"""The form of all ways to printers: ask whether one can print, then send a ticket. All calls are for a thread."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from desktop.printing.delivery import Delivered, Habits, Readiness


class Form(enum.Enum):
    """The form in which a transport takes tickets."""

    BYTES = enum.auto()
    """Printer commands."""
    PDF = enum.auto()
    """A page, for a system queue with a driver of its own."""


class Transport(Protocol):
    """The way to one printer."""

    habits: Habits

    def form(self) -> Form:
        """Return the form that it takes, after a `check` without a problem."""
        ...

    def check(self, *, clean_row: int = 0) -> Readiness:
        """Return whether it can begin a ticket now, see `Delivery.check`."""
        ...

    def send(self, ticket: bytes, ident: bytes) -> Delivered:
        """Send a ticket after a `check` without a problem."""
        ...

    def close(self) -> None:
        """Send nothing after a `check`."""
        ...
