"""Shows tickets as they will be printed: the same dots, as wide as there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.text.translation import tr
from desktop.ui.tickets.picture import as_qimage, draw_ticket
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.theme import TOUCH
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from desktop.domain.tickets.ticket import Ticket
    from desktop.ui.widgets.theme import Look

PAPERS: Final = ((58, 384), (80, 576))
"""Millimetres and dots of the usual papers."""


class _Picture(QWidget):
    """A ticket on white paper, never larger than its dots; the screen's own dots are used."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._image = QImage()

    def show_image(self, image: QImage) -> None:
        """Show another ticket."""
        self._image = image
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the ticket's proportions."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ticket and the edge of its paper."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self._place()
        painter.drawImage(place, self._image)
        painter.setPen(self._look.color("edge"))
        painter.drawRect(place)

    def _place(self) -> QRectF:
        width = min(self.width() - 2, self._image.width())
        height = width * self._image.height() / max(1, self._image.width())
        return QRectF((self.width() - width) / 2, 0, width, height)

    def _fit(self) -> None:
        self.setMinimumHeight(int(self._place().height()) + 2)
        self.update()


class TicketPreview(QWidget):
    """A list of tickets, the width of the paper, and the chosen ticket.

    Args:
        look: of the window.
        tickets: their names and themselves.
        dots: width of the paper that is chosen at first.
    """

    def __init__(self, look: Look, tickets: Sequence[tuple[str, Ticket]], dots: int = PAPERS[-1][1]) -> None:
        super().__init__()
        self._look = look
        self._tickets = list(tickets)
        self._dots = dots
        self.list = QListWidget()
        self.list.setObjectName("ticketKinds")
        self.list.setAccessibleName(tr("Tickets"))
        self.list.setFont(look.font(16))
        FocusRing(look, self.list)
        self._papers: dict[int, Button] = {}
        papers = QHBoxLayout()
        for millimetres, width in PAPERS:
            chip = Button(look, ButtonKind.CHIP, name=f"paper_{millimetres}")
            chip.setCheckable(True)
            chip.setChecked(width == dots)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chip.set_text(tr("{millimetres} mm").format(millimetres=millimetres))
            chip.clicked.connect(lambda _on=False, width=width: self.set_width(width))
            self._papers[width] = chip
            papers.addWidget(chip)
        papers.addStretch(1)
        self._picture = _Picture(look)
        self.area = QScrollArea()
        self.area.setObjectName("ticketPaper")
        self.area.setAccessibleName(tr("The ticket as it is printed"))
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # By its keys a person without a mouse reads on.
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setWidget(self._picture)
        FocusRing(look, self.area)
        scroll_by_finger(self.area)
        left = QVBoxLayout()
        left.addLayout(papers)
        left.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(14))
        row.addLayout(left, 1)
        row.addWidget(self.area, 2)
        self.list.currentRowChanged.connect(lambda _row: self._draw())
        self.set_tickets(self._tickets)

    def set_tickets(self, tickets: Sequence[tuple[str, Ticket]]) -> None:
        """Show other tickets, after a setting was changed; the same place in the list stays chosen."""
        place = max(0, self.list.currentRow())
        self._tickets = list(tickets)
        self.list.blockSignals(True)
        self.list.clear()
        for name, _ in self._tickets:
            self.list.addItem(name)
            self.list.item(self.list.count() - 1).setSizeHint(QSize(0, self._look.px(TOUCH)))
        self.list.setCurrentRow(min(place, len(self._tickets) - 1))
        self.list.blockSignals(False)
        self._draw()

    def set_width(self, dots: int) -> None:
        """Show paper of another width."""
        self._dots = dots
        for width, chip in self._papers.items():
            chip.setChecked(width == dots)
        self._draw()

    def _draw(self) -> None:
        place = self.list.currentRow()
        if 0 <= place < len(self._tickets):
            name, ticket = self._tickets[place]
            self._picture.show_image(as_qimage(draw_ticket(ticket, self._dots)))
            self._picture.setAccessibleName(name)
            self.area.verticalScrollBar().setValue(0)
