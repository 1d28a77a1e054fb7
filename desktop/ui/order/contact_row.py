"""Buttons that copy the customer's phone and address, show the address on a map, and report a dish as sold out.

Nothing leaves the computer without a press. The map gets only street, district and city: no name, no door number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QWidget

from desktop.domain.orders.map_address import map_link
from desktop.domain.text.translation import tr
from desktop.ui.open_outside import open_in_browser
from desktop.ui.pressing.guard import unguarded
from desktop.ui.text.format import plain
from desktop.ui.widgets.button import Button, show_hints_where_they_fit
from desktop.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order
    from desktop.ui.pressing.guard import Guard
    from desktop.ui.widgets.theme import Look


class ContactRow(QWidget):
    """The row of buttons; each has a key too."""

    sold_out_wanted = Signal()
    ticket_wanted = Signal()
    notified = Signal(str)
    """A command was done or failed; the sentence for the person."""

    def __init__(self, look: Look, open_map: Callable[[str], bool] = open_in_browser) -> None:
        super().__init__()
        self._look = look
        self._open_map = open_map
        self._order: Order | None = None
        self.guard: Guard = unguarded
        self._phone = self._button("copyPhone", tr("Copy phone"), "T", self.copy_phone)
        self._address = self._button("copyAddress", tr("Copy address"), "A", self.copy_address)
        self._phone.setAccessibleName(tr("Copy phone (T)"))
        self._address.setAccessibleName(tr("Copy address (A)"))
        self._map = self._button("openMap", tr("Map"), "H", self.open_map)
        self._map.setAccessibleDescription(
            tr("Opens the browser and sends street, district and city to the map service")
        )
        self._row = FlowLayout(self)
        self._sold_out = self._button("soldOut", tr("Sold out…"), "K", self.sold_out_wanted)
        self._ticket = self._button("printTicket", tr("Ticket…"), "Ctrl+P", self.ticket_wanted)
        self._ticket.setAccessibleName(tr("Choose a ticket to print (Ctrl+P)"))
        self._ticket.hide()
        for button in (self._phone, self._address, self._map):
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._row.addWidget(self._ticket)
        self._row.addWidget(self._sold_out)
        self._buttons = (self._phone, self._address, self._map, self._ticket, self._sold_out)
        look.changed.connect(self._restyle)
        self._restyle()

    def offer_tickets(self, *, offered: bool) -> None:
        """Show the button that prints a ticket, where there is a printer."""
        if offered is self._ticket.isHidden():
            self._ticket.setVisible(offered)
            self._arrange()

    def show_order(self, order: BoardOrder) -> None:
        """Show the buttons that this order has data for."""
        data = self._order = order.order
        self._phone.setVisible(bool(data.customer_phone))
        self._address.setVisible(bool(data.address))
        self._map.setVisible(bool(map_link(data.address)))
        self._sold_out.setVisible(bool(data.lines))
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the background and a line above, where the text of the order may be cut."""
        painter = QPainter(self)
        self._look.fill(painter, self.rect(), "card")
        self._look.fill(painter, QRect(0, 0, self.width(), 1), "edge")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the names of the keys before the buttons need a second line."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        shown = [button for button in self._buttons if not button.isHidden()]
        for full in (True, False):
            # A short name says enough beside the other buttons; a second line would cost a dish's room.
            self._phone.setText(tr("Copy phone") if full else tr("Phone"))
            self._address.setText(tr("Copy address") if full else tr("Address"))
            if show_hints_where_they_fit(shown, room, self._row.spacing()):
                break

    @property
    def is_useful(self) -> bool:
        """Whether the order has a phone, an address or dishes."""
        order = self._order
        return order is not None and bool(order.customer_phone or order.address or order.lines)

    def copy_phone(self) -> None:
        """Copy the customer's phone to the clipboard."""
        if self._order is not None and self._order.customer_phone:
            QGuiApplication.clipboard().setText(plain(self._order.customer_phone))
            self.notified.emit(tr("The phone number is copied"))

    def copy_address(self) -> None:
        """Copy the whole address to the clipboard."""
        if self._order is not None and self._order.address:
            QGuiApplication.clipboard().setText("\n".join(plain(line) for line in self._order.address))
            self.notified.emit(tr("The address is copied"))

    def open_map(self) -> None:
        """Show the address on a map in the browser."""
        link = "" if self._order is None else map_link(self._order.address)
        if link:
            self.guard("exports", lambda: self._open_link(link))

    def _open_link(self, link: str) -> None:
        if not self._open_map(link):
            self.notified.emit(tr("No browser could be opened. Copy the address instead (A)."))

    def _button(self, name: str, text: str, hint: str, slot: Callable[[], None] | SignalInstance) -> Button:
        button = Button(self._look, name=name, size=14, pad=10)
        button.set_text(text, hint=hint)
        button.clicked.connect(slot)
        return button

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(22), px(8), px(22), px(8))
        self._row.setSpacing(px(8))
        self._arrange()
