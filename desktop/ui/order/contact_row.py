"""Beside an order: what is sold out of it, and reaching the customer: phone and address by one press into the clipboard, the address in the browser's map.

Nothing leaves the machine without a press, and the map is told the street, district and city alone: no name, no door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QPainter
from PySide6.QtWidgets import QWidget

from desktop.domain.orders.map_address import place_of
from desktop.domain.text.translation import tr
from desktop.ui.text.format import plain
from desktop.ui.widgets.button import Button, show_hints_where_they_fit
from desktop.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order
    from desktop.ui.widgets.theme import Look


MAP: Final = "https://www.google.com/maps/search/?api=1&query="


def open_in_browser(address: str) -> bool:
    """Open an address in the browser; tell whether there is one that takes it."""
    return QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))


class ContactRow(QWidget):
    """The row of buttons; a key does the same as each."""

    sold_out_wanted = Signal()
    told = Signal(str)
    """A sentence about what was done."""

    def __init__(self, look: Look, open_map: Callable[[str], bool] = open_in_browser) -> None:
        super().__init__()
        self._look = look
        self._open_map = open_map
        self._order: Order | None = None
        self._phone = self._button("copyPhone", tr("Phone"), "T", self.copy_phone)
        self._address = self._button("copyAddress", tr("Address"), "A", self.copy_address)
        self._phone.setAccessibleName(tr("Copy phone (T)"))
        self._address.setAccessibleName(tr("Copy address (A)"))
        self._map = self._button("openMap", tr("Map"), "H", self.open_map)
        self._map.setAccessibleDescription(
            tr("Opens the browser and sends street, district and city to the map service")
        )
        self._row = FlowLayout(self)
        self._sold_out = self._button("soldOut", tr("Sold out…"), "K", self.sold_out_wanted.emit)
        for button in (self._phone, self._address, self._map):
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._row.addWidget(self._sold_out)
        self._buttons = (self._phone, self._address, self._map, self._sold_out)
        look.changed.connect(self._restyle)
        self._restyle()

    def show_order(self, order: BoardOrder) -> None:
        """Show what there is of this order."""
        said = order.order
        self._order = said
        self._phone.setVisible(bool(said.customer_phone))
        self._address.setVisible(bool(said.address))
        self._map.setVisible(bool(place_of(said.address)))
        self._sold_out.setVisible(bool(said.lines))
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, and the rule above: a line of the order may be cut there."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("card"))
        painter.fillRect(0, 0, self.width(), 1, self._look.color("edge"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay in one line as long as that can be."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Leave the names of the keys out where the buttons would need a second line for them."""
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        shown = [button for button in self._buttons if not button.isHidden()]
        show_hints_where_they_fit(shown, room, self._row.spacing())

    @property
    def is_useful(self) -> bool:
        """Whether there is anything to reach the customer by, or a dish that may be sold out."""
        order = self._order
        return order is not None and bool(order.customer_phone or order.address or order.lines)

    def copy_phone(self) -> None:
        """Put the customer's phone into the clipboard."""
        if self._order is not None and self._order.customer_phone:
            QGuiApplication.clipboard().setText(plain(self._order.customer_phone))
            self.told.emit(tr("The phone number is copied"))

    def copy_address(self) -> None:
        """Put the whole address into the clipboard."""
        if self._order is not None and self._order.address:
            QGuiApplication.clipboard().setText("\n".join(plain(line) for line in self._order.address))
            self.told.emit(tr("The address is copied"))

    def open_map(self) -> None:
        """Show the address in the browser's map."""
        place = "" if self._order is None else place_of(self._order.address)
        if place and not self._open_map(MAP + quote(place, safe="")):
            self.told.emit(tr("No browser could be opened. Copy the address instead (A)."))

    def _button(self, name: str, text: str, hint: str, press: Callable[[], None]) -> Button:
        button = Button(self._look, name=name, size=14, pad=10)
        button.set_text(text, hint=hint)
        button.clicked.connect(lambda _checked=False: press())
        return button

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(22), px(8), px(22), px(8))
        self._row.setSpacing(px(8))
        self._arrange()
