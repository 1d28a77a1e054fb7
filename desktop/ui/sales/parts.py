"""The parts of the report page: a tile with one figure, and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import day_words
from desktop.ui.text.plain_texts import set_tip
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.theme import RADIUS

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop.domain.sales.report import SalesReport
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


class DayEndCard(SalesCard):
    """Shows the result of a day in one line and offers it as a picture."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.setObjectName("reportDayEnd")
        self._text = Label(look, 18, QFont.Weight.Bold)
        self._text.setWordWrap(True)
        self.save = Button(look, name="reportOffer")
        self.save.set_text(tr("Save as picture…"), hint="Ctrl R")
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._text, 1)
        self._layout.addWidget(self.save)
        look.changed.connect(self.restyle)
        self.restyle()

    def show_report(self, report: SalesReport) -> None:
        good = report.reception.none_missed
        self._text.set_text(day_words.summary(report), "accept_ink" if good else "ink")
        self.show()

    def restyle(self) -> None:
        """Apply the measures of the theme."""
        px = self.look.px
        self._layout.setContentsMargins(px(12), px(8), px(12), px(8))
        self._layout.setSpacing(px(12))


class ShareBar(QWidget):
    """A pale bar behind a row of a table: its length compares the rows."""

    def __init__(self, look: Look, share: float) -> None:
        super().__init__()
        self._look = look
        self._share = share
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        width = round(self.width() * self._share)
        # A bar that starts where the row starts in either direction of writing.
        left = self.width() - width if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else 0
        painter.fillRect(left, 0, width, self.height(), self._look.color("selected"))


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
            if row.share:
                self._grid.addWidget(ShareBar(self.look, row.share), place, 0, 1, 3)
            name = Label(self.look, 16, elides=True)
            name.set_text(row.name)
            set_tip(name, row.name)
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
