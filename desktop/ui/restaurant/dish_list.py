"""The list of dishes: arrows choose a dish and one of its parts, Enter or a press changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from desktop.ui.restaurant.dish_delegate import DishDelegate, PartKind
from desktop.ui.text import restaurant_words
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent

    from desktop.ui.restaurant.dish_delegate import Part
    from desktop.ui.restaurant.dish_rows import DishModel, DishRow
    from desktop.ui.widgets.theme import Look

_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})
_SIDEWAYS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class DishList(QListView):
    """The view."""

    sale_pressed = Signal(object)
    """These `BranchDish` are to go off sale, or back if all of them are off."""
    portions_pressed = Signal(object)
    """The portions of this `DishRow` are to be set."""

    def __init__(self, look: Look, model: DishModel) -> None:
        super().__init__()
        self._look = look
        self._model = model
        self._down: tuple[QModelIndex, int] | None = None
        self._part = -1
        """The place of the part that the keyboard presses; -1 is the last one."""
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
        self.setResizeMode(QListView.ResizeMode.Adjust)
        scroll_by_finger(self)
        FocusRing(look, self)
        look.changed.connect(self.scheduleDelayedItemsLayout)
        # Enter changes the sale of another dish first, not the part that was chosen before.
        self.selectionModel().currentChanged.connect(lambda _current, _previous: self._choose_part(-1))

    @property
    def chosen(self) -> DishRow | None:
        """The current row."""
        index = self.currentIndex()
        return self._model.row(index) if index.isValid() else None

    def choose(self, food_id: int | None) -> None:
        """Make a dish the current row, or the first dish if it is missing."""
        place = self._model.place_of(food_id)
        self.setCurrentIndex(self._model.index(place) if place >= 0 else QModelIndex())

    def parts(self, index: QModelIndex) -> list[Part]:
        """Return the parts of a row that react to a press; none of a heading."""
        row = self._model.row(index)
        return self._delegate.parts(self.visualRect(index), row) if row.dishes else []

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows anew for another width."""
        self._delegate.width = self.viewport().width()
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._choose_part(self._part)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._choose_part(self._part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a part of the current dish by Left and Right, and press it by Enter or Space; Ctrl: its portions."""
        index = self.currentIndex()
        step = _SIDEWAYS.get(Qt.Key(event.key()))
        if step is not None and index.isValid():
            parts = self.parts(index)
            place = (self._part + step) % len(parts)
            self._choose_part(place)
            announce(self, parts[place].spoken)
            return
        if event.key() in _ENTER and index.isValid():
            if not event.isAutoRepeat():
                is_portions = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
                self.press_part(index, self._place_of_portions(index) if is_portions else self._part)
            return
        super().keyPressEvent(event)

    def press_part(self, index: QModelIndex, place: int) -> None:
        """Press a part of a row, -1 for its sale."""
        part = self.parts(index)[place]
        if part.kind is PartKind.PORTIONS:
            self.portions_pressed.emit(self._model.row(index))
        else:
            self.sale_pressed.emit(part.dishes)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember the part of a press."""
        self._down = self._target(event)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press a part if press and release are on it."""
        super().mouseReleaseEvent(event)
        target, self._down = self._target(event), self._down
        if target is not None and target == self._down:
            self.press_part(*target)
        self._down = None

    def _target(self, event: QMouseEvent) -> tuple[QModelIndex, int] | None:
        position = event.position().toPoint()
        index = self.indexAt(position)
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            return None
        return next(
            ((index, place) for place, part in enumerate(self.parts(index)) if _is_hit(part, position)), None
        )

    def _place_of_portions(self, index: QModelIndex) -> int:
        return next(place for place, part in enumerate(self.parts(index)) if part.kind is PartKind.PORTIONS)

    def _choose_part(self, place: int) -> None:
        self._part = place
        index = self.currentIndex()
        parts = self.parts(index) if index.isValid() else []
        self._delegate.focused = place % len(parts) if parts and self.hasFocus() else None
        self.viewport().update()


def _is_hit(part: Part, position: QPoint) -> bool:
    # A finger misses the thin gaps above and below.
    return part.area.adjusted(-2, -4, 2, 4).contains(position)
