"""The found orders as a table that asks for more when its end comes into view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.domain.text.translation import tr
from desktop.ui.text import history_words, order_words
from desktop.ui.text.format import day_and_clock, money, one_line, order_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from desktop.domain.orders.search import Found


_Index = QModelIndex | QPersistentModelIndex

NUMBER, TIME, CUSTOMER, WAY, PAYMENT, TOTAL, STATUS, BRANCH = range(8)
_RIGHT: Final = frozenset({TOTAL})


class HistoryModel(QAbstractTableModel):
    """Rows for the view, the latest first."""

    more_wanted = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._found: list[Found] = []
        self._has_more = False
        self._asked = False

    def begin(self, orders: Sequence[Found], *, has_more: bool) -> None:
        """Show these orders and no others."""
        self.beginResetModel()
        self._found = list(orders)
        self._has_more, self._asked = has_more, False
        self.endResetModel()

    def append(self, orders: Sequence[Found], *, has_more: bool) -> None:
        """Add the next page."""
        self._has_more, self._asked = has_more, False
        if orders:
            last = len(self._found)
            self.beginInsertRows(QModelIndex(), last, last + len(orders) - 1)
            self._found += orders
            self.endInsertRows()

    def found(self, row: int) -> Found | None:
        """Return the order of a row."""
        return self._found[row] if 0 <= row < len(self._found) else None

    @property
    def last_place(self) -> int:
        """The place of the last order; the next page begins before it."""
        return self._found[-1].place if self._found else 0

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of orders so far."""
        return 0 if parent.isValid() else len(self._found)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else BRANCH + 1

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether there are more orders than these."""
        return not parent.isValid() and self._has_more and not self._asked

    def fetchMore(self, parent: _Index) -> None:
        """Ask for the next page; it comes later."""
        if self.canFetchMore(parent):
            self._asked = True
            self.more_wanted.emit()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's name; of a row, what a screen reader calls it."""
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
        """Return the words of a cell."""
        found = self.found(index.row()) if index.isValid() else None
        if found is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        order = found.order
        return {
            NUMBER: lambda: order_number(order.number, order.payment_key),
            TIME: lambda: day_and_clock(found.received_at, self._now()),
            CUSTOMER: lambda: one_line(order.customer_name, 80),
            WAY: lambda: order_words.shipping(order),
            PAYMENT: lambda: order_words.payment(order),
            TOTAL: lambda: money(order.total),
            STATUS: lambda: history_words.status(order),
            BRANCH: lambda: one_line(order.restaurant_name, 80),
        }[index.column()]()


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
