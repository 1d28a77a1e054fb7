"""The list of dishes: those off sale first, then each category with its dishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.domain.text.translation import tr
from desktop.ui.text import restaurant_words
from desktop.ui.text.format import money, one_line
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.theme import TOUCH, Style
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

    from desktop.domain.restaurant.menu import Dish
    from desktop.domain.restaurant.off_sale import OffSale
    from desktop.ui.widgets.theme import Look


_Index = QModelIndex | QPersistentModelIndex
_BOLD: Final = QFont.Weight.Bold
_DEMI: Final = QFont.Weight.DemiBold
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})
_SIDE: Final = 16
_BUTTON: Final = 168
"""Width in pixels at 100 % of the painted button at the right."""
_NAME: Final = 200
"""Smallest width in pixels at 100 % of a dish's name."""


class DishRow(NamedTuple):
    """A heading, or a dish."""

    heading: str
    dish: Dish | None = None
    off: OffSale | None = None
    branch: str = ""
    """The name of its branch, "" if there is only one branch."""


class DishModel(QAbstractListModel):
    """Holds the headings and dishes."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._rows: list[DishRow] = []

    def show_dishes(
        self, dishes: Iterable[Dish], off: Mapping[int, OffSale], branch_names: Mapping[str, str]
    ) -> None:
        """Show these dishes.

        Args:
            dishes: the dishes, sorted by category.
            off: the dishes off sale by their id.
            branch_names: the names of the branches by their id, empty if there is only one.
        """
        found = list(dishes)
        rows = []
        off_sale = [dish for dish in found if dish.food_id in off]
        if off_sale:
            rows.append(DishRow(tr("Off sale")))
            rows += [self._row(dish, off, branch_names) for dish in off_sale]
        heading: str | None = None
        for dish in found:
            if dish.category != heading:
                heading = dish.category
                rows.append(DishRow(one_line(heading, 80) or tr("Other")))
            rows.append(self._row(dish, off, branch_names))
        if rows == self._rows:
            return
        same = [(row.heading, row.dish) for row in rows] == [(row.heading, row.dish) for row in self._rows]
        if same:
            # Without a reset the list keeps its scroll position, and the finger its target.
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, index: _Index) -> DishRow:
        """Return the heading or dish of a row."""
        return self._rows[index.row()]

    def place_of(self, food_id: int | None) -> int:
        """Return the row of a dish in its category. Return the first dish's row if it is missing, -1 if none is."""
        places = [place for place, row in enumerate(self._rows) if row.dish is not None]
        matching = [
            place
            for place in places
            if food_id is not None
            and (dish := self._rows[place].dish) is not None
            and dish.food_id == food_id
        ]
        return matching[-1] if matching else places[0] if places else -1

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Allow to select dishes, not headings."""
        if not index.isValid() or self.row(index).dish is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a row, also for a screen reader."""
        if not index.isValid() or role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            return None
        row = self.row(index)
        if row.dish is None:
            return row.heading
        parts = (one_line(row.dish.name, 120), row.branch, money(row.dish.price), self.state(row).text)
        return ", ".join(part for part in parts if part)

    def state(self, row: DishRow) -> restaurant_words.StateText:
        """Return the sale state of a dish."""
        return restaurant_words.sale_state(row.off, self._now())

    @staticmethod
    def _row(dish: Dish, off: Mapping[int, OffSale], branch_names: Mapping[str, str]) -> DishRow:
        return DishRow("", dish, off.get(dish.food_id), branch_names.get(dish.restaurant_id, ""))


class DishDelegate(QStyledItemDelegate):
    """Paints headings and dishes."""

    def __init__(self, look: Look, model: DishModel) -> None:
        super().__init__()
        self._look = look
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        heading = self._model.row(index).dish is None
        return QSize(10, self._look.px(36 if heading else TOUCH + 4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a row."""
        look, row = self._look, self._model.row(index)
        area: QRect = option.rect
        painter.save()
        if row.dish is None:
            self._write(
                painter, area.adjusted(look.px(_SIDE), 0, 0, 0), row.heading, Style(14, _BOLD, "muted")
            )
            painter.restore()
            return
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(area, look.color("selected" if chosen else "card"))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), look.color("edge"))
        inner = area.adjusted(look.px(_SIDE), 0, -look.px(_SIDE), 0)
        button = look.px(_BUTTON)
        self._paint_button(
            painter, QRect(inner.right() + 1 - button, inner.top(), button, inner.height()), row
        )
        for place, text, style, align in self.texts(
            inner.adjusted(0, 0, -button - look.px(12), 0), row, row.dish
        ):
            self._write(painter, place, text, style, align)
        painter.restore()

    def texts(
        self, area: QRect, row: DishRow, dish: Dish
    ) -> list[tuple[QRect, str, Style, Qt.AlignmentFlag]]:
        """Return the texts of a dish with their areas; the area of the name overlaps no other.

        If the name would have too little room, the price is left out and the branch stands below the name.
        """
        look = self._look
        normal = QFont.Weight.Normal
        sale = self._model.state(row)
        name = one_line(dish.name, 120)
        price = (money(dish.price), 90, "muted", Qt.AlignmentFlag.AlignRight)
        state = (sale.text if row.off is not None else "", 230, sale.token, Qt.AlignmentFlag.AlignRight)
        branch = (row.branch, 150, "muted", Qt.AlignmentFlag.AlignLeft)
        # Price and state keep their columns also without a text, so that the branches are aligned.
        columns = [price, state, *([branch] if row.branch else [])]
        wide = [min(look.px(width), area.width() // 4) + look.px(12) for _, width, _, _ in columns]
        narrow = area.width() - sum(wide) < look.px(_NAME)
        if narrow:
            columns = [state] if state[0] else []
            wide = [min(look.px(230), area.width() // 2) + look.px(12) for _ in columns]
        found = []
        right = area.right() + 1
        for (text, _, token, align), width in zip(columns, wide, strict=True):
            right -= width
            place = QRect(right + look.px(12), area.top(), width - look.px(12), area.height())
            found.append((place, text, Style(15, normal, token), align))
        left = QRect(area.left(), area.top(), right - area.left(), area.height())
        ink = Style(18, _DEMI, "muted" if row.off is not None else "ink")
        if narrow and row.branch:
            below = left.adjusted(0, left.height() * 11 // 20, 0, -look.px(4))
            found.append((below, row.branch, Style(13, normal, "muted"), Qt.AlignmentFlag.AlignLeft))
            left, ink = left.adjusted(0, look.px(2), 0, -left.height() * 9 // 20), Style(16, _DEMI, ink.token)
        return [*found, (left, name, ink, Qt.AlignmentFlag.AlignLeft)]

    def _paint_button(self, painter: QPainter, area: QRect, row: DishRow) -> None:
        """Paint the button at the right."""
        look = self._look
        box = QRectF(area).adjusted(0.5, look.px(4), -0.5, -look.px(5))
        painter.setPen(QPen(look.color("accept" if row.off is not None else "edge"), 1))
        painter.setBrush(look.color("card"))
        painter.drawRoundedRect(box, 8, 8)
        back = row.off is not None and row.off.wanted_on is not True
        text = tr("Back on sale") if back else tr("Take off sale")
        token = "accept_ink" if back else "ink"
        self._write(painter, box.toRect(), text, Style(15, _DEMI, token), Qt.AlignmentFlag.AlignHCenter)

    def _write(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        style: Style,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        look = self._look
        painter.setFont(look.font(style.pixels, style.weight))
        painter.setPen(look.color(style.token))
        metrics = look.metrics(style.pixels, style.weight)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)


class DishList(QListView):
    """The view. Enter, or a press on the painted button, takes a dish off sale or puts it back."""

    dish_pressed = Signal(object)
    """The button of this `DishRow` was pressed."""

    def __init__(self, look: Look, model: DishModel) -> None:
        super().__init__()
        self._look = look
        self._model = model
        self._down = QModelIndex()
        self.setObjectName("dishList")
        self.setAccessibleName(restaurant_words.dishes_title())
        self.setModel(model)
        self._delegate = DishDelegate(look, model)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        scroll_by_finger(self)
        FocusRing(look, self)
        look.changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def chosen(self) -> DishRow | None:
        """The current row."""
        index = self.currentIndex()
        return self._model.row(index) if index.isValid() else None

    def choose(self, food_id: int | None) -> None:
        """Make a dish the current row, or the first dish if it is missing."""
        place = self._model.place_of(food_id)
        self.setCurrentIndex(self._model.index(place) if place >= 0 else QModelIndex())

    def press_area(self, index: QModelIndex) -> QRect:
        """Return the area of a row that reacts to a press."""
        area = self.visualRect(index)
        return area.adjusted(area.width() - self._look.px(_BUTTON + 2 * _SIDE), 0, 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button of the current dish by Enter or Space."""
        if event.key() in _ENTER and self.chosen is not None:
            if not event.isAutoRepeat():
                self.dish_pressed.emit(self.chosen)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember the row of a press."""
        self._down = self._target(event)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press the button if press and release are on the same row."""
        super().mouseReleaseEvent(event)
        target, self._down = self._target(event), self._down
        if target.isValid() and target == self._down:
            self.dish_pressed.emit(self._model.row(target))
        self._down = QModelIndex()

    def _target(self, event: QMouseEvent) -> QModelIndex:
        position = event.position().toPoint()
        index = self.indexAt(position)
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            return QModelIndex()
        if self._model.row(index).dish is None or not self.press_area(index).contains(position):
            return QModelIndex()
        return index
