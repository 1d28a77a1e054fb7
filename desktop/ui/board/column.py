"""One column of the board with its heading, and the grid that arranges the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.orders.lifecycle import Column
from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.orders import order_words, press_words
from desktop.ui.text.plain_texts import set_tip
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.label import Label, TickingLabel
from desktop.ui.widgets.theme import TOUCH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from desktop.ui.board.column_view import ColumnView
    from desktop.ui.widgets.theme import Look

COLUMN_NAMES: Final = {
    Column.NEW: "newColumn",
    Column.PREPARING: "preparingColumn",
    Column.ON_THE_WAY: "onTheWayColumn",
    Column.LATER: "laterStrip",
}
_ROOM_FOR_THREE: Final = 3 * 176
"""Pixels at 100 % below which the third column stands under the second."""
_TODAY: Final = (Column.NEW, Column.PREPARING, Column.ON_THE_WAY)
_WIDTHS: Final = {Column.NEW: 300, Column.PREPARING: 268, Column.ON_THE_WAY: 268}
_STRIP_ROWS: Final = 3
"""Scheduled orders in view at most; the others are reached by scrolling."""
_STRIP_HEADING: Final = 128
_HEIGHT_OF_ROW: Final = 220
"""Height of the board in pixels at 100 % for each scheduled order in view: the cards need the rest."""
_LEAST_TITLE: Final = 12
"""Font size at 100 % to which a title shrinks."""
_LOW: Final = 320
"""Height of the board in pixels at 100 % below which each row is dear."""
MANY_WAITING: Final = 10
"""Waiting orders from which the heading shows in red that they are many, and how long the oldest one waits."""
_CARD: Final = 150
"""Typical height of a waiting card in pixels at 100 %."""
_CALM: Final = 0.75
"""Share of the height that the cards must fit in before they leave the free columns again."""


class BoardColumn(QWidget):
    """Shows a heading with the number of orders, and their cards. The heading of scheduled orders stands beside them."""

    mark_all_wanted = Signal(object)
    """All orders of this `Column` are to be marked, or unmarked."""
    tally_wanted = Signal()
    """The sum of all dishes that are being cooked is to be shown."""

    def __init__(self, view: ColumnView, column: Column, look: Look) -> None:
        super().__init__()
        self.view = view
        # The headings must stay whole in a low window; cards can be scrolled.
        view.setMinimumHeight(1)
        view.setObjectName(COLUMN_NAMES[column])
        view.setAccessibleName(order_words.column_title(column))
        self._column = column
        self._look = look
        self._orders = 0
        self._unknown = False
        self._title = Label(look, 15, QFont.Weight.Bold, elides=True, shrinks_to=_LEAST_TITLE)
        self._title.set_text(order_words.capitals(order_words.column_title(column)))
        self._count = TickingLabel(look, 15, QFont.Weight.DemiBold, "muted")
        self.mark_all = Button(look, ButtonKind.QUIET, name=f"{COLUMN_NAMES[column]}MarkAll", size=14)
        self.mark_all.clicked.connect(self._on_mark_all)
        self.mark_all.hide()
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._tally = self._add_tally() if column is Column.PREPARING else None
        self._head.addWidget(self.mark_all)
        self._head.addWidget(self._count)
        is_strip = column is Column.LATER
        layout = QHBoxLayout(self) if is_strip else QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head)
        layout.addWidget(view, 1)
        self.restyle()

    def _add_tally(self) -> Button:
        tally = Button(self._look, ButtonKind.QUIET, name="allDayButton", size=14)
        set_tip(tally, tr("All dishes that are being cooked now"))
        tally.clicked.connect(self.tally_wanted)
        tally.hide()
        self._head.addWidget(tally)
        return tally

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_heading()

    def restyle(self) -> None:
        """Apply the measures and colours of the theme."""
        px = self._look.px
        self._head.setContentsMargins(px(16), 0, px(16), 0)
        self._title.setMinimumHeight(px(TOUCH))
        if self._column is Column.LATER:
            self._head.setContentsMargins(px(16), 0, 0, 0)
            self._title.setFixedWidth(px(_STRIP_HEADING))
        self.setMinimumWidth(px(168))
        self.view.lay_out_again()

    def set_count(self, count: int) -> None:
        """Show the number of orders in the column."""
        self._orders = count
        self._show_number()
        self.mark_all.setVisible(count > 1 and self._column is not Column.LATER)
        if self._tally is not None:
            self._tally.setVisible(count > 1)
        self._fit_heading()
        if self._column is Column.LATER:
            self._fit_strip()

    def set_unknown(self, *, unknown: bool) -> None:
        """Show "?" instead of 0 while nobody knows which orders wait."""
        if unknown is not self._unknown:
            self._unknown = unknown
            self._show_number()

    def _show_number(self) -> None:
        self._count.set_text("?" if self._unknown and not self._orders else str(self._orders), "muted")

    def _fit_strip(self) -> None:
        board = self.parentWidget()
        share = 0 if board is None else board.height() // self._look.px(_HEIGHT_OF_ROW)
        rows = self.view.first_rows(min(max(share, 1), _STRIP_ROWS))
        # The heading needs the height of what can be pressed.
        self.view.setFixedHeight(max(rows, self._look.px(TOUCH)) + self._look.px(4))

    def show_oldest(self, arrived: datetime | None, now: datetime) -> None:
        """Show how long the oldest order has waited, where many wait; None for no order."""
        if arrived is None or self._orders < MANY_WAITING:
            self._show_number()
            return
        age = order_words.waiting_age((now - arrived).total_seconds())
        text = tr("{count} · oldest {age}").format(count=self._orders, age=age)
        self._count.set_text(text, "late_ink")

    def _fit_heading(self) -> None:
        """Choose the longest texts of the buttons that leave room for the title."""
        long, short = press_words.select_all()
        title = self._look.metrics(_LEAST_TITLE, QFont.Weight.Bold).horizontalAdvance(self._title.text())
        room = self.width() - title - self._count.sizeHint().width() - self._look.px(60)
        for tally, mark in ((tr("All dishes"), long), (tr("All dishes"), short), ("Σ", short)):
            self.mark_all.set_text(mark, spoken=plurals.mark_all(self._orders))
            if self._tally is not None:
                self._tally.set_text(tally, spoken=tr("All dishes that are being cooked now"))
            shown = [
                button
                for button in (self._tally, self.mark_all)
                if button is not None and not button.isHidden()
            ]
            if sum(button.sizeHint().width() for button in shown) <= room:
                return

    def _on_mark_all(self) -> None:
        self.mark_all_wanted.emit(self._column)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._look.fill(painter, self.rect(), "ground")
        if self._column is Column.LATER:
            self._look.fill(painter, QRect(0, 0, self.width(), 1), "edge")
        self._look.fill(painter, QRect(self.width() - 1, 0, 1, self.height()), "edge")


class ColumnGrid(QGridLayout):
    """Arranges three columns side by side, or two if the third has no room. Scheduled orders stand below all of them.

    Waiting orders that do not fit into their column flow into empty ones.
    """

    def __init__(self, parent: QWidget, look: Look, columns: Mapping[Column, BoardColumn]) -> None:
        super().__init__(parent)
        self._look = look
        self._columns = columns
        self._stacked = False
        self._free: frozenset[Column] = frozenset()
        """Empty columns that the waiting orders use."""
        self._low = False
        """Whether scheduled orders stand below the other columns only: the waiting ones need all of the height."""
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(0)
        self._place()

    def fit(self, width: int) -> None:
        """Arrange the columns for the coming width, in pixels."""
        stacked = width < self._look.px(_ROOM_FOR_THREE)
        if stacked is not self._stacked:
            self._stacked = stacked
            self._place()

    def show_later(self, *, shown: bool) -> None:
        """Show the scheduled orders, or give their room to the other columns."""
        self._columns[Column.LATER].setVisible(shown)

    def share(self, counts: Mapping[Column, int]) -> bool:
        """Let the waiting orders flow into empty columns, or give these back. Return whether the cards moved.

        Args:
            counts: the number of orders of each column.
        """
        empty = frozenset(column for column in _TODAY[1:] if not counts[column])
        needed = counts[Column.NEW] * self._look.px(_CARD)
        room = self._columns[Column.NEW].view.height()
        overflows = needed > (room * _CALM if self._free else room)
        # Stacked, both halves of the second column must be free.
        free = empty if overflows and (not self._stacked or len(empty) == len(_TODAY) - 1) else frozenset()
        board = self.parentWidget()
        low = board is not None and board.height() < self._look.px(_LOW)
        if low:
            free = frozenset()
        if (free, low) == (self._free, self._low):
            return False
        self._free, self._low = free, low
        self._place()
        return True

    def _place(self) -> None:
        shown = [column for column in _TODAY if column not in self._free]
        lanes = 1 + len(self._free)
        if self._stacked:
            lanes = 2 if self._free else 1
            places = {
                Column.NEW: (0, 0, 2, lanes),
                Column.PREPARING: (0, 1, 1, 1),
                Column.ON_THE_WAY: (1, 1, 1, 1),
            }
        else:
            places = {Column.NEW: (0, 0, 2, lanes)}
            places |= {column: (0, lanes + number, 2, 1) for number, column in enumerate(shown[1:])}
        for column in _TODAY:
            if column in shown:
                self.addWidget(self._columns[column], *places[column])
            # Not before it has a parent: it would be a window of its own.
            self._columns[column].setVisible(column in shown)
        if self._low:
            self.addWidget(self._columns[Column.NEW], 0, 0, 3, 1)
        first = int(self._low)
        self.addWidget(self._columns[Column.LATER], 2, first, 1, len(_TODAY) - first)
        self._columns[Column.NEW].view.set_lanes(lanes)
        for column, width in _WIDTHS.items():
            self.setColumnStretch(column, 0 if self._stacked and column is Column.ON_THE_WAY else width)
        for row, height in enumerate((3, 2 if self._stacked else 0)):
            self.setRowStretch(row, height)
