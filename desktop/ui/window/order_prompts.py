"""What is asked before something is done with an order: minutes, why it is cancelled, what is sold out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.orders.board import CommandState
from desktop.domain.orders.cancel_reasons import KNOWN, CancelReason
from desktop.domain.orders.lifecycle import Action, Column
from desktop.domain.restaurant.menu import FoodMenu
from desktop.domain.text.translation import tr
from desktop.ui.order import dialogs
from desktop.ui.order.status_actions import can_undo_cancel
from desktop.ui.text.format import order_number
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


class OrderPrompts(QObject):
    """Asks what has to be asked about an order, then lets the desk do it."""

    minutes_chosen = Signal(str, int)
    """A preparation time was chosen for the order with this payment key."""
    dish_sold_out = Signal(object)
    """This `Dish` of an order is to be taken off sale."""
    dishes_wanted = Signal()
    """The dish is to be looked for in the list of all."""

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
        """Take what is needed.

        Args:
            window: that dialogs belong to.
            commands: does what was asked about.
            look: the theme.
            board: which orders there are, and which is selected.
            minutes: the time each would be accepted with.
            prompts: asks for the PIN where one guards cancelling.
            show: opens a dialog in the place of one that is open.
        """
        super().__init__(window)
        self._window = window
        self._commands = commands
        self._look = look
        self._board = board
        self._minutes = minutes
        self._prompts = prompts
        self._open = show
        self.cancel_reasons: Sequence[CancelReason] = KNOWN
        """Why an order can be cancelled, as the vendor lists it."""
        self.menu = FoodMenu()
        """The dishes as the vendor lists them."""

    def ask_minutes(self) -> None:
        """Ask for any preparation time for the selected order."""
        selected = self._board.selected
        if selected is None:
            return
        key = selected.payment_key
        title = tr("Preparation time for {number}").format(number=order_number(selected.order.number, key))
        minutes = self._minutes.base(key)
        dialog = dialogs.MinutesDialog(self._window, self._look, minutes, title)
        dialog.minutes_chosen.connect(lambda chosen: self.minutes_chosen.emit(key, chosen))
        self._open(dialog)

    def remove_from_board(self, payment_key: str) -> None:
        """Take an order off the board; ask first while somebody may still be working on it."""
        order = self._board.order(payment_key)
        if order is None:
            return
        if not self._matters(order):
            self._remove_from_board(payment_key)
            return
        number = order_number(order.order.number, payment_key)
        dialog = question(
            self._window,
            self._look,
            "putAwayDialog",
            title=tr("Take {number} off the board?").format(number=number),
            text=tr("It is still under way. Dükkango is not told: this only clears the board here."),
            yes=tr("Take off the board"),
        )
        dialog.accepted.connect(lambda: self._remove_from_board(payment_key))
        self._open(dialog)

    def act(self, payment_key: str, action: Action) -> None:
        """Say that an order is on the way, or delivered."""
        order = self._board.order(payment_key)
        if order is not None and action in order.actions:
            self._board.selection.release(payment_key)
            self._commands.act(payment_key, action)

    def ask_sold_out(self) -> None:
        """Ask which dish of the selected order is sold out."""
        selected = self._board.selected
        if selected is None:
            return
        order = selected.order
        names = list(dict.fromkeys(line.name for line in order.lines if line.name))
        found = [(name, self.menu.dish_named(name, order.restaurant_id)) for name in names]
        dialog = dialogs.SoldOutDialog(self._window, self._look, found)
        dialog.dish_chosen.connect(self.dish_sold_out)
        dialog.list_wanted.connect(self.dishes_wanted)
        self._open(dialog)

    def cancel_or_undo(self, payment_key: str) -> None:
        """Ask why an order is to be cancelled, or take its cancel back."""
        order = self._board.order(payment_key)
        if order is None:
            return
        if can_undo_cancel(order):
            self.undo_cancel(payment_key)
        elif Action.CANCEL in order.actions:
            number = order_number(order.order.number, payment_key)
            dialog = dialogs.CancelDialog(self._window, self._look, number, self.cancel_reasons)
            # In view while it can be taken back; else F4 would ask to cancel the next order instead.
            dialog.reason_chosen.connect(lambda _reason: self._board.choose(payment_key))
            dialog.reason_chosen.connect(lambda reason: self._commands.cancel(payment_key, reason))
            self._prompts.guard("cancelling", lambda: self._open(dialog))

    def undo_cancel(self, payment_key: str) -> None:
        """Take the cancel of an order back."""
        self._commands.undo_cancel(payment_key)

    def _matters(self, order: BoardOrder) -> bool:
        """Whether putting an order away by mistake would hurt: it is being told to the vendor, or being cooked."""
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
