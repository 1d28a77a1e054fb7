"""The upper row of the commands: the state of the order, "seen" and, at the right end, cancel.

Cancel stands at the same place for every order, and the names of the keys do not depend on what else is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.orders.lifecycle import Action
from desktop.domain.text.translation import tr
from desktop.ui.text.orders import press_words
from desktop.ui.widgets.button import Button, ButtonKind, show_hints_where_they_fit
from desktop.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.widgets.theme import Look

_WEIGHT: Final = QFont.Weight.DemiBold
_FONTS: Final = (15, 14, 13, 12)
_CHIP: Final = 36
_PAD: Final = 14
"""Sizes of the chip in pixels at 100 %: its fonts, the largest that fits, its height and its sides."""


class StatusActions(QWidget):
    """The row; each signal carries the payment key of the shown order."""

    cancel_wanted = Signal(str)
    seen = Signal(str)
    """A person confirmed a change of the order."""

    def __init__(self, look: Look, lead: Sequence[QWidget] = ()) -> None:
        """Build the row.

        Args:
            look: the theme.
            lead: widgets before the buttons; the caller shows and hides them.
        """
        super().__init__()
        self._look = look
        self._key = ""
        self._tight = False
        self.state = StateChip(look)
        self._seen = Button(look, ButtonKind.LOUD, name="seenButton", pad=10)
        self._seen.set_text(tr("Seen"), hint="G", spoken=tr("The change was seen (G)"))
        self._seen.clicked.connect(lambda: self.seen.emit(self._key))
        self._cancel = Button(look, name="cancelOrderButton", pad=10)
        self._cancel.set_text(tr("Cancel…"), hint="F4", spoken=tr("Cancel this order (F4)"))
        self._cancel.clicked.connect(lambda: self.cancel_wanted.emit(self._key))
        policy = self._cancel.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._cancel.setSizePolicy(policy)
        self._row = FlowLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for widget in (*lead, self.state):
            self._row.addWidget(widget, shrinks=True)
        self._row.addStretch(1)
        self._row.addWidget(self._seen)
        self._row.addWidget(self._cancel)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_order(self, order: BoardOrder, *, pending: bool) -> None:
        """Show the state and the possible commands; no cancel while Accept is pending."""
        self._key = order.payment_key
        self._seen.setVisible(bool(order.unseen))
        self._cancel.setVisible(Action.CANCEL in order.actions and not pending)
        # Where no step is possible, the place of the next step tells the state.
        self.state.setVisible(not order.may_accept and (order.next_step is not None or order.can_take_back))
        self.state.set_text(press_words.state(order))
        self._arrange()

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, from left to right."""
        return (self._seen, self._cancel)

    def set_tight(self, tight: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Hide the names of the keys if room is scarce."""
        self._tight = tight
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the names of the keys before the state gets no room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self._tight:
            for button in self.buttons:
                button.show_hint(False)
            return
        # As if both were always there: nothing moves when one of them comes.
        show_hints_where_they_fit(self.buttons, self.width() * 3 // 4, self._row.spacing())

    def _restyle(self) -> None:
        self._row.setSpacing(self._look.px(12))


class StateChip(QWidget):
    """The state of an order, in a frame with round ends; its text shrinks before it is cut."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._text = ""
        self.setObjectName("stateChip")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)

    @property
    def text(self) -> str:
        """The state in words."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show a state."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self._restyle()

    def sizeHint(self) -> QSize:
        width = self._look.metrics(_FONTS[0], _WEIGHT).horizontalAdvance(self._text)
        return QSize(width + 2 * self._look.px(_PAD) + 2, self._look.px(_CHIP))

    def minimumSizeHint(self) -> QSize:
        """Return a small width: the text may be cut."""
        return QSize(self._look.px(2 * _PAD), self._look.px(_CHIP))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, room = self._look, self.width() - 2 * self._look.px(_PAD)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("muted"), 1))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        fonts = (size for size in _FONTS if look.metrics(size, _WEIGHT).horizontalAdvance(self._text) <= room)
        pixels = next(fonts, _FONTS[-1])
        painter.setFont(look.font(pixels, _WEIGHT))
        painter.setPen(look.color("ink"))
        text = look.metrics(pixels, _WEIGHT).elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine), text)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
