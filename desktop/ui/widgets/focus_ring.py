"""A line around a list that got the keyboard focus by Tab; Qt's lists show no focus of their own.

After a click, or when the program sets the focus, no line is drawn: the board has the focus nearly always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.ui.widgets.theme import Look

_BY_KEY: Final = frozenset({Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason})


class FocusRing(QWidget):
    """A transparent overlay that passes every click on."""

    def __init__(self, look: Look, around: QWidget) -> None:
        super().__init__(around)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        around.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show or hide the line with the keyboard focus, and follow the size of the widget."""
        if isinstance(event, QFocusEvent):
            self.setVisible(event.gotFocus() and event.reason() in _BY_KEY)
        if isinstance(watched, QWidget) and (
            isinstance(event, QFocusEvent) or event.type() == QEvent.Type.Resize
        ):
            self.setGeometry(watched.rect())
            self.raise_()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(self._look.color("accept"), 3))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
