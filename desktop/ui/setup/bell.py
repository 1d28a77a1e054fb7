"""A bell that moves while a sound plays."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.widgets import glyphs
from desktop.ui.widgets.glyphs import Glyph

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.ui.widgets.theme import Look

_SIDE: Final = 56
_WIDTH: Final = 120
"""Pixels at 100 %: the bell, with room for the waves beside it."""
_FRAME: Final = 40
"""Milliseconds between two pictures."""
_LASTS: Final = 1_600
"""Milliseconds that the built-in bell sounds."""
_DEGREES: Final = 14
_SWINGS: Final = 3.0
"""Per second."""


class Bell(QWidget):
    """Swings, with waves at its sides, while the sound plays. Without motion only the waves show it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._silent = False
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(self._on_frame)
        self.moves = False
        """Whether it may swing: some people get sick from things that move, and tell their system so."""
        look.changed.connect(self.restyle)
        self.restyle()

    @property
    def rings(self) -> bool:
        """Whether it shows that a sound plays."""
        return self._timer.isActive()

    def ring(self) -> None:
        """Show that the sound starts to play."""
        if not self._silent:
            self._since.restart()
            self._timer.start()
            self.update()

    def set_silent(self, silent: bool) -> None:  # noqa: FBT001 - reads like Qt's setVisible
        """Show that nothing can be heard, or that it can."""
        self._silent = silent
        if silent:
            self.stop()
        self.update()

    def stop(self) -> None:
        """Stand still."""
        self._timer.stop()
        self.update()

    def restyle(self) -> None:
        """Take measures from the look again."""
        self.setFixedSize(self._look.px(_WIDTH), self._look.px(_SIDE + 16))
        self.update()

    def _on_frame(self) -> None:
        if self._since.elapsed() >= _LASTS:
            self.stop()
        elif self.moves:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        px = self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = px(_SIDE)
        middle = QPointF(self.width() / 2, self.height() / 2)
        glyph = Glyph.BELL_MUTED if self._silent else Glyph.BELL
        color = self._look.color("waiting_ink" if self._silent else "accept_ink")
        if self.rings:
            self._paint_waves(painter, middle)
        # It hangs from its top.
        painter.translate(middle.x(), middle.y() - side / 2)
        if self.rings and self.moves:
            seconds = self._since.elapsed() / 1000
            painter.rotate(_DEGREES * math.sin(2 * math.pi * _SWINGS * seconds))
        glyphs.draw(painter, glyph, QRectF(-side / 2, 0, side, side), color)

    def _paint_waves(self, painter: QPainter, middle: QPointF) -> None:
        px = self._look.px
        painter.setPen(
            QPen(self._look.color("accept_ink"), px(4), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        for radius in (px(38), px(50)):
            box = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
            for start in (-25, 155):
                painter.drawArc(box, start * 16, 50 * 16)
