"""Fields for numbers, days and choices, with the same frame as text fields: Qt's styles ignore theme and radius."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QComboBox, QDateEdit, QDoubleSpinBox, QSpinBox, QStyledItemDelegate

from desktop.ui.widgets.theme import RADIUS, TOUCH

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPaintEvent, QWheelEvent
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from desktop.ui.widgets.theme import Look

_PAD: Final = 12
_ARROW: Final = 5
"""Half the width of the arrow, in pixels at 100 %."""


class NumberBox(QDoubleSpinBox):
    """A number; the mouse wheel scrolls the page and does not change it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def paintEvent(self, _event: QPaintEvent) -> None:
        _frame(QPainter(self), self, self._look)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the page."""
        event.ignore()


class MinutesBox(QSpinBox):
    """A number of minutes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def paintEvent(self, _event: QPaintEvent) -> None:
        _frame(QPainter(self), self, self._look)


class DayBox(QDateEdit):
    """A day, with a calendar popup."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setCalendarPopup(True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        _frame(painter, self, self._look)
        _arrow(painter, self, self._look)


class Choice(QComboBox):
    """One of several values."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setItemDelegate(_Rows(self, look))

    def sizeHint(self) -> QSize:
        words = max(
            (self.fontMetrics().horizontalAdvance(self.itemText(row)) for row in range(self.count())),
            default=0,
        )
        return QSize(words + self._look.px(3 * _PAD + 2 * _ARROW), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: a layout must not cut the text."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        _frame(painter, self, look)
        _arrow(painter, self, look)
        painter.setPen(look.color("ink" if self.isEnabled() else "muted"))
        room = self.rect().adjusted(look.px(_PAD), 0, -look.px(2 * _PAD + 2 * _ARROW) + 1, 0)
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)


class _Rows(QStyledItemDelegate):
    """Makes the rows of a list high enough for a finger."""

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + self._look.px(2 * _PAD), max(hint.height(), self._look.px(TOUCH)))

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Leave room at both ends of the text."""
        super().initStyleOption(option, index)
        styled: Any = option  # its stub has no `rect`
        styled.rect = styled.rect.adjusted(self._look.px(_PAD), 0, -self._look.px(_PAD), 0)


def _frame(painter: QPainter, field: QWidget, look: Look) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    token, width = ("accept", 2) if field.hasFocus() else ("muted" if field.isEnabled() else "edge", 1)
    box = QRectF(field.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.setBrush(look.color("card" if field.isEnabled() else "ground"))
    painter.setPen(QPen(look.color(token), width))
    painter.drawRoundedRect(box, RADIUS, RADIUS)


def _arrow(painter: QPainter, field: QWidget, look: Look) -> None:
    half = look.px(_ARROW)
    x, y = field.width() - look.px(_PAD) - half, (field.height() - half) / 2
    painter.setPen(QPen(look.color("muted"), max(2, look.px(2))))
    painter.drawPolyline([QPointF(x - half, y), QPointF(x, y + half), QPointF(x + half, y)])
