"""The parts of the report page: a tile with one figure, and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.theme import RADIUS

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.ui.text.sales_words import Figure, Table
    from desktop.ui.widgets.theme import Look


SHORT: Final = 10
"""Rows of a table that are shown until the person expands it."""


class SalesCard(QWidget):
    """A card with round corners."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        look.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("card"))
        painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)


class Tile(SalesCard):
    """Shows one figure with its title and its comparison."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._title = Label(look, 14, token="muted", elides=True, shrinks_to=12)
        self._value = Label(look, 24, QFont.Weight.Bold, elides=True, shrinks_to=14)
        self._note = Label(look, 14, token="muted")
        self._note.setWordWrap(True)
        self._layout = QVBoxLayout(self)
        for label in (self._title, self._value, self._note):
            self._layout.addWidget(label)
        self._layout.addStretch(1)
        look.changed.connect(self.restyle)
        self.restyle()

    def show_figure(self, figure: Figure) -> None:
        self._title.set_text(figure.title)
        self._value.set_text(figure.value)
        self._note.set_text(figure.note)
        spoken = f"{figure.title}: {figure.value}"
        self.setAccessibleName(f"{spoken}, {figure.note}" if figure.note else spoken)

    def restyle(self) -> None:
        """Apply the measures of the theme."""
        px = self.look.px
        self._layout.setContentsMargins(px(12), px(8), px(12), px(8))
        self._layout.setSpacing(px(2))


class TableCard(SalesCard):
    """Shows a heading and rows of name, number and amount. A button expands a long table."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look)
        self.setObjectName(name)
        self._table: Table | None = None
        self._is_expanded = False
        self._title = Label(look, 16, QFont.Weight.Bold)
        rows = QWidget()
        self._grid = QGridLayout(rows)
        self._grid.setColumnStretch(0, 1)
        self.more = Button(look, ButtonKind.QUIET, name=f"{name}More")
        self.more.clicked.connect(self._on_more)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._title)
        self._layout.addWidget(rows)
        self._layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        look.changed.connect(self.restyle)
        self.restyle()

    def show_table(self, table: Table) -> None:
        self._table = table
        self._title.set_text(table.title)
        self._fill()

    def restyle(self) -> None:
        """Apply the measures of the theme."""
        px = self.look.px
        self._layout.setContentsMargins(px(12), px(8), px(12), px(8))
        self._layout.setSpacing(px(4))
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(4))

    def _on_more(self) -> None:
        self._is_expanded = not self._is_expanded
        self._fill()

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        rows = () if self._table is None else self._table.rows
        shown = rows if self._is_expanded else rows[:SHORT]
        for place, row in enumerate(shown):
            name = Label(self.look, 16, elides=True)
            name.set_text(row.name)
            name.setToolTip(row.name)
            name.setAccessibleName(f"{row.name}: {row.number}, {row.amount}")
            self._grid.addWidget(name, place, 0)
            for column, text in ((1, row.number), (2, row.amount)):
                label = Label(self.look, 16, token="ink" if column == 1 else "muted")
                label.set_text(text)
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(label, place, column)
        if not rows:
            none = Label(self.look, 16, token="muted")
            none.set_text(tr("none"))
            self._grid.addWidget(none, 0, 0)
        self.more.setVisible(len(rows) > SHORT)
        self.more.set_text(
            tr("The first {count}").format(count=SHORT)
            if self._is_expanded
            else tr("All {count}").format(count=len(rows))
        )
