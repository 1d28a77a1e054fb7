"""A bar chart with the number of orders in each hour of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import sales_words
from desktop.ui.widgets.theme import RADIUS

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.domain.sales.report import SalesReport
    from desktop.ui.widgets.theme import Look


_HEIGHT: Final = 194
"""Pixels at 100 %."""


class HoursChart(QWidget):
    """Shows the hours of a report; a screen reader gets them in words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._report: SalesReport | None = None
        self.setObjectName("reportHours")
        self.setAccessibleName(tr("Orders by hour"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_report(self, report: SalesReport) -> None:
        self._report = report
        self.setAccessibleDescription(sales_words.hours(report))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(24 * 28), self._look.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * 12, self._look.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("card"))
        painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
        if self._report is None:
            return
        line = look.metrics(13).height()
        area = QRectF(self.rect()).adjusted(look.px(12), look.px(8), -look.px(12), -look.px(8))
        heading = look.metrics(16, QFont.Weight.Bold).height()
        painter.setFont(look.font(16, QFont.Weight.Bold))
        painter.setPen(look.color("ink"))
        above = QRectF(area.left(), area.top(), area.width(), heading)
        painter.drawText(above, int(Qt.AlignmentFlag.AlignLeft), self.accessibleName())
        area.setTop(area.top() + heading)
        width = area.width() / len(self._report.hours)
        # If the hours would touch each other, only every second one is shown.
        interval = 1 if look.metrics(13).horizontalAdvance("00") + look.px(6) <= width else 2
        most = max(part.count for part in self._report.hours)
        base = area.bottom() - line
        painter.setFont(look.font(13))
        for place, part in enumerate(self._report.hours):
            left = area.left() + place * width
            if place % interval == 0:
                painter.setPen(look.color("muted"))
                below = QRectF(left - width, base, 3 * width, line)
                painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), part.name)
            if not part.count:
                continue
            height = max(2.0, (base - area.top() - line) * part.count / most)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("info"))
            painter.drawRect(QRectF(left + width * 0.15, base - height, width * 0.7, height))
            painter.setPen(look.color("ink"))
            above = QRectF(left - width, base - height - line, 3 * width, line)
            painter.drawText(above, int(Qt.AlignmentFlag.AlignCenter), str(part.count))
        painter.setPen(look.color("edge"))
        painter.drawLine(QPointF(area.left(), base), QPointF(area.right(), base))
