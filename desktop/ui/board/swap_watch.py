"""Watches what stands under the hand: if another order or another step comes there, input pauses and it is said.

What a person's own press brought about pauses too, but needs no words. Neither does the rule, unless a person chose the
order that it accepts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ui.board.selection import PAUSE_SECONDS, STEP_PAUSE
from desktop.ui.text.orders import press_words

if TYPE_CHECKING:
    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.board.board import OrderBoard


class SwapWatch(QObject):
    """Compares the selected order with the one before."""

    swapped = Signal(str)
    """Something else stands under the hand now; the sentence for the person."""

    def __init__(self, board: OrderBoard) -> None:
        super().__init__(board)
        self._board = board
        self._last: BoardOrder | None = None
        board.selection_changed.connect(self._on_selection_changed)

    def _on_selection_changed(self) -> None:
        last, shown = self._last, self._board.selected
        self._last = shown
        if last is None:
            return
        if shown is not None and shown.payment_key == last.payment_key:
            self._compare(last, shown)
        else:
            self._say_move(last, shown)

    def _compare(self, last: BoardOrder, shown: BoardOrder) -> None:
        if last.next_step is shown.next_step:
            return
        if shown.next_step is not None:
            # Another button has come where the hand is.
            self._board.input_pause.start(STEP_PAUSE)
        if _is_changed_elsewhere(last, shown):
            self._board.input_pause.start(STEP_PAUSE)
            if self._board.selection.is_by_person or not _is_by_rule(shown):
                self.swapped.emit(press_words.changed_elsewhere(shown))

    def _say_move(self, last: BoardOrder, shown: BoardOrder | None) -> None:
        selection = self._board.selection
        if shown is not None and selection.is_by_person:
            return
        self._board.input_pause.start(PAUSE_SECONDS)
        now = self._board.order(last.payment_key)
        known = selection.released == last.payment_key or self._board.hides(last.payment_key)
        if not known and not (now is not None and _is_by_rule(now)):
            self.swapped.emit(press_words.swapped(last, now, shown))


def _is_changed_elsewhere(last: BoardOrder, shown: BoardOrder) -> bool:
    """Whether nobody here caused the other step: no press, though perhaps the rule."""
    if last.may_accept and shown.accept is not None:
        return _is_by_rule(shown)
    is_own = (last.accept, last.action) != (shown.accept, shown.action)
    return not is_own and last.order.status_id != shown.order.status_id


def _is_by_rule(order: BoardOrder) -> bool:
    return order.accept is not None and order.accept.automatic
