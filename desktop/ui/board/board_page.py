"""Where orders are dealt with: branches, board and the selected order beside each other, and the times they would get.

What stands around it (header, banner, pages, title, tray) is the window's.
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
from desktop.ui.board.pending_accepts import PendingAccepts
from desktop.ui.order.detail_pane import DetailPane
from desktop.ui.order.preparation_times import PreparationTimes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.domain.restaurant.branch import Branch
    from desktop.domain.trouble import Connection, Trouble
    from desktop.ui.commands import OrderCommands
    from desktop.ui.widgets.theme import Look

_BOARD_SHARE: Final = 836
_DETAIL_SHARE: Final = 530
"""Pixels of the drawing's 1366: the two grow in this proportion."""


class BoardPage(QWidget):
    """The board and the order that is looked at."""

    changed = Signal()
    """Orders came, went or changed."""

    def __init__(
        self,
        commands: OrderCommands,
        look: Look,
        *,
        preparing_time: int,
        steady: Callable[[], float],
        parent: QWidget,
    ) -> None:
        """Take what is needed.

        Args:
            commands: accepts orders and tells the time of day.
            look: the theme.
            preparing_time: the usual one, in minutes.
            steady: seconds that never go back.
            parent: the window.
        """
        super().__init__(parent)
        self._look = look
        self.minutes = PreparationTimes(preparing_time, steady)
        self.pending_accepts = PendingAccepts(commands, self.minutes, steady, self)
        self.board = OrderBoard(look, self.pending_accepts, commands.now, steady)
        self.branches = BranchFilter(look)
        self.message = EmptyMessage(look, self.board)
        self.detail = DetailPane(look, self.minutes, commands.now)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        left = QVBoxLayout()
        left.addWidget(self.branches)
        left.addWidget(self.board, 1)
        body.addLayout(left, _BOARD_SHARE)
        body.addWidget(self.detail, _DETAIL_SHARE)
        self.board.selection_changed.connect(self._on_selection_changed)
        self.board.changed.connect(self._on_orders_changed)
        self.pending_accepts.changed.connect(self._on_buttons_changed)
        self.branches.chosen.connect(self.board.hide_branches)

    def show_branches(self, branches: tuple[Branch, ...]) -> None:
        """Show which restaurants there are."""
        self.branches.show_branches(branches)
        self.board.name_branches(several=len(branches) > 1)

    def show_state(self, connection: Connection, troubles: Sequence[Trouble]) -> None:
        """Say why there is no order, where there is none."""
        empty = self.message.show_state(connection, troubles, has_orders=len(self.board) > 0)
        self.board.views[Column.NEW].set_empty_text(empty)

    def waiting_at(self, restaurant_id: str) -> int:
        """Return how many orders of a branch wait for a person."""
        return sum(usable_id(o.order.restaurant_id) == restaurant_id for o in self.board.waiting())

    def choose(self, payment_key: str) -> None:
        """Select an order, also one of a branch that is not shown."""
        if self.board.hides(payment_key):
            self.branches.choose(ALL)
        self.board.choose(payment_key)

    def set_preset_times(self, times: tuple[int, ...]) -> None:
        """Offer these preparation times at one press, in minutes, the shortest first."""
        self.minutes.presets = times
        self.detail.panel.set_presets(times)
        self.refresh_minutes()

    def set_preparing_time(self, minutes: int) -> None:
        """Take over the usual preparation time."""
        self.minutes.usual = minutes
        self.refresh_minutes()

    def set_rush(self, minutes: int) -> None:
        """Add so many minutes to every time that was not typed."""
        self.minutes.rush = minutes
        self.refresh_minutes()

    def dress(self) -> None:
        """Fit least sizes to the size of text."""
        self.detail.setMinimumWidth(self._look.px(300))

    def arrange_for(self, width: int, height: int) -> None:
        """Fit columns and gaps to the window's size, in pixels."""
        share = width * _BOARD_SHARE // (_BOARD_SHARE + _DETAIL_SHARE)
        self.board.arrange_for(min(share, width - self.detail.minimumWidth()))
        tight = height < self._look.px(640)
        self.detail.set_tight(tight)
        self.board.multi_select_bar.set_tight(tight)

    def settle(self) -> None:
        """Forget presses that were answered."""
        self.pending_accepts.settle(self.board)

    def tick(self) -> None:
        """Show the time that has passed."""
        self.board.tick()
        if self.minutes.expire():
            self.refresh_minutes()

    def refresh_minutes(self) -> None:
        """Let every button name the time it would give."""
        self.board.repaint_buttons()
        self._refresh_actions()

    def _refresh_actions(self) -> None:
        selected = self.board.selected
        self.detail.refresh_actions(
            under_way=selected is not None and self.pending_accepts.is_under_way(selected.payment_key)
        )

    def _on_orders_changed(self) -> None:
        self.settle()
        self.changed.emit()

    def _on_selection_changed(self) -> None:
        selected = self.board.selected
        under_way = selected is not None and self.pending_accepts.is_under_way(selected.payment_key)
        self.detail.show_order(selected, under_way=under_way)

    def _on_buttons_changed(self, payment_key: str) -> None:
        self.board.repaint_order(payment_key)
        self._refresh_actions()
