"""The paper of a demo's acted printer, in a window of its own: the last tickets as they came out, and its moods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text.plain_texts import set_title
from desktop.ui.widgets.fields import Switch
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from desktop.ui.widgets.theme import Look

MOST: Final = 8
"""Tickets that are shown."""
_EVERY: Final = 400
"""Milliseconds between two looks at the paper."""


class DemoPrinterCommands(Protocol):
    """The acted printer, as its window uses it."""

    def count(self) -> int:
        """Return how many tickets came out."""

    def last_tickets(self, most: int) -> Sequence[bytes]:
        """Return the last tickets as PNG, the latest first."""

    def set_paper_out(self, out: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Take the paper away, or put some in."""

    def set_cover_open(self, opened: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Open the cover, or close it."""


class DemoPaper(QWidget):
    """A window."""

    def __init__(self, look: Look, printer: DemoPrinterCommands, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("demoPaper")
        self._look = look
        self._printer = printer
        self._shown = -1
        self._sheets: list[_Sheet] = []
        title = tr("Demo paper")
        set_title(self, f"Tezgâh – {title}")
        self._sentence = Label(look, 16)
        self._sentence.setWordWrap(True)
        self._sentence.setMinimumWidth(1)
        switches = FlowLayout()
        switches.setSpacing(look.px(12))
        for name, text, act in (
            ("demoPaperOut", tr("Paper is out"), printer.set_paper_out),
            ("demoCoverOpen", tr("Cover is open"), printer.set_cover_open),
        ):
            caption = Label(look, 16)
            caption.set_text(text)
            switch = Switch(look, name, text, on=tr("yes"), off=tr("no"))
            switch.clicked.connect(act)
            switches.addWidget(caption)
            switches.addWidget(switch)
        switches.addStretch(1)
        inner = QWidget()
        self._row = QHBoxLayout(inner)
        self._row.setSpacing(look.px(16))
        self._row.addStretch(1)
        self._area = QScrollArea()
        self._area.setAccessibleName(tr("Printed tickets, the latest first"))
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setWidget(inner)
        FocusRing(look, self._area)
        scroll_by_finger(self._area)
        column = QVBoxLayout(self)
        column.addWidget(self._sentence)
        column.addLayout(switches)
        column.addWidget(self._area, 1)
        self.resize(look.px(760), look.px(700))
        self.setStyleSheet(look.style_sheet())
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        look.changed.connect(self._restyle)
        self.refresh()

    def refresh(self) -> None:
        """Show what came out since the last look."""
        count = self._printer.count()
        if count == self._shown or (self._shown >= 0 and not self.isVisible()):
            return
        self._shown = count
        for sheet in self._sheets:
            self._row.removeWidget(sheet)
            sheet.hide()
            sheet.deleteLater()
        self._sheets = []
        for place, png in enumerate(self._printer.last_tickets(MOST)):
            sheet = _Sheet(self._look, QImage.fromData(png))
            self._sheets.append(sheet)
            self._row.insertWidget(place, sheet, 0, Qt.AlignmentFlag.AlignTop)
        self._sentence.set_text(
            tr("The printer of this demo is acted: here its paper comes out.")
            if count
            else tr("The printer of this demo is acted: accept an order, and its ticket comes out here.")
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.color("ground"))

    def _restyle(self) -> None:
        self.setStyleSheet(self._look.style_sheet())
        self.update()


class _Sheet(QWidget):
    """One ticket at two thirds of its dots."""

    def __init__(self, look: Look, image: QImage) -> None:
        super().__init__()
        self._look = look
        self._image = image
        self.setAccessibleName(tr("A printed ticket"))
        self.setFixedSize(round(image.width() * 0.6), max(1, round(image.height() * 0.6)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.rect(), self._image)
        painter.setPen(self._look.color("edge"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
