"""The parts of the report's page: a tile with one figure, and a table of lines."""

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
"""Lines of a table that are shown until all are asked for."""


class SalesCard(QWidget):
    """A ground with round corners."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        look.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("card"))
        painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)


class Tile(SalesCard):
    """One figure, what it is, and what it is compared with."""

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
        """Show another figure."""
        self._title.set_text(figure.title)
        self._value.set_text(figure.value)
        self._note.set_text(figure.note)
        spoken = f"{figure.title}: {figure.value}"
        self.setAccessibleName(f"{spoken}, {figure.note}" if figure.note else spoken)

    def restyle(self) -> None:
        """Take measures from the look again."""
        px = self.look.px
        self._layout.setContentsMargins(px(12), px(8), px(12), px(8))
        self._layout.setSpacing(px(2))


class TableCard(SalesCard):
    """A heading and lines of name, number and amount; a long one shows its first lines, and all on demand."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look)
        self.setObjectName(name)
        self._table: Table | None = None
        self._whole = False
        self._title = Label(look, 16, QFont.Weight.Bold)
        self._lines = QWidget()
        self._grid = QGridLayout(self._lines)
        self._grid.setColumnStretch(0, 1)
        self.more = Button(look, ButtonKind.QUIET, name=f"{name}More")
        self.more.clicked.connect(self._toggle)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._lines)
        self._layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        look.changed.connect(self.restyle)
        self.restyle()

    def show_table(self, table: Table) -> None:
        """Show other lines."""
        self._table = table
        self._title.set_text(table.title)
        self._fill()

    def restyle(self) -> None:
        """Take measures from the look again."""
        px = self.look.px
        self._layout.setContentsMargins(px(12), px(8), px(12), px(8))
        self._layout.setSpacing(px(4))
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(4))

    def _toggle(self) -> None:
        self._whole = not self._whole
        self._fill()

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        rows = () if self._table is None else self._table.rows
        shown = rows if self._whole else rows[:SHORT]
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
            if self._whole
            else tr("All {count}").format(count=len(rows))
        )
