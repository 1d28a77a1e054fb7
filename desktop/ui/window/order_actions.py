"""What presses and keys mean for the selected order and for those that are marked.

What came under the finger a moment ago is left alone; what an order does not allow changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.orders.lifecycle import Action
from desktop.ui.order.status_actions import can_take_back
from desktop.ui.text import order_words
from desktop.ui.text.format import order_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.board.board import OrderBoard
    from desktop.ui.board.pending_accepts import Acceptance
    from desktop.ui.commands import Desk
    from desktop.ui.order.preparation_times import Minutes
    from desktop.ui.window.dialog_host import Errands


class Presses:
    """Hands what people do with orders on: to the acceptance, the errands or the desk."""

    def __init__(
        self,
        board: OrderBoard,
        minutes: Minutes,
        acceptance: Acceptance,
        errands: Errands,
        desk: Desk,
        *,
        steady: Callable[[], float],
        minutes_changed: Callable[[], None],
    ) -> None:
        """Take what is needed.

        Args:
            board: which orders there are, which is selected and which are marked.
            minutes: the time each would be accepted with.
            acceptance: accepts.
            errands: what has to be asked first.
            desk: what needs no question.
            steady: seconds that never go back.
            minutes_changed: called when buttons name other minutes.
        """
        self._board = board
        self._minutes = minutes
        self._acceptance = acceptance
        self._errands = errands
        self._desk = desk
        self._steady = steady
        self._minutes_changed = minutes_changed

    def accept(self) -> None:
        """Accept the selected order, unless it came under the finger a moment ago."""
        selected = self._board.selected
        if selected is not None and not self._board.deafness.is_deaf:
            self._acceptance.press(self._board, selected.payment_key)

    def accept_card(self, payment_key: str) -> None:
        """Accept the order whose card was pressed."""
        self._board.attention.touch(self._steady())
        self._acceptance.press(self._board, payment_key)

    def accept_marked(self) -> None:
        """Accept all marked orders, each with the minutes chosen for it."""
        for order in self._board.marked():
            self._acceptance.press(self._board, order.payment_key)
        self._board.marking.clear()

    def complete_marked(self) -> None:
        """Say that all marked orders were handed over."""
        for order in self._board.marked():
            self._errands.orders.act(order.payment_key, Action.COMPLETE)
        self._board.marking.clear()

    def act(self, action: Action) -> None:
        """Do something with the selected order, unless it came under the finger a moment ago."""
        selected = self._board.selected
        if selected is None or self._board.deafness.is_deaf:
            return
        if action not in selected.actions and not (action is Action.CANCEL and can_take_back(selected)):
            # A key that does nothing must not be taken for one that did.
            number = order_number(selected.order.number, selected.payment_key)
            text = order_words.translate("window", "{number}: “{action}” is not possible now")
            self._errands.say(text.format(number=number, action=order_words.action(action)))
        elif action is Action.CANCEL:
            self._errands.orders.cancel_or_take_back(selected.payment_key)
        else:
            self._errands.orders.act(selected.payment_key, action)

    def see(self) -> None:
        """Say that what changed of the selected order was seen."""
        selected = self._board.selected
        if selected is not None and selected.unseen and not self._board.deafness.is_deaf:
            self._desk.seen(selected.payment_key)

    def choose_minutes(self, payment_key: str, minutes: int) -> None:
        """Choose the time one order will be accepted with."""
        self._board.attention.choose(payment_key, self._steady())
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
            self._errands.choose_usual(minutes)
