"""The list of all dishes that are being cooked now: "7 × Lahmacun". It follows the board while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.domain.kitchen.all_day import all_day
from desktop.domain.text.translation import tr
from desktop.ui.order import card_words
from desktop.ui.text import plurals
from desktop.ui.text.format import count
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.domain.kitchen.all_day import DishTotal
    from desktop.domain.orders.order import Order
    from desktop.ui.widgets.theme import Look

_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class AllDayDialog(Dialog):
    """Shows how many of each dish are being cooked, and their different portions below."""

    def __init__(self, parent: QWidget, look: Look, cooking: Callable[[], Iterable[Order]]) -> None:
        """Build the dialog; `cooking` returns the orders that are being cooked."""
        super().__init__(parent, look, "allDayDialog", tr("All dishes that are being cooked now"))
        self._cooking = cooking
        self._shown: tuple[Order, ...] | None = None
        self._from = self.add_text("", 15, "muted")
        self._rows: QWidget | None = None
        close = self.add_button("closeButton", tr("Close"), hint="Esc")
        close.clicked.connect(self.accept)
        self.refresh()

    def refresh(self) -> None:
        """Show the dishes that are being cooked now."""
        cooked = tuple(self._cooking())
        if cooked == self._shown:
            return
        self._shown = cooked
        self._from.set_text(plurals.from_orders(len(cooked)))
        if self._rows is not None:
            self.body.removeWidget(self._rows)
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.look.px(12))
        grid.setVerticalSpacing(self.look.px(4))
        grid.setColumnStretch(1, 1)
        for total in all_day(cooked):
            self._add(grid, total)
        self.body.addWidget(self._rows)
        if self.isVisible():
            self._rows.show()
            self.fit()

    def _add(self, grid: QGridLayout, total: DishTotal) -> None:
        name = card_words.dish(total.portions[0].line).name
        row = grid.rowCount()
        grid.addWidget(self._label(f"{count(total.quantity)} ×", 22, QFont.Weight.Bold), row, 0, _RIGHT)
        grid.addWidget(self._label(name, 20, QFont.Weight.DemiBold), row, 1)
        if not total.differ:
            options = card_words.dish(total.portions[0].line).options
            if options:
                grid.addWidget(self._label(options, 16, token="info"), row + 1, 1)
            return
        for number, portion in enumerate(total.portions, start=1):
            options = card_words.dish(portion.line).options or tr("as it is")
            grid.addWidget(
                self._label(f"{count(portion.quantity)} × {options}", 16, token="info"), row + number, 1
            )

    def _label(
        self, text: str, pixels: int, weight: QFont.Weight = QFont.Weight.Normal, token: str = "ink"
    ) -> Label:
        label = Label(self.look, pixels, weight, token)
        label.setWordWrap(True)
        label.set_text(text)
        return label
