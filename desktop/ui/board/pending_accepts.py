"""Accepts orders with the chosen minutes, once for each press, and labels the Accept buttons."""

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
"""Seconds after which a press may be repeated: the store could not save it, which the banner shows."""


class PendingAccepts(QObject):
    """Sends accepts. Each stays pending until the order changes on the board."""

    changed = Signal(str)
    """The texts of this order's buttons changed."""

    def __init__(
        self, commands: OrderCommands, minutes: PreparationTimes, clock: Callable[[], float], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._commands = commands
        self._minutes = minutes
        self._clock = clock
        self._pending: dict[str, tuple[BoardOrder, float]] = {}

    def label(self, payment_key: str, when: str = "") -> str:
        """Return the text of an order's Accept button; `when` is the time that a scheduled order is for."""
        typed = self._minutes.typed(payment_key)
        if typed:
            return order_words.accept_typed(typed)
        return order_words.accept_label(self._minutes.minutes_for(payment_key), when)

    def is_pending(self, payment_key: str) -> bool:
        """Whether Accept was pressed and the order has not changed since."""
        return payment_key in self._pending

    def press(self, board: OrderBoard, payment_key: str) -> None:
        """Accept an order with the minutes chosen for it, unless it is pending or cannot be accepted."""
        order = board.order(payment_key)
        minutes = self._minutes.minutes_for(payment_key)
        if order is None or minutes is None or not order.may_accept or self.is_pending(payment_key):
            return
        self._pending[payment_key] = (order, self._clock())
        self._minutes.forget(payment_key)
        board.selection.release(payment_key)
        board.card_input_pause.start()
        self._commands.accept(payment_key, minutes)
        self.changed.emit(payment_key)

    def discard_answered(self, board: OrderBoard) -> None:
        """Discard the accepts whose orders changed since, and those that got no answer in time."""
        for key, (order, since) in list(self._pending.items()):
            if board.order(key) is not order or self._clock() - since > PATIENCE:
                del self._pending[key]
                self.changed.emit(key)
