"""The pane at the right: the selected order and its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.order.accept_panel import AcceptPanel
from desktop.ui.order.contact_row import ContactRow
from desktop.ui.order.order_text import detail_of, full_text
from desktop.ui.order.sheet import OrderSheet
from desktop.ui.text.orders import schedule_words
from desktop.ui.widgets.button import Button

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from PySide6.QtGui import QPaintEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order
    from desktop.ui.order.order_text import OrderText
    from desktop.ui.order.preparation_times import PreparationTimes
    from desktop.ui.printing.job_words import OrderTickets
    from desktop.ui.widgets.theme import Look

_SPOKEN_LIMIT = 4000


class DetailPane(QWidget):
    """Shows one order with its commands."""

    full_text_wanted = Signal(str)
    """The whole text of an order is to be shown in a dialog."""

    def __init__(self, look: Look, minutes: PreparationTimes, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.setObjectName("orderDetail")
        self._look = look
        self._minutes = minutes
        self._now = now
        self._order: BoardOrder | None = None
        self._has_room = True
        self.allergies: Callable[[Order], tuple[str, ...]] = lambda _order: ()
        """Returns the allergy words in the notes of an order."""
        self._tickets: Mapping[str, OrderTickets] = {}
        self.sheet = OrderSheet(look)
        self.contact = ContactRow(look)
        self.panel = AcceptPanel(look)
        self._show_all = Button(look, name="showEverything")
        self._show_all.set_text(tr("Show everything: this order is longer than fits here"))
        self._show_all.clicked.connect(self._on_show_all)
        self._row = QHBoxLayout()
        self._row.addWidget(self._show_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.sheet, 1)
        layout.addLayout(self._row)
        layout.addWidget(self.contact)
        layout.addWidget(self.panel)
        self._show_all.hide()
        self.contact.hide()
        self.panel.hide()
        self.sheet.show_nothing(tr("No order selected"))
        look.changed.connect(self.update)

    def show_order(self, order: BoardOrder | None, *, pending: bool) -> None:
        """Show an order, or a message if none is selected."""
        before, self._order = self._order, order
        if order is None:
            self._show_all.hide()
            self.contact.hide()
            self.panel.hide()
            self.sheet.show_nothing(tr("No order selected"))
            self.sheet.setAccessibleDescription("")
            return
        if before is not order:
            detail = self._detail_of(order)
            is_same = before is not None and before.payment_key == order.payment_key
            self.sheet.show_detail(detail, from_top=not is_same)
            self.contact.show_order(order)
            self.contact.setVisible(self._has_room and self.contact.is_useful)
            self._show_all.setVisible(detail.shortened)
            side, gap = self._look.px(22), self._look.px(8) if detail.shortened else 0
            self._row.setContentsMargins(side, gap, side, gap)
            text = "" if detail.shortened else full_text(order, self._now())
            self.sheet.setAccessibleName(tr("Selected order"))
            self.sheet.setAccessibleDescription(text[:_SPOKEN_LIMIT])
        self.refresh_actions(pending=pending)

    def _detail_of(self, order: BoardOrder) -> OrderText:
        words = self.allergies(order.order)
        return detail_of(
            order,
            self._now(),
            dishes_first=not self._has_room,
            allergies=words,
            tickets=self._tickets.get(order.payment_key),
        )

    def show_tickets(self, tickets: Mapping[str, OrderTickets]) -> None:
        """Show what became of the tickets of orders, by payment key."""
        before, self._tickets = self._tickets, tickets
        order = self._order
        if order is not None and before.get(order.payment_key) != tickets.get(order.payment_key):
            self.sheet.show_detail(self._detail_of(order), from_top=False)

    def refresh_actions(self, *, pending: bool, question: str = "", held_back: bool = False) -> None:
        """Refresh the commands; see `AcceptPanel.show_order`."""
        order = self._order
        if order is None:
            return
        key = order.payment_key
        self.panel.show_order(
            order,
            minutes=self._minutes.minutes_for(key),
            chosen=self._minutes.preset_for(key),
            rush=self._minutes.rush,
            typed=self._minutes.typed(key),
            usual=self._minutes.usual,
            pending=pending,
            exact=self._minutes.is_exact(key),
            when=schedule_words.promised_time(order, self._now()),
            question=question,
            held_back=held_back,
            take_back_in=order.seconds_to_take_back(self._now()),
        )
        self.panel.show()

    def set_tight(self, tight: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Give the dishes the height of the contact row; its keys still work."""
        self.panel.set_tight(tight)
        changed = self._has_room is tight
        self._has_room = not tight
        if changed and self._order is not None:
            self.sheet.show_detail(self._detail_of(self._order), from_top=True)
        self.contact.setVisible(self._has_room and self._order is not None and self.contact.is_useful)

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._look.fill(QPainter(self), self.rect(), "card")

    def _on_show_all(self) -> None:
        if self._order is not None:
            self.full_text_wanted.emit(full_text(self._order, self._now()))
