"""The button of the next step: it shows a pause, and ignores the second press of a double click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter

from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.theme import RADIUS

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from desktop.ui.widgets.theme import Look

_FONTS: Final = (20, 18, 16, 14, 12)
"""Font sizes at 100 %; the largest in which the text fits is used."""
_LEAST: Final = 120
"""Pixels at 100 % to which the button may shrink."""
_STRIP: Final = 4
"""Height in pixels at 100 % of the strip that shrinks while keys do not act."""
_FRAME: Final = 50
"""Milliseconds between two pictures of the strip."""


class PressButton(Button):
    """A large button that moves an order. The caller decides whether a press counts; this only shows it."""

    def __init__(self, look: Look, kind: ButtonKind = ButtonKind.PRIMARY, *, name: str) -> None:
        super().__init__(look, kind, name=name, size=_FONTS[0], least=56)
        self._pause = _Countdown(self)
        """No press counts."""
        self._key_pause = _Countdown(self)
        """No key counts."""

    @property
    def is_paused(self) -> bool:
        """Whether it looks paused."""
        return self._pause.is_running

    @property
    def keys_are_paused(self) -> bool:
        """Whether it shows that keys do not act."""
        return self._key_pause.is_running

    def show_pause(self, seconds: float) -> None:
        """Look paused for so many seconds."""
        self._pause.start(seconds)

    def show_key_pause(self, seconds: float) -> None:
        """Show for so many seconds that keys do not act; a press of the pointer does."""
        self._key_pause.start(seconds)

    def set_text(self, text: str, *, tail: str = "", hint: str = "", spoken: str = "") -> None:
        """Set the text; it becomes smaller before it is cut."""
        super().set_text(text, tail=tail, hint=hint, spoken=spoken)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return a small width: the text becomes smaller."""
        return QSize(self._look.px(_LEAST), self.sizeHint().height())

    def _fit(self) -> None:
        for size in _FONTS:
            self._size = size
            if self.sizeHint().width() <= self.width() or self._text_width(hint=False) <= self.width() * 0.9:
                break
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ignore the second press of a double click: another order may stand here by now."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        share = max(self._pause.share, self._key_pause.share)
        if share <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("muted" if self._pause.is_running else "on_accept"))
        high = self._look.px(_STRIP)
        room = self.width() - 2 * RADIUS
        painter.drawRect(QRectF(RADIUS, self.height() - high, room * share, high))

    def _colors(self) -> tuple[str, str, str]:
        return ("ground", "edge", "muted") if self._pause.is_running else super()._colors()


class _Countdown:
    """A time that passes visibly."""

    def __init__(self, button: Button) -> None:
        self._button = button
        self._frames = 0
        self._left = 0
        self._timer = QTimer(button)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(self._on_frame)

    @property
    def is_running(self) -> bool:
        return self._left > 0

    @property
    def share(self) -> float:
        """The part of the time that is left, from 0 to 1."""
        return self._left / self._frames if self._frames else 0.0

    def start(self, seconds: float) -> None:
        frames = round(seconds * 1000 / _FRAME)
        if frames > self._left:
            self._frames = self._left = frames
            self._timer.start()
            self._button.update()

    def _on_frame(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._timer.stop()
        self._button.update()
