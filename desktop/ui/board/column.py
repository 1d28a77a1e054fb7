"""One column of the board with its heading, and the grid that arranges the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.orders.lifecycle import Column
from desktop.ui.text import order_words, plurals, press_words
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.theme import TOUCH

if TYPE_CHECKING:
    from collections.abc import Mapping

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
_SIDE_BY_SIDE: Final = {
    Column.NEW: (0, 0, 2, 1),
    Column.PREPARING: (0, 1, 2, 1),
    Column.ON_THE_WAY: (0, 2, 1, 1),
    Column.LATER: (1, 2, 1, 1),
}
_STACKED: Final = {
    Column.NEW: (0, 0, 3, 1),
    Column.PREPARING: (0, 1, 1, 1),
    Column.ON_THE_WAY: (1, 1, 1, 1),
    Column.LATER: (2, 1, 1, 1),
}
"""Row, column, row span and column span: scheduled orders stand below those on the way."""
_WIDTHS: Final = {Column.NEW: 300, Column.PREPARING: 268, Column.ON_THE_WAY: 268}


class BoardColumn(QWidget):
    """Shows a heading with the number of orders, and their cards."""

    mark_all_wanted = Signal(object)
    """All orders of this `Column` are to be marked, or unmarked."""

    def __init__(self, view: ColumnView, column: Column, look: Look) -> None:
        super().__init__()
        self.view = view
        self._column = column
        self._look = look
        self._number = 0
        self._title = Label(look, 15, QFont.Weight.Bold, elides=True, shrinks_to=12)
        self._title.set_text(order_words.capitals(order_words.column_title(column)))
        self._count = Label(look, 15, QFont.Weight.DemiBold, "muted")
        self.mark_all = Button(look, ButtonKind.QUIET, name=f"{COLUMN_NAMES[column]}MarkAll", size=14)
        self.mark_all.clicked.connect(self._on_mark_all)
        self.mark_all.hide()
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self.mark_all)
        self._head.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head)
        layout.addWidget(view, 1)
        # Where height is scarce, the cards get less, not the heading.
        view.setMinimumHeight(1)
        self.restyle()

    def restyle(self) -> None:
        """Apply the measures and colours of the theme."""
        px = self._look.px
        self._head.setContentsMargins(px(16), 0, px(16), 0)
        self._title.setMinimumHeight(px(TOUCH))
        self.setMinimumWidth(px(168))
        self.view.lay_out_again()

    def set_count(self, count: int) -> None:
        """Show the number of orders in the column."""
        self._number = count
        self._count.set_text(str(count))
        self.mark_all.setVisible(count > 1)
        self._fit_mark_all(count)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_mark_all(self._number)

    def _fit_mark_all(self, count: int) -> None:
        """Choose the longest text of the button that leaves room for the title."""
        long, short = press_words.select_all()
        self.mark_all.set_text(long, spoken=plurals.mark_all(count))
        title = self._look.metrics(14, QFont.Weight.Bold).horizontalAdvance(self._title.text())
        others = title + self._count.sizeHint().width() + self._look.px(50)
        if others + self.mark_all.sizeHint().width() > self.width():
            self.mark_all.set_text(short, spoken=plurals.mark_all(count))

    def _on_mark_all(self) -> None:
        self.mark_all_wanted.emit(self._column)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("ground"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._look.color("edge"))


class ColumnGrid(QGridLayout):
    """Arranges three columns side by side, or two if the third has no room. Scheduled orders stand below."""

    def __init__(self, parent: QWidget, look: Look, columns: Mapping[Column, BoardColumn]) -> None:
        super().__init__(parent)
        self._look = look
        self._columns = columns
        self._stacked = False
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
        strip = self._columns[Column.LATER]
        if shown is strip.isHidden():
            strip.setVisible(shown)
            self._share_height()

    def _place(self) -> None:
        for column, place in (_STACKED if self._stacked else _SIDE_BY_SIDE).items():
            self.addWidget(self._columns[column], *place)
        for column, width in _WIDTHS.items():
            self.setColumnStretch(column, 0 if self._stacked and column is Column.ON_THE_WAY else width)
        self._share_height()

    def _share_height(self) -> None:
        # An empty row would still take its share of the height.
        later = 0 if self._columns[Column.LATER].isHidden() else 2
        for row, height in enumerate((3, 2, later) if self._stacked else (3, later, 0)):
            self.setRowStretch(row, height)
