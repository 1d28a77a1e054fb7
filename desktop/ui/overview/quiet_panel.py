"""The quiet hour: what the day has brought so far, in the place of the selected order while there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.overview.hour_curve import HourCurve
from desktop.ui.text import overview_words, plurals
from desktop.ui.text.format import money
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QShowEvent

    from desktop.domain.sales.today import Today
    from desktop.ui.widgets.theme import Look


_AFTER_CHANGES: Final = 3_000
"""Milliseconds from the first change of orders to a count."""
_WITHOUT_CHANGES: Final = 300_000
"""Milliseconds between counts while nothing happens: the comparison with last week and the day itself move on."""


class _Figure(QWidget):
    """A number with what it counts below it."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._value = Label(look, 28, QFont.Weight.Bold)
        self._value.setObjectName(name)
        self._caption = Label(look, 14, token="muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._value)
        layout.addWidget(self._caption)

    def set_figure(self, value: str, caption: str) -> None:
        """Show a number; "" hides it."""
        self._value.set_text(value)
        self._caption.set_text(caption)
        self.setVisible(bool(value))


class QuietPanel(QWidget):
    """Shows the running day. Nothing here can be pressed."""

    wanted = Signal()
    """The panel is in view: its figures should be counted."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("quietPanel")
        self.setAccessibleName(tr("Today"))
        self._look = look
        self._message = Label(look, 16, token="muted")
        self._message.setWordWrap(True)
        self._message.set_text(tr("No order selected"))
        self._day = Label(look, 20, QFont.Weight.Bold, elides=True)
        self._orders = _Figure(look, "todayOrders")
        self._revenue = _Figure(look, "todayRevenue")
        self._fastest = _Figure(look, "todayFastest")
        self._before = Label(look, 16, token="muted")
        self._before.setWordWrap(True)
        self._curve = HourCurve(look)
        self._figures = FlowLayout()
        for figure in (self._orders, self._revenue, self._fastest):
            self._figures.addWidget(figure)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._day)
        self._layout.addWidget(self._message)
        self._layout.addLayout(self._figures)
        self._layout.addWidget(self._before)
        self._layout.addWidget(self._curve, 1)
        self._layout.addStretch(0)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.request)
        self._is_empty = True
        self._show_parts(orders=0)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_today(self, today: Today, *, takings: bool) -> None:
        """Show a day; without `takings` no amount is shown."""
        self._is_empty = False
        self._day.set_text(overview_words.day(today.since))
        self._message.set_text(overview_words.nothing_yet())
        self._orders.set_figure(str(today.orders), tr("Orders"))
        self._revenue.set_figure(money(today.revenue) if takings else "", tr("Revenue"))
        self._fastest.set_figure(
            "" if today.fastest is None else overview_words.fastest(today.fastest), tr("Fastest accept")
        )
        self._before.set_text(overview_words.against_last_week(today.orders_before))
        self._curve.show_today(today)
        self._show_parts(today.orders)
        parts = [plurals.found(today.orders)]
        if takings:
            parts.append(money(today.revenue))
        self.setAccessibleDescription(", ".join(parts) if today.orders else overview_words.nothing_yet())

    def _show_parts(self, orders: int) -> None:
        self._message.setVisible(self._is_empty or not orders)
        for widget in (self._day, self._before, self._curve):
            widget.setVisible(not self._is_empty)
        for figure in (self._orders, self._revenue, self._fastest):
            if self._is_empty or not orders:
                figure.hide()

    def request_soon(self) -> None:
        """Ask for figures after a moment: several changes of orders are counted once."""
        if self._timer.interval() != _AFTER_CHANGES or not self._timer.isActive():
            self._timer.start(_AFTER_CHANGES)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for figures at once."""
        super().showEvent(event)
        self.request()

    def request(self) -> None:
        """Ask for figures, if anybody can see them."""
        if self.isVisible():
            self.wanted.emit()
            self._timer.start(_WITHOUT_CHANGES)

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._look.fill(QPainter(self), self.rect(), "card")

    def _restyle(self) -> None:
        px = self._look.px
        self._layout.setContentsMargins(px(22), px(20), px(22), px(20))
        self._layout.setSpacing(px(12))
        self._figures.setSpacing(px(28))
        self.update()
