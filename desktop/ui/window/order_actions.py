"""What presses and keys mean for the selected order and for those that are marked.

What came under the finger a moment ago is left alone; what an order does not allow changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.orders.lifecycle import Action
from desktop.domain.text.translation import tr
from desktop.ui.order.status_actions import can_undo_cancel
from desktop.ui.text import order_words
from desktop.ui.text.format import order_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.board.board import OrderBoard
    from desktop.ui.board.pending_accepts import PendingAccepts
    from desktop.ui.commands import OrderCommands
    from desktop.ui.order.preparation_times import PreparationTimes
    from desktop.ui.window.dialog_host import DialogHost


class OrderActions:
    """Hands what people do with orders on: to the acceptance, the errands or the desk."""

    def __init__(
        self,
        board: OrderBoard,
        minutes: PreparationTimes,
        pending_accepts: PendingAccepts,
        dialogs: DialogHost,
        commands: OrderCommands,
        *,
        steady: Callable[[], float],
        minutes_changed: Callable[[], None],
    ) -> None:
        """Take what is needed.

        Args:
            board: which orders there are, which is selected and which are marked.
            minutes: the time each would be accepted with.
            pending_accepts: accepts.
            dialogs: what has to be asked first.
            commands: what needs no question.
            steady: seconds that never go back.
            minutes_changed: called when buttons name other minutes.
        """
        self._board = board
        self._minutes = minutes
        self._pending_accepts = pending_accepts
        self._dialogs = dialogs
        self._commands = commands
        self._steady = steady
        self._minutes_changed = minutes_changed

    def accept(self) -> None:
        """Accept the selected order, unless it came under the finger a moment ago."""
        selected = self._board.selected
        if selected is not None and not self._board.input_pause.is_paused:
            self._pending_accepts.press(self._board, selected.payment_key)

    def accept_card(self, payment_key: str) -> None:
        """Accept the order whose card was pressed."""
        self._board.selection.touch(self._steady())
        self._pending_accepts.press(self._board, payment_key)

    def accept_marked(self) -> None:
        """Accept all marked orders, each with the minutes chosen for it."""
        for order in self._board.marked():
            self._pending_accepts.press(self._board, order.payment_key)
        self._board.multi_select.clear()

    def complete_marked(self) -> None:
        """Say that all marked orders were handed over."""
        for order in self._board.marked():
            self._dialogs.orders.act(order.payment_key, Action.COMPLETE)
        self._board.multi_select.clear()

    def act(self, action: Action) -> None:
        """Do something with the selected order, unless it came under the finger a moment ago."""
        selected = self._board.selected
        if selected is None or self._board.input_pause.is_paused:
            return
        if action not in selected.actions and not (action is Action.CANCEL and can_undo_cancel(selected)):
            # A key that does nothing must not be taken for one that did.
            number = order_number(selected.order.number, selected.payment_key)
            text = tr("{number}: “{action}” is not possible now")
            self._dialogs.show_toast(text.format(number=number, action=order_words.action(action)))
        elif action is Action.CANCEL:
            self._dialogs.orders.cancel_or_undo(selected.payment_key)
        else:
            self._dialogs.orders.act(selected.payment_key, action)

    def see(self) -> None:
        """Say that what changed of the selected order was seen."""
        selected = self._board.selected
        if selected is not None and selected.unseen and not self._board.input_pause.is_paused:
            self._commands.seen(selected.payment_key)

    def choose_minutes(self, payment_key: str, minutes: int) -> None:
        """Choose the time one order will be accepted with."""
        self._board.selection.choose(payment_key, self._steady())
        self._minutes.choose(payment_key, minutes)
        self._minutes_changed()

    def choose_minutes_of_selected(self, minutes: int) -> None:
        """Choose the time the selected order will be accepted with."""
        selected = self._board.selected
        if selected is not None:
            self.choose_minutes(selected.payment_key, minutes)

    def make_usual(self) -> None:
        """Let the time of the selected order be the usual one."""
        selected = self._board.selected
        minutes = None if selected is None else self._minutes.base(selected.payment_key)
        if minutes is not None:
            self._dialogs.choose_usual(minutes)
