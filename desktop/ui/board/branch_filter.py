"""Several branches on one key: a chip for each with how many of its orders wait, and whose orders the board shows.

Choosing a branch hides the others' orders from the board only: they go on ringing, and their chip says that they wait.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
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
"""Stands for all branches."""


class _Chip(Button):
    """Long names are cut before the detail loses its room."""

    def minimumSizeHint(self) -> QSize:
        """Return what a finger needs."""
        return QSize(2 * self.sizeHint().height(), self.sizeHint().height())


class BranchFilter(QWidget):
    """The chips; hidden where there is one branch."""

    chosen = Signal(object)
    """The ids of the branches whose orders are not to be shown, a frozenset. Orders of a branch that nobody knows are
    never among them."""

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
        # Made once, so that Tab finds the others, which come later, in their place.
        self._chip(0, ALL, tr("All"))
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def show_branches(self, branches: Iterable[Branch]) -> None:
        """Show a chip for each."""
        names = {branch.restaurant_id: one_line(branch.name, 40) for branch in branches}
        if names == self._names:
            return
        self._names = names
        for ident, chip in self._chips.items():
            if ident != ALL:
                chip.deleteLater()
        everything = self._chips[ALL]
        self._chips = {ALL: everything}
        before = everything
        for place, (ident, name) in enumerate(names.items(), 1):
            chip = self._chip(place, ident, name)
            self.setTabOrder(before, chip)
            before = chip
        self.setVisible(len(names) > 1)
        if self._only not in self._chips or len(names) <= 1:
            self._only = ALL
        self._tell()
        self._say()

    def _chip(self, place: int, ident: str, name: str) -> Button:
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
        self._say()

    @property
    def only(self) -> str:
        """The branch whose orders are shown, `ALL` for all."""
        return self._only

    def choose(self, ident: str) -> None:
        """Show the orders of a branch, or of all."""
        if ident != self._only:
            self._only = ident
            self._tell()
        self._say()

    def _tell(self) -> None:
        hidden = frozenset() if self._only == ALL else frozenset(self._names) - {self._only}
        if hidden != self._hidden:
            self._hidden = hidden
            self.chosen.emit(hidden)

    def step(self) -> None:
        """Choose the next branch, after the last one all."""
        idents = list(self._chips)
        if len(self._names) > 1:
            self.choose(idents[(idents.index(self._only) + 1) % len(idents)])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the rule below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("ground"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.color("edge"))

    def _say(self) -> None:
        for ident, chip in self._chips.items():
            waiting = self._waiting.total() if ident == ALL else self._waiting[ident]
            others = self._on_board.total() if ident == ALL else self._on_board[ident]
            name = self._names.get(ident) or tr("All")
            hidden = waiting > 0 and ident not in {ALL, self._only} and self._only != ALL
            chip.setChecked(ident == self._only)
            chip.set_kind(ButtonKind.ALARM if hidden else ButtonKind.CHIP)
            chip.set_glyph(Glyph.WARNING if hidden else None)
            hint = "B" if ident == ALL else ""
            said = plurals.waiting(waiting)
            count = str(waiting + others) if waiting + others else ""
            chip.set_text(name, tail=count, hint=hint, spoken=f"{name}: {said}")

    def _restyle(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(16), px(6), px(16), px(6))
        self._row.setSpacing(px(8))
