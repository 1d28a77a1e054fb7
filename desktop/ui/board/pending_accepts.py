"""Pressing Accept: with how many minutes, once for each order, and what the buttons say until the store answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from desktop.ui.text import order_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.board.board import OrderBoard
    from desktop.ui.commands import OrderCommands
    from desktop.ui.order.preparation_times import PreparationTimes

PATIENCE: Final = 5.0
"""Seconds after which an unanswered press may be repeated: the store could not save it, and says so elsewhere."""


class PendingAccepts(QObject):
    """Hands accepted orders to the desk. Remembers a press only until the order is told anew."""

    changed = Signal(str)
    """The buttons of this order read differently."""

    def __init__(
        self, commands: OrderCommands, minutes: PreparationTimes, clock: Callable[[], float], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._commands = commands
        self._minutes = minutes
        self._clock = clock
        self._under_way: dict[str, tuple[BoardOrder, float]] = {}

    def label(self, payment_key: str) -> str:
        """Return the words on a card's Accept button."""
        typed = self._minutes.typed(payment_key)
        if typed:
            return order_words.accept_typed(typed)
        return order_words.accept_label(self._minutes.of(payment_key))

    def is_under_way(self, payment_key: str) -> bool:
        """Whether Accept was pressed and the order has not been told anew."""
        return payment_key in self._under_way

    def press(self, board: OrderBoard, payment_key: str) -> None:
        """Accept an order with the minutes chosen for it, if that would do anything."""
        order = board.order(payment_key)
        minutes = self._minutes.of(payment_key)
        if order is None or minutes is None or not order.may_accept or self.is_under_way(payment_key):
            return
        self._under_way[payment_key] = (order, self._clock())
        self._minutes.forget(payment_key)
        board.selection.release(payment_key)
        board.shifted.begin()
        self._commands.accept(payment_key, minutes)
        self.changed.emit(payment_key)

    def settle(self, board: OrderBoard) -> None:
        """Forget the presses whose orders have been told anew, or that nobody answered."""
        for key, (order, since) in list(self._under_way.items()):
            if board.order(key) is not order or self._clock() - since > PATIENCE:
                del self._under_way[key]
                self.changed.emit(key)
