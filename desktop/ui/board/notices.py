"""Bars below the board: several orders were changed elsewhere; more orders wait than can be cooked.

Each has one button, and names what the button is about.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.restaurant.branch import usable_id
from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import one_line, order_number
from desktop.ui.text.plain_texts import set_tip
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QPaintEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.restaurant.branch import Branch
    from desktop.ui.widgets.theme import Look

BREAK_MINUTES: Final = 15
"""Length of the break that is offered."""
OVERWHELMED: Final = 20
"""Waiting orders from which a break is offered."""
_SEVERAL: Final = 2
"""Changed orders from which they can be confirmed together."""
_NAMED: Final = 6
"""Changed orders that are named; more are counted."""


class Notices(QWidget):
    """Shows the bars that have something to say."""

    seen = Signal(str)
    """The changes of the order with this payment key were seen."""
    break_wanted = Signal(str)
    """A branch is to be closed for a short time; its restaurant id."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._changed: list[str] = []
        self._branches: tuple[Branch, ...] = ()
        self._refused = False
        """Whether a person does not want a break now."""
        self._restaurant_id = ""
        self._break = _Notice(look, "breakNotice", "waiting_ground", "waiting_ink")
        self._close = self._break.add_button("closeForBreak")
        self._close.set_text(tr("Close {minutes} min").format(minutes=BREAK_MINUTES))
        self._close.clicked.connect(lambda: self.break_wanted.emit(self._restaurant_id))
        not_now = self._break.add_button("noBreak")
        not_now.set_text(tr("Not now"))
        not_now.clicked.connect(self._on_not_now)
        self._changes = _Notice(look, "changesNotice", "card", "ink")
        seen = self._changes.add_button("allSeen")
        seen.set_text(tr("All seen"), hint="Ctrl+G")
        seen.clicked.connect(self.confirm_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._break)
        layout.addWidget(self._changes)
        self._break.hide()
        self._changes.hide()

    def show_branches(self, branches: tuple[Branch, ...]) -> None:
        """Set the branches that can be closed."""
        self._branches = branches

    def show_orders(self, waiting: Sequence[BoardOrder], others: Iterable[BoardOrder]) -> None:
        """Show the bars for the orders on the board."""
        # A doubt about an accept is answered for each order alone: "seen" means there that it took effect.
        self._show_changes([each for each in (*waiting, *others) if each.unseen and not each.in_doubt])
        self._show_break(waiting)

    def confirm_all(self) -> None:
        """Confirm the changes of all orders that the bar names."""
        for payment_key in self._changed:
            self.seen.emit(payment_key)

    def _show_changes(self, changed: Sequence[BoardOrder]) -> None:
        several = len(changed) >= _SEVERAL
        self._changed = [order.payment_key for order in changed] if several else []
        self._changes.setVisible(several)
        if several:
            numbers = [order_number(each.order.number, each.payment_key) for each in changed[:_NAMED]]
            more = [plurals.more(len(changed) - _NAMED)] if len(changed) > _NAMED else []
            self._changes.set_text(f"{plurals.orders_changed(len(changed))}: {', '.join(numbers + more)}")

    def _show_break(self, waiting: Sequence[BoardOrder]) -> None:
        if len(waiting) < OVERWHELMED:
            self._refused = False
        branch = self._busiest(waiting) if len(waiting) >= OVERWHELMED and not self._refused else None
        self._break.setVisible(branch is not None)
        if branch is not None:
            self._restaurant_id = branch.restaurant_id
            self._break.set_text(
                tr("{waiting}. No new ones for a while?").format(waiting=plurals.waiting(len(waiting)))
            )
            text = tr("Close {minutes} min").format(minutes=BREAK_MINUTES)
            name = one_line(branch.name, 40)
            self._close.set_text(f"{name}: {text}" if len(self._branches) > 1 else text)

    def _busiest(self, waiting: Sequence[BoardOrder]) -> Branch | None:
        """Return the open branch with the most waiting orders."""
        counts = Counter(usable_id(order.order.restaurant_id) for order in waiting)
        open_ones = [
            branch for branch in self._branches if branch.is_open and branch.wanted_open is not False
        ]
        return max(open_ones, key=lambda branch: counts[branch.restaurant_id], default=None)

    def _on_not_now(self) -> None:
        self._refused = True
        self._break.hide()


class _Notice(QWidget):
    """One sentence with its buttons."""

    def __init__(self, look: Look, name: str, ground: str, ink: str) -> None:
        super().__init__()
        self._look = look
        self._ground = ground
        self.setObjectName(name)
        self._text = Label(look, 16, QFont.Weight.DemiBold, ink, elides=True)
        self._row = FlowLayout(self)
        self._row.addWidget(self._text, 1)
        look.changed.connect(self._restyle)
        self._restyle()

    def add_button(self, name: str) -> Button:
        """Add a button at the right."""
        button = Button(self._look, name=name)
        self._row.addWidget(button)
        return button

    def set_text(self, text: str) -> None:
        """Show a sentence."""
        self._text.set_text(text)
        set_tip(self._text, text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._look.fill(painter, self.rect(), self._ground)
        self._look.fill(painter, QRect(0, 0, self.width(), 1), "edge")

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(16), px(6), px(16), px(6))
        self._row.setSpacing(px(12))
        self.update()
