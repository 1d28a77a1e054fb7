"""The tally at the side: how many of each dish are still to be cooked, over all tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from desktop.domain.text.translation import tr
from desktop.domain.tickets.letters import one_line
from desktop.domain.tickets.ticket import Size
from desktop.ui.text import kitchen_words
from desktop.ui.text.format import count
from desktop.ui.tickets.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from desktop.domain.kitchen.all_day import DishTotal
    from desktop.ui.widgets.theme import Look

_PIXELS: Final = 24
_COLUMN: Final = 230
"""Height of a dish's letters and width of a column, in pixels at 100 %."""
_PAD: Final = 10
_MOST_LINES: Final = 2
"""Lines of a dish's name; the rest of a longer one ends in "…"."""


class Tally(QWidget):
    """A column beside the wall, or a strip below it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("kitchenTally")
        self._look = look
        self._rows: list[tuple[str, str]] = []
        look.changed.connect(self._restyle)

    def show_totals(self, totals: Sequence[DishTotal], unclear: frozenset[str]) -> None:
        """Show the dishes, the most frequent first; `unclear` names those of which some quantity could not be read."""
        rows = [
            (f"{'≈' if each.name in unclear else ''}{count(each.quantity)}", each.name) for each in totals
        ]
        if rows != self._rows:
            self._rows = rows
            names = [f"{amount} × {one_line(name)}" for amount, name in rows]
            self.setAccessibleName(": ".join([tr("All day"), ", ".join(names)]))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(_COLUMN), self._look.px(150))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(60))

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = self._look
        painter.fillRect(self.rect(), look.color("card"))
        painter.fillRect(QRect(0, 0, self.width(), 1), look.color("edge"))
        painter.fillRect(QRect(0, 0, 1, self.height()), look.color("edge"))
        paper = Paper(self.width(), factor=look.px(_PIXELS) / 51)
        font, _ = paper.font(Size.DISH, bold=True)
        small, _ = paper.font(Size.TEXT, bold=True)
        metrics = QFontMetrics(font)
        pad = look.px(_PAD)
        line = metrics.height()
        columns = max(1, self.width() // look.px(_COLUMN))
        wide = self.width() // columns
        painter.setFont(small)
        painter.setPen(look.color("muted"))
        painter.drawText(
            QRect(pad, pad // 2, self.width() - 2 * pad, line), Qt.AlignmentFlag.AlignVCenter, tr("All day")
        )
        top = first = pad // 2 + line
        column, shown = 0, 0
        bottom = self.height() - pad // 2
        painter.setFont(font)
        amounts = [f"{amount}×" for amount, _ in self._rows]
        amount_width = min(max((metrics.horizontalAdvance(each) for each in amounts), default=0), wide // 2)
        for amount, (_, received) in zip(amounts, self._rows, strict=True):
            name = one_line(received) or tr("Dish without a name")
            room = wide - amount_width - 3 * pad
            lines = _wrapped(name, metrics, room)
            high = len(lines) * line + pad // 2
            is_last = shown == len(self._rows) - 1
            reserve = 0 if is_last or column < columns - 1 else line
            if top + high + reserve > bottom:
                if column == columns - 1 or top == first:
                    break
                column, top = column + 1, first
                if top + high > bottom:
                    break
            left = column * wide + pad
            painter.setPen(look.color("ink"))
            painter.drawText(QRect(left, top, amount_width, line), Qt.AlignmentFlag.AlignRight, amount)
            for each in lines:
                painter.drawText(
                    QRect(left + amount_width + pad, top, room, line), Qt.AlignmentFlag.AlignLeft, each
                )
                top += line
            top += pad // 2
            shown += 1
        if shown < len(self._rows):
            painter.setFont(small)
            painter.setPen(look.color("waiting_ink"))
            place = QRect(column * wide + pad, bottom - line, wide - 2 * pad, line)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignVCenter, kitchen_words.more_dishes(len(self._rows) - shown)
            )


def _wrapped(text: str, metrics: QFontMetrics, room: int) -> list[str]:
    """Return a name in lines of words."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > room and len(lines) < _MOST_LINES:
            lines.append(word)
        else:
            lines[-1] = longer
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines]
