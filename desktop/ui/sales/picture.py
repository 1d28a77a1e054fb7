"""The result of a period as one picture to send: orders, takings, whether any was missed, and the best dishes.

It names no customer, and is drawn in light colours whatever the theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QImageWriter, QPainter

from desktop.domain.sales.reception_words import reception
from desktop.domain.text.translation import tr
from desktop.ui.sales.bar_chart import paint_chart
from desktop.ui.text import day_words, sales_words
from desktop.ui.widgets.theme import Look

if TYPE_CHECKING:
    from desktop.domain.sales.report import SalesReport

_WIDTH: Final = 1080
_MARGIN: Final = 56
_INNER: Final = _WIDTH - 2 * _MARGIN
_DISHES: Final = 5
_SMALLEST: Final = 20
_FIGURES: Final = (2, 4, 5)
"""Average order, typical time to accept, accepted in time."""
_BOLD: Final = QFont.Weight.Bold
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def as_picture(report: SalesReport) -> bytes:
    """Return a report as the content of a PNG file."""
    look = Look("light")
    image = QImage(_WIDTH, 1700, QImage.Format.Format_RGB32)
    image.fill(look.color("ground"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    bottom = _Drawing(painter, look).draw(report)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image.copy(0, 0, _WIDTH, bottom))
    return bytes(buffer.data().data())


class _Drawing:
    """Draws from top to bottom."""

    def __init__(self, painter: QPainter, look: Look) -> None:
        self._painter = painter
        self._look = look
        self._y = float(_MARGIN)

    def draw(self, report: SalesReport) -> int:
        """Draw all, and return the height."""
        self._line(sales_words.period(report.period), 40, token="muted")
        self._y += 12
        self._line(day_words.orders(report), 84, _BOLD)
        self._line(day_words.takings(report.figures.revenue), 84, _BOLD, token="accept_ink")
        against = sales_words.figures(report)[1].note
        self._line(against, 30, token="muted")
        self._reception(report)
        self._figures(report)
        self._chart(report)
        self._dishes(report)
        self._y += 28
        self._line("Tezgâh", 28, token="muted")
        return int(self._y) + _MARGIN // 2

    def _line(
        self, text: str, pixels: int, weight: QFont.Weight = QFont.Weight.Normal, *, token: str = "ink"
    ) -> None:
        if not text:
            return
        while pixels > _SMALLEST and self._look.metrics(pixels, weight).horizontalAdvance(text) > _INNER:
            pixels -= 2
        height = self._look.metrics(pixels, weight).height()
        self._text(QRectF(_MARGIN, self._y, _INNER, height), text, pixels, weight, token=token)
        self._y += height

    def _text(
        self,
        area: QRectF,
        text: str,
        pixels: int,
        weight: QFont.Weight = QFont.Weight.Normal,
        *,
        token: str = "ink",
        flags: int = _LEFT,
    ) -> None:
        metrics = self._look.metrics(pixels, weight)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
        self._painter.setFont(self._look.font(pixels, weight))
        self._painter.setPen(self._look.color(token))
        self._painter.drawText(area, flags, shown)

    def _card(self, height: float, token: str = "card") -> QRectF:
        area = QRectF(_MARGIN, self._y, _INNER, height)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._look.color(token))
        self._painter.drawRoundedRect(area, 16, 16)
        self._y += height + 24
        return area.adjusted(28, 0, -28, 0)

    def _reception(self, report: SalesReport) -> None:
        facts = reception(report)
        self._y += 20
        if not facts:
            return
        good = report.reception.none_missed
        line = self._look.metrics(36, _BOLD).height()
        area = self._card(28 + len(facts) * line, "selected" if good else "waiting_ground")
        token = "accept_ink" if good else "waiting_ink"
        sign = "✓ " if good else "• "
        for place, fact in enumerate(facts):
            row = QRectF(area.left(), area.top() + 14 + place * line, area.width(), line)
            self._text(row, sign + fact[:1].upper() + fact[1:], 36, _BOLD, token=token)

    def _figures(self, report: SalesReport) -> None:
        figures = [sales_words.figures(report)[place] for place in _FIGURES]
        area = self._card(132)
        width = area.width() / len(figures)
        for place, figure in enumerate(figures):
            left = area.left() + place * width
            self._text(QRectF(left, area.top() + 18, width - 12, 36), figure.title, 24, token="muted")
            self._text(QRectF(left, area.top() + 58, width - 12, 56), figure.value, 40, _BOLD)

    def _chart(self, report: SalesReport) -> None:
        area = self._card(340)
        chart = sales_words.chart(report)
        paint_chart(self._painter, area.adjusted(0, 20, 0, -16), self._look, chart, pixels=22)

    def _dishes(self, report: SalesReport) -> None:
        table = next(each for each in sales_words.tables(report, {}) if each.name == "reportDishes")
        rows = table.rows[:_DISHES]
        if not rows:
            return
        area = self._card(76 + 46 * len(rows))
        self._text(QRectF(area.left(), area.top() + 16, area.width(), 40), tr("Most sold"), 26, _BOLD)
        for place, row in enumerate(rows):
            line = QRectF(area.left(), area.top() + 62 + 46 * place, area.width(), 44)
            self._painter.fillRect(
                QRectF(line.left() - 8, line.top() + 2, (line.width() + 16) * row.share, 40),
                self._look.color("raised"),
            )
            self._text(line.adjusted(0, 0, -120, 0), row.name, 28)
            self._text(line, row.number, 28, _BOLD, flags=_RIGHT)
