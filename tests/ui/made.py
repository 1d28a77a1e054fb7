"""Orders of obviously invented people, a clock in the test's hand, and a record of what the window asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from desktop.domain.orders.board import AcknowledgementState, BoardOrder, CommandState, CommandView
from desktop.domain.orders.order import Order, OrderLine

NOW = datetime(2026, 1, 16, 11, 32, tzinfo=UTC)  # 14:32 in Istanbul


def key(number: int) -> str:
    return f"{number:08x}-5cb7-4c4e-adcb-fc2ec54cf24e"


def made(serial: int = 1031, status: int = 1, *, waited: float = 5, **fields: Any) -> BoardOrder:
    """Return an order that arrived so many seconds ago; fields of the order and of its place on the board."""
    board = {name: fields.pop(name) for name in list(fields) if name in BoardOrder.__struct_fields__}
    received = NOW - timedelta(seconds=waited)
    said: dict[str, Any] = {
        "number": str(serial),
        "shipping_method": "delivery",
        "courier_type": "restaurant",
        "payment_method": "Kredi kartı",
        "total": Decimal("1417.5"),
        "customer_name": "Müşteri 7",
        "lines": (OrderLine(name="Beef Burrito", quantity=Decimal(2), total=Decimal(1350)),),
    }
    order = Order(payment_key=key(serial), status_id=status, **{**said, **fields})
    placed: dict[str, Any] = {
        "received_at": received,
        "changed_at": received,
        "acknowledgement": AcknowledgementState.DONE,
    }
    return BoardOrder(order=order, **{**placed, **board})


def command(state: CommandState, minutes: int = 30, **fields: Any) -> CommandView:
    return CommandView(state, minutes, at=NOW, **fields)


@dataclass
class Clock:
    """A steady clock that moves when told, and the time of day beside it."""

    seconds: float = 1000.0
    day: datetime = NOW

    def steady(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.day

    def forward(self, seconds: float) -> None:
        self.seconds += seconds
        self.day += timedelta(seconds=seconds)


@dataclass
class Calls:
    """What the window asked for."""

    accepted: list[tuple[str, int]] = field(default_factory=list)
    acted: list[tuple[str, str]] = field(default_factory=list)
    cancelled: list[tuple[str, int]] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)
    muted: list[bool] = field(default_factory=list)
    remove_from_board: list[str] = field(default_factory=list)
    rushes: list[tuple[int, int]] = field(default_factory=list)
    automatic: list[bool] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    usual: list[int] = field(default_factory=list)
    dismissed: list[object] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
