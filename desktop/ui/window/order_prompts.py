"""Questions about an order: preparation time, reason of a cancellation, sold-out dish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.cancel_reasons import KNOWN, CancelReason
from desktop.domain.orders.lifecycle import Action, Column
from desktop.domain.restaurant.menu import FoodMenu
from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import order_number
from desktop.ui.text.orders import press_words
from desktop.ui.widgets.dialog import question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.board.board import OrderBoard
    from desktop.ui.commands import OrderCommands
    from desktop.ui.order.preparation_times import PreparationTimes
    from desktop.ui.widgets.dialog import Dialog
    from desktop.ui.widgets.theme import Look
    from desktop.ui.window.prompts import Prompts

_MOST_UNASKED: Final = 3
"""Orders that one press reports as delivered without a question."""


class OrderPrompts(QObject):
    """Asks a question about an order, then sends the command."""

    minutes_chosen = Signal(str, int)
    """A preparation time was chosen for the order with this payment key."""
    dish_sold_out = Signal(object)
    """A `Dish` to take off sale."""
    dishes_wanted = Signal()
    """The list of all dishes is to be opened."""

    def __init__(
        self,
        window: QWidget,
        commands: OrderCommands,
        *,
        look: Look,
        board: OrderBoard,
        minutes: PreparationTimes,
        prompts: Prompts,
        show: Callable[[Dialog], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._commands = commands
        self._look = look
        self._board = board
        self._minutes = minutes
        self._prompts = prompts
        self._open = show
        self.cancel_reasons: Sequence[CancelReason] = KNOWN
        """The vendor's reasons for a cancellation."""
        self.menu = FoodMenu()
        """The vendor's dishes."""

    def ask_minutes(self) -> None:
        """Ask for the preparation time of the selected order."""
        selected = self._board.selected
        if selected is None:
            return
        key = selected.payment_key
        title = tr("Preparation time for {number}").format(number=order_number(selected.order.number, key))
        minutes = self._minutes.minutes_for(key) or self._minutes.base(key)
        from desktop.ui.order import dialogs

        dialog = dialogs.MinutesDialog(self._window, self._look, minutes, title)
        dialog.minutes_chosen.connect(lambda chosen: self.minutes_chosen.emit(key, chosen))
        self._open(dialog)

    def remove_from_board(self, payment_key: str) -> None:
        """Remove an order from the board; ask first if it is still under way."""
        order = self._board.order(payment_key)
        if order is None or not self._commands.may_press():
            return
        if not self._is_under_way(order):
            self._remove_from_board(payment_key)
            return
        number = order_number(order.order.number, payment_key)
        dialog = question(
            self._window,
            self._look,
            "putAwayDialog",
            title=tr("Take {number} off the board?").format(number=number),
            text=tr("It is still under way. Dükkango is not informed: only the board here changes."),
            yes=tr("Take off the board"),
        )
        dialog.accepted.connect(lambda: self._remove_from_board(payment_key))
        self._open(dialog)

    def act(self, payment_key: str, action: Action) -> None:
        """Report an order as on the way or delivered; ask first if "on the way" would be skipped."""
        order = self._board.order(payment_key)
        if order is None or action not in order.actions or not self._commands.may_press():
            return
        if action is Action.COMPLETE and _skips_a_step(order):
            self.complete_together([order])
            return
        self._act(payment_key, action)

    def complete_together(self, orders: Sequence[BoardOrder]) -> None:
        """Report orders as delivered; ask first if they are many or "on the way" would be skipped."""
        orders = [order for order in orders if Action.COMPLETE in order.actions]
        if orders and not self._commands.may_press():
            return
        skipping = sum(map(_skips_a_step, orders))
        if len(orders) <= _MOST_UNASKED and not skipping:
            self._complete(orders)
            return
        dialog = question(
            self._window,
            self._look,
            "completeDialog",
            title=press_words.ask_delivered(orders),
            text=press_words.explain_delivered(len(orders), skipping),
            yes=plurals.complete_marked(len(orders)) if len(orders) > 1 else tr("Delivered"),
        )
        dialog.accepted.connect(lambda: self._complete(orders))
        self._open(dialog)

    def _complete(self, orders: Sequence[BoardOrder]) -> None:
        for order in orders:
            self._act(order.payment_key, Action.COMPLETE)
        self._board.multi_select.clear()

    def _act(self, payment_key: str, action: Action) -> None:
        self._board.selection.release(payment_key)
        self._commands.act(payment_key, action)

    def ask_sold_out(self) -> None:
        """Ask which dish of the selected order is sold out."""
        selected = self._board.selected
        if selected is None or not self._commands.may_press():
            return
        order = selected.order
        names = list(dict.fromkeys(line.name for line in order.lines if line.name))
        found = [(name, self.menu.dish_named(name, order.restaurant_id)) for name in names]
        from desktop.ui.order import dialogs

        dialog = dialogs.SoldOutDialog(self._window, self._look, found)
        dialog.dish_chosen.connect(self.dish_sold_out)
        dialog.list_wanted.connect(self.dishes_wanted)
        self._open(dialog)

    def cancel_or_take_back(self, payment_key: str) -> None:
        """Ask for the reason of a cancellation, or take the last action of the order back."""
        order = self._board.order(payment_key)
        if order is None or not self._commands.may_press():
            return
        if order.can_take_back:
            self._commands.take_back(payment_key)
        elif Action.CANCEL in order.actions:
            number = order_number(order.order.number, payment_key)
            from desktop.ui.order import dialogs

            dialog = dialogs.CancelDialog(self._window, self._look, number, self.cancel_reasons)
            # Keep it selected while it can be undone: otherwise F4 would cancel the next order.
            dialog.reason_chosen.connect(lambda _reason: self._board.choose(payment_key))
            dialog.reason_chosen.connect(lambda reason: self._commands.cancel(payment_key, reason))
            self._prompts.guard("cancelling", lambda: self._open(dialog))

    def _is_under_way(self, order: BoardOrder) -> bool:
        """Whether removing an order by mistake would do harm: a command is unanswered, or it is being prepared."""
        if order.accept is not None and order.accept.state in {
            CommandState.SAVED,
            CommandState.SENDING,
            CommandState.UNSURE,
        }:
            return True
        if order.column is not Column.PREPARING:
            return False
        due = order.due_at
        return due is None or due > self._commands.now()

    def _remove_from_board(self, payment_key: str) -> None:
        self._board.selection.release(payment_key)
        self._commands.remove_from_board(payment_key)


def _skips_a_step(order: BoardOrder) -> bool:
    """Whether a delivery by the restaurant's own courier was never reported as on the way."""
    return Action.ON_THE_WAY in order.actions and not order.order.is_pickup
