"""The orders of one column as an item model: sorted, found by payment key, changed row by row.

In what order they stand is decided here (`sort_key`); in which column, by the order itself; how a card looks is not
known here.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.domain.orders.lifecycle import DEFAULT_PREPARING_TIME, Column
from desktop.ui.text import order_words
from desktop.ui.text.format import order_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from desktop.domain.orders.board import BoardOrder

SortKey = tuple[datetime, str]

ORDER_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_NOWHERE: Final = QModelIndex()


def sort_key(order: BoardOrder) -> SortKey:
    """Return what a column is sorted by: what is due next stands first.

    New orders by age, or the time they are for; those being prepared, and those for later, by the time they are promised;
    those on the way by how long they are. Then the number.
    """
    # Orders that came with one poll are equally old here; their numbers tell which was placed first.
    then = f"{order.order.number:>20} {order.payment_key}"
    where = order.column
    if where is Column.NEW:
        # What is for later waits for a press like the others, and is due later than they.
        return (order.promised_for or order.received_at, then)
    if where is not Column.ON_THE_WAY:
        begun = order.accepted_at or order.changed_at
        return (order.due_at or begun + timedelta(minutes=DEFAULT_PREPARING_TIME), then)
    return (order.changed_at, then)


class ColumnModel(QAbstractListModel):
    """One column of the board."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self._now = now
        self._keys: list[SortKey] = []
        self._orders: list[BoardOrder] = []
        self._key_of: dict[str, SortKey] = {}

    def __len__(self) -> int:
        return len(self._orders)

    def __iter__(self) -> Iterator[BoardOrder]:
        return iter(self._orders)

    def __contains__(self, payment_key: object) -> bool:
        return payment_key in self._key_of

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of orders; an order has no children."""
        return 0 if parent.isValid() else len(self._orders)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """Return an order's number, the order itself, or the card in words for a screen reader."""
        row = index.row()
        if not index.isValid() or row >= len(self._orders):
            return None
        order = self._orders[row]
        if role == Qt.ItemDataRole.DisplayRole:
            return order_number(order.order.number, order.payment_key)
        if role == ORDER_ROLE:
            return order
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return order_words.spoken_card(order, self._now(), order.due_at)
        return None

    def order_at(self, row: int) -> BoardOrder | None:
        """Return the order in a row."""
        return self._orders[row] if 0 <= row < len(self._orders) else None

    def row_of(self, payment_key: str) -> int:
        """Return the row of an order, -1 when it is not in this column."""
        key = self._key_of.get(payment_key)
        return -1 if key is None else bisect_left(self._keys, key)

    def put(self, order: BoardOrder) -> bool:
        """Add or replace an order; tell whether anything changed."""
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
        """Add or replace orders; those that all come after the last row are added at one stroke."""
        fresh: list[tuple[SortKey, BoardOrder]] = []
        last = self._keys[-1] if self._keys else None
        for order in orders:
            key = sort_key(order)
            if order.payment_key in self._key_of or (last is not None and key < last):
                self.put(order)
                last = self._keys[-1] if self._keys else None
            else:
                fresh.append((key, order))
        fresh.sort(key=lambda each: each[0])
        # A row changed meanwhile may have become the last one.
        while fresh and last is not None and fresh[0][0] < last:
            self.put(fresh.pop(0)[1])
        if not fresh:
            return
        first = len(self._orders)
        self.beginInsertRows(_NOWHERE, first, first + len(fresh) - 1)
        for key, order in fresh:
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
