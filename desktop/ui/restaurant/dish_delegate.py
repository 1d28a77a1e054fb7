"""Lays out and paints the rows of the list of dishes.

A dish has parts that react to a press: a chip for each branch, if there are several, its portions, and its sale. On a
narrow window, or with chips, they stand below its name.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.text.translation import tr
from desktop.ui.text import restaurant_words
from desktop.ui.widgets.theme import TOUCH, Style

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from desktop.ui.restaurant.dish_rows import BranchDish, DishModel, DishRow, Index
    from desktop.ui.widgets.theme import Look

_NORMAL: Final = QFont.Weight.Normal
_DEMI: Final = QFont.Weight.DemiBold
_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_CENTER: Final = Qt.AlignmentFlag.AlignHCenter
_SIDE: Final = 16
_GAP: Final = 12
_LINE: Final = TOUCH + 4
_HEADING: Final = 36
_SALE: Final = 168
"""Widths in pixels at 100 % of the columns of a row."""
_PORTIONS: Final = 168
_STATE: Final = 230
_PRICE: Final = 110
_NAME: Final = 200
"""Smallest width of a dish's name."""


class PartKind(enum.Enum):
    """The effect of a press on a part."""

    BRANCH = enum.auto()
    PORTIONS = enum.auto()
    SALE = enum.auto()


class Part(NamedTuple):
    """An area of a row that reacts to a press."""

    kind: PartKind
    area: QRect
    text: str
    style: Style
    edge: str
    """The colour of its edge."""
    dishes: tuple[BranchDish, ...]
    """The dishes that it changes."""
    spoken: str


class Text(NamedTuple):
    """A text of a row."""

    area: QRect
    text: str
    style: Style
    align: Qt.AlignmentFlag


class DishDelegate(QStyledItemDelegate):
    """Paints headings and dishes."""

    def __init__(self, look: Look, model: DishModel) -> None:
        super().__init__()
        self._look = look
        self._model = model
        self.width = 0
        """The width of the list in pixels: the height of a row depends on it."""
        self.focused: int | None = None
        """The place of the part of the current row that the keyboard presses, None without the focus."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        row = self._model.row(index)
        if not row.dishes:
            return QSize(10, self._look.px(_HEADING))
        return QSize(10, self._height(row))

    def _height(self, row: DishRow) -> int:
        line = self._look.px(_LINE)
        if not self._is_high(row):
            return line
        chips = self._chips(QRect(0, 0, self._inner(QRect(0, 0, self.width, line)).width(), 0), row)
        return max([2 * line, *(part.area.bottom() + self._look.px(_GAP) for part in chips)])

    def _inner(self, area: QRect) -> QRect:
        side = self._look.px(_SIDE)
        return area.adjusted(side, 0, -side, 0)

    def _is_high(self, row: DishRow) -> bool:
        px = self._look.px
        wanted = (
            px(_SALE) + px(_PORTIONS) + px(_STATE) + px(_PRICE) + px(_NAME) + px(_GAP) * 4 + px(_SIDE) * 2
        )
        return row.has_branches or self.width < wanted

    def parts(self, area: QRect, row: DishRow) -> list[Part]:
        """Return the parts of a dish that react to a press; the last one is its sale in all branches.

        Args:
            area: of the row.
            row: a dish.
        """
        px = self._look.px
        inner, line = self._inner(area), px(_LINE)
        chips = self._chips(inner, row)
        sale = QRect(inner.right() + 1 - px(_SALE), area.top(), px(_SALE), line).adjusted(0, px(4), 0, -px(4))
        if self._is_high(row):
            portions = sale.translated(0, line)
        else:
            portions = sale.translated(-px(_SALE) - px(_GAP), 0)
        return [*chips, self._portions(portions, row), self._sale(sale, row)]

    def _sale(self, area: QRect, row: DishRow) -> Part:
        text = tr("Back on sale") if row.is_off else tr("Take off sale")
        style = Style(15, _DEMI, "accept_ink" if row.is_off else "ink")
        edge = "accept" if row.is_off else "edge"
        return Part(PartKind.SALE, area, text, style, edge, row.dishes, f"{text}: {row.name}")

    def _portions(self, area: QRect, row: DishRow) -> Part:
        count = None if row.has_branches else row.dishes[0].portions
        text, token = tr("Portions…"), "muted"
        if count is not None:
            left = restaurant_words.portions_left(count)
            text, token = left.text, left.token
        spoken = tr("Portions of {dish}").format(dish=row.name)
        return Part(PartKind.PORTIONS, area, text, Style(15, _DEMI, token), "edge", row.dishes, spoken)

    def _chips(self, inner: QRect, row: DishRow) -> list[Part]:
        """Return a chip for each branch, below the name, left of the portions; in as many lines as they need."""
        if not row.has_branches:
            return []
        look, px = self._look, self._look.px
        end = inner.right() + 1 - px(_SALE) - px(_GAP)
        metrics = look.metrics(15, _DEMI)
        chips = []
        left, top = inner.left(), inner.top() + px(_LINE)
        for each in row.dishes:
            state = self._model.state(each)
            words, token = [each.branch], "ink"
            if each.off is not None:
                words, token = [*words, state.text], state.token
            if each.portions is not None:
                counted = restaurant_words.portions_left(each.portions)
                words.append(counted.text)
                token = counted.token if each.off is None else token
            text = " · ".join(words)
            width = min(metrics.horizontalAdvance(text) + 2 * px(14), end - inner.left())
            if left > inner.left() and left + width > end:
                left, top = inner.left(), top + px(_LINE)
            area = QRect(left, top, width, px(_LINE)).adjusted(0, px(2), 0, -px(2))
            edge = "edge" if each.off is None else "late" if each.is_off else "waiting"
            change = tr("Back on sale") if each.is_off else tr("Take off sale")
            spoken = f"{change}: {row.name}, {self._model.spoken(each)}"
            chips.append(Part(PartKind.BRANCH, area, text, Style(15, _DEMI, token), edge, (each,), spoken))
            left += width + px(8)
        return chips

    def texts(self, area: QRect, row: DishRow) -> list[Text]:
        """Return the texts of a dish with their areas; the area of the name overlaps no other and no part."""
        look, px = self._look, self._look.px
        inner = self._inner(area)
        one = row.dishes[0]
        line = px(_LINE)
        end = inner.right() + 1 - px(_SALE) - px(_GAP)
        sale = self._model.state(one)
        state = "" if row.has_branches or one.off is None else sale.text
        price = Style(15, _NORMAL, "muted")
        name = Style(18, _DEMI, "muted" if row.is_off else "ink")
        if self._is_high(row):
            below = QRect(inner.left(), area.top() + line, end - inner.left(), line)
            found = (
                []
                if row.has_branches
                else [Text(below, state or row.price, price._replace(token=sale.token), _LEFT)]
            )
            width = look.metrics(15, _NORMAL).horizontalAdvance(row.price) + px(4)
            if row.has_branches and row.price and end - inner.left() - width >= px(_NAME):
                found.append(Text(QRect(end - width, area.top(), width, line), row.price, price, _RIGHT))
                end -= width + px(_GAP)
            return [
                *found,
                Text(QRect(inner.left(), area.top(), end - inner.left(), line), row.name, name, _LEFT),
            ]
        found = []
        end -= px(_PORTIONS) + px(_GAP)
        # Price and state keep their columns also without a text.
        for text, width, style in (
            (state, px(_STATE), price._replace(token=sale.token)),
            (row.price, px(_PRICE), price),
        ):
            found.append(Text(QRect(end - width, area.top(), width, line), text, style, _RIGHT))
            end -= width + px(_GAP)
        return [
            *found,
            Text(QRect(inner.left(), area.top(), end - inner.left(), line), row.name, name, _LEFT),
        ]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        look, row = self._look, self._model.row(index)
        area: QRect = option.rect
        painter.save()
        if not row.dishes:
            place = area.adjusted(look.px(_SIDE), 0, 0, 0)
            self._write(painter, Text(place, row.heading, Style(14, QFont.Weight.Bold, "muted"), _LEFT))
            painter.restore()
            return
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(area, look.color("selected" if chosen else "card"))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), look.color("edge"))
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        for number, part in enumerate(self.parts(area, row)):
            self._paint_part(painter, part, focused=chosen and number == self.focused)
        for text in self.texts(area, row):
            self._write(painter, text)
        painter.restore()

    def _paint_part(self, painter: QPainter, part: Part, *, focused: bool) -> None:
        look = self._look
        box = QRectF(part.area).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = box.height() / 2 if part.kind is PartKind.BRANCH else 8
        painter.setPen(QPen(look.color(part.edge), 1))
        painter.setBrush(look.color("card"))
        painter.drawRoundedRect(box, radius, radius)
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("ink"), 2, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), max(2.0, radius - 3), max(2.0, radius - 3))
        inside = part.area.adjusted(look.px(8), 0, -look.px(8), 0)
        self._write(painter, Text(inside, part.text, part.style, _CENTER))

    def _write(self, painter: QPainter, text: Text) -> None:
        look, style = self._look, text.style
        painter.setFont(look.font(style.pixels, style.weight))
        painter.setPen(look.color(style.token))
        metrics = look.metrics(style.pixels, style.weight)
        shown = metrics.elidedText(text.text, Qt.TextElideMode.ElideRight, text.area.width())
        flags = int(text.align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        painter.drawText(text.area, flags, shown)
