"""The hours of the running day as bars, before the curve of the same day a week ago."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import overview_words

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.domain.sales.today import Today
    from desktop.ui.widgets.theme import Look

_LEAST_HEIGHT: Final = 90
_MOST_HEIGHT: Final = 260
"""Pixels at 100 %: higher bars would be louder than an order."""
_FEWEST: Final = 8
"""Hours that are shown at least."""
_SMALL: Final = 13
_FAINT: Final = 60
"""Opacity of last week, of 255."""


class HourCurve(QWidget):
    """Shows the hours between the first and the last order; a screen reader gets them in words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._today: Today | None = None
        self.setObjectName("todayHours")
        self.setAccessibleName(tr("Orders by hour"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_today(self, today: Today) -> None:
        """Show a day."""
        self._today = today
        self.setAccessibleDescription(overview_words.hours(today))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(320), self._look.px(_MOST_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(160), self._look.px(_LEAST_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        today = self._today
        if today is None:
            return
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = shown_hours(today)
        line = look.metrics(_SMALL).height()
        area = QRectF(self.rect()).adjusted(0, 0, 0, -line)
        legend = area.top() + line
        self._paint_legend(painter, QRectF(area.left(), area.top(), area.width(), line))
        area.setTop(legend + look.px(8))
        most = max(1, *today.hours, *today.hours_before)
        width = area.width() / (last - first)
        self._paint_last_week(painter, area, [today.hours_before[each] / most for each in range(first, last)])
        names = overview_words.hour_names(today.since)
        step = 1 if look.metrics(_SMALL).horizontalAdvance("00") + look.px(6) <= width else 2
        painter.setFont(look.font(_SMALL))
        for place in range(first, last):
            left = area.left() + (place - first) * width
            if today.hours[place]:
                height = max(2.0, area.height() * today.hours[place] / most)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("accept"))
                bar = QRectF(left + width * 0.22, area.bottom() - height, width * 0.56, height)
                painter.drawRoundedRect(bar, look.px(2), look.px(2))
            if (place - first) % step == 0:
                painter.setPen(look.color("muted"))
                below = QRectF(left - width, area.bottom(), 3 * width, line)
                painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), names[place])
        painter.setPen(look.color("muted"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _restyle(self) -> None:
        self.setMaximumHeight(self._look.px(_MOST_HEIGHT))
        self.updateGeometry()

    def _paint_last_week(self, painter: QPainter, area: QRectF, shares: list[float]) -> None:
        """Paint a step for each hour, filled down to the ground."""
        width = area.width() / len(shares)
        points = [area.bottomLeft()]
        for place, share in enumerate(shares):
            y = area.bottom() - area.height() * share
            points += [QPointF(area.left() + place * width, y), QPointF(area.left() + (place + 1) * width, y)]
        points.append(area.bottomRight())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._faint())
        painter.drawPolygon(QPolygonF(points))

    def _faint(self) -> QColor:
        color = QColor(self._look.color("muted"))
        color.setAlpha(_FAINT)
        return color

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        look = self._look
        painter.setFont(look.font(_SMALL))
        metrics = look.metrics(_SMALL)
        left = area.left()
        side = look.px(10)
        for color, text in ((look.color("accept"), tr("Today")), (self._faint(), tr("A week ago"))):
            painter.setPen(look.color("muted"))
            painter.setBrush(color)
            painter.drawRect(QRectF(left, area.center().y() - side / 2, side, side))
            left += side + look.px(6)
            painter.drawText(
                QRectF(left, area.top(), area.width(), area.height()),
                int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
                text,
            )
            left += metrics.horizontalAdvance(text) + look.px(18)


def shown_hours(today: Today) -> tuple[int, int]:
    """Return the first hour to show and the one after the last, counted from the begin of the day."""
    busy = [
        place for place, pair in enumerate(zip(today.hours, today.hours_before, strict=True)) if any(pair)
    ]
    first, end = (busy[0], busy[-1] + 1) if busy else (0, 0)
    missing = max(0, _FEWEST - (end - first))
    first = max(0, first - missing // 2)
    end = min(len(today.hours), max(end, first + _FEWEST))
    return max(0, min(first, end - _FEWEST)), end
