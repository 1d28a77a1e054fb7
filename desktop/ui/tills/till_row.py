"""One till in the list: its name, what it does for the others, its version and when it was last heard of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import till_words
from desktop.ui.text.format import one_line
from desktop.ui.text.orders.order_words import till_name
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.domain.tills import Till
    from desktop.ui.widgets.theme import Look


class TillRow(QWidget):
    """A till; grey while it is silent."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._leads = False
        self._name = Label(look, 18, QFont.Weight.DemiBold)
        self._here = Label(look, 14, QFont.Weight.DemiBold, token="info")
        self._here.set_text(tr("this computer"))
        self._state = Label(look, 16)
        self._facts = Label(look, 14, token="muted")
        for label in (self._state, self._facts):
            label.setWordWrap(True)
        self._head = FlowLayout()
        self._head.addWidget(self._name)
        self._head.addWidget(self._here)
        self._head.addStretch(1)
        self._rows = QVBoxLayout(self)
        self._rows.addLayout(self._head)
        self._rows.addWidget(self._state)
        self._rows.addWidget(self._facts)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_till(self, till: Till, seconds: float, *, is_lost: bool = False) -> None:
        """Show a till.

        Args:
            till: the till.
            seconds: since it was last heard of.
            is_lost: whether this computer has no line to the database.
        """
        silent = is_lost if till.is_here else seconds > till_words.SILENT_AFTER
        self._leads = till.leads and not silent
        self._name.set_text(till_name(till.name), "muted" if silent else "ink")
        self._here.setVisible(till.is_here)
        token = "muted" if silent or not till.leads else "accept_ink"
        self._state.set_text(till_words.silent() if silent else till_words.state(till), token)
        facts = [
            till_words.seen(till, seconds),
            tr("version {version}").format(version=one_line(till.version, 30)),
        ]
        if till.address and till.address != till.name:
            facts.append(one_line(till.address, 40))
        self._facts.set_text(" · ".join(facts))
        spoken = [self._name.text(), tr("this computer") if till.is_here else "", self._state.text()]
        self.setAccessibleName(", ".join(part for part in (*spoken, self._facts.text()) if part))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._look.fill(painter, self.rect(), "card")
        self._look.fill(painter, QRect(0, self.height() - 1, self.width(), 1), "edge")
        if self._leads:
            self._look.fill(painter, QRect(0, 0, self._look.px(4), self.height()), "accept")

    def _restyle(self) -> None:
        px = self._look.px
        self._rows.setContentsMargins(px(16), px(8), px(16), px(9))
        self._rows.setSpacing(px(2))
        self._head.setSpacing(px(12))
        self.update()
