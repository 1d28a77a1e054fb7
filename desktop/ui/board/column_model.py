"""The orders of one column as an item model: sorted, found by payment key, changed row by row.

`sort_key` decides the order of the rows; `BoardOrder.column` decides the column.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.domain.orders.lifecycle import DEFAULT_PREPARING_TIME, Column
from desktop.ui.order import card_words
from desktop.ui.text.format import order_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from desktop.domain.orders.board import BoardOrder

SortKey = tuple[datetime, str]

ORDER_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_NOWHERE: Final = QModelIndex()


def sort_key(order: BoardOrder) -> SortKey:
    """Return the sort key of an order: the order that is due next comes first.

    New orders are sorted by their age or their scheduled time. Orders in preparation are sorted by the promised time,
    scheduled ones by the time to start them, orders on the way by the time they left. The number breaks ties.
    """
    # Orders of one poll arrive at the same moment; their numbers show which was placed first.
    number = f"{order.order.number:>20} {order.payment_key}"
    column = order.column
    if column is Column.NEW:
        # A scheduled order needs an answer like the others, and is due later than they are.
        return (order.promised_for or order.received_at, number)
    if column is Column.LATER:
        # The margin before the promised time is the same for all of them.
        return (order.start_at(timedelta()) or order.received_at, number)
    if column is not Column.ON_THE_WAY:
        since = order.accepted_at or order.changed_at
        return (order.due_at or since + timedelta(minutes=DEFAULT_PREPARING_TIME), number)
    return (order.changed_at, number)


class ColumnModel(QAbstractListModel):
    """Holds the orders of one column."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self._now = now
        self._keys: list[SortKey] = []
        self._orders: list[BoardOrder] = []
        self._key_of: dict[str, SortKey] = {}
        self.ticket_problem: Callable[[str], str] = lambda _payment_key: ""
        """Returns the sentence about an order's ticket that did not come out."""

    def __len__(self) -> int:
        return len(self._orders)

    def __iter__(self) -> Iterator[BoardOrder]:
        return iter(self._orders)

    def __contains__(self, payment_key: object) -> bool:
        return payment_key in self._key_of

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of orders; orders have no children."""
        return 0 if parent.isValid() else len(self._orders)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """Return an order's number, the order itself, or the text of its card for a screen reader."""
        row = index.row()
        if not index.isValid() or row >= len(self._orders):
            return None
        order = self._orders[row]
        if role == Qt.ItemDataRole.DisplayRole:
            return order_number(order.order.number, order.payment_key)
        if role == ORDER_ROLE:
            return order
        if role == Qt.ItemDataRole.AccessibleTextRole:
            spoken = card_words.spoken_card(order, self._now(), order.due_at)
            missing = self.ticket_problem(order.payment_key)
            return f"{spoken}, {missing}" if missing else spoken
        return None

    def order_at(self, row: int) -> BoardOrder | None:
        """Return the order in a row, None if there is no such row."""
        return self._orders[row] if 0 <= row < len(self._orders) else None

    def row_of(self, payment_key: str) -> int:
        """Return the row of an order, -1 if it is not in this column."""
        key = self._key_of.get(payment_key)
        return -1 if key is None else bisect_left(self._keys, key)

    def put(self, order: BoardOrder) -> bool:
        """Add or replace an order. Return whether anything changed."""
        key = sort_key(order)
        old = self._key_of.get(order.payment_key)
        if old is not None:
            row = bisect_left(self._keys, old)
            if old == key:
                if self._orders[row] == order:
                    return False
                self._orders[row] = order
                index = self.index(row)
                self.dataChanged.emit(index, index)
                return True
            self.take(order.payment_key)
        row = bisect_left(self._keys, key)
        self.beginInsertRows(_NOWHERE, row, row)
        self._keys.insert(row, key)
        self._orders.insert(row, order)
        self._key_of[order.payment_key] = key
        self.endInsertRows()
        return True

    def put_many(self, orders: Iterable[BoardOrder]) -> None:
        """Add or replace orders. New ones after the last row are added with one signal."""
        appended: list[tuple[SortKey, BoardOrder]] = []
        last = self._keys[-1] if self._keys else None
        for order in orders:
            key = sort_key(order)
            if order.payment_key in self._key_of or (last is not None and key < last):
                self.put(order)
                last = self._keys[-1] if self._keys else None
            else:
                appended.append((key, order))
        appended.sort(key=lambda each: each[0])
        # The loop above may have moved another order to the last row.
        while appended and last is not None and appended[0][0] < last:
            self.put(appended.pop(0)[1])
        if not appended:
            return
        first = len(self._orders)
        self.beginInsertRows(_NOWHERE, first, first + len(appended) - 1)
        for key, order in appended:
            self._keys.append(key)
            self._orders.append(order)
            self._key_of[order.payment_key] = key
        self.endInsertRows()

    def take(self, payment_key: str) -> BoardOrder | None:
        """Remove an order and return it."""
        key = self._key_of.get(payment_key)
        if key is None:
            return None
        row = bisect_left(self._keys, key)
        self.beginRemoveRows(_NOWHERE, row, row)
        self._keys.pop(row)
        order = self._orders.pop(row)
        del self._key_of[payment_key]
        self.endRemoveRows()
        return order
