"""Breaks plain text into lines for painting. Long words are broken too; shortened text ends in "…"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QTextLayout, QTextOption

if TYPE_CHECKING:
    from PySide6.QtGui import QFont


def wrapped(text: str, font: QFont, width: int, most: int | None = None) -> list[str]:
    """Return the lines of a text no wider than `width` pixels.

    Args:
        text: plain text; its line ends are kept.
        font: the font in which it will be painted.
        width: in pixels.
        most: the number of lines to keep; the last one is elided if there are more.
    """
    width = max(width, 16)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if most is not None and len(lines) > most:
            break
        if len(paragraph) < width // 24:  # no font is wider than that, so it need not be measured
            lines.append(paragraph)
            continue
        lines += _broken(paragraph, font, width, None if most is None else most + 1)
    if most is not None and len(lines) > most:
        rest = " ".join(lines[most - 1 : most + 1])
        lines = [*lines[: most - 1], QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)]
        if not lines[-1].endswith("…"):
            lines[-1] = lines[-1].rstrip() + "…"
    return lines


def _broken(paragraph: str, font: QFont, width: int, most: int | None) -> list[str]:
    layout = QTextLayout(paragraph, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    # Qt counts in UTF-16 units, Python in characters.
    units = paragraph.encode("utf-16-le", "replace")
    layout.beginLayout()
    while most is None or len(lines) < most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start, end = 2 * line.textStart(), 2 * (line.textStart() + line.textLength())
        lines.append(units[start:end].decode("utf-16-le", "replace").rstrip())
    layout.endLayout()
    return lines or [""]
