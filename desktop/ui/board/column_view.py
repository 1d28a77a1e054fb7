"""One column on the screen: a list of cards that can be selected, and accepted with a press.

A tick repaints only the ages that changed. The window handles all keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QScrollBar, QWidget

from desktop.ui.board.card_delegate import MARGIN, SCROLL_BAR_ROOM, AcceptLabels, CardDelegate
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from PySide6.QtGui import (
        QFocusEvent,
        QHideEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QShowEvent,
    )

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.lifecycle import Column
    from desktop.ui.board.card_age import Age
    from desktop.ui.board.column_model import ColumnModel
    from desktop.ui.board.multi_select import MultiSelect
    from desktop.ui.board.selection import InputPause
    from desktop.ui.widgets.theme import CardLook


class ColumnView(QListView):
    """Shows the cards of one column."""

    card_chosen = Signal(str)
    accept_pressed = Signal(str)

    def __init__(
        self,
        model: ColumnModel,
        column: Column,
        look: CardLook,
        accept_labels: AcceptLabels,
        *,
        now: Callable[[], datetime],
        input_pause: InputPause,
        multi_select: MultiSelect,
    ) -> None:
        super().__init__()
        self._orders = model
        self._look = look
        self._now = now
        self._input_pause = input_pause
        self._multi_select = multi_select
        self._shown: dict[str, Age] = {}
        self._ticked: list[tuple[BoardOrder, QRect]] = []
        """Cards of which a tick repaints the age alone, and their areas in the viewport."""
        self._empty = ""
        self._by_program = False
        self._is_shown = False
        """Whether its show event has passed; Qt lays out before that."""
        self._came = False
        """Whether it was shown and not laid out since."""
        self.lanes = 1
        """The number of cards side by side."""
        self._anchor: tuple[str, int] | None = None
        """The selected order and the top of its card, while the whole card is in view."""
        self.cards = CardDelegate(
            model, column, look, accept_labels, now=now, multi_select=multi_select, view=self
        )
        self.setModel(model)
        # One of our own: PySide may take the one that Qt makes for an object that was there before at its address.
        self._selection = QItemSelectionModel(model, self)
        self.setSelectionModel(self._selection)
        self.setItemDelegate(self.cards)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(look.px(40))
        # One of our own: PySide would look for the class of Qt's among all its widgets, and so build all of them.
        self.setViewport(QWidget())
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        scroll_by_finger(self)
        FocusRing(look, self)
        self._selection.currentChanged.connect(self._on_current_changed)
        self.verticalScrollBar().valueChanged.connect(self._update_anchor)

    @property
    def empty_text(self) -> str:
        """The text that is shown while the column has no order."""
        return self._empty

    def set_empty_text(self, text: str) -> None:
        if text != self._empty:
            self._empty = text
            if not len(self._orders):
                self.viewport().update()

    def set_lanes(self, lanes: int) -> None:
        """Show so many cards side by side, the first ones in the first row."""
        if lanes == self.lanes:
            return
        self.lanes = lanes
        several = lanes > 1
        self.setFlow(QListView.Flow.LeftToRight if several else QListView.Flow.TopToBottom)
        self.setWrapping(several)
        self._fit_cards()

    def first_rows(self, rows: int) -> int:
        """Return the height of the first rows in pixels."""
        orders = (self._orders.order_at(row) for row in range(rows))
        return sum(self.cards.height(order) for order in orders if order is not None)

    def select(self, payment_key: str | None) -> None:
        """Select an order, or nothing, for the program. `card_chosen` is not emitted."""
        row = -1 if payment_key is None else self._orders.row_of(payment_key)
        self._by_program = True
        try:
            if row < 0:
                self.selectionModel().clear()
            elif self.currentIndex().row() != row or not self.selectionModel().isRowSelected(
                row, QModelIndex()
            ):
                index = self._orders.index(row)
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                self.scrollTo(index)
                self._update_anchor()
        finally:
            self._by_program = False

    def dataChanged(
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Repaint a card that keeps its size: Qt's list would lay out and repaint the whole column."""
        if first.row() == last.row() and self.cards.keeps_size(first.row()):
            QAbstractItemView.dataChanged(self, first, last, roles)
        else:
            super().dataChanged(first, last, roles)

    def doItemsLayout(self) -> None:
        """Lay the cards out. The selected card keeps its place when cards above it come or go."""
        if not self._is_shown:
            return
        anchor = self._anchor
        super().doItemsLayout()
        if anchor is not None:
            self._scroll_back(*anchor)
        if self._came:
            self._came = False
            self.scrollTo(self.currentIndex())
        self._update_anchor()

    def _scroll_back(self, payment_key: str, top: int) -> None:
        row = self._orders.row_of(payment_key)
        if row < 0:
            return
        bar = self.verticalScrollBar()
        card = self.visualRect(self._orders.index(row))
        bar.setValue(bar.value() + card.top() - top)
        # The view may be smaller than before.
        self.scrollTo(self._orders.index(row))

    def _update_anchor(self) -> None:
        index = self.currentIndex()
        order = self._orders.order_at(index.row()) if index.isValid() else None
        card = self.visualRect(index) if order is not None else QRect()
        is_visible = order is not None and card.top() >= 0 and card.bottom() <= self.viewport().height()
        self._anchor = (order.payment_key, card.top()) if order is not None and is_visible else None

    def tick(self, now: datetime) -> None:
        """Repaint the ages whose text or tone changed."""
        shown: dict[str, Age] = {}
        self._ticked.clear()
        stale = QRegion()
        for order, item in self._visible():
            age = self.cards.age(order, now)
            shown[order.payment_key] = age
            before = self._shown.get(order.payment_key)
            if before is None or before == age:
                continue
            if before.tone is age.tone:
                self._ticked.append((order, item))
                stale += self.cards.age_rect(order, item)
            else:
                stale += item
        self._shown = shown
        if not stale.isEmpty():
            self.viewport().update(stale)

    def repaint_order(self, payment_key: str) -> None:
        """Repaint one card after the text of its button changed."""
        row = self._orders.row_of(payment_key)
        if row >= 0:
            self.update(self._orders.index(row))

    def show_branch_names(self, *, several: bool) -> None:
        """Show the branch's name on each card, or hide it."""
        self.cards.show_branch_names(several=several)
        self.lay_out_again()

    def lay_out_again(self) -> None:
        """Lay out all cards again after the theme changed."""
        self.cards.clear_layouts()
        self._shown.clear()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select a card, or press its button down."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        at = event.position().toPoint()
        order, on_button = self._hit(at)
        if order is None:
            return
        if not on_button:
            if len(self._multi_select) or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                # Once an order is marked, a plain press marks others too: a finger has no Ctrl key.
                self._multi_select.toggle(order.payment_key)
            self.card_chosen.emit(order.payment_key)
        elif not self._input_pause.is_paused:
            self.cards.pressed = order.payment_key
            self._hover(order.payment_key)
            self.repaint_order(order.payment_key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Treat the second press of a double press as a selection only: another card may be under it by now."""
        order, on_button = self._hit(event.position().toPoint())
        if order is not None and not on_button:
            self.card_chosen.emit(order.payment_key)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Accept if the pressed button is released on itself."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        pressed, self.cards.pressed = self.cards.pressed, None
        if pressed is None:
            return
        self.repaint_order(pressed)
        order, on_button = self._hit(event.position().toPoint())
        if order is not None and on_button and order.payment_key == pressed:
            self.accept_pressed.emit(pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Highlight the button under the pointer."""
        order, on_button = self._hit(event.position().toPoint())
        self._hover(order.payment_key if order is not None and on_button else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the focus without selecting a card: the board knows the selected one."""
        self._by_program = True
        try:
            super().focusInEvent(event)
        finally:
            self._by_program = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_cards()
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the cards out before they are painted: a hidden view does not know its width.

        Not at once: the board shares its room out among the columns only when they are shown.
        """
        super().showEvent(event)
        self._is_shown = self._came = True
        self.scheduleDelayedItemsLayout()

    def hideEvent(self, event: QHideEvent) -> None:
        self._is_shown = False
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._paint_ticked(event.region()):
            return
        self.cards.dirty = event.region()
        super().paintEvent(event)
        if not len(self._orders) and self._empty:
            look = self._look
            painter = QPainter(self.viewport())
            painter.setFont(look.font(15))
            painter.setPen(look.color("muted"))
            area = self.viewport().rect().adjusted(look.px(16), look.px(12), -look.px(16), 0)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(area, int(flags), self._empty)

    def _paint_ticked(self, stale: QRegion) -> bool:
        """Paint the ages of a tick, where nothing else is to be painted: Qt would ask for each card's size and state."""
        ticked, self._ticked = self._ticked, []
        for order, item in ticked:
            stale -= self.cards.age_rect(order, item)
        # Where cards moved or changed since, more is to be painted than these areas.
        if not ticked or not stale.isEmpty():
            return False
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now = self._now()
        current = self.currentIndex()
        selected = self._orders.order_at(current.row()) if self.selectionModel().isSelected(current) else None
        for order, item in ticked:
            self.cards.paint_age(painter, order, item, now, selected=order is selected)
        return True

    def _fit_cards(self) -> None:
        # As if the scroll bar were always there: each card would be laid out twice when it comes.
        bar = max(self.verticalScrollBar().sizeHint().width(), SCROLL_BAR_ROOM)
        if self.lanes > 1:
            # Qt wraps before the width that the style gives to a scroll bar, whatever the style sheet says.
            # A bar of its own has no style sheet. `QStyle.pixelMetric` says the same, but its class has 700 numbers to name.
            bar = max(bar, QScrollBar(Qt.Orientation.Vertical).sizeHint().width()) + 1
        width = (self.width() - bar) // self.lanes - 2 * MARGIN + SCROLL_BAR_ROOM
        if width != self.cards.width:
            self.cards.width = width
            self.scheduleDelayedItemsLayout()

    def _hit(self, at: QPoint) -> tuple[BoardOrder | None, bool]:
        """Return the order at a point of the viewport, and whether the point is on its button."""
        index = self.indexAt(at)
        order = self._orders.order_at(index.row()) if index.isValid() else None
        if order is None:
            return None, False
        button = self.cards.button_rect(order, self.visualRect(index))
        return order, button is not None and button.contains(at)

    def _hover(self, payment_key: str | None) -> None:
        before = self.cards.hovered
        if before == payment_key:
            return
        self.cards.hovered = payment_key
        for key in (before, payment_key):
            if key is not None:
                self.repaint_order(key)
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if payment_key else Qt.CursorShape.ArrowCursor
        )

    def _visible(self) -> Iterator[tuple[BoardOrder, QRect]]:
        if not len(self._orders):
            return
        height = self.viewport().height()
        top = self.indexAt(QPoint(self.cards.width // 2, 1))
        for row in range(max(0, top.row()), len(self._orders)):
            order = self._orders.order_at(row)
            item = self.visualRect(self._orders.index(row))
            if order is None or item.top() > height:
                return
            yield order, item

    def _on_current_changed(self, current: QModelIndex) -> None:
        # A screen reader selects a card through the model.
        order = self._orders.order_at(current.row()) if current.isValid() else None
        if order is not None and not self._by_program and self.hasFocus():
            self.card_chosen.emit(order.payment_key)
