"""The blocks of an order's text: each measures its height for a width and paints itself.

`order_text` limits the length of all texts before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from desktop.ui.widgets import glyphs
from desktop.ui.widgets.text_wrap import wrapped
from desktop.ui.widgets.theme import RADIUS, Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.widgets.glyphs import Glyph
    from desktop.ui.widgets.theme import Look

NORMAL: Final = QFont.Weight.Normal
DEMI: Final = QFont.Weight.DemiBold
BOLD: Final = QFont.Weight.Bold

LABEL_WIDTH: Final = 128
FIELD_WIDTH: Final = 184
"""Widths in pixels at 100 % of the names before values: of our own names, and of unknown fields."""
_LEVEL_INDENT: Final = 20
_DEEPEST_LEVEL: Final = 5
"""Pixels at 100 % for each level of a dish's options, and the last level that adds some."""


class Block(Protocol):
    """One part of an order's text."""

    def measure(self, look: Look, width: int) -> int:
        """Return the height for a width, in pixels."""

    def paint(self, painter: QPainter, look: Look, area: QRect) -> None:
        """Paint into an area of the measured size."""


class Paragraph:
    """Wrapped text; its lines are cached for each width."""

    def __init__(self, text: str, style: Style) -> None:
        self.text = text
        self.style = style
        self._broken_for = (0, 0)
        self._lines: list[str] = []

    def lines(self, look: Look, width: int) -> list[str]:
        """Return the lines for a width in pixels."""
        if self._broken_for != (width, look.text_scale):
            self._broken_for = (width, look.text_scale)
            metrics = look.metrics(self.style.pixels, self.style.weight)
            fits = "\n" not in self.text and metrics.horizontalAdvance(self.text) <= width
            self._lines = [self.text] if fits else wrapped(self.text, look.font(*self.style[:2]), width)
        return self._lines

    def measure(self, look: Look, width: int) -> int:
        """Return the height."""
        return len(self.lines(look, width)) * self.line_height(look)

    def line_height(self, look: Look) -> int:
        return look.metrics(self.style.pixels, self.style.weight).height() + look.px(2)

    def paint(self, painter: QPainter, look: Look, area: QRect) -> None:
        """Paint the lines."""
        painter.setFont(look.font(self.style.pixels, self.style.weight))
        painter.setPen(look.color(self.style.token))
        step = self.line_height(look)
        y = area.top() + look.metrics(self.style.pixels, self.style.weight).ascent()
        for line in self.lines(look, area.width()):
            painter.drawText(QPoint(area.left(), y), line)
            y += step


class Title:
    """The number at the left and the total at the right, below each other if they do not fit."""

    def __init__(self, number: str, total: str) -> None:
        self._number = number
        self._total = total

    def measure(self, look: Look, width: int) -> int:
        """Return the height."""
        pixels, fits = self._fit(look, width)
        return look.metrics(pixels, BOLD).height() * (1 if fits else 2) + look.px(4)

    def paint(self, painter: QPainter, look: Look, area: QRect) -> None:
        """Paint both."""
        pixels, fits = self._fit(look, area.width())
        metrics = look.metrics(pixels, BOLD)
        painter.setFont(look.font(pixels, BOLD))
        painter.setPen(look.color("ink"))
        total_width = metrics.horizontalAdvance(self._total)
        room = area.width() - (total_width if fits else 0)
        baseline = area.top() + metrics.ascent()
        painter.drawText(
            QPoint(area.left(), baseline), metrics.elidedText(self._number, Qt.TextElideMode.ElideRight, room)
        )
        if not fits:
            baseline += metrics.height()
        painter.drawText(QPoint(max(area.left(), area.right() + 1 - total_width), baseline), self._total)

    def _fit(self, look: Look, width: int) -> tuple[int, bool]:
        """Return the font size, and whether both fit side by side. The amount is never cut."""
        for pixels in (36, 28):
            metrics = look.metrics(pixels, BOLD)
            both = metrics.horizontalAdvance(self._number) + metrics.horizontalAdvance(self._total)
            if both + look.px(16) <= width:
                return pixels, True
        sizes = (28, 24, 20, 16)
        fitting = (size for size in sizes if look.metrics(size, BOLD).horizontalAdvance(self._total) <= width)
        return next(fitting, sizes[-1]), False


class Chip(NamedTuple):
    """A short text with a border."""

    text: str
    token: str = "ink"
    edge: str = "edge"


class Chips:
    """Chips in as many rows as they need."""

    def __init__(self, chips: Sequence[Chip]) -> None:
        self._chips = chips

    def measure(self, look: Look, width: int) -> int:
        """Return the height."""
        placed = self._place(look, width)
        return (placed[-1][0].bottom() + 1 if placed else 0) + look.px(12)

    def paint(self, painter: QPainter, look: Look, area: QRect) -> None:
        painter.setFont(look.font(15))
        metrics = look.metrics(15)
        for rect, chip in self._place(look, area.width()):
            box = QRectF(rect.translated(area.topLeft())).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(look.color(chip.edge), 1 if chip.edge == "edge" else 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            painter.setPen(look.color(chip.token))
            text = metrics.elidedText(chip.text, Qt.TextElideMode.ElideRight, rect.width() - look.px(20))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine), text)

    def _place(self, look: Look, width: int) -> list[tuple[QRect, Chip]]:
        placed = []
        x = y = 0
        height = look.px(28)
        for chip in self._chips:
            wide = min(width, look.metrics(15).horizontalAdvance(chip.text) + look.px(24))
            if x and x + wide > width:
                x = 0
                y += height + look.px(8)
            placed.append((QRect(x, y, wide, height), chip))
            x += wide + look.px(8)
        return placed


class Box:
    """A note, a refusal or a warning in a box; border and glyph show its urgency."""

    def __init__(
        self, text: str, edge: str, ground: str = "", *, glyph: Glyph | None = None, pixels: int = 20
    ) -> None:
        self._text = Paragraph(text, Style(pixels, BOLD if pixels > 16 else DEMI, "ink"))  # noqa: PLR2004 - pixels
        self._edge = edge
        self._ground = ground
        self._glyph = glyph

    def measure(self, look: Look, width: int) -> int:
        """Return the height, including the gap below."""
        return self._text.measure(look, width - self._indent(look) - look.px(14)) + look.px(24) + look.px(12)

    def paint(self, painter: QPainter, look: Look, area: QRect) -> None:
        """Paint the box and its text."""
        box = area.adjusted(0, 0, 0, -look.px(12))
        painter.setPen(QPen(look.color(self._edge), 2))
        painter.setBrush(look.color(self._ground) if self._ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        if self._glyph is not None:
            side = look.px(20)
            top = box.top() + look.px(12) + (self._text.line_height(look) - side) // 2
            glyphs.draw(
                painter,
                self._glyph,
                QRectF(box.left() + look.px(14), top, side, side),
                look.color(self._edge),
            )
        self._text.paint(
            painter, look, box.adjusted(self._indent(look), look.px(12), -look.px(14), -look.px(12))
        )

    def _indent(self, look: Look) -> int:
        return look.px(14 if self._glyph is None else 44)


class Extra(NamedTuple):
    """A paragraph below a dish; its level says what it belongs to, from 0 for the dish itself."""

    level: int
    paragraph: Paragraph

    def indent(self, look: Look, room: int) -> int:
        """Return the space at the left in pixels; deep levels stay readable in a narrow pane and with large text."""
        return min(look.px(_LEVEL_INDENT) * min(self.level, _DEEPEST_LEVEL), room // 3)


class DishBlock:
    """One order line: quantity, dish, price, and below it the options, notes and unknown details."""

    def __init__(self, quantity: str, name: str, price: str, extras: Sequence[Extra], *, many: bool) -> None:
        self._quantity = f"{quantity} ×"
        self._weight = BOLD if many else NORMAL
        self._name = Paragraph(name, Style(20, DEMI if many else NORMAL, "ink"))
        self._price = price
        self.extras = extras

    def measure(self, look: Look, width: int) -> int:
        """Return the height, including the line below."""
        left, room = self._columns(look, width)
        name = max(self._name.measure(look, room), look.metrics(26, BOLD).height())
        extras = sum(
            extra.paragraph.measure(look, width - left - extra.indent(look, width - left)) + look.px(2)
            for extra in self.extras
        )
        return look.px(10) + name + extras + look.px(10) + 1

    def paint(self, painter: QPainter, look: Look, area: QRect) -> None:
        """Paint the order line and the line below it."""
        left, room = self._columns(look, area.width())
        big = look.metrics(26, self._weight)
        top = area.top() + look.px(10)
        baseline = top + look.metrics(26, BOLD).ascent()
        painter.setFont(look.font(26, self._weight))
        painter.setPen(look.color("ink"))
        painter.drawText(QPoint(area.left(), baseline), self._quantity)
        name_top = baseline - look.metrics(20).ascent()
        height = self._name.measure(look, room)
        self._name.paint(painter, look, QRect(area.left() + left, name_top, room, height))
        if self._price:
            painter.setFont(look.font(18))
            painter.setPen(look.color("ink"))
            width = look.metrics(18).horizontalAdvance(self._price)
            painter.drawText(QPoint(area.right() + 1 - width, baseline), self._price)
        y = top + max(height + name_top - top, big.height())
        for extra in self.extras:
            indent = left + extra.indent(look, area.width() - left)
            room = area.width() - indent
            height = extra.paragraph.measure(look, room)
            extra.paragraph.paint(painter, look, QRect(area.left() + indent, y, room, height))
            y += height + look.px(2)
        look.fill(painter, QRect(area.left(), area.bottom(), area.width(), 1), "edge")

    def _columns(self, look: Look, width: int) -> tuple[int, int]:
        """Return the left edge and the width of the name, in pixels."""
        left = max(look.px(64), look.metrics(26, BOLD).horizontalAdvance(self._quantity) + look.px(14))
        price = look.metrics(18).horizontalAdvance(self._price) + look.px(16) if self._price else 0
        return left, max(width - left - price, look.px(80))


class Pair:
    """A name and its value."""

    def __init__(
        self,
        name: str,
        value: str,
        *,
        pixels: int = 16,
        token: str = "ink",
        weight: QFont.Weight = NORMAL,
        label_width: int = LABEL_WIDTH,
    ) -> None:
        self._label_width = label_width
        self._name = Paragraph(name, Style(pixels, NORMAL, "muted"))
        self._value = Paragraph(value, Style(pixels, weight, token))

    def measure(self, look: Look, width: int) -> int:
        """Return the height."""
        left = self._left(look, width)
        return max(
            self._name.measure(look, left - look.px(12)), self._value.measure(look, width - left)
        ) + look.px(4)

    def paint(self, painter: QPainter, look: Look, area: QRect) -> None:
        """Paint both."""
        left = self._left(look, area.width())
        self._name.paint(painter, look, QRect(area.left(), area.top(), left - look.px(12), area.height()))
        self._value.paint(painter, look, area.adjusted(left, 0, 0, 0))

    def _left(self, look: Look, width: int) -> int:
        return min(look.px(self._label_width), width // 3)


class Amount:
    """A name at the left and money at the right."""

    def __init__(self, name: str, amount: str) -> None:
        self._name = name
        self._amount = amount

    def measure(self, look: Look, _width: int) -> int:
        """Return the height."""
        return look.metrics(16).height() + look.px(6)

    def paint(self, painter: QPainter, look: Look, area: QRect) -> None:
        """Paint both."""
        painter.setFont(look.font(16))
        painter.setPen(look.color("muted"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(area, int(flags | Qt.AlignmentFlag.AlignLeft), self._name)
        painter.setPen(look.color("ink"))
        painter.drawText(area, int(flags | Qt.AlignmentFlag.AlignRight), self._amount)


class Caption:
    """A small heading over what follows."""

    def __init__(self, text: str) -> None:
        self._text = Paragraph(text, Style(14, DEMI, "muted"))

    def measure(self, look: Look, width: int) -> int:
        """Return the height, including the gaps."""
        return self._text.measure(look, width) + look.px(16 + 4)

    def paint(self, painter: QPainter, look: Look, area: QRect) -> None:
        """Paint the text."""
        self._text.paint(painter, look, area.adjusted(0, look.px(16), 0, 0))


class GapBlock:
    """Empty space."""

    def __init__(self, pixels: int) -> None:
        self._pixels = pixels

    def measure(self, look: Look, _width: int) -> int:
        """Return the height."""
        return look.px(self._pixels)

    def paint(self, painter: QPainter, look: Look, area: QRect) -> None:
        """Paint nothing."""
