"""A row that wraps into a second line if the window is narrow, the text large or the language long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QSpacerItem

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_SHARE: Final = 10
"""A widget that may shrink keeps a tenth of the row's width; below that, the row wraps."""


class _Item(NamedTuple):
    """A widget or a stretch in the row."""

    item: QLayoutItem
    stretch: int = 0
    shrinks: bool = False

    @property
    def is_spring(self) -> bool:
        """Whether this is a stretch."""
        return self.item.spacerItem() is not None

    def least(self, room: int) -> int:
        """Return the width below which the row wraps before this item."""
        hint, least = self.item.sizeHint().width(), self.item.minimumSize().width()
        if self.shrinks:
            return min(hint, max(least, room // _SHARE))
        return 0 if self.is_spring else least if self.stretch else hint


class FlowLayout(QLayout):
    """Works like a `QHBoxLayout` that wraps. With enough room, both look the same."""

    def __init__(self, parent: QWidget | None = None, *, to_the_end: bool = False) -> None:
        """Create an empty row.

        Args:
            parent: the widget that it fills.
            to_the_end: whether each line ends at the right edge, so that the last item stays at its place.
        """
        super().__init__(parent)
        self._to_the_end = to_the_end
        self._items: list[_Item] = []
        self._heights: dict[int, int] = {}
        """By width, until something changes: Qt asks for the same ones many times."""

    def addWidget(self, widget: QWidget, stretch: int = 0, *, shrinks: bool = False) -> None:
        """Add a widget.

        Args:
            widget: the widget.
            stretch: its share of the free room of its line.
            shrinks: whether it may become narrower than its size hint before the row wraps.
        """
        super().addWidget(widget)
        self._items[-1] = _Item(self._items[-1].item, stretch, shrinks)

    def addStretch(self, stretch: int = 1) -> None:
        """Push the following items to the right, if they are in the same line."""
        spring = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._items.append(_Item(spring, stretch))
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item, which the layout then owns."""
        self._items.append(_Item(item))
        self.invalidate()

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, None behind the last one."""
        return self._items[index].item if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove an item and return it."""
        self._heights.clear()
        return self._items.pop(index).item if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return that only the width can grow."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._flow(QRect(0, 0, width, 0), places=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._flow(rect, places=True)

    def sizeHint(self) -> QSize:
        hints = [each.item.sizeHint() for each in self._shown()]
        gaps = self.spacing() * max(0, len(hints) - 1)
        return self._around(sum(hint.width() for hint in hints) + gaps, hints)

    def minimumSize(self) -> QSize:
        least = [each.item.minimumSize() for each in self._shown()]
        return self._around(max((size.width() for size in least), default=0), least)

    def _around(self, width: int, sizes: list[QSize]) -> QSize:
        margins = self.contentsMargins()
        height = max((size.height() for size in sizes), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def _shown(self) -> list[_Item]:
        return [each for each in self._items if not each.item.isEmpty()]

    def _flow(self, rect: QRect, *, places: bool) -> int:
        """Arrange the items in lines and return the height of all lines; place them only on request."""
        margins = self.contentsMargins()
        room = rect.width() - margins.left() - margins.right()
        y = rect.top() + margins.top()
        for number, line in enumerate(self._lines(room)):
            height = max((each.item.sizeHint().height() for each in line), default=0)
            y += self.spacing() if number else 0
            if places:
                self._place(line, QRect(rect.left() + margins.left(), y, room, height))
            y += height
        return y - rect.top() + margins.bottom()

    def _lines(self, room: int) -> list[list[_Item]]:
        lines: list[list[_Item]] = [[]]
        used = 0
        for each in self._items:
            if each.is_spring:
                lines[-1].append(each)
                continue
            if each.item.isEmpty():
                continue
            wanted = each.least(room)
            begun = any(not other.is_spring for other in lines[-1])
            if begun and used + self.spacing() + wanted > room:
                lines.append([])
                used, begun = 0, False
            lines[-1].append(each)
            used += wanted + (self.spacing() if begun else 0)
        return lines

    def _place(self, line: list[_Item], area: QRect) -> None:
        gaps = self.spacing() * max(0, sum(not each.is_spring for each in line) - 1)
        widths = [min(each.least(area.width()), area.width()) for each in line]
        left = max(0, area.width() - gaps - sum(widths))
        for place, each in enumerate(line):
            if each.shrinks:
                more = min(left, each.item.sizeHint().width() - widths[place])
                widths[place] += more
                left -= more
        shares = sum(each.stretch for each in line)
        x = area.left() + (left if self._to_the_end and not shares else 0)
        for each, least in zip(line, widths, strict=True):
            width = least + (left * each.stretch // shares if each.stretch else 0)
            if not each.is_spring:
                height = min(area.height(), each.item.sizeHint().height())
                top = area.top() + (area.height() - height) // 2
                each.item.setGeometry(QRect(QPoint(x, top), QSize(width, height)))
                width += self.spacing()
            x += width
