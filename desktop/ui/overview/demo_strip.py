"""The strip that marks a demo: invented orders must never be taken for real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import overview_words
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.ui.widgets.theme import Look


class DemoStrip(QWidget):
    """Stands above everything else in the window of a demo."""

    paper_wanted = Signal()
    """The paper of the acted printer is to be shown."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("demoStrip")
        self._look = look
        self._mark = Label(look, 14, QFont.Weight.Bold, token="waiting_ink")
        self._mark.set_text(overview_words.demo())
        self._sentence = Label(look, 14, elides=True)
        self._sentence.set_text(overview_words.demo_sentence())
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._mark)
        self._row.addWidget(self._sentence, 1)
        self.paper = Button(look, ButtonKind.QUIET, name="demoPaperButton", size=14)
        self.paper.set_text(tr("Demo paper"))
        self.paper.clicked.connect(self.paper_wanted)
        self.paper.hide()
        self._row.addWidget(self.paper)
        look.changed.connect(self._restyle)
        self._restyle()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("waiting_ground"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.color("waiting"))

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(20), px(2), px(20), px(3))
        self._row.setSpacing(px(12))
        self.update()
