"""The marked orders, and the bar that accepts or completes them together.

Only a person marks orders: one that arrives later is not included. The bar stands at the foot of the board, far from
the Accept button of a single order, which waits meanwhile. Orders that somebody must read are not accepted together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.domain.orders.lifecycle import Action
from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.orders import press_words
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from PySide6.QtGui import QPaintEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.ui.widgets.theme import Look


class MultiSelect(QObject):
    """Holds the payment keys of the marked orders, in the order of marking."""

    changed = Signal(str)
    """The order with this payment key was marked or unmarked."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}

    def __contains__(self, payment_key: object) -> bool:
        return payment_key in self._keys

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def keys(self) -> list[str]:
        """The payment keys of the marked orders."""
        return list(self._keys)

    def toggle(self, payment_key: str) -> None:
        """Toggle the mark of an order."""
        if self._keys.pop(payment_key, "") is not None:
            self._keys[payment_key] = None
        self.changed.emit(payment_key)

    def toggle_all(self, payment_keys: Iterable[str]) -> None:
        """Mark all of these; if all are marked already, unmark them."""
        wanted = list(payment_keys)
        unmark = all(key in self._keys for key in wanted)
        for key in wanted:
            if (key in self._keys) is unmark:
                self.toggle(key)

    def clear(self) -> bool:
        """Unmark all. Return whether any was marked."""
        return self._unmark(self.keys)

    def retain(self, on_board: Container[str]) -> None:
        """Unmark the orders that left the board."""
        self._unmark([key for key in self._keys if key not in on_board])

    def _unmark(self, keys: list[str]) -> bool:
        for key in keys:
            self._keys.pop(key, None)
            self.changed.emit(key)
        return bool(keys)


class MultiSelectBar(QWidget):
    """Shows the commands for the marked orders; hidden if none is marked."""

    accept_wanted = Signal()
    complete_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.left_to_person: Callable[[BoardOrder], bool] = lambda _order: False
        """Returns whether an order must be read, and is not accepted together with others."""
        self.setObjectName("markedBar")
        self._text = Label(look, 16, elides=True, shrinks_to=13)
        self._accept = Button(look, ButtonKind.PRIMARY, name="acceptMarked")
        self._accept.clicked.connect(self.accept_wanted)
        self._complete = Button(look, name="completeMarked")
        self._complete.clicked.connect(self.complete_wanted)
        self._clear = Button(look, name="clearMarked")
        self._clear.set_text(tr("Unmark"), hint="Esc")
        self._clear.clicked.connect(self.clear_wanted)
        self._row = FlowLayout(self)
        self._row.addWidget(self._text, 1)
        for button in (self._clear, self._complete, self._accept):
            self._row.addWidget(button)
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def show_orders(self, orders: Iterable[BoardOrder]) -> None:
        """Show the commands that are possible for these orders."""
        marked = list(orders)
        acceptable = len(self.acceptable(marked))
        left = sum(order.may_accept for order in marked) - acceptable
        completable = sum(Action.COMPLETE in order.actions for order in marked)
        self._text.set_text(press_words.left(left) if left else plurals.marked(len(marked)))
        self._accept.setVisible(acceptable > 0)
        self._accept.set_text(plurals.accept_marked(acceptable), hint="Ctrl+Enter")
        self._complete.setVisible(completable > 0)
        self._complete.set_text(plurals.complete_marked(completable), hint="Ctrl+F3")
        self.setVisible(bool(marked))

    def acceptable(self, orders: Iterable[BoardOrder]) -> list[BoardOrder]:
        """Return the orders that may be accepted together."""
        return [order for order in orders if order.may_accept and not self.left_to_person(order)]

    def set_tight(self, tight: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Hide the names of the keys if room is scarce."""
        for button in (self._accept, self._complete, self._clear):
            button.show_hint(not tight)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._look.fill(painter, self.rect(), "card")
        self._look.fill(painter, QRect(0, 0, self.width(), 1), "edge")

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(16), px(8), px(16), px(8))
        self._row.setSpacing(px(12))
