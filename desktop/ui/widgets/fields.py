"""Fields for numbers, days, choices and switches, with the same frame as text fields: Qt's styles ignore theme and radius."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QStyledItemDelegate,
)

from desktop.ui.widgets.theme import RADIUS, TOUCH

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from desktop.ui.widgets.theme import Look

_PAD: Final = 12
_ARROW: Final = 5
"""Half the width of the arrow, in pixels at 100 %."""
_TRACK: Final = QSize(52, 28)
"""Size of a switch without its word, in pixels at 100 %."""
_GAP: Final = 10


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


class Switch(QPushButton):
    """On or off: a knob on a track, and the word beside it, so that the colour is not the only sign."""

    def __init__(self, look: Look, name: str, spoken: str, *, on: str, off: str) -> None:
        """Create a switch that is off.

        Args:
            look: the theme.
            name: the object name.
            spoken: the accessible name, without the state: a screen reader adds that.
            on: the word for on, translated.
            off: the word for off, translated.
        """
        super().__init__()
        self._look = look
        self._words = {True: on, False: off}
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._on_toggled)
        look.changed.connect(self.updateGeometry)
        self._on_toggled(on=False)

    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        self.setText(self._words[on])

    def sizeHint(self) -> QSize:
        metrics = self._look.metrics(16)
        words = max(metrics.horizontalAdvance(word) for word in self._words.values())
        px = self._look.px
        # Room for the ring of the focus on both sides.
        return QSize(px(_TRACK.width()) + px(3 * _GAP) + words, px(TOUCH))

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: a layout must not cut the word."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Switch with Enter, as with Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, on = self._look, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = look.px(_TRACK.width()), look.px(_TRACK.height())
        track = QRectF(look.px(_GAP), (self.height() - height) / 2, width, height).adjusted(1, 1, -1, -1)
        filled = on and self.isEnabled()
        painter.setBrush(look.color("accept" if filled else "card" if self.isEnabled() else "ground"))
        painter.setPen(QPen(look.color("accept" if filled else "muted"), 2))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        side = track.height() - look.px(8)
        left = track.right() - side - look.px(4) if on else track.left() + look.px(4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("on_accept" if filled else "muted"))
        painter.drawEllipse(QRectF(left, track.center().y() - side / 2, side, side))
        painter.setFont(look.font(16))
        painter.setPen(look.color("ink" if self.isEnabled() else "muted"))
        words = self.rect().adjusted(look.px(2 * _GAP) + width, 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("ink"), 2, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)


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
