"""The actions of clicks and keys on the selected order and on marked orders.

An order that was selected a moment ago without a click is left alone, so that a late press hits no other order.
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
    """Checks an action, asks if needed, and sends the command."""

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
        self._board = board
        self._minutes = minutes
        self._pending_accepts = pending_accepts
        self._dialogs = dialogs
        self._commands = commands
        self._steady = steady
        self._minutes_changed = minutes_changed

    def accept(self) -> None:
        """Accept the selected order, unless it was selected by itself a moment ago."""
        selected = self._board.selected
        if selected is not None and not self._board.input_pause.is_paused:
            self._pending_accepts.press(self._board, selected.payment_key)

    def accept_card(self, payment_key: str) -> None:
        """Accept the order of the clicked card."""
        self._board.selection.touch(self._steady())
        self._pending_accepts.press(self._board, payment_key)

    def accept_marked(self) -> None:
        """Accept all marked orders, each with its own preparation time."""
        for order in self._board.marked():
            self._pending_accepts.press(self._board, order.payment_key)
        self._board.multi_select.clear()

    def complete_marked(self) -> None:
        """Report all marked orders as delivered."""
        for order in self._board.marked():
            self._dialogs.orders.act(order.payment_key, Action.COMPLETE)
        self._board.multi_select.clear()

    def act(self, action: Action) -> None:
        """Run an action on the selected order, unless it was selected by itself a moment ago."""
        selected = self._board.selected
        if selected is None or self._board.input_pause.is_paused:
            return
        if action not in selected.actions and not (action is Action.CANCEL and can_undo_cancel(selected)):
            # Without this text, people could believe that the key worked.
            number = order_number(selected.order.number, selected.payment_key)
            text = tr("{number}: “{action}” is not possible: {reason}")
            reason = order_words.not_possible(selected, action)
            name = order_words.action(action)
            self._dialogs.show_toast(text.format(number=number, action=name, reason=reason))
        elif action is Action.CANCEL:
            self._dialogs.orders.cancel_or_undo(selected.payment_key)
        else:
            self._dialogs.orders.act(selected.payment_key, action)

    def mark_seen(self) -> None:
        """Mark the changes of the selected order as seen."""
        selected = self._board.selected
        if selected is not None and selected.unseen and not self._board.input_pause.is_paused:
            self._commands.seen(selected.payment_key)

    def choose_minutes(self, payment_key: str, minutes: int) -> None:
        """Set the typed preparation time of an order; a rush adds nothing to it."""
        self._board.selection.choose(payment_key, self._steady())
        self._minutes.choose_exactly(payment_key, minutes)
        self._minutes_changed()

    def choose_minutes_of_selected(self, minutes: int) -> None:
        """Set the preparation time of the selected order."""
        selected = self._board.selected
        if selected is not None:
            self._board.selection.choose(selected.payment_key, self._steady())
            self._minutes.choose(selected.payment_key, minutes)
            self._minutes_changed()

    def make_usual(self) -> None:
        """Make the preparation time of the selected order the usual one."""
        selected = self._board.selected
        minutes = None if selected is None else self._minutes.base(selected.payment_key)
        if minutes is not None:
            self._dialogs.choose_usual(minutes)
