"""A text that is shown for some seconds at the bottom of the board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QWidget

from desktop.ui.widgets.announce import announce

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from desktop.ui.widgets.theme import Look

_SHOWN_FOR: Final = 4_000
"""Milliseconds."""


class Toast(QWidget):
    """An overlay over the board or a page; a click hides it, and reaches nothing below it."""

    def __init__(self, look: Look, pages: QWidget, board: QWidget, foot: QWidget) -> None:
        """Create it hidden.

        Args:
            look: the theme.
            pages: the parent widget.
            board: the cards; while they are visible, the toast covers only them, never the Accept button.
            foot: the buttons below the board; the toast does not cover them either.
        """
        super().__init__(pages)
        self.setObjectName("toast")
        self._pages = pages
        self._board = board
        self._foot = foot
        self._look = look
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_FOR)
        self._timer.timeout.connect(self.hide)
        for each in (pages, foot):
            each.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text

    def show_text(self, text: str) -> None:
        """Show a text for some seconds, and announce it."""
        self._text = text
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self.update()
        self._timer.start()
        announce(self, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the position at the bottom."""
        moves = {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide}
        if event.type() in moves and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("ink"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        painter.setPen(look.color("card"))
        painter.setFont(look.font(16, QFont.Weight.DemiBold))
        area = self.rect().adjusted(look.px(16), 0, -look.px(16), 0)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._text)

    def _place(self) -> None:
        pages, board, look = self._pages, self._board, self._look
        area = QRect(board.mapTo(pages, QPoint(0, 0)), board.size()) if board.isVisible() else pages.rect()
        if self._foot.isVisible():
            area.setBottom(self._foot.mapTo(pages, QPoint(0, 0)).y() - 1)
        wanted = look.metrics(16, QFont.Weight.DemiBold).horizontalAdvance(self._text) + look.px(48)
        width = min(wanted, area.width() - look.px(24))
        height = look.px(48 if wanted <= width else 72)
        left = area.left() + (area.width() - width) // 2
        self.setGeometry(left, area.bottom() + 1 - height - look.px(16), width, height)
