"""A label for plain text in a font and colour of the theme."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import QLabel, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.ui.widgets.theme import Look

_DIGIT: Final = re.compile(r"\d")


class Label(QLabel):
    """Shows plain text, never rich text or mnemonics; elides or shrinks text that does not fit, on request."""

    def __init__(
        self,
        look: Look,
        pixels: int = 16,
        weight: QFont.Weight = QFont.Weight.Normal,
        token: str = "ink",
        *,
        elides: bool = False,
        shrinks_to: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """Create an empty label.

        Args:
            look: the theme.
            pixels: font size at 100 %.
            weight: font weight.
            token: the name of the colour.
            elides: whether a text that does not fit ends in "…".
            shrinks_to: font size at 100 % to which such a text shrinks before it is elided, 0 for no shrinking.
            parent: the parent widget.
        """
        super().__init__(parent)
        self._look = look
        self._pixels = pixels
        self._weight = weight
        self._token = token
        self._elides = elides
        self._shrinks_to = shrinks_to or pixels
        self.setTextFormat(Qt.TextFormat.PlainText)
        look.changed.connect(self.restyle)
        self.restyle()

    def set_text(self, text: str, token: str = "") -> None:
        """Show a text; a colour is kept until another one is named."""
        if text != self.text():
            self.setText(text)
            if self._elides:
                self.updateGeometry()
        if token and token != self._token:
            self._token = token
            self.restyle()

    def restyle(self) -> None:
        """Apply font and colour of the theme."""
        self.setFont(self._look.font(self._pixels, self._weight))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._look.color(self._token))
        self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """Apply the colour again: a new style sheet of the window resets it."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_token"):
            self.restyle()

    def minimumSizeHint(self) -> QSize:
        """Return a small width if the text may be elided."""
        hint = super().minimumSizeHint()
        return QSize(self._look.px(24), hint.height()) if self._elides else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, elided if allowed and needed."""
        if not self._elides:
            super().paintEvent(event)
            if self.hasFocus():
                # A label with selectable text shows its focus.
                painter = QPainter(self)
                painter.setPen(QPen(self._look.color("accept"), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
            return
        painter = QPainter(self)
        painter.setFont(self.fitting_font())
        painter.setPen(self._look.color(self._token))
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        align = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), int(align | Qt.TextFlag.TextSingleLine), text)

    def fitting_font(self) -> QFont:
        """Return the largest font in which the whole text fits, or the smallest allowed one."""
        text, room = self.text(), self.width()
        for pixels in range(self._pixels, self._shrinks_to, -1):
            if self._look.metrics(pixels, self._weight).horizontalAdvance(text) <= room:
                return self._look.font(pixels, self._weight)
        return self._look.font(self._shrinks_to, self._weight)


class TickingLabel(Label):
    """A label whose digits change often: it is as wide as its text with zeros, and lays its row out only for another width."""

    _shape = ""

    def set_text(self, text: str, token: str = "") -> None:
        """Show a text."""
        shape = _DIGIT.sub("0", text)
        if shape != self._shape:
            self._shape = shape
            # Digits are equally wide in the fonts of interfaces; two pixels for those in which they are not.
            size = self.fontMetrics().size(0, shape)
            self.setFixedSize(size.width() + 2 if shape else 0, size.height())
        super().set_text(text, token)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text: the style sheet, which Qt asks for each label, takes ten times as long."""
        painter = QPainter(self)
        painter.setPen(self._look.color(self._token))
        painter.drawText(self.rect(), int(self.alignment() | Qt.TextFlag.TextSingleLine), self.text())

    def restyle(self) -> None:
        """Apply font and colour of the theme, and measure anew at the next text."""
        super().restyle()
        self._shape = "\0"
        self.set_text(self.text())
