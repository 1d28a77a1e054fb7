"""The found orders as a table model that requests the next page when its end comes into view."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.domain.text.translation import tr
from desktop.ui.text import history_words
from desktop.ui.text.format import day_and_clock, money, one_line, order_number
from desktop.ui.text.orders import order_words, payment_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from desktop.domain.orders.search import FoundOrder


_Index = QModelIndex | QPersistentModelIndex


class HistoryColumn(enum.IntEnum):
    """The columns of the table, from left to right."""

    NUMBER = 0
    TIME = 1
    CUSTOMER = 2
    TYPE = 3
    PAYMENT = 4
    TOTAL = 5
    STATUS = 6
    BRANCH = 7


class HistoryModel(QAbstractTableModel):
    """Holds the found orders, the latest first."""

    more_wanted = Signal()
    """The next page is needed."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._found: list[FoundOrder] = []
        self._has_more = False
        self._requested = False

    def replace(self, orders: Sequence[FoundOrder], *, has_more: bool) -> None:
        self.beginResetModel()
        self._found = list(orders)
        self._has_more, self._requested = has_more, False
        self.endResetModel()

    def append(self, orders: Sequence[FoundOrder], *, has_more: bool) -> None:
        """Add the next page."""
        self._has_more, self._requested = has_more, False
        if orders:
            last = len(self._found)
            self.beginInsertRows(QModelIndex(), last, last + len(orders) - 1)
            self._found += orders
            self.endInsertRows()

    def found(self, row: int) -> FoundOrder | None:
        """Return the order of a row, None if there is no such row."""
        return self._found[row] if 0 <= row < len(self._found) else None

    @property
    def last_place(self) -> int:
        """The place of the last order, before which the next page starts; 0 if there is none."""
        return self._found[-1].place if self._found else 0

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._found)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HistoryColumn)

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether there is a next page that was not requested yet."""
        return not parent.isValid() and self._has_more and not self._requested

    def fetchMore(self, parent: _Index) -> None:
        """Request the next page, which arrives later."""
        if self.canFetchMore(parent):
            self._requested = True
            self.more_wanted.emit()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the heading of a column; for a row its order number, which a screen reader speaks."""
        if orientation is not Qt.Orientation.Horizontal:
            return self._row_name(section) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            tr("Number"),
            tr("Time"),
            tr("Customer"),
            tr("Type"),
            tr("Payment"),
            tr("Total"),
            tr("Status"),
            tr("Restaurant"),
        )[section]

    def _row_name(self, row: int) -> str | None:
        found = self.found(row)
        return None if found is None else order_number(found.order.number, found.order.payment_key)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text or the alignment of a cell."""
        found = self.found(index.row()) if index.isValid() else None
        if found is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        return (
            self._text(found, HistoryColumn(index.column())) if role == Qt.ItemDataRole.DisplayRole else None
        )

    def _text(self, found: FoundOrder, column: HistoryColumn) -> str:
        order = found.order
        match column:
            case HistoryColumn.NUMBER:
                return order_number(order.number, order.payment_key)
            case HistoryColumn.TIME:
                return day_and_clock(found.received_at, self._now())
            case HistoryColumn.CUSTOMER:
                return one_line(order.customer_name, 80)
            case HistoryColumn.TYPE:
                return order_words.shipping(order)
            case HistoryColumn.PAYMENT:
                return payment_words.payment(order)
            case HistoryColumn.TOTAL:
                return money(order.total)
            case HistoryColumn.STATUS:
                return history_words.status(order)
            case HistoryColumn.BRANCH:
                return one_line(order.restaurant_name, 80)


def _alignment(column: int) -> int:
    is_amount = column == HistoryColumn.TOTAL
    side = Qt.AlignmentFlag.AlignRight if is_amount else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
