"""The board: three columns of cards, a strip of scheduled orders, and the selected card.

Many orders are added over several turns of the event loop, so that the window stays responsive.
"""

from __future__ import annotations

import time
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.orders.lifecycle import Column
from desktop.domain.restaurant.branch import usable_id
from desktop.domain.text.translation import tr
from desktop.ui.board.column import BoardColumn, ColumnGrid
from desktop.ui.board.column_model import ColumnModel
from desktop.ui.board.column_view import ColumnView
from desktop.ui.board.multi_select import MultiSelect, MultiSelectBar
from desktop.ui.board.selection import InputPause, Selection
from desktop.ui.widgets.theme import CardLook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order
    from desktop.ui.board.card_delegate import AcceptLabels
    from desktop.ui.widgets.theme import Look

_FIRST: Final = 12
_MOST: Final = 40
"""Orders added in the first turn of the loop, about as many as are in view, and in a later one at most."""
_TURN: Final = 0.015
"""Seconds that a turn should take without painting: the next one has more orders, or fewer."""
_TELL_EVERY: Final = 0.2
"""Seconds between two `changed` while many orders are added: who hears it looks at all orders."""


class OrderBoard(QWidget):
    """Shows all open orders."""

    selection_changed = Signal()
    """Another order is selected, or the selected one changed."""
    accept_wanted = Signal(str)
    card_chosen = Signal()
    changed = Signal()
    """Orders were added, changed or removed."""
    tally_wanted = Signal()
    """The sum of all dishes that are being cooked is to be shown."""
    first_painted = Signal()

    def __init__(
        self,
        look: Look,
        accept_labels: AcceptLabels,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.setObjectName("orderBoard")
        self.setAccessibleName(tr("Orders under way"))
        self._now = now
        self._clock = clock
        self._painted = False
        self._changing = False
        self._told_at = float("-inf")
        self._orders: dict[str, BoardOrder] = {}
        self._column_of: dict[str, Column] = {}
        self._batch = _FIRST
        self._queue: dict[str, BoardOrder] = {}
        """Orders that a later turn of the loop adds, changes or removes."""
        self._hidden: dict[str, BoardOrder] = {}
        """Open orders of branches that are not shown now."""
        self._hidden_branches: frozenset[str] = frozenset()
        self._selected_shown: BoardOrder | None = None
        self._selected_place: tuple[str, Column] | None = None
        self.selection = Selection()
        self.input_pause = InputPause(clock)
        """For Enter and the Accept button: the program selected another order."""
        self.card_input_pause = InputPause(clock)
        """For clicks on cards: the cards moved."""
        self.models = {column: ColumnModel(now) for column in Column}
        self.multi_select = MultiSelect()
        self.multi_select_bar = MultiSelectBar(look)
        self.views: dict[Column, ColumnView] = {}
        self.columns: dict[Column, BoardColumn] = {}
        self.card_look = CardLook(look)
        for column in Column:
            view = ColumnView(
                self.models[column],
                column,
                self.card_look,
                accept_labels,
                now=now,
                input_pause=self.card_input_pause,
                multi_select=self.multi_select,
            )
            view.card_chosen.connect(self._on_card_chosen)
            view.accept_pressed.connect(self.accept_wanted)
            self.views[column] = view
            self.columns[column] = BoardColumn(view, column, look)
            self.columns[column].mark_all_wanted.connect(self._on_mark_all)
        self.columns[Column.LATER].hide()
        self._grid = ColumnGrid(self, look, self.columns)
        self.columns[Column.PREPARING].tally_wanted.connect(self.tally_wanted)
        self._grid.addWidget(self.multi_select_bar, 3, 0, 1, len(Column))
        self.multi_select.changed.connect(self._on_marked)
        self.multi_select_bar.clear_wanted.connect(self.multi_select.clear)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._update_batch)
        look.changed.connect(self._on_look_changed)

    @property
    def selected(self) -> BoardOrder | None:
        key = self.selection.selected
        return None if key is None else self._orders.get(key)

    def order(self, payment_key: str) -> BoardOrder | None:
        """Return an order on the board, hidden and queued ones included."""
        places = (self._orders, self._queue, self._hidden)
        return next((orders[payment_key] for orders in places if payment_key in orders), None)

    def waiting(self) -> list[BoardOrder]:
        """Return the orders that wait for a person, the oldest first, hidden ones included."""
        hidden = (order for order in self._hidden.values() if order.column is Column.NEW)
        return sorted([*self.models[Column.NEW], *hidden], key=attrgetter("received_at"))

    def others(self) -> list[BoardOrder]:
        """Return the open orders that do not wait, hidden ones included."""
        shown = [order for column in Column if column is not Column.NEW for order in self.models[column]]
        return [*shown, *(order for order in self._hidden.values() if order.column is not Column.NEW)]

    def cooking(self) -> list[Order]:
        """Return the orders that are being prepared, hidden ones included."""
        return [order.order for order in self.others() if order.column is Column.PREPARING]

    def hide_branches(self, restaurant_ids: frozenset[str]) -> None:
        """Show the orders of all other branches."""
        self._hidden_branches = restaurant_ids
        orders = [*self._orders.values(), *self._hidden.values(), *self._queue.values()]
        self._hidden = {}
        self.replace(orders)

    def hides(self, payment_key: str) -> bool:
        """Whether the order belongs to a branch that is not shown now."""
        return payment_key in self._hidden

    def show_branch_names(self, *, several: bool) -> None:
        """Show the branch's name on each card, or hide it."""
        for view in self.views.values():
            view.show_branch_names(several=several)

    def __len__(self) -> int:
        return len(self._orders) + len(self._hidden) + len(self._queue.keys() - self._orders.keys())

    def replace(self, orders: Iterable[BoardOrder]) -> None:
        wanted = {order.payment_key: order for order in orders if order.column is not None}
        self._queue = {key: order for key, order in self._queue.items() if key in wanted}
        self._hidden = {key: order for key, order in self._hidden.items() if key in wanted}
        self._changing = True
        try:
            for key in [key for key in self._orders if key not in wanted]:
                self._remove(key)
        finally:
            self._changing = False
        self.update_orders(list(wanted.values()))

    def update_orders(self, orders: Sequence[BoardOrder]) -> None:
        """Add, replace and remove orders: many of them over several turns of the loop, the oldest first."""
        if len(orders) > _FIRST:
            orders = sorted(orders, key=attrgetter("received_at"))
        for order in orders:
            self._queue.pop(order.payment_key, None)
            self._queue[order.payment_key] = order
        self._update_batch()

    def choose(self, payment_key: str) -> None:
        """Select an order for a person."""
        if payment_key in self._orders:
            self.selection.choose(payment_key, self._clock())
            self.card_chosen.emit()
            self._show_selection()

    def refresh_selection(self) -> None:
        """Apply the selection rule; see `SwapWatch` for the pause after a move."""
        waiting = [order.payment_key for order in self.models[Column.NEW] if order.may_accept]
        on_board = self._orders.keys() | self._queue.keys()
        self.selection.refresh(waiting, on_board, self._first, self._clock())
        self._show_selection()

    def step(self, rows: int = 0, columns: int = 0) -> None:
        """Select the order `rows` below, or one in the next column that is not empty."""
        selected = self.selected
        if selected is None:
            if (first := self._first()) is not None:
                self.choose(first)
            return
        column = self._column_of[selected.payment_key]
        lanes = self.views[column].lanes
        row = self.models[column].row_of(selected.payment_key)
        if columns and 0 <= row % lanes + columns < lanes and row + columns < len(self.models[column]):
            rows, columns, lanes = columns, 0, 1
        row += rows * lanes
        if columns:
            top = self.views[column].visualRect(self.models[column].index(row)).center()
            target = column + columns
            while 0 <= target < len(Column) and not len(self.models[Column(target)]):
                target += columns
            if not 0 <= target < len(Column):
                return
            column = Column(target)
            beside = self.views[column].indexAt(top)
            row = beside.row() if beside.isValid() else len(self.models[column]) - 1
        row = min(max(row, 0), len(self.models[column]) - 1)
        order = self.models[column].order_at(row)
        if order is not None:
            self.choose(order.payment_key)

    def choose_end(self, *, last: bool) -> None:
        """Select the first or the last order of the current column."""
        selected = self.selected
        if selected is not None:
            model = self.models[self._column_of[selected.payment_key]]
            order = model.order_at(len(model) - 1 if last else 0)
            if order is not None:
                self.choose(order.payment_key)

    def mark_selected(self) -> None:
        """Toggle the mark of the selected order."""
        selected = self.selected
        if selected is not None:
            self.selection.choose(selected.payment_key, self._clock())
            self.multi_select.toggle(selected.payment_key)

    def marked(self) -> list[BoardOrder]:
        return [self._orders[key] for key in self.multi_select.keys if key in self._orders]

    def take_keyboard(self) -> None:
        """Focus the column with the selected order."""
        selected = self.selected
        column = self._column_of[selected.payment_key] if selected is not None else Column.NEW
        self.views[column].setFocus()

    def has_keyboard(self) -> bool:
        """Whether one of the columns has the focus."""
        return any(view.hasFocus() for view in self.views.values())

    def repaint_order(self, payment_key: str) -> None:
        """Repaint a card after the text of its button changed."""
        if (column := self._column_of.get(payment_key)) is not None:
            self.views[column].repaint_order(payment_key)

    def repaint_buttons(self) -> None:
        """Repaint all new cards after the usual time changed."""
        self.views[Column.NEW].viewport().update()

    def tick(self) -> None:
        """Update the ages and the selection, once a second."""
        now = self._now()
        for view in self.views.values():
            view.tick(now)
        self._show_oldest()
        self.refresh_selection()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Emit `first_painted` once."""
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def arrange_for(self, width: int) -> None:
        """Arrange the columns for the coming width, in pixels."""
        self._grid.fit(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange_columns()

    def _update_batch(self) -> None:
        began = self._clock()
        self._changing = True
        try:
            self._apply_batch()
        finally:
            self._changing = False
        if self._arrange_columns():
            self.card_input_pause.start()
        self.multi_select.retain(self._orders)
        self.multi_select_bar.show_orders(self.marked())
        self.refresh_selection()
        (self._timer.start if self._queue else self._timer.stop)()
        took = max(self._clock() - began, _TURN / 2)
        self._batch = max(_FIRST, min(_MOST, int(self._batch * _TURN / took))) if self._queue else _FIRST
        if not self._queue or self._clock() - self._told_at >= _TELL_EVERY:
            self._told_at = self._clock()
            self.changed.emit()

    def _arrange_columns(self) -> bool:
        """Show the counts, and give the waiting orders the free columns. Return whether the cards moved."""
        counts = {column: len(model) for column, model in self.models.items()}
        for column, panel in self.columns.items():
            panel.set_count(counts[column])
        self._show_oldest()
        # Most restaurants have no scheduled orders, and the cards need the room.
        self._grid.show_later(shown=counts[Column.LATER] > 0)
        # Hidden, the board does not know its height.
        return self.isVisible() and self._grid.share(counts)

    def _show_oldest(self) -> None:
        arrived = min((order.received_at for order in self.models[Column.NEW]), default=None)
        self.columns[Column.NEW].show_oldest(arrived, self._now())

    def _apply_batch(self) -> None:
        batch = [self._queue.pop(key) for key in list(islice(self._queue, self._batch))]
        changed: dict[Column, list[BoardOrder]] = {}
        for order in batch:
            key, column = order.payment_key, order.column
            old = self._column_of.get(key)
            is_hidden = usable_id(order.order.restaurant_id) in self._hidden_branches
            hidden = column is not None and is_hidden
            if old is not None and (hidden or old is not column):
                self._remove(key)
            self._hidden.pop(key, None)
            if hidden:
                self._hidden[key] = order
            if column is None or hidden:
                continue
            self._orders[key] = order
            self._column_of[key] = column
            changed.setdefault(column, []).append(order)
        for column, orders in changed.items():
            self.models[column].put_many(orders)

    def _remove(self, payment_key: str) -> None:
        column = self._column_of.pop(payment_key, None)
        self._orders.pop(payment_key, None)
        if column is not None:
            self.models[column].take(payment_key)
            if column is Column.NEW:
                # The cards below move up, under the finger of a person who is about to press.
                self.card_input_pause.start()

    def _on_mark_all(self, column: Column) -> None:
        self.multi_select.toggle_all(order.payment_key for order in self.models[column])

    def _on_marked(self, payment_key: str) -> None:
        self.repaint_order(payment_key)
        self.multi_select_bar.show_orders(self.marked())

    def _on_card_chosen(self, payment_key: str) -> None:
        # Qt makes another row current when the current row is removed: no person selected that one.
        if not self._changing:
            self.choose(payment_key)

    def _first(self) -> str | None:
        firsts = (self.models[column].order_at(0) for column in Column)
        return next((order.payment_key for order in firsts if order is not None), None)

    def _show_selection(self) -> None:
        selected = self.selected
        key = None if selected is None else selected.payment_key
        place = None if key is None else (key, self._column_of[key])
        # Only when the selected card moves: a person may have moved the focus to another column.
        takes_focus = place != self._selected_place and self.has_keyboard()
        self._selected_place = place
        for column, view in self.views.items():
            key_here = key if place is not None and place[1] is column else None
            view.select(key_here)
            if key_here is not None and takes_focus:
                view.setFocus()
        if selected is not self._selected_shown:
            self._selected_shown = selected
            self.selection_changed.emit()

    def set_card_size(self, size: str) -> None:
        """Draw the cards "compact", "normal" or "large"."""
        self.card_look.set_size(size)
        self._on_look_changed()

    def lay_out_again(self) -> None:
        """Lay all cards out again: what they show of an order has changed."""
        for view in self.views.values():
            view.lay_out_again()

    def _on_look_changed(self) -> None:
        for panel in self.columns.values():
            panel.restyle()
        self.update()
