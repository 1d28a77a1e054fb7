"""Orders of obviously invented people, a clock in the test's hand, and a record of what the window asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from desktop.domain.orders.board import AcknowledgementState, BoardOrder, CommandState, CommandView
from desktop.domain.orders.order import Order, OrderLine

if TYPE_CHECKING:
    from desktop.domain.orders.lifecycle import Action
    from desktop.domain.trouble import Trouble

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
    started: list[str] = field(default_factory=list)
    usual: list[int] = field(default_factory=list)
    dismissed: list[object] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    refuses: bool = False
    """Whether no press can be saved, as without the shared database."""


class RecordingCommands:
    """`OrderCommands` that only record what the window asked for."""

    def __init__(self, calls: Calls, clock: Clock) -> None:
        self.calls = calls
        self.clock = clock

    def may_press(self) -> bool:
        return not self.calls.refuses

    def accept(self, payment_key: str, minutes: int) -> None:
        self.calls.accepted.append((payment_key, minutes))

    def act(self, payment_key: str, action: Action) -> None:
        self.calls.acted.append((payment_key, str(action)))

    def cancel(self, payment_key: str, reason_id: int) -> None:
        self.calls.cancelled.append((payment_key, reason_id))

    def take_back(self, payment_key: str) -> None:
        self.calls.taken_back.append(payment_key)

    def set_muted(self, muted: bool) -> None:
        self.calls.muted.append(muted)

    def remove_from_board(self, payment_key: str) -> None:
        self.calls.remove_from_board.append(payment_key)

    def seen(self, payment_key: str) -> None:
        self.calls.seen.append(payment_key)

    def start_now(self, payment_key: str) -> None:
        self.calls.started.append(payment_key)

    def start_rush(self, minutes: int, lasts: int) -> None:
        self.calls.rushes.append((minutes, lasts))

    def set_auto_accept(self, on: bool) -> None:
        self.calls.automatic.append(on)

    def choose_preparing_time(self, minutes: int) -> None:
        self.calls.usual.append(minutes)

    def poll_now(self) -> None:
        self.calls.others.append("look_now")

    def try_store(self) -> None:
        self.calls.others.append("try_store")

    def test_sound(self) -> None:
        self.calls.others.append("test_sound")

    def dismiss_trouble(self, trouble: Trouble) -> None:
        self.calls.dismissed.append(trouble)

    def check_up(self) -> None:
        self.calls.others.append("check_up")

    def gather_support(self) -> None:
        self.calls.others.append("gather_support")

    def save_support(self, path: str) -> None:
        self.calls.saved.append(path)

    def quit(self) -> None:
        self.calls.others.append("quit")

    def now(self) -> datetime:
        return self.clock.now()
