"""The bar below the board that counts the seconds in which the last action can be taken back."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text.orders import press_words
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.widgets.theme import Look

_TOGETHER: Final = timedelta(seconds=0.5)
"""Actions that were saved with no longer time between them come from one press."""
_REFRESH: Final = 200
"""Milliseconds."""


def of_the_last_press(orders: Iterable[BoardOrder], now: datetime) -> list[BoardOrder]:
    """Return the orders whose actions the last press asked for, as long as these can be taken back."""
    found = [
        (order.action.not_before, order)
        for order in orders
        if order.action is not None and order.action.not_before and order.seconds_to_take_back(now) > 0
    ]
    found.sort(key=itemgetter(0), reverse=True)
    gaps = (before - at > _TOGETHER for (before, _), (at, _) in pairwise(found))
    count = next((place for place, gap in enumerate(gaps, 1) if gap), len(found))
    return [order for _, order in reversed(found[:count])]


class TakeBackBar(QWidget):
    """Shows the last action with its seconds; hidden where nothing can be taken back."""

    take_back_wanted = Signal()

    def __init__(self, look: Look, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.setObjectName("takeBackBar")
        self._look = look
        self._now = now
        self._orders: Sequence[BoardOrder] = ()
        self._text = Label(look, 16, QFont.Weight.DemiBold, elides=True, shrinks_to=13)
        self._button = Button(look, ButtonKind.LOUD, name="takeBackLast")
        self._button.set_text(tr("Take back"), hint="Esc")
        self._button.clicked.connect(self.take_back_wanted)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH)
        self._timer.timeout.connect(self._refresh)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    @property
    def orders(self) -> list[BoardOrder]:
        """The orders that a press would take back now."""
        return of_the_last_press(self._orders, self._now())

    @property
    def text(self) -> str:
        """The actions that can be taken back, and the seconds."""
        return self._text.text()

    def show_orders(self, orders: Iterable[BoardOrder]) -> None:
        """Show what can be taken back of these orders."""
        self._orders = [order for order in orders if order.can_take_back]
        self._refresh()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._look.fill(painter, self.rect(), "waiting_ground")
        self._look.fill(painter, QRect(0, 0, self.width(), 1), "edge")

    def _refresh(self) -> None:
        orders = self.orders
        if orders:
            self._text.set_text(press_words.sent_in(orders, self._now()))
            self._timer.start()
        else:
            self._timer.stop()
        self.setVisible(bool(orders))

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(16), px(8), px(16), px(8))
        self._row.setSpacing(px(12))
