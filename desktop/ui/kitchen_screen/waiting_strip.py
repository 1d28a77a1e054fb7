"""The strip that says that new orders wait at the counter: they ring, and the cook may be alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import kitchen_words
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.ui.widgets.theme import Look


class WaitingStrip(QWidget):
    """Hidden while no order waits."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("waitingStrip")
        self._look = look
        self._waiting = 0
        self._text = Label(look, 20, QFont.Weight.Bold)
        self._text.setWordWrap(True)
        self.button = Button(look, ButtonKind.LOUD, name="openCounter")
        self.button.set_text(tr("Open the counter"))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self.button)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def show_waiting(self, orders: int) -> None:
        """Show how many orders wait."""
        if orders > self._waiting:
            announce(self, kitchen_words.waiting(orders), urgent=True)
        self._waiting = orders
        self._text.set_text(kitchen_words.waiting(orders))
        self.setVisible(orders > 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("waiting_ground"))
        painter.fillRect(0, 0, self._look.px(6), self.height(), self._look.color("waiting"))

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(20), px(4), px(10), px(4))
        self.update()
