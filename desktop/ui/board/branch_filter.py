"""A row of chips, one for each branch, which filters the board. Each chip counts the orders of its branch.

A filter hides the other branches' orders on the board only: they still ring, and their chip warns about them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.domain.restaurant.branch import usable_id
from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import one_line
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.glyphs import Glyph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPaintEvent

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.restaurant.branch import Branch
    from desktop.ui.widgets.theme import Look


ALL = ""
"""The filter that shows all branches."""


class _Chip(Button):
    """Elides a long name, so that the detail pane keeps its width."""

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size that a finger can press."""
        return QSize(2 * self.sizeHint().height(), self.sizeHint().height())


class BranchFilter(QWidget):
    """Shows the chips; hidden if there is only one branch."""

    chosen = Signal(object)
    """A frozenset with the ids of the branches to hide. Orders of unknown branches are never hidden."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("branchBar")
        self._look = look
        self._only = ALL
        self._hidden: frozenset[str] = frozenset()
        self._names: dict[str, str] = {}
        self._waiting: Counter[str] = Counter()
        self._on_board: Counter[str] = Counter()
        self._chips: dict[str, Button] = {}
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        # Built once: Tab must reach it before the chips that are added later.
        self._add_chip(0, ALL, tr("All"))
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def show_branches(self, branches: Iterable[Branch]) -> None:
        """Show a chip for each branch."""
        names = {branch.restaurant_id: one_line(branch.name, 40) for branch in branches}
        if names == self._names:
            return
        self._names = names
        for ident, chip in self._chips.items():
            if ident != ALL:
                chip.deleteLater()
        before = self._chips[ALL]
        self._chips = {ALL: before}
        for place, (ident, name) in enumerate(names.items(), 1):
            chip = self._add_chip(place, ident, name)
            self.setTabOrder(before, chip)
            before = chip
        self.setVisible(len(names) > 1)
        if self._only not in self._chips or len(names) <= 1:
            self._only = ALL
        self._emit_hidden()
        self._refresh()

    def _add_chip(self, place: int, ident: str, name: str) -> Button:
        chip = _Chip(self._look, ButtonKind.CHIP, name=f"branchChip{place}", size=15)
        chip.setCheckable(True)
        chip.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        chip.clicked.connect(lambda _on=False: self.choose(ident))
        chip.set_text(name)
        self._chips[ident] = chip
        self._row.insertWidget(place, chip)
        return chip

    def show_orders(self, waiting: Iterable[BoardOrder], others: Iterable[BoardOrder]) -> None:
        """Count the orders of each branch."""
        self._waiting = Counter(usable_id(order.order.restaurant_id) for order in waiting)
        self._on_board = Counter(usable_id(order.order.restaurant_id) for order in others)
        self._refresh()

    @property
    def only(self) -> str:
        """The branch whose orders are shown, `ALL` for all."""
        return self._only

    def choose(self, ident: str) -> None:
        """Show the orders of a branch, or of all."""
        if ident != self._only:
            self._only = ident
            self._emit_hidden()
        self._refresh()

    def _emit_hidden(self) -> None:
        hidden = frozenset() if self._only == ALL else frozenset(self._names) - {self._only}
        if hidden != self._hidden:
            self._hidden = hidden
            self.chosen.emit(hidden)

    def step(self) -> None:
        """Show the next branch; after the last one, all branches."""
        idents = list(self._chips)
        if len(self._names) > 1:
            self.choose(idents[(idents.index(self._only) + 1) % len(idents)])

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._look.fill(painter, self.rect(), "ground")
        self._look.fill(painter, QRect(0, self.height() - 1, self.width(), 1), "edge")

    def _refresh(self) -> None:
        for ident, chip in self._chips.items():
            waiting = self._waiting.total() if ident == ALL else self._waiting[ident]
            others = self._on_board.total() if ident == ALL else self._on_board[ident]
            name = self._names.get(ident) or tr("All")
            hidden = waiting > 0 and ident not in {ALL, self._only} and self._only != ALL
            chip.setChecked(ident == self._only)
            chip.set_kind(ButtonKind.ALARM if hidden else ButtonKind.CHIP)
            chip.set_glyph(Glyph.WARNING if hidden else None)
            hint = "B" if ident == ALL else ""
            count = str(waiting + others) if waiting + others else ""
            chip.set_text(name, tail=count, hint=hint, spoken=f"{name}: {plurals.waiting(waiting)}")

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(16), px(6), px(16), px(6))
        self._row.setSpacing(px(8))
