"""The window's button: painted in the colours of the theme, at least 44 px high, with its shortcut beside its text.

Its text has no mnemonics. It takes the focus by Tab only, so a tap with a finger leaves the focus on the board.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.ui.widgets import glyphs
from desktop.ui.widgets.theme import RADIUS, TOUCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintEvent

    from desktop.ui.widgets.glyphs import Glyph
    from desktop.ui.widgets.theme import Look


class ButtonKind(enum.Enum):
    """The emphasis of a button."""

    PRIMARY = enum.auto()
    PLAIN = enum.auto()
    CHIP = enum.auto()
    """With round ends, in the header."""
    LOUD = enum.auto()
    """Filled with the text colour: it must not be overlooked."""
    QUIET = enum.auto()
    """Text only."""
    ALARM = enum.auto()
    """A chip in the colour of late orders: something is broken."""


_LEAST_SIDE: Final = 8
"""Pixels that stay free at both ends."""


class Button(QPushButton):
    """A button of the window."""

    def __init__(
        self,
        look: Look,
        kind: ButtonKind = ButtonKind.PLAIN,
        *,
        name: str = "",
        size: int = 16,
        least: int = TOUCH,
        pad: int = 14,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._kind = kind
        self._size = size
        self._least = least
        self._pad = 8 if kind is ButtonKind.QUIET else pad
        self._tail = ""
        self._hint = ""
        self._shows_hint = True
        self._glyph: Glyph | None = None
        self._glyph_token = "ink"
        self._marked = False
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self._on_look_changed)

    def set_text(self, text: str, *, tail: str = "", hint: str = "", spoken: str = "") -> None:
        """Set the text of the button.

        Args:
            text: is elided if it does not fit.
            tail: follows the text and is never elided, for example a number.
            hint: the shortcut; it is hidden if it does not fit.
            spoken: the accessible name, if it differs from the text.
        """
        if (text, tail, hint) != (self.text(), self._tail, self._hint):
            self._tail, self._hint = tail, hint
            self.setText(text)
            self.setShortcut(QKeySequence())  # Qt makes one of an "&" in a name
            self.updateGeometry()
            self.update()
        said = f"{text} {tail}" if tail else text
        self.setAccessibleName(spoken or (f"{said} ({hint})" if hint else said))

    def show_hint(self, shows: bool) -> None:  # noqa: FBT001 - reads like Qt's setVisible
        """Show or hide the shortcut; the accessible name contains it in either case."""
        if shows is not self._shows_hint:
            self._shows_hint = shows
            self.updateGeometry()
            self.update()

    def set_kind(self, kind: ButtonKind) -> None:
        """Change the emphasis."""
        if kind is not self._kind:
            self._kind = kind
            self.update()

    @property
    def kind(self) -> ButtonKind:
        """The emphasis."""
        return self._kind

    def set_glyph(self, glyph: Glyph | None, token: str = "ink") -> None:
        """Set the symbol before the text, and its colour."""
        if (glyph, token) != (self._glyph, self._glyph_token):
            self._glyph, self._glyph_token = glyph, token
            self.updateGeometry()
            self.update()

    def set_marked(self, marked: bool) -> None:  # noqa: FBT001 - reads like Qt's setChecked
        """Show or hide the dot that marks the usual choice."""
        if marked is not self._marked:
            self._marked = marked
            self.update()

    def sizeHint(self) -> QSize:
        width = self._text_width() + 2 * self._look.px(self._pad)
        return QSize(max(width, self._look.px(self._least)), self._look.px(max(self._least, TOUCH)))

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: a layout must not cut the text."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the focused button with Enter, as with Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, edge, ink = self._colors()
        look = self._look
        width = 2 if self.isChecked() else 1
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        radius = box.height() / 2 if self._kind in {ButtonKind.CHIP, ButtonKind.ALARM} else RADIUS
        painter.setBrush(look.color(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color(edge), width) if edge else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, radius, radius)
        self._paint_text(painter, ink)
        if self.hasFocus():
            inner = QRectF(self.rect()).adjusted(3, 3, -3, -3)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            # The colour of the text stands out from the background in every kind.
            painter.setPen(QPen(look.color(ink), 2, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(inner, max(2.0, radius - 3), max(2.0, radius - 3))

    def _paint_text(self, painter: QPainter, ink: str) -> None:
        look = self._look
        room = self.width() - 2 * look.px(_LEAST_SIDE)
        hint = self._hint if self._shows_hint and self._text_width() <= room else ""
        wanted = self._text_width() if hint else self._text_width(hint=False)
        # A text that does not fit starts at the left edge and ends in "…".
        x = max(look.px(_LEAST_SIDE), (self.width() - wanted) / 2)
        if self._glyph is not None:
            side = look.px(self._size)
            token = ink if self._kind is ButtonKind.ALARM else self._glyph_token
            glyphs.draw(
                painter, self._glyph, QRectF(x, (self.height() - side) / 2, side, side), look.color(token)
            )
            x += side + (look.px(8) if self.text() else 0)
        painter.setPen(look.color(ink))
        weight = self._weight()
        painter.setFont(look.font(self._size, weight))
        metrics = look.metrics(self._size, weight)
        room = max(0, self.width() - round(x) - look.px(_LEAST_SIDE))
        text = self.fitted(room)
        advance = metrics.horizontalAdvance(text)
        line = QRectF(x, 0, advance + 4, self.height())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)
        if hint:
            x += advance + look.px(10)
            painter.setFont(look.font(13))
            # On a filled background a muted colour would be too pale.
            filled = self.isEnabled() and self._kind in {
                ButtonKind.PRIMARY,
                ButtonKind.ALARM,
                ButtonKind.LOUD,
            }
            painter.setPen(look.color(ink if filled else "muted"))
            rest = QRectF(x, 0, self.width() - x, self.height())
            painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), hint)
        if self._marked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color(ink))
            side = look.px(5)
            painter.drawEllipse(QRectF((self.width() - side) / 2, self.height() - look.px(10), side, side))

    def fitted(self, room: int) -> str:
        """Return text and tail as they are painted in so many pixels."""
        metrics = self._look.metrics(self._size, self._weight())
        tail = f"  {self._tail}" if self._tail else ""
        # The size hint asked for exactly this width: measuring differently would elide a letter by rounding.
        if metrics.horizontalAdvance(self.text() + tail) <= room:
            return self.text() + tail
        left = max(0, room - metrics.horizontalAdvance(tail))
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, left) + tail

    def _text_width(self, *, hint: bool = True) -> int:
        look = self._look
        words = f"{self.text()}  {self._tail}" if self._tail else self.text()
        width = look.metrics(self._size, self._weight()).horizontalAdvance(words)
        if self._glyph is not None:
            width += look.px(self._size) + (look.px(8) if self.text() else 0)
        if hint and self._hint and self._shows_hint:
            width += self._hint_width()
        return width

    def _hint_width(self) -> int:
        """Return the width of the shortcut and of the gap before it, in pixels."""
        return self._look.px(10) + self._look.metrics(13).horizontalAdvance(self._hint)

    def _weight(self) -> QFont.Weight:
        if self._kind in {ButtonKind.PRIMARY, ButtonKind.LOUD, ButtonKind.ALARM}:
            return QFont.Weight.Bold
        return QFont.Weight.Normal if self._kind is ButtonKind.CHIP else QFont.Weight.DemiBold

    def _colors(self) -> tuple[str, str, str]:
        """Return the names of the colours of background ("" for none), edge ("" for none) and text."""
        hover = self.underMouse() and self.isEnabled()
        if not self.isEnabled():
            return ("ground", "edge", "muted")
        if self._kind is ButtonKind.PRIMARY:
            fill = "accept_pressed" if self.isDown() else "accept_hover" if hover else "accept"
            return (fill, "", "on_accept")
        if self._kind is ButtonKind.ALARM:
            return ("late", "", "on_late")
        if self._kind is ButtonKind.LOUD:
            return ("ink", "", "card")
        fill = "selected" if self.isDown() else "raised" if hover else ""
        if self._kind is ButtonKind.QUIET:
            return (fill, "", "info")
        if self.isChecked():
            return (fill or "card", "accept", "accept_ink")
        return (fill or "card", "outline", "ink")

    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()


def show_hints_where_they_fit(buttons: Sequence[Button], room: int, gap: int) -> bool:
    """Hide all shortcuts of a row if the buttons would need a second line for them.

    Args:
        buttons: the visible buttons of the row.
        room: width of the row in pixels.
        gap: pixels between two buttons.

    Returns:
        whether the buttons fit in one line, with or without their shortcuts.
    """
    for shown in (True, False):
        for button in buttons:
            button.show_hint(shown)
        if sum(button.sizeHint().width() + gap for button in buttons) - gap <= room:
            return True
    return False
