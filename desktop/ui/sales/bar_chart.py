"""A bar chart of the orders of each hour or day, with those of the earlier period behind them."""

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
    from desktop.ui.text.sales_words import Chart
    from desktop.ui.widgets.theme import Look


_HEIGHT: Final = 194
"""Pixels at 100 %."""
_MOST_BARS: Final = 31
_SMALLEST: Final = 9
"""Size of the smallest numbers, at 100 %."""


class BarChart(QWidget):
    """Shows the hours or days of a report; a screen reader gets them in words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._chart: Chart | None = None
        self.setObjectName("reportChart")
        self.setAccessibleName(tr("Orders by hour"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_report(self, report: SalesReport) -> None:
        self._chart = sales_words.chart(report)
        self.setAccessibleName(self._chart.title)
        self.setAccessibleDescription(sales_words.chart_text(self._chart))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(24 * 28), self._look.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(_MOST_BARS * 9, self._look.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("card"))
        painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
        if self._chart is not None:
            area = QRectF(self.rect()).adjusted(look.px(12), look.px(8), -look.px(12), -look.px(8))
            paint_chart(painter, area, look, self._chart)


def paint_chart(painter: QPainter, area: QRectF, look: Look, chart: Chart, pixels: int = 13) -> None:
    """Paint a chart with its heading.

    Args:
        painter: where; on the colour "card".
        area: its room.
        look: the theme.
        chart: what.
        pixels: size of the texts at 100 %.
    """
    heading = look.metrics(pixels + 3, QFont.Weight.Bold).height()
    above = QRectF(area.left(), area.top(), area.width(), heading)
    painter.setFont(look.font(pixels + 3, QFont.Weight.Bold))
    painter.setPen(look.color("ink"))
    painter.drawText(above, int(Qt.AlignmentFlag.AlignLeft), chart.title)
    _paint_legend(painter, above, look, chart, pixels)
    paint_bars(painter, area.adjusted(0, heading, 0, 0), look, chart, pixels)


def paint_bars(painter: QPainter, area: QRectF, look: Look, chart: Chart, pixels: int = 13) -> None:
    """Paint a chart without its heading; the arguments are those of `paint_chart`."""
    line = look.metrics(pixels).height()
    width = area.width() / len(chart.bars)
    # If the names would touch each other, only some of them are shown.
    longest = max(look.metrics(pixels).horizontalAdvance(bar.label) for bar in chart.bars)
    interval = max(1, -(-(longest + look.px(6)) // max(1, int(width))))
    most = max(1, *(max(bar.orders, bar.before) for bar in chart.bars))
    base = area.bottom() - line
    room = base - area.top() - line
    painter.setFont(look.font(pixels))
    for place, bar in enumerate(chart.bars):
        left = area.left() + place * width
        if place % interval == 0:
            painter.setPen(look.color("muted"))
            below = QRectF(left - width, base, 3 * width, line)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), bar.label)
        if bar.before:
            height = max(2.0, room * bar.before / most)
            painter.fillRect(
                QRectF(left + width * 0.08, base - height, width * 0.84, height), look.color("edge")
            )
            # A line at the top: the area alone would be too pale to be told from the card.
            painter.setPen(look.color("muted"))
            painter.drawLine(
                QPointF(left + width * 0.08, base - height), QPointF(left + width * 0.92, base - height)
            )
        if bar.orders:
            height = max(2.0, room * bar.orders / most)
            painter.fillRect(
                QRectF(left + width * 0.22, base - height, width * 0.56, height), look.color("info")
            )
    _paint_numbers(painter, QRectF(area.left(), base - room, area.width(), room), look, chart, pixels)
    painter.setPen(look.color("edge"))
    painter.drawLine(QPointF(area.left(), base), QPointF(area.right(), base))


def _paint_numbers(painter: QPainter, room: QRectF, look: Look, chart: Chart, pixels: int) -> None:
    """Paint the number of orders above each bar; where they do not fit, only the largest."""
    width = room.width() / len(chart.bars)
    most = max(1, *(max(bar.orders, bar.before) for bar in chart.bars))
    largest = max(bar.orders for bar in chart.bars)
    sizes = (size for size in (pixels, pixels - 2, pixels - 4) if size >= _SMALLEST)
    fitting = next(
        (size for size in sizes if look.metrics(size).horizontalAdvance(str(largest)) <= width), None
    )
    size = fitting or pixels
    line = look.metrics(size).height()
    painter.setFont(look.font(size))
    painter.setPen(look.color("ink"))
    for place, bar in enumerate(chart.bars):
        if not bar.orders or (fitting is None and bar.orders < largest):
            continue
        left = room.left() + place * width
        top = room.bottom() - max(2.0, room.height() * bar.orders / most) - line
        if top <= room.bottom() - room.height() * bar.before / most <= top + line:
            # The line of the bar behind would strike the number through.
            digits = min(width, look.metrics(size).horizontalAdvance(f" {bar.orders} "))
            ground = QRectF(left + (width - digits) / 2, top, digits, line)
            painter.fillRect(ground, look.color("card"))
        over = QRectF(left - width, top, 3 * width, line)
        painter.drawText(over, int(Qt.AlignmentFlag.AlignCenter), str(bar.orders))


def _paint_legend(painter: QPainter, above: QRectF, look: Look, chart: Chart, pixels: int) -> None:
    """Paint the name of the bars behind at the right, unless there is no room beside the title."""
    if not chart.legend:
        return
    metrics = look.metrics(pixels)
    needed = metrics.horizontalAdvance(chart.legend)
    swatch = metrics.ascent()
    title = look.metrics(pixels + 3, QFont.Weight.Bold).horizontalAdvance(chart.title)
    if title + needed + 3 * swatch > above.width():
        return
    painter.setFont(look.font(pixels))
    painter.setPen(look.color("muted"))
    painter.drawText(above, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), chart.legend)
    left = above.right() - needed - 1.5 * swatch
    box = QRectF(left, above.center().y() - swatch / 2, swatch, swatch)
    painter.fillRect(box, look.color("edge"))
    painter.drawLine(box.topLeft(), box.topRight())
