"""The bar above the wall: station, number of tickets, pages, what can be done, and the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import kitchen_words
from desktop.ui.text.format import clock
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent

    from desktop.ui.widgets.theme import Look


class KitchenBar(QWidget):
    """One row, which wraps in a narrow window."""

    page_wanted = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("kitchenBar")
        self.station = Button(look, ButtonKind.CHIP, name="kitchenStation")
        self._count = Label(look, 20, QFont.Weight.Bold)
        self._more = Label(look, 20, QFont.Weight.Bold, "waiting_ink")
        self._more.setObjectName("moreTickets")
        self._back = Button(look, name="kitchenBack")
        self._on = Button(look, name="kitchenOn")
        self._later = Label(look, 16, token="muted")
        self.recall = Button(look, name="kitchenRecall")
        self.recalls = Button(look, name="kitchenRecalls")
        self.counter = Button(look, name="kitchenCounter")
        self.full = Button(look, name="kitchenFull")
        self._clock = Label(look, 22, QFont.Weight.Bold)
        row = FlowLayout(self)
        for each in (self.station, self._count, self._more, self._back, self._on, self._later):
            row.addWidget(each)
        row.addStretch()
        for each in (self.recall, self.recalls, self.counter, self.full, self._clock):
            row.addWidget(each)
        self._row = row
        self._back.clicked.connect(lambda: self.page_wanted.emit(-1))
        self._on.clicked.connect(lambda: self.page_wanted.emit(1))
        self._back.set_text("‹", hint="−", spoken=tr("Page before"))
        self._on.set_text("›", hint="+", spoken=tr("Next page"))
        self.recall.set_text(tr("Take the last back"), hint=kitchen_words.RECALL_KEY)
        self.recalls.set_text(tr("Take back…"), hint=kitchen_words.LIST_KEY)
        self.counter.set_text(tr("Counter"), hint=kitchen_words.COUNTER_KEY)
        self.full.set_text(tr("Full screen"), hint=kitchen_words.FULL_KEY)
        self.show_station("", can_change=False)
        self.show_counts(0, 0, 0, 1)
        self.show_later(0, None)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_station(self, name: str, *, can_change: bool) -> None:
        """Show the station; its button is there where there are several."""
        text = kitchen_words.station(name)
        self.station.set_text(text, hint="S", spoken=tr("Station: {name}").format(name=text))
        self.station.setVisible(can_change)

    def show_counts(self, tickets: int, out_of_view: int, page: int, pages: int) -> None:
        """Show how many tickets there are, and how many of them are on other pages."""
        text = kitchen_words.tickets(tickets)
        if pages > 1:
            text = f"{text} · {kitchen_words.page(page + 1, pages)}"
        self._count.set_text(text)
        self._more.set_text(kitchen_words.more_tickets(out_of_view))
        self._more.setVisible(out_of_view > 0)
        self._back.setVisible(pages > 1)
        self._on.setVisible(pages > 1)

    def show_later(self, orders: int, at: datetime | None) -> None:
        """Show how many orders are to be started later."""
        self._later.set_text(kitchen_words.later(orders, at))
        self._later.setVisible(orders > 0)

    def show_time(self, now: datetime) -> None:
        """Show the time of day."""
        self._clock.set_text(clock(now))

    def event(self, event: QEvent) -> bool:
        """Keep the room of all lines: the wall below may have fewer tickets on a page, but the bar is not cut."""
        done = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Resize}:
            self.setMinimumHeight(self._row.heightForWidth(self.width()))
        return done

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("card"))

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(10), px(4), px(10), px(4))
        self._row.setSpacing(px(8))
        self.update()
