"""Paints the cards of one column: only the parts that need a repaint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from msgspec import structs
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QRegion
from PySide6.QtWidgets import QStyledItemDelegate

from desktop.domain.orders.board import AcknowledgementState
from desktop.domain.orders.lifecycle import Column
from desktop.ui.board.card_age import Age, Tone, age_of
from desktop.ui.board.card_layout import CardLayout, CardLayouter
from desktop.ui.text.orders import order_words, schedule_words
from desktop.ui.widgets import glyphs
from desktop.ui.widgets.glyphs import Glyph
from desktop.ui.widgets.theme import RADIUS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

    from desktop.domain.orders.board import BoardOrder
    from desktop.domain.orders.order import Order
    from desktop.ui.board.column_model import ColumnModel
    from desktop.ui.board.multi_select import MultiSelect
    from desktop.ui.widgets.theme import CardLook

_DEMI: Final = QFont.Weight.DemiBold
_BOLD: Final = QFont.Weight.Bold
_LEFT_OVER: Final = 200
"""Layouts of orders that left the column, from which they are dropped."""
_BAR: Final = 6
MARGIN: Final = 12
_WITHIN: Final = Qt.ClipOperation.IntersectClip
SCROLL_BAR_ROOM: Final = 8
"""Pixels of the margin that the scroll bar may cover; the selected card's frame needs the rest."""
_GAPS: Final = (4, 8)
_ROW_GAPS: Final = (2, 4)
"""Pixels above and below a card, and a scheduled order's row."""


class AcceptLabels(Protocol):
    """The state of Accept buttons, which can change without the order."""

    def label(self, payment_key: str, when: str = "") -> str:
        """Return the text of an order's Accept button; `when` is the time that a scheduled order is for."""

    def is_pending(self, payment_key: str) -> bool:
        """Whether Accept was pressed and the store has not answered yet."""

    def allergies(self, order: Order) -> tuple[str, ...]:
        """Return the allergy words in the notes of an order."""
        ...

    def ticket_problem(self, payment_key: str) -> str:
        """Return the sentence about an order's ticket that did not come out, "" for none."""
        ...

    def are_held_back(self) -> bool:
        """Whether marked orders wait to be accepted together: one Accept button at a time."""
        ...


class CardDelegate(QStyledItemDelegate):
    """Paints and measures cards."""

    def __init__(
        self,
        model: ColumnModel,
        column: Column,
        look: CardLook,
        accept_labels: AcceptLabels,
        *,
        now: Callable[[], datetime],
        multi_select: MultiSelect,
        view: QAbstractItemView,
    ) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._column = column
        self._look = look
        self._accept_labels = accept_labels
        self._now = now
        self._multi_select = multi_select
        self._layouter = CardLayouter(look)
        self._top, self._bottom = _ROW_GAPS if column is Column.LATER else _GAPS
        self._layouter.allergies = accept_labels.allergies
        self._layouter.ticket_problem = model.ticket_problem = accept_labels.ticket_problem
        self._cards: dict[str, CardLayout] = {}
        self._sizes: dict[str, QSize] = {}
        """The size of each layout with the gaps around it."""
        self.width = 300
        """Width of a card in pixels."""
        self.dirty = QRegion()
        """The region to repaint; the view sets it before each paint."""
        self.hovered: str | None = None
        """The order whose button is under the pointer."""
        self.pressed: str | None = None
        """The order whose button is held down."""

    def clear_layouts(self) -> None:
        """Discard all layouts after the theme changed."""
        self._cards.clear()

    def show_branch_names(self, *, several: bool) -> None:
        """Show the branch's name on each card, or hide it."""
        self._layouter.shows_branch = several
        self._cards.clear()

    def card(self, order: BoardOrder) -> CardLayout:
        """Return an order's layout; it is cached until the width changes."""
        card = self._cards.get(order.payment_key)
        if card is not None and card.order is not order and _looks_alike(card.order, order):
            card.order = order
        if card is None or card.order is not order or card.width != self.width:
            if len(self._cards) > len(self._model) + _LEFT_OVER:
                # Never those of the column: Qt asks for all sizes at each layout.
                self._cards = {key: kept for key, kept in self._cards.items() if key in self._model}
                self._sizes = {key: self._sizes[key] for key in self._cards}
            card = self._layouter.lay_out(order, self._column, self.width, self._now())
            self._cards[order.payment_key] = card
            self._sizes[order.payment_key] = QSize(self._item_width(), self._top + card.height + self._bottom)
        return card

    def age(self, order: BoardOrder, now: datetime) -> Age:
        """Return an order's age in this column."""
        return age_of(order, self._column, now)

    def age_rect(self, order: BoardOrder, item: QRect) -> QRect:
        """Return the area of the age, in view coordinates."""
        return self.card(order).age.translated(self._corner(item))

    def button_rect(self, order: BoardOrder, item: QRect) -> QRect | None:
        """Return the area of the Accept button in view coordinates, None if the card has none."""
        button = self.card(order).button
        return None if button is None else button.translated(self._corner(item))

    def height(self, order: BoardOrder) -> int:
        """Return the height of a card with the gaps around it, in pixels."""
        return self._top + self.card(order).height + self._bottom

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size of a card with the gaps around it."""
        order = self._model.order_at(index.row())
        if order is None:
            return QSize(self._item_width(), 0)
        # Qt asks for all cards at each layout: thousands of times while many orders come.
        key = order.payment_key
        card = self._cards.get(key)
        if card is None or card.order is not order or card.width != self.width:
            self.card(order)
        return self._sizes[key]

    def keeps_size(self, row: int) -> bool:
        """Whether the card of a row has the size with which it was last laid out, now that its order changed."""
        order = self._model.order_at(row)
        before = None if order is None else self._sizes.get(order.payment_key)
        if order is None or before is None:
            return False
        self.card(order)
        return self._sizes[order.payment_key] == before

    def _item_width(self) -> int:
        return self.width + 2 * MARGIN - SCROLL_BAR_ROOM

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the card of one order."""
        order = self._model.order_at(index.row())
        if order is None:
            return
        card = self.card(order)
        item: QRect = option.rect
        # Not from `option.state`: its class has 700 numbers to name, while the board is not painted yet.
        selected = self._view.selectionModel().isSelected(self._model.index(index.row()))
        corner = self._corner(item)
        age = age_of(order, self._column, self._now())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(corner)
        body = QRect(0, 0, card.width, card.height)
        dirty = self.dirty.translated(-corner).intersected(body)
        self._paint_background(painter, body, age.tone, selected=selected)
        if dirty.isEmpty() or dirty.intersects(card.age):
            self._paint_age(painter, card, age)
        self._paint_parts(painter, card, dirty)
        if card.button is not None and (dirty.isEmpty() or dirty.intersects(card.button)):
            self._paint_button(painter, card.button, order, selected=selected)
        if order.payment_key in self._multi_select:
            self._paint_mark(painter, card)
        painter.restore()

    def paint_age(
        self, painter: QPainter, order: BoardOrder, item: QRect, now: datetime, *, selected: bool
    ) -> None:
        """Paint the age alone, each second: no edge and no other text is touched."""
        card = self.card(order)
        corner = self._corner(item)
        painter.translate(corner)
        self._look.fill(painter, card.age, "selected" if selected else "card")
        self._paint_age(painter, card, age_of(order, self._column, now))
        painter.translate(-corner)

    def _corner(self, item: QRect) -> QPoint:
        return QPoint(item.left() + MARGIN, item.top() + self._top)

    def _paint_background(self, painter: QPainter, body: QRect, tone: Tone, *, selected: bool) -> None:
        look = self._look
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(body)
        if selected:
            painter.setPen(QPen(look.color("accept"), 3))
            painter.setBrush(look.color("ground"))
            painter.drawRoundedRect(whole.adjusted(-1.5, -1.5, 1.5, 1.5), RADIUS + 2, RADIUS + 2)
            painter.setPen(Qt.PenStyle.NoPen)
        else:
            painter.setBrush(look.color("edge"))
            painter.drawRoundedRect(whole, RADIUS, RADIUS)
        inside = whole if selected else whole.adjusted(1, 1, -1, -1)
        painter.setBrush(look.color("selected" if selected else "card"))
        painter.drawRoundedRect(inside, RADIUS - 1, RADIUS - 1)
        if tone is not Tone.NONE:
            bar = {Tone.CALM: "accept", Tone.WAITING: "waiting", Tone.LATE: "late"}[tone]
            painter.save()
            painter.setClipRect(QRect(body.left(), body.top(), look.px(_BAR), body.height()), _WITHIN)
            painter.setBrush(look.color(bar))
            painter.drawRoundedRect(whole, RADIUS, RADIUS)
            painter.restore()

    def _paint_age(self, painter: QPainter, card: CardLayout, age: Age) -> None:
        look = self._look
        right = card.age.right() + 1
        glyph = age.glyph
        metrics = look.metrics(card.age_pixels, _DEMI)
        if glyph is not None:
            side = look.px(card.age_pixels - 4)
            top = card.age_baseline - metrics.capHeight() / 2 - side / 2
            glyphs.draw(painter, glyph, QRectF(right - side, top, side, side), look.color(age.token))
            right -= side + look.px(6)
        painter.setFont(look.font(card.age_pixels, _DEMI))
        painter.setPen(look.color(age.token))
        painter.drawText(QPoint(right - metrics.horizontalAdvance(age.text), card.age_baseline), age.text)

    def _paint_parts(self, painter: QPainter, card: CardLayout, dirty: QRegion) -> None:
        look = self._look
        paint_all = dirty.isEmpty()
        for part in card.parts:
            if paint_all or dirty.intersects(part.rect):
                painter.setFont(look.font(part.style.pixels, part.style.weight))
                painter.setPen(look.color(part.style.token))
                painter.drawText(QPoint(part.rect.left(), part.baseline), part.text)
        for sign in card.signs:
            if paint_all or dirty.intersects(sign.rect):
                glyphs.draw(painter, sign.glyph, QRectF(sign.rect), look.color(sign.token))
        if card.note_bar is not None:
            token = "late" if self._accept_labels.allergies(card.order.order) else "waiting"
            look.fill(painter, card.note_bar, token)

    def _paint_mark(self, painter: QPainter, card: CardLayout) -> None:
        """Paint a frame and a check mark: colour alone is not enough for everybody."""
        look = self._look
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("info"), 3))
        painter.drawRoundedRect(QRectF(1, 1, card.width - 2, card.height - 2), RADIUS, RADIUS)
        side = look.px(26)
        badge = QRectF(card.width - side, card.height - side, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("info"))
        painter.drawRoundedRect(badge, RADIUS, RADIUS)
        inner = badge.adjusted(side / 5, side / 5, -side / 5, -side / 5)
        glyphs.draw(painter, Glyph.CHECK, inner, look.color("card"))

    def _paint_button(self, painter: QPainter, button: QRect, order: BoardOrder, *, selected: bool) -> None:
        look, key = self._look, order.payment_key
        busy = self._accept_labels.is_pending(key)
        dull = busy or self._accept_labels.are_held_back()
        token = "accept"
        if key == self.pressed and key == self.hovered:
            token = "accept_pressed"
        elif key == self.hovered:
            token = "accept_hover"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("edge" if dull else token))
        painter.drawRoundedRect(QRectF(button), RADIUS, RADIUS)
        label = order_words.saving() if busy else self._label(order)
        hint = "Enter" if selected and not dull else ""
        room = button.width() - look.px(8)
        # The minutes must stay readable: the font becomes smaller instead of the text being cut.
        pixels = next(
            (size for size in (18, 16, 14) if look.metrics(size, _BOLD).horizontalAdvance(label) <= room), 12
        )
        metrics = look.metrics(pixels, _BOLD)
        width = metrics.horizontalAdvance(label)
        hint_width = look.metrics(13).horizontalAdvance(hint) + look.px(10) if hint else 0
        if width + hint_width > room:
            hint, hint_width = "", 0
        x = button.left() + (button.width() - width - hint_width) / 2
        baseline = button.center().y() + 1 + metrics.capHeight() / 2
        painter.setFont(look.font(pixels, _BOLD))
        painter.setPen(look.color("ink" if dull else "on_accept"))
        painter.drawText(QPoint(round(x), round(baseline)), label)
        if hint:
            painter.setFont(look.font(13))
            painter.drawText(QPoint(round(x) + width + look.px(10), round(baseline)), hint)

    def _label(self, order: BoardOrder) -> str:
        return self._accept_labels.label(order.payment_key, schedule_words.promised_time(order, self._now()))


def _looks_alike(before: BoardOrder, after: BoardOrder) -> bool:
    """Return whether a card shows the same for both. A confirmed acknowledgement and the first ring show nothing."""
    if AcknowledgementState.NEEDS_PERSON in {before.acknowledgement, after.acknowledgement}:
        return False
    shown = structs.replace(after, acknowledgement=before.acknowledgement, rang_at=before.rang_at)
    return shown == before
