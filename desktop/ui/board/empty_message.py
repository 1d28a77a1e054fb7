"""The message on an empty board: no order is waiting, or something is missing before orders can arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.domain.trouble import Connection, Trouble, TroubleKind
from desktop.ui.text import trouble_words
from desktop.ui.text.format import clock_with_seconds
from desktop.ui.widgets import glyphs
from desktop.ui.widgets.glyphs import Glyph
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent

    from desktop.ui.widgets.theme import Look


_HEADING = 52
_ROOMY = 520
"""Height of the board in pixels at 100 % from which the message has wide margins."""


class EmptyMessage(QWidget):
    """Covers the board, below its headings."""

    def __init__(self, look: Look, board: QWidget) -> None:
        super().__init__(board)
        self.setObjectName("boardMessage")
        self._board = board
        self._look = look
        self._loud = False
        self._title = Label(look, 24, QFont.Weight.DemiBold)
        self._title.setObjectName("boardMessageTitle")
        self._text = Label(look, 17, token="muted")
        self._text.setObjectName("boardMessageText")
        for label in (self._title, self._text):
            label.setWordWrap(True)
        self._layout = QVBoxLayout(self)
        self._layout.addStretch(1)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._text)
        self._layout.addStretch(1)
        board.installEventFilter(self)
        look.changed.connect(self._restyle)
        self.hide()

    def show_state(
        self, connection: Connection, troubles: Sequence[Trouble], now: datetime, *, has_orders: bool
    ) -> str:
        """Explain an empty board, or hide if there are orders. Return the text of an empty first column."""
        title, text = self._state(connection, troubles, now)
        empty = f"{title}\n{text}"
        if connection.is_lost:
            empty = text
        if has_orders:
            self.hide()
        elif any(trouble.kind is TroubleKind.NO_CREDENTIALS for trouble in troubles):
            title = tr("Tezgâh has no access key for Dükkango yet")
            self.set_text(title, trouble_words.how_to_get_a_key(), loud=True)
        elif connection.is_lost or connection.last_answer_at is None:
            self.set_text(title, text, loud=False)
        else:
            rings = tr("New orders appear here and ring.")
            self.set_text(title, f"{text} {rings}", loud=False)
        return empty

    @staticmethod
    def _state(connection: Connection, troubles: Sequence[Trouble], now: datetime) -> tuple[str, str]:
        """Return a title and a sentence. Without an answer, nobody knows whether orders wait."""
        last = connection.last_answer_at
        if connection.is_lost:
            return trouble_words.link(connection), trouble_words.unknown(connection, troubles, now)
        if last is None:
            return trouble_words.link(connection), tr("Not checked yet.")
        return tr("No order is waiting"), tr("Last checked at {time}.").format(time=clock_with_seconds(last))

    def set_text(self, title: str, text: str, *, loud: bool) -> None:
        """Set the text: `loud` for instructions to read, else for a short state."""
        self._loud = loud
        self._title.set_text(title)
        self._text.set_text(text, "ink" if loud else "muted")
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignLeft if loud else Qt.AlignmentFlag.AlignHCenter)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse if loud else Qt.TextInteractionFlag.NoTextInteraction
        )
        self._restyle()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the board."""
        if event.type() == QEvent.Type.Resize:
            self._restyle()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        look.fill(painter, self.rect(), "ground")
        if self._loud:
            panel = QRectF(self._panel()).adjusted(1, 1, -1, -1)
            painter.setPen(QPen(look.color("waiting"), 2))
            painter.setBrush(look.color("card"))
            painter.drawRoundedRect(panel, 8, 8)
            return
        look.fill(painter, QRect(0, 0, self.width(), 1), "edge")
        side = look.px(48)
        top = self._title.y() - side - look.px(20)
        glyphs.draw(
            painter, Glyph.BELL, QRectF((self.width() - side) / 2, top, side, side), look.color("muted")
        )

    def _panel(self) -> QRect:
        top, bottom = self._title.y(), self._text.y() + self._text.height()
        pad = self._look.px(24)
        return QRect(self._title.x() - pad, top - pad, self._title.width() + 2 * pad, bottom - top + 2 * pad)

    def _place(self) -> None:
        board = self._board
        top = 0 if self._loud else self._look.px(_HEADING)
        self.setGeometry(0, top, board.width() - 1, board.height() - top)

    def _restyle(self) -> None:
        # Long instructions in large letters need the room more than margins.
        side = self._look.px(56 if self._board.height() >= self._look.px(_ROOMY) else 16)
        self._layout.setContentsMargins(side, side, side, side)
        self._layout.setSpacing(self._look.px(12))
        self._place()
        self.update()
