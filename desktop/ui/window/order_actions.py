"""The actions of clicks and keys on the selected order and on marked orders.

A press right after something else came under the hand does not count, so that a late press hits no other order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.orders.lifecycle import Action, Column
from desktop.domain.text.translation import tr
from desktop.ui.board.selection import KEEP_PRESSING, InputPause
from desktop.ui.text.format import order_number
from desktop.ui.text.orders import order_words, press_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.board.board_page import BoardPage
    from desktop.ui.commands import OrderCommands
    from desktop.ui.window.dialog_host import DialogHost


class OrderActions:
    """Checks an action, asks if needed, and sends the command."""

    def __init__(
        self,
        page: BoardPage,
        dialogs: DialogHost,
        commands: OrderCommands,
        *,
        steady: Callable[[], float],
    ) -> None:
        self._page = page
        self._board = page.board
        self._minutes = page.minutes
        self._pending_accepts = page.pending_accepts
        self._dialogs = dialogs
        self._commands = commands
        self._steady = steady
        self.key_pause = InputPause(steady)
        """For keys: another page was shown, and they were meant for the one before."""
        self.key_pause.on_start = page.detail.panel.steps.show_key_pause
        self._connect()

    def _connect(self) -> None:
        panel = self._page.detail.panel
        orders = self._dialogs.orders
        panel.minutes_chosen.connect(self.choose_minutes_of_selected)
        panel.other_minutes_wanted.connect(orders.ask_minutes)
        panel.default_time_wanted.connect(self.make_usual)
        panel.steps.accept_pressed.connect(lambda _key: self.accept(by_key=False))
        panel.steps.action_wanted.connect(lambda _key, action: self.act(action, by_key=False))
        panel.steps.start_wanted.connect(self._commands.start_now)
        panel.steps.removal_wanted.connect(orders.remove_from_board)
        panel.steps.take_back_wanted.connect(self._commands.take_back)
        panel.status.cancel_wanted.connect(orders.cancel_or_take_back)
        panel.status.seen.connect(self._commands.seen)
        orders.minutes_chosen.connect(self.choose_minutes)
        self._board.accept_wanted.connect(self.accept_card)
        self._board.multi_select_bar.accept_wanted.connect(lambda: self.accept_marked(by_key=False))
        self._board.multi_select_bar.complete_wanted.connect(lambda: self.complete_marked(by_key=False))
        self._page.take_back_bar.take_back_wanted.connect(self.take_back_last)
        self._page.swaps.swapped.connect(self._dialogs.show_toast)
        self._page.swaps.swapped.connect(lambda _text: self._minutes.interrupt())

    def _is_too_early(self, *, by_key: bool) -> bool:
        """Whether a press was meant for what stood there before; the person is told."""
        if by_key and self.key_pause.is_paused:
            # Who hammers on a key has not looked yet.
            self.key_pause.start(KEEP_PRESSING)
        elif not self._board.input_pause.is_paused:
            return False
        self._dialogs.show_toast(press_words.pressed_too_early())
        return True

    def accept(self, *, by_key: bool = True) -> None:
        """Accept the selected order, unless something else stood there a moment ago."""
        selected = self._board.selected
        if selected is None or self._is_too_early(by_key=by_key):
            return
        if selected.may_accept and self._pending_accepts.are_held_back():
            self._dialogs.show_toast(press_words.marked_first())
        else:
            self._pending_accepts.press(self._board, selected.payment_key)

    def accept_card(self, payment_key: str) -> None:
        """Accept the order of the clicked card."""
        self._board.selection.touch(self._steady())
        if self._pending_accepts.are_held_back():
            self._dialogs.show_toast(press_words.marked_first())
        else:
            self._pending_accepts.press(self._board, payment_key)

    def accept_marked(self, *, by_key: bool = True) -> None:
        """Accept the marked orders, each with its own preparation time; those that must be read stay."""
        marked = [order for order in self._board.marked() if order.may_accept]
        if not marked or self._is_too_early(by_key=by_key):
            return
        acceptable = self._board.multi_select_bar.acceptable(marked)
        for order in acceptable:
            self._pending_accepts.press(self._board, order.payment_key)
        self._board.multi_select.clear()
        if len(acceptable) < len(marked):
            self._dialogs.show_toast(press_words.left_to_person(len(marked) - len(acceptable)))

    def complete_marked(self, *, by_key: bool = True) -> None:
        """Report all marked orders as delivered."""
        if not self._is_too_early(by_key=by_key):
            self._dialogs.orders.complete_together(self._board.marked())

    def take_back_last(self) -> bool:
        """Take back what the last press asked for; return whether it was in time."""
        orders = self._page.take_back_bar.orders
        for order in orders:
            self._commands.take_back(order.payment_key)
        return bool(orders)

    def act(self, action: Action, *, by_key: bool = True) -> None:
        """Run an action on the selected order, unless something else stood there a moment ago."""
        selected = self._board.selected
        if selected is None:
            return
        if action is Action.CANCEL and selected.can_take_back:
            self._commands.take_back(selected.payment_key)
        elif self._is_too_early(by_key=by_key):
            return
        elif action not in selected.actions:
            # Without this text, people could believe that the key worked.
            number = order_number(selected.order.number, selected.payment_key)
            text = tr("{number}: “{action}” is not possible: {reason}")
            reason = press_words.not_possible(selected, action)
            name = order_words.action(action)
            self._dialogs.show_toast(text.format(number=number, action=name, reason=reason))
        elif action is Action.CANCEL:
            self._dialogs.orders.cancel_or_take_back(selected.payment_key)
        else:
            self._dialogs.orders.act(selected.payment_key, action)

    def start_now(self) -> None:
        """Start the selected order now, if it is a scheduled one."""
        selected = self._board.selected
        if selected is not None and selected.column is Column.LATER and not self._is_too_early(by_key=True):
            self._commands.start_now(selected.payment_key)

    def mark_seen(self) -> None:
        """Mark the changes of the selected order as seen."""
        selected = self._board.selected
        if selected is not None and selected.unseen and not self._is_too_early(by_key=True):
            self._commands.seen(selected.payment_key)

    def choose_minutes(self, payment_key: str, minutes: int) -> None:
        """Set the typed preparation time of an order; a rush adds nothing to it."""
        self._board.selection.choose(payment_key, self._steady())
        self._minutes.choose_exactly(payment_key, minutes)
        self._page.refresh_minutes()

    def choose_minutes_of_selected(self, minutes: int) -> None:
        """Set the preparation time of the selected order."""
        selected = self._board.selected
        if selected is not None:
            self._board.selection.choose(selected.payment_key, self._steady())
            self._minutes.choose(selected.payment_key, minutes)
            self._page.refresh_minutes()

    def make_usual(self) -> None:
        """Make the preparation time of the selected order the usual one."""
        selected = self._board.selected
        minutes = None if selected is None else self._minutes.base(selected.payment_key)
        if minutes is not None:
            self._dialogs.choose_usual(minutes)
