"""The line of promised times: how many orders the kitchen owes in each five minutes of the next 90."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.promises import SLOT, SLOTS, SPAN, Promises, promises
from desktop.domain.text.local_time import ISTANBUL
from desktop.domain.text.translation import tr
from desktop.ui.text import overview_words
from desktop.ui.text.format import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.promises import Slot
    from desktop.ui.widgets.theme import Look

_HEIGHT: Final = 56
_SMALL: Final = 13
_QUARTER: Final = 15
"""Minutes between two marks."""
_FULL: Final = 4
"""Orders of a slot from which its bar has its full height; the number tells how many there are."""


class Timeline(QWidget):
    """Paints one bar for each slot; a screen reader gets times and numbers in words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("timeline")
        self.setAccessibleName(tr("Promised times of the next 90 minutes"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._look = look
        self._shown: Promises | None = None
        self._counted_at: datetime | None = None
        self._offer: int | None = None
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def show_orders(self, orders: Iterable[BoardOrder], now: datetime) -> None:
        """Count the promised times of these orders; repaint only if something differs."""
        self._counted_at = now.replace(second=0, microsecond=0)
        counted = promises(orders, now)
        if counted != self._shown:
            self._shown = counted
            self.setAccessibleDescription(overview_words.promised(counted))
            self.update()

    def show_offer(self, minutes: int | None) -> None:
        """Mark the time that the next accept would promise; None for no mark."""
        if minutes != self._offer:
            self._offer = minutes
            self.update()

    def is_outdated(self, now: datetime) -> bool:
        """Whether a minute has begun since the promised times were counted: one may be late now."""
        return self._counted_at is None or now.replace(second=0, microsecond=0) > self._counted_at

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(400), self._look.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._look.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look.fill(painter, self.rect(), "ground")
        look.fill(painter, QRect(0, self.height() - 1, self.width(), 1), "edge")
        shown = self._shown
        if shown is None:
            return
        line = look.metrics(_SMALL).height()
        area = QRectF(self.rect()).adjusted(look.px(16), look.px(4), -look.px(16), -line - look.px(4))
        area.setLeft(area.left() + self._paint_caption(painter, area, shown.late, line) + look.px(16))
        width = area.width() / SLOTS
        painter.setPen(look.color("muted"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        self._paint_times(painter, area, shown, width, line)
        if self._offer is not None and self._counted_at is not None:
            ahead = self._counted_at + timedelta(minutes=self._offer) - shown.since
            if ahead < SPAN:
                x = area.left() + ahead / SLOT * width
                painter.setPen(QPen(look.color("accept"), look.px(2)))
                painter.drawLine(QPointF(x, area.top() - look.px(2)), QPointF(x, area.bottom() + look.px(3)))
        for place, slot in enumerate(shown.slots):
            if slot.orders:
                self._paint_slot(
                    painter, QRectF(area.left() + place * width, area.top(), width, area.height()), slot
                )

    def _paint_times(self, painter: QPainter, area: QRectF, shown: Promises, width: float, line: int) -> None:
        look = self._look
        painter.setFont(look.font(_SMALL))
        room = look.metrics(_SMALL).horizontalAdvance("00:00") + look.px(8)
        # Where marks are close together, only those of half hours have a time.
        every = _QUARTER if 3 * width >= room else 2 * _QUARTER
        for place in range(SLOTS + 1):
            at = shown.since + place * SLOT
            minute = at.astimezone(ISTANBUL).minute
            if minute % _QUARTER:
                continue
            x = area.left() + place * width
            painter.setPen(look.color("muted"))
            painter.drawLine(QPointF(x, area.bottom() - look.px(4)), QPointF(x, area.bottom()))
            left = min(max(x - room / 2, area.left()), area.right() - room)
            if minute % every == 0:
                below = QRectF(left, area.bottom(), room, line)
                painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), clock(at))

    def _paint_slot(self, painter: QPainter, room: QRectF, slot: Slot) -> None:
        """Paint a bar: filled for orders as soon as possible, an outline for the share of scheduled ones."""
        look = self._look
        least = look.metrics(_SMALL, QFont.Weight.Bold).height()
        height = least + max(0.0, room.height() - least) * (min(slot.orders, _FULL) - 1) / (_FULL - 1)
        bar = QRectF(room.left() + 1, room.bottom() - height, max(2.0, room.width() - 2), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("info" if slot.soon else "card"))
        if not slot.soon:
            painter.setPen(look.color("info"))
        painter.drawRoundedRect(bar, look.px(3), look.px(3))
        painter.setFont(look.font(_SMALL, QFont.Weight.Bold))
        painter.setPen(look.color("card" if slot.soon else "info"))
        painter.drawText(bar, int(Qt.AlignmentFlag.AlignCenter), str(slot.orders))

    def _paint_caption(self, painter: QPainter, area: QRectF, late: int, line: int) -> float:
        """Paint the name of the line, and above it how many orders are late; returns the width."""
        look = self._look
        caption = tr("Promised")
        painter.setFont(look.font(_SMALL))
        painter.setPen(look.color("muted"))
        width = look.metrics(_SMALL).horizontalAdvance(caption)
        below = QRectF(area.left(), area.bottom(), width + 1, line)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), caption)
        if not late:
            return width
        text = overview_words.late(late)
        painter.setFont(look.font(_SMALL, QFont.Weight.Bold))
        box_width = look.metrics(_SMALL, QFont.Weight.Bold).horizontalAdvance(text) + look.px(16)
        box = QRectF(area.left(), area.bottom() - look.px(24), box_width, look.px(22))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("late"))
        painter.drawRoundedRect(box, look.px(4), look.px(4))
        painter.setPen(look.color("on_late"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
        return max(width, box_width)
