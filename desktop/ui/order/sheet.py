"""The scroll area with an order's text: paints the blocks in view and counts the dishes below the edge."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop.ui.order.order_text import OrderText
from desktop.ui.text import plurals
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.theme import TOUCH
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from desktop.ui.widgets.theme import Look

_SIDE: Final = 22
_TOP: Final = 20
_STRIP_GAP: Final = 4


class OrderSheet(QAbstractScrollArea):
    """Shows an `OrderText`."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("orderSheet")
        self._look = look
        self._detail = OrderText()
        self._tops: list[int] = []
        self._bottom = 0
        self._empty = ""
        self._strip = False
        # One of our own, as in `ColumnView`.
        self.setViewport(QWidget())
        self._below = Button(look, ButtonKind.LOUD, name="dishesBelow", parent=self)
        self._below.set_text(plurals.dishes_below(0))
        self._below.clicked.connect(lambda: self.scroll_page(1))
        self._below.hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        scroll_by_finger(self)
        look.changed.connect(self._lay_out)

    def show_detail(self, detail: OrderText, *, from_top: bool) -> None:
        """Show an order's text; `from_top` scrolls to its beginning."""
        self._detail = detail
        self._lay_out()
        if from_top:
            self.verticalScrollBar().setValue(0)

    def show_nothing(self, text: str) -> None:
        """Show a message instead of an order."""
        self._empty = text
        self.show_detail(OrderText(), from_top=True)

    def scroll_page(self, pages: int) -> None:
        """Scroll by a number of pages; a negative one scrolls up."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + pages * int(self.viewport().height() * 0.85))

    def dishes_below(self) -> int:
        """Return the number of dishes that lie, wholly or partly, below the lower edge."""
        return self._dishes_beyond(self._edge())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._look.fill(painter, event.rect(), "card")
        if not self._detail.blocks:
            self._paint_empty(painter)
            return
        look = self._look
        offset = self.verticalScrollBar().value()
        top, bottom = event.rect().top() + offset, event.rect().bottom() + offset
        side = look.px(_SIDE)
        width = self._width()
        first = max(0, bisect_right(self._tops, top) - 1)
        ends = [*self._tops[1:], self._bottom]
        for position in range(first, len(self._tops)):
            if self._tops[position] > bottom:
                break
            area = QRect(side, self._tops[position] - offset, width, ends[position] - self._tops[position])
            self._detail.blocks[position].paint(painter, look, area)

    def _paint_empty(self, painter: QPainter) -> None:
        painter.setFont(self._look.font(16))
        painter.setPen(self._look.color("muted"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.viewport().rect().adjusted(24, 24, -24, -24), int(flags), self._empty)

    def _update_strip(self) -> None:
        """Show the number of dishes below in a separate strip, which covers nothing."""
        strip = self._look.px(TOUCH + 2 * _STRIP_GAP)
        wanted = self._dishes_beyond(self._edge() + (strip if self._strip else 0)) > 0
        self._strip = wanted
        margin = strip if wanted else 0
        if self.viewportMargins().bottom() != margin:
            self.setViewportMargins(0, 0, 0, margin)
        self._below.setVisible(wanted)
        if wanted:
            text = plurals.dishes_below(max(1, self.dishes_below()))
            side = self._look.px(_SIDE)
            self._below.set_text(f"↓  {text}", spoken=text)
            if self._below.sizeHint().width() > self.width() - 2 * side:
                self._below.set_text(f"↓  {max(1, self.dishes_below())}", spoken=text)
            top = self.height() - strip + self._look.px(_STRIP_GAP)
            self._below.setGeometry(side, top, self.width() - 2 * side, self._look.px(TOUCH))

    def _edge(self) -> int:
        return self.verticalScrollBar().value() + self.viewport().height()

    def _dishes_beyond(self, edge: int) -> int:
        dishes = self._detail.dishes
        ends = [*self._tops[1:], self._bottom]
        return sum(1 for block in dishes if ends[block] - self._look.px(10) > edge)

    def _width(self) -> int:
        # The width always leaves room for the scroll bar, so that its appearance does not rewrap the lines.
        return self.width() - 2 * self._look.px(_SIDE)

    def _on_scrolled(self) -> None:
        self._update_strip()
        self.viewport().update()

    def _lay_out(self) -> None:
        look = self._look
        width = self._width()
        y = look.px(_TOP)
        self._tops = []
        for block in self._detail.blocks:
            self._tops.append(y)
            y += block.measure(look, width)
        self._bottom = y
        bar = self.verticalScrollBar()
        view = self.viewport().height()
        bar.setRange(0, max(0, y - view))
        bar.setPageStep(view)
        bar.setSingleStep(look.px(40))
        self._update_strip()
        self.viewport().update()
