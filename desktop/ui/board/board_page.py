"""The page with the branch filter, the board and the selected order.

The window owns everything around it: header, banner, other pages, title and tray.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.orders.lifecycle import Column
from desktop.domain.restaurant.branch import usable_id
from desktop.ui.board.board import OrderBoard
from desktop.ui.board.branch_filter import ALL, BranchFilter
from desktop.ui.board.empty_message import EmptyMessage
from desktop.ui.board.notices import Notices
from desktop.ui.board.pending_accepts import PendingAccepts
from desktop.ui.board.swap_watch import SwapWatch
from desktop.ui.order.detail_pane import DetailPane
from desktop.ui.order.preparation_times import PreparationTimes
from desktop.ui.overview.quiet_panel import QuietPanel
from desktop.ui.overview.timeline import Timeline
from desktop.ui.pressing.take_back_bar import TakeBackBar
from desktop.ui.widgets.theme import CardLook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.trouble import Connection, Trouble
    from desktop.ui.commands import OrderCommands
    from desktop.ui.printing.job_words import OrderTickets
    from desktop.ui.tills.as_of_strip import AsOfStrip
    from desktop.ui.widgets.theme import Look

_BOARD_SHARE: Final = 836
_DETAIL_SHARE: Final = 530
"""Board and detail share the width in this proportion."""
_ROOM_FOR_TIMELINE: Final = 680
"""Pixels at 100 % of the window's height: a maximised window on a screen with 768 has more, above a task bar too."""


class BoardPage(QWidget):
    """Shows the board beside the selected order."""

    changed = Signal()
    """Orders were added, changed or removed."""

    def __init__(
        self,
        commands: OrderCommands,
        look: Look,
        *,
        preparing_time: int,
        steady: Callable[[], float],
        parent: QWidget,
    ) -> None:
        """Build the page.

        Args:
            commands: accepts orders and returns the time of day.
            look: the theme.
            preparing_time: the usual preparation time, in minutes.
            steady: a monotonic clock, in seconds.
            parent: the window.
        """
        super().__init__(parent)
        self._look = look
        self._now = commands.now
        self._wants_timeline = True
        self._height = 0
        self.minutes = PreparationTimes(preparing_time, steady)
        self.pending_accepts = PendingAccepts(commands, self.minutes, steady, self)
        self.board = OrderBoard(look, self.pending_accepts, commands.now, steady)
        self.branches = BranchFilter(look)
        self.notices = Notices(look)
        self.swaps = SwapWatch(self.board)
        self.take_back_bar = TakeBackBar(look, commands.now)
        self.message = EmptyMessage(look, self.board)
        self._pane_look = CardLook(look)
        self.detail = DetailPane(self._pane_look, self.minutes, commands.now)
        self._as_of: AsOfStrip | None = None
        self.quiet = QuietPanel(look)
        self.timeline = Timeline(self._pane_look)
        self.timeline.hide()
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        left = QVBoxLayout()
        self._left = left
        left.addWidget(self.branches)
        left.addWidget(self.timeline)
        left.addWidget(self.board, 1)
        left.addWidget(self.notices)
        left.addWidget(self.take_back_bar)
        body.addLayout(left, _BOARD_SHARE)
        body.addWidget(self.detail, _DETAIL_SHARE)
        body.addWidget(self.quiet, _DETAIL_SHARE)
        self.detail.hide()
        self.board.input_pause.on_start = self.detail.panel.steps.show_pause
        self.detail.allergies = self.pending_accepts.allergies
        self.board.multi_select_bar.left_to_person = self.pending_accepts.is_left_to_person
        self.board.multi_select.changed.connect(self._on_marks_changed)
        self.board.selection_changed.connect(self._on_selection_changed)
        self.board.changed.connect(self._on_orders_changed)
        self.pending_accepts.changed.connect(self._on_buttons_changed)
        self.branches.chosen.connect(self.board.hide_branches)
        self.notices.seen.connect(commands.seen)

    def show_branches(self, branches: tuple[Branch, ...]) -> None:
        """Show the branches in the filter and, if there are several, on the cards."""
        self.branches.show_branches(branches)
        self.board.show_branch_names(several=len(branches) > 1)
        self.notices.show_branches(branches)
        self._show_notices()

    def show_state(self, connection: Connection, troubles: Sequence[Trouble]) -> None:
        """Explain an empty board."""
        empty = self.message.show_state(connection, troubles, self._now(), has_orders=len(self.board) > 0)
        self.board.views[Column.NEW].set_empty_text(empty)
        self.board.columns[Column.NEW].set_unknown(unknown=connection.is_lost)

    def show_as_of(self, since: datetime | None) -> None:
        """Show the orders in grey, and since when nothing new comes; None for orders as they are now."""
        if self._as_of is None and since is not None:
            from desktop.ui.tills.as_of_strip import AsOfStrip

            self._as_of = AsOfStrip(self._look, self._now)
            self._left.insertWidget(0, self._as_of)
        if self._as_of is not None:
            self._as_of.show_as_of(since)
        for look in (self.board.card_look, self._pane_look):
            look.set_grey(grey=since is not None)

    def waiting_at(self, restaurant_id: str) -> int:
        """Return the number of orders of a branch that wait for a person."""
        return sum(usable_id(each.order.restaurant_id) == restaurant_id for each in self.board.waiting())

    def choose(self, payment_key: str) -> None:
        """Select an order. If its branch is hidden, show all branches first."""
        if self.board.hides(payment_key):
            self.branches.choose(ALL)
        self.board.choose(payment_key)

    def set_preset_times(self, times: tuple[int, ...]) -> None:
        """Offer these preparation times as buttons, in minutes, the shortest first."""
        self.minutes.presets = times
        self.detail.panel.set_presets(times)
        self.refresh_minutes()

    def set_allergy_words(self, words: tuple[str, ...]) -> None:
        """Look for these words in the notes of orders."""
        self.pending_accepts.set_allergy_words(words)
        self.board.lay_out_again()

    def show_tickets(self, tickets: Mapping[str, OrderTickets]) -> None:
        """Show what became of the tickets of orders, by payment key: on their cards and in the pane."""
        before, self.pending_accepts.tickets = self.pending_accepts.tickets, tickets
        self.detail.show_tickets(tickets)
        if _problems(before) != _problems(tickets):
            self.board.lay_out_again()

    def set_preparing_time(self, minutes: int) -> None:
        """Set the usual preparation time."""
        self.minutes.usual = minutes
        self.refresh_minutes()

    def set_rush(self, minutes: int) -> None:
        """Add these minutes to every time that was not typed."""
        self.minutes.rush = minutes
        self.refresh_minutes()

    def restyle(self) -> None:
        """Fit the minimum width to the text size."""
        self.detail.setMinimumWidth(self._look.px(300))
        self.quiet.setMinimumWidth(self._look.px(300))

    def arrange_for(self, width: int, height: int) -> None:
        """Fit columns and gaps to the coming size of the window, in pixels."""
        share = width * _BOARD_SHARE // (_BOARD_SHARE + _DETAIL_SHARE)
        self.board.arrange_for(min(share, width - self.detail.minimumWidth()))
        tight = height < self._look.px(640)
        self.detail.set_tight(tight)
        self.board.multi_select_bar.set_tight(tight)
        self._height = height
        self._place_timeline()

    def show_timeline(self, *, on: bool) -> None:
        """Show the line of promised times, where the window is high enough for it, or never."""
        self._wants_timeline = on
        self._place_timeline()

    def _place_timeline(self) -> None:
        has_room = self._height >= self._look.px(_ROOM_FOR_TIMELINE)
        self.timeline.setVisible(self._wants_timeline and has_room and len(self.board) > 0)
        if not self.timeline.isHidden():
            self.timeline.show_orders(self.board.others(), self._now())

    def discard_answered(self) -> None:
        """Discard accepts that the store has answered."""
        self.pending_accepts.discard_answered(self.board)

    def tick(self) -> None:
        """Update everything that depends on the time, once a second."""
        self.board.tick()
        if self.timeline.is_outdated(self._now()):
            self._place_timeline()
        selected = self.board.selected
        if self.minutes.expire():
            self.refresh_minutes()
        elif selected is not None and selected.can_take_back:
            self._refresh_actions()

    def refresh_minutes(self) -> None:
        """Refresh the times on all buttons."""
        self.board.repaint_buttons()
        self._refresh_actions()

    def _refresh_actions(self) -> None:
        selected = self.board.selected
        question = "" if selected is None else self.pending_accepts.question(selected.payment_key)
        held_back = self.pending_accepts.are_held_back()
        self.detail.refresh_actions(
            pending=self._is_pending(selected), question=question, held_back=held_back
        )
        self._show_offer()

    def _show_offer(self) -> None:
        """Mark what Accept would promise on the line of promised times."""
        order = self.board.selected
        asks = order is not None and order.may_accept and order.promised_for is None
        self.timeline.show_offer(self.minutes.minutes_for(order.payment_key) if order and asks else None)

    def _on_marks_changed(self) -> None:
        held = any(order.may_accept for order in self.board.marked())
        if held is not self.pending_accepts.are_held_back():
            self.pending_accepts.hold_back(held=held)
            self.refresh_minutes()

    def _on_orders_changed(self) -> None:
        self.discard_answered()
        self._show_notices()
        self._place_timeline()
        self._on_marks_changed()
        self.take_back_bar.show_orders([*self.board.waiting(), *self.board.others()])
        self.changed.emit()

    def _show_notices(self) -> None:
        self.notices.show_orders(self.board.waiting(), self.board.others())

    def _on_selection_changed(self) -> None:
        selected = self.board.selected
        self.pending_accepts.keep_question_for(None if selected is None else selected.payment_key)
        self.detail.show_order(selected, pending=self._is_pending(selected))
        self.detail.setVisible(selected is not None)
        self.quiet.setVisible(selected is None)
        self._refresh_actions()

    def _is_pending(self, order: BoardOrder | None) -> bool:
        return order is not None and self.pending_accepts.is_pending(order.payment_key)

    def _on_buttons_changed(self, payment_key: str) -> None:
        self.board.repaint_order(payment_key)
        self._refresh_actions()


def _problems(tickets: Mapping[str, OrderTickets]) -> dict[str, str]:
    return {key: said.problem for key, said in tickets.items() if said.problem}
