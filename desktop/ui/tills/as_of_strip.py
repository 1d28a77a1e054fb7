"""The strip above orders that are as old as the line to the shared database: since then nothing new came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.text import till_words
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from desktop.ui.widgets.theme import Look


class AsOfStrip(QWidget):
    """Hidden while the orders are as they are now."""

    def __init__(self, look: Look, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.setObjectName("asOfStrip")
        self._look = look
        self._now = now
        self._time = Label(look, 18, QFont.Weight.Bold)
        self._time.setObjectName("asOfTime")
        self._sentence = Label(look, 14, token="muted")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._time)
        self._row.addWidget(self._sentence)
        self._row.addStretch(1)
        self.hide()
        look.changed.connect(self._restyle)
        self._restyle()

    def show_as_of(self, since: datetime | None) -> None:
        """Show the time of the orders; None hides the strip."""
        if since is not None:
            self._time.set_text(till_words.as_of(since, self._now()))
            self._sentence.set_text(till_words.as_of_sentence())
            self.setAccessibleName(f"{self._time.text()}. {self._sentence.text()}")
            self._fit()
        self.setVisible(since is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the sentence out where it has no room beside the time: a press says the same."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self._look.px
        room = self.width() - self._time.sizeHint().width() - px(16 + 12 + 16)
        self._sentence.setVisible(self._sentence.sizeHint().width() <= room)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._look.fill(painter, self.rect(), "raised")
        self._look.fill(painter, QRect(0, self.height() - 1, self.width(), 1), "edge")

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(16), px(6), px(16), px(6))
        self._row.setSpacing(px(12))
        self._fit()
        self.update()
