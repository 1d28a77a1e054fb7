"""The orders of each hour of the running day, with those of a week ago behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import overview_words

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.domain.sales.today import Today
    from desktop.ui.text.sales_words import Chart
    from desktop.ui.widgets.theme import Look

_LEAST_HEIGHT: Final = 90
_MOST_HEIGHT: Final = 260
"""Pixels at 100 %: higher bars would be louder than an order."""
_FEWEST: Final = 8
"""Hours that are shown at least."""


class HourCurve(QWidget):
    """Shows the hours between the first and the last order; a screen reader gets them in words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._chart: Chart | None = None
        self.setObjectName("todayHours")
        self.setAccessibleName(tr("Orders by hour"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_today(self, today: Today) -> None:
        """Show a day."""
        from desktop.ui.text import sales_words

        self._chart = overview_words.chart(today, *shown_hours(today))
        self.setAccessibleDescription(sales_words.chart_text(self._chart))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(320), self._look.px(_MOST_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(160), self._look.px(_LEAST_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._chart is not None:
            from desktop.ui.sales.bar_chart import paint_chart

            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            # The first and the last name are wider than their bars.
            aside = self._look.px(6)
            area = QRectF(self.rect()).adjusted(aside, 0, -aside, 0)
            paint_chart(painter, area, self._look, self._chart)

    def _restyle(self) -> None:
        self.setMaximumHeight(self._look.px(_MOST_HEIGHT))
        self.updateGeometry()


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
