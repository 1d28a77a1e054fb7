"""Paints the cards of the wall in the colours of the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPen

from desktop.domain.kitchen.card import Tone
from desktop.domain.kitchen.tickets import Stage
from desktop.domain.tickets.ticket import Size
from desktop.ui.kitchen_screen.sizes import EDGE, PAD
from desktop.ui.text import kitchen_words
from desktop.ui.tickets.bands import Fill, Letters
from desktop.ui.widgets.theme import RADIUS

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QColor, QPainter

    from desktop.domain.kitchen.flow import Placed
    from desktop.ui.kitchen_screen.arrange import Picture, Row
    from desktop.ui.tickets.bands import Mark
    from desktop.ui.widgets.theme import Look

_LEAST_PIXELS: Final = 16
_FAINT: Final = 0.35
"""How strongly a card is painted whose press is being saved."""
_FRAME: Final = 5
"""Pixels of the frame of a selected card."""
_HEADS: Final = {
    Stage.CALM: ("raised", "ink"),
    Stage.DUE: ("waiting_ground", "ink"),
    Stage.LATE: ("late", "on_late"),
}
"""Ground and ink of a card's head."""


class _Colours(NamedTuple):
    ground: str
    fill: str
    ink: str


_TONES: Final = {
    Tone.PLAIN: _Colours("card", "ink", "ink"),
    Tone.DONE: _Colours("card", "muted", "muted"),
    Tone.CHANGED: _Colours("waiting_ground", "waiting_ink", "ink"),
    Tone.ALARM: _Colours("late_ground", "late_ink", "ink"),
}
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


class CardState(NamedTuple):
    """The state of a card that its ticket does not have."""

    key: str
    """The number key that bumps it, "" for none."""
    selected: bool
    dish: str | None
    """The key of the selected dish."""
    pending: frozenset[str]
    """The keys of dishes whose press is being saved; "" for the whole ticket."""


class CardPainter:
    """Paints the cards of one picture."""

    def __init__(self, painter: QPainter, look: Look, picture: Picture, now: datetime) -> None:
        self._painter = painter
        self._look = look
        self._picture = picture
        self._now = now

    def paint(self, placed: Placed, area: QRect, state: CardState) -> None:
        """Paint a ticket, or a part of one."""
        painter, look, size = self._painter, self._look, self._picture.size
        painter.save()
        painter.setOpacity(_FAINT if "" in state.pending else 1.0)
        painter.fillRect(area, look.color("card"))
        self._head(placed, QRect(area.left(), area.top(), area.width(), size.head), state)
        top = area.top() + size.head
        for row in self._picture.cards[placed.ticket].rows[placed.first : placed.end]:
            self._row(row, QRect(area.left(), top, area.width(), row.band.height), state)
            top += row.band.height
        if placed.goes_on:
            box = QRect(area.left(), top, area.width(), size.more)
            painter.fillRect(box, look.color("selected"))
            text = kitchen_words.goes_on(placed.part, placed.parts)
            font, _ = size.paper.font(Size.NORMAL, bold=True)
            self._text(text, font, box.adjusted(PAD, 0, -PAD, 0), "ink", _RIGHT)
        wide = _FRAME if state.selected else EDGE
        painter.setPen(QPen(look.color("accept" if state.selected else "outline"), wide))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = wide / 2
        frame = QRectF(area).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, RADIUS / 2, RADIUS / 2)
        painter.restore()

    def _head(self, placed: Placed, box: QRect, state: CardState) -> None:
        painter, look, size = self._painter, self._look, self._picture.size
        ticket = self._picture.cards[placed.ticket].ticket
        stage = ticket.stage(self._now)
        ground, ink = _HEADS[stage]
        painter.fillRect(box, look.color(ground))
        if stage is Stage.DUE:
            painter.fillRect(QRect(box.left(), box.top(), box.width(), 2 * EDGE + 2), look.color("waiting"))
        room = box.adjusted(PAD, EDGE, -PAD, -EDGE)
        upper = QRect(room.left(), room.top(), room.width(), size.number)
        lower = QRect(room.left(), upper.bottom(), room.width(), room.bottom() - upper.bottom())
        small, _ = size.paper.font(Size.TEXT, bold=True)
        large, metrics = size.paper.font(Size.DISH, bold=True)
        if state.key:
            badge = QRect(upper.left(), upper.top() + EDGE, upper.height() - EDGE, upper.height() - 2 * EDGE)
            painter.fillRect(badge, look.color(ink))
            self._text(state.key, small, badge, ground, Qt.AlignmentFlag.AlignHCenter)
            upper.setLeft(badge.right() + PAD)
        first, second = kitchen_words.head(ticket)
        if placed.part > 1:
            second = kitchen_words.went_on(ticket, placed.part, placed.parts)
        age = kitchen_words.age(ticket, self._now)
        if metrics.horizontalAdvance(first + age) + 2 * PAD <= upper.width():
            self._text(first, large, upper, ink)
            self._text(age, large, upper, ink, _RIGHT)
            self._shrunk(second, small, lower, ink)
            return
        self._shrunk(first, large, upper, ink)
        self._text(age, small, lower, ink)
        wide = QFontMetrics(small).horizontalAdvance(age)
        self._shrunk(second, small, lower.adjusted(wide + 2 * PAD, 0, 0, 0), ink, _RIGHT)

    def _row(self, row: Row, box: QRect, state: CardState) -> None:
        painter, look = self._painter, self._look
        colours = _TONES[row.tone]
        is_selected = row.dish is not None and state.selected and state.dish == row.dish.key
        ground = look.color("selected" if is_selected else colours.ground)
        painter.fillRect(box.adjusted(EDGE, 0, -EDGE, 0), ground)
        painter.save()
        if row.dish is not None and row.dish.key in state.pending:
            painter.setOpacity(_FAINT)
        painter.translate(box.left() + PAD, box.top())
        fill, ink = look.color(colours.fill), look.color(colours.ink)
        for mark in row.band.marks:
            _paint_mark(painter, mark, (fill, ink, ground))
        painter.restore()

    def _shrunk(
        self, text: str, font: QFont, box: QRect, token: str, align: Qt.AlignmentFlag = _LEFT
    ) -> None:
        """Paint a line in letters so small that it fits; what is longer still ends in "…"."""
        used = QFont(font)
        wide = QFontMetrics(used).horizontalAdvance(text)
        if wide > box.width() > 0:
            used.setPixelSize(max(_LEAST_PIXELS, int(used.pixelSize() * box.width() / wide)))
            text = QFontMetrics(used).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        self._text(text, used, box, token, align)

    def _text(self, text: str, font: QFont, box: QRect, token: str, align: Qt.AlignmentFlag = _LEFT) -> None:
        self._painter.setFont(font)
        self._painter.setPen(self._look.color(token))
        self._painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)


def _paint_mark(painter: QPainter, mark: Mark, colours: tuple[QColor, QColor, QColor]) -> None:
    """Paint a mark of a ticket: its black in the colour of the fill or of the ink, its white in that of the ground."""
    fill, ink, ground = colours
    if isinstance(mark, Fill):
        painter.fillRect(QRectF(mark.left, mark.top, mark.width, mark.height), fill if mark.black else ground)
    elif isinstance(mark, Letters):
        painter.setPen(ground if mark.white else ink)
        line = mark.line
        line.draw(painter, QPointF(mark.left - line.x(), mark.top - line.y()))
