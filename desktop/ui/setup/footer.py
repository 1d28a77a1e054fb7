"""The place of all buttons of the setup guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDeadlineTimer, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.ui.widgets.button import Button

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.ui.widgets.theme import Look

_PRESSES: Final = frozenset(
    {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin}
)
_KEYS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class Footer(QWidget):
    """Shows the buttons of one step, all steps at the same place.

    A double click would therefore press two buttons: after a change they ignore presses for as long as one takes.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._deaf = QDeadlineTimer(0)
        self._rows: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        look.changed.connect(self.restyle)
        self.restyle()

    def add(self, row: QWidget) -> None:
        """Add the buttons of a step; they are hidden until `show_row`."""
        row.hide()
        self._rows.append(row)
        self._layout.addWidget(row)
        for button in row.findChildren(Button):
            button.installEventFilter(self)

    def show_row(self, row: QWidget) -> None:
        """Show these buttons instead of the ones before."""
        for each in self._rows:
            each.setVisible(each is row)
        self.setVisible(bool(row.findChildren(Button)))
        self.pause()

    def pause(self) -> None:
        """Ignore presses for the time of a double click: other buttons are here now."""
        self._deaf = QDeadlineTimer(QApplication.doubleClickInterval())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drop presses during a pause."""
        if self._deaf.hasExpired():
            return super().eventFilter(watched, event)
        return event.type() in _PRESSES or (
            event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _KEYS
        )

    def restyle(self) -> None:
        """Take measures from the look again."""
        self._layout.setContentsMargins(0, self._look.px(12), 0, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 0, self.width(), 1, self._look.color("edge"))
