"""The board: three columns of cards, and a strip of what is for later, which of them is selected, and the feeding of many orders without a stall."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.orders.lifecycle import Column
from desktop.domain.restaurant.branch import usable_id
from desktop.domain.text.translation import tr
from desktop.ui.board.column import COLUMN_NAMES, BoardColumn, ColumnGrid
from desktop.ui.board.column_model import ColumnModel
from desktop.ui.board.column_view import ColumnView
from desktop.ui.board.multi_select import MultiSelect, MultiSelectBar
from desktop.ui.board.selection import InputPause, Selection
from desktop.ui.text import order_words
from desktop.ui.widgets.theme import CardLook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.board.card_delegate import Chosen
    from desktop.ui.widgets.theme import Look

_AT_ONCE: Final = 40
"""Orders taken in one turn of the loop: measuring their cards takes some 10 ms."""


class OrderBoard(QWidget):
    """All orders under way."""

    selection_changed = Signal()
    """Another order is selected, or the selected one has changed."""
    accept_wanted = Signal(str)
    card_chosen = Signal()
    changed = Signal()
    """Orders came, changed or went."""
    first_painted = Signal()

    def __init__(
        self,
        look: Look,
        chosen: Chosen,
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
        self._orders: dict[str, BoardOrder] = {}
        self._where: dict[str, Column] = {}
        self._feed: dict[str, BoardOrder] = {}
        self._hidden: dict[str, BoardOrder] = {}
        """Orders under way of branches that are not shown now."""
        self._hidden_branches: frozenset[str] = frozenset()
        self._selected_shown: BoardOrder | None = None
        self.selection = Selection()
        self.input_pause = InputPause(clock)
        """For Enter and the Accept button: another order was selected by itself."""
        self.shifted = InputPause(clock)
        """For presses on cards: they moved."""
        self.models = {where: ColumnModel(now) for where in Column}
        self.multi_select = MultiSelect()
        self.multi_select_bar = MultiSelectBar(look)
        self.views: dict[Column, ColumnView] = {}
        self.columns: dict[Column, BoardColumn] = {}
        self._card_look = CardLook(look)
        for where in Column:
            view = ColumnView(
                self.models[where],
                where,
                self._card_look,
                chosen,
                now=now,
                input_pause=self.shifted,
                multi_select=self.multi_select,
            )
            view.setObjectName(COLUMN_NAMES[where])
            view.setAccessibleName(order_words.column_title(where))
            view.card_chosen.connect(self._on_card_chosen)
            view.accept_pressed.connect(self.accept_wanted)
            self.views[where] = view
            self.columns[where] = BoardColumn(view, where, look)
            self.columns[where].mark_all.clicked.connect(lambda _on=False, where=where: self._mark_all(where))
        self.columns[Column.LATER].hide()
        self._grid = ColumnGrid(self, look, self.columns)
        self._grid.addWidget(self.multi_select_bar, 3, 0, 1, len(Column))
        self.multi_select.changed.connect(self._on_marked)
        self.multi_select_bar.clear_wanted.connect(self.multi_select.clear)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._take_some)
        look.changed.connect(self._on_look_changed)

    @property
    def selected(self) -> BoardOrder | None:
        """The selected order."""
        key = self.selection.selected
        return None if key is None else self._orders.get(key)

    def order(self, payment_key: str) -> BoardOrder | None:
        """Return an order on the board."""
        held = (self._orders, self._feed, self._hidden)
        return next((orders[payment_key] for orders in held if payment_key in orders), None)

    def waiting(self) -> list[BoardOrder]:
        """Return the orders that wait for a person, the oldest first; those that are not shown too."""
        hidden = [order for order in self._hidden.values() if order.column is Column.NEW]
        return sorted([*self.models[Column.NEW], *hidden], key=lambda order: order.received_at)

    def others(self) -> list[BoardOrder]:
        """Return the orders under way that do not wait; those that are not shown too."""
        everything = [*self._orders.values(), *self._hidden.values()]
        return [order for order in everything if order.column is not Column.NEW]

    def hide_branches(self, restaurant_ids: frozenset[str]) -> None:
        """Show the orders of all branches but these."""
        self._hidden_branches = restaurant_ids
        orders = [*self._orders.values(), *self._hidden.values(), *self._feed.values()]
        self._hidden = {}
        self.replace(orders)

    def hides(self, payment_key: str) -> bool:
        """Whether an order is under way at a branch that is not shown now."""
        return payment_key in self._hidden

    def name_branches(self, *, several: bool) -> None:
        """Let each card say whose order it is, or not."""
        for view in self.views.values():
            view.name_branches(several=several)

    def __len__(self) -> int:
        return len(self._orders) + len(self._hidden) + len(self._feed.keys() - self._orders.keys())

    def replace(self, orders: Iterable[BoardOrder]) -> None:
        """Show these orders and no others."""
        wanted = {order.payment_key: order for order in orders if order.column is not None}
        self._feed = {key: order for key, order in self._feed.items() if key in wanted}
        self._hidden = {key: order for key, order in self._hidden.items() if key in wanted}
        self._changing = True
        try:
            for key in [key for key in self._orders if key not in wanted]:
                self._remove(key)
        finally:
            self._changing = False
        self.update_orders(list(wanted.values()))

    def update_orders(self, orders: Sequence[BoardOrder]) -> None:
        """Add, replace and remove orders; many of them over several turns of the loop, the oldest first."""
        if len(orders) > _AT_ONCE:
            orders = sorted(orders, key=lambda order: order.received_at)
        for order in orders:
            self._feed.pop(order.payment_key, None)
            self._feed[order.payment_key] = order
        self._take_some()

    def choose(self, payment_key: str) -> None:
        """A person selected an order."""
        if payment_key in self._orders:
            self.selection.choose(payment_key, self._clock())
            self.card_chosen.emit()
            self._show_selection()

    def settle(self) -> None:
        """Select what the rule of attention says; deaf for a moment when that moved the selection away."""
        waiting = [order.payment_key for order in self.models[Column.NEW] if order.may_accept]
        here = self._orders.keys() | self._feed.keys()
        shown = self._selected_shown
        moved = self.selection.settle(waiting, here, self._first, self._clock())
        if moved and shown is not None and shown.may_accept:
            self.input_pause.begin()
        self._show_selection()

    def step(self, rows: int = 0, columns: int = 0) -> None:
        """Choose the order so many rows below, or in the next column that has any."""
        selected = self.selected
        if selected is None:
            first = self._first()
            if first is not None:
                self.choose(first)
            return
        where = self._where[selected.payment_key]
        row = self.models[where].row_of(selected.payment_key) + rows
        if columns:
            top = self.views[where].visualRect(self.models[where].index(row)).center()
            beyond = where + columns
            while 0 <= beyond < len(Column) and not len(self.models[Column(beyond)]):
                beyond += columns
            if not 0 <= beyond < len(Column):
                return
            where = Column(beyond)
            beside = self.views[where].indexAt(top)
            row = beside.row() if beside.isValid() else len(self.models[where]) - 1
        row = min(max(row, 0), len(self.models[where]) - 1)
        order = self.models[where].order_at(row)
        if order is not None:
            self.choose(order.payment_key)

    def choose_end(self, *, last: bool) -> None:
        """Choose the first or the last order of the selected column."""
        selected = self.selected
        if selected is not None:
            model = self.models[self._where[selected.payment_key]]
            order = model.order_at(len(model) - 1 if last else 0)
            if order is not None:
                self.choose(order.payment_key)

    def mark_selected(self) -> None:
        """Mark the selected order, or unmark it."""
        selected = self.selected
        if selected is not None:
            self.selection.choose(selected.payment_key, self._clock())
            self.multi_select.toggle(selected.payment_key)

    def marked(self) -> list[BoardOrder]:
        """Return the marked orders."""
        found = (self._orders.get(key) for key in self.multi_select.keys)
        return [order for order in found if order is not None]

    def take_keyboard(self) -> None:
        """Give the keyboard to the column with the selected order."""
        selected = self.selected
        where = self._where[selected.payment_key] if selected is not None else Column.NEW
        self.views[where].setFocus()

    def has_keyboard(self) -> bool:
        """Whether one of the columns has the keyboard."""
        return any(view.hasFocus() for view in self.views.values())

    def repaint_order(self, payment_key: str) -> None:
        """Repaint a card whose button reads differently."""
        where = self._where.get(payment_key)
        if where is not None:
            self.views[where].repaint_order(payment_key)

    def repaint_buttons(self) -> None:
        """Repaint all new cards: the usual time has changed."""
        self.views[Column.NEW].viewport().update()

    def tick(self) -> None:
        """A second has passed."""
        now = self._now()
        for view in self.views.values():
            view.tick(now)
        self.settle()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Tell when the board is seen for the first time."""
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def arrange_for(self, width: int) -> None:
        """Arrange the columns for a width that is about to come, in pixels."""
        self._grid.fit(width)

    def _take_some(self) -> None:
        self._changing = True
        try:
            self._take_batch()
        finally:
            self._changing = False
        for where, column in self.columns.items():
            column.set_count(len(self.models[where]))
        # Most restaurants have none, and the room is wanted.
        self._grid.show_later(shown=len(self.models[Column.LATER]) > 0)
        self.multi_select.keep(self._orders)
        self.multi_select_bar.show_orders(self.marked())
        self.settle()
        if self._feed:
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()

    def _take_batch(self) -> None:
        batch = [self._feed.pop(key) for key in list(self._feed)[:_AT_ONCE]]
        fresh: dict[Column, list[BoardOrder]] = {}
        for order in batch:
            key, where = order.payment_key, order.column
            old = self._where.get(key)
            hidden = where is not None and not self._shows(order)
            if old is not None and (hidden or old is not where):
                self._remove(key)
            self._hidden.pop(key, None)
            if hidden:
                self._hidden[key] = order
            if where is None or hidden:
                continue
            self._orders[key] = order
            self._where[key] = where
            fresh.setdefault(where, []).append(order)
        for where, orders in fresh.items():
            self.models[where].put_many(orders)

    def _shows(self, order: BoardOrder) -> bool:
        return usable_id(order.order.restaurant_id) not in self._hidden_branches

    def _remove(self, payment_key: str) -> None:
        where = self._where.pop(payment_key, None)
        self._orders.pop(payment_key, None)
        if where is not None:
            self.models[where].take(payment_key)
            if where is Column.NEW:
                # The cards below move up under the finger.
                self.shifted.begin()

    def _mark_all(self, where: Column) -> None:
        self.multi_select.toggle_all(order.payment_key for order in self.models[where])

    def _on_marked(self, payment_key: str) -> None:
        self.repaint_order(payment_key)
        self.multi_select_bar.show_orders(self.marked())

    def _on_card_chosen(self, payment_key: str) -> None:
        # A list whose current row is taken away makes another one current by itself: nobody has chosen that.
        if not self._changing:
            self.choose(payment_key)

    def _first(self) -> str | None:
        for where in Column:
            order = self.models[where].order_at(0)
            if order is not None:
                return order.payment_key
        return None

    def _show_selection(self) -> None:
        selected = self.selected
        key = None if selected is None else selected.payment_key
        had = self.has_keyboard()
        for where, view in self.views.items():
            mine = key if key is not None and self._where[key] is where else None
            view.select(mine)
            if mine is not None and had and not view.hasFocus():
                view.setFocus()
        if selected is not self._selected_shown:
            self._selected_shown = selected
            self.selection_changed.emit()

    def set_card_size(self, size: str) -> None:
        """Draw the cards "compact", "normal" or "large"."""
        self._card_look.set_size(size)
        self._on_look_changed()

    def _on_look_changed(self) -> None:
        for column in self.columns.values():
            column.restyle()
        self.update()
