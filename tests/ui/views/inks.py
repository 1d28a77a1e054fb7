"""Which words of a view stand out too little from what is behind them: as they are painted, not as they were meant.

The tokens are tested by themselves; this finds what paints in another colour: a style's own grey, a half transparent
hint, a colour on a ground it was not chosen for.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.etree import ElementTree as ET

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFont, QFontMetrics, QImage, QTransform

from tests.ui.views.pseudo import drawing, painted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

LEAST: Final = 4.5
"""How much text has to stand out, as WCAG counts it."""
_TAG: Final = "{http://www.w3.org/2000/svg}"
_STEP: Final = 40
"""By how much a colour of the picture may differ from that of a text and still be it, edges smoothed."""
_FEW: Final = 3
"""Pixels of the ink that have to be there: a text that something lies on is not looked at."""

Color = tuple[int, int, int]


class Words(NamedTuple):
    """A painted text: where, and in which ink."""

    text: str
    place: QRect
    ink: str
    opacity: float


def luminance(color: str) -> float:
    """Return how light a ``#rrggbb`` is, as WCAG counts it."""

    def linear(part: int) -> float:
        value = part / 255
        return value / 12.92 if value <= 0.03928 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(color[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return how much two colours stand out from each other, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def unreadable(view: QWidget) -> list[str]:
    """Return the texts of a view that stand out too little."""
    picture = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = memoryview(picture.constBits()).cast("I")
    found: dict[tuple[str, object], list[tuple[float, Words, str]]] = {}
    for words in texts(view):
        if (seen := _seen(words, picture, pixels)) is not None:
            ink, ground = seen
            ratio = contrast(ink, ground)
            # What is selected in part is painted twice, once in each ink.
            found.setdefault((words.text, words.place.getCoords()), []).append(
                (ratio, words, f"{words.text!r}: {ink} on {ground} is {ratio:.2f} : 1")
            )
    return sorted(
        {
            finding
            for ratio, words, finding in map(max, found.values())
            if ratio < LEAST and not _is_covered(words, view)
        }
    )


def _is_covered(words: Words, view: QWidget) -> bool:
    """Whether another widget lies on a part of a text, or a scroll area cuts it off: SVG knows no clipping."""
    place = words.place
    middle = place.center().x()
    points = (QPoint(middle, place.top()), place.center(), QPoint(middle, place.bottom()))
    above = [view.childAt(point) for point in points]
    return any(widget is not None and words.text not in painted(widget) for widget in above)


def texts(view: QWidget) -> list[Words]:
    """Return all texts that a view paints."""
    root = ET.fromstring(drawing(view))  # noqa: S314 - Qt wrote it a moment ago
    return list(_texts(root, QTransform()))


def _texts(node: ET.Element, upper: QTransform) -> Iterator[Words]:
    for child in node:
        given = re.match(r"matrix\(([^)]*)\)", child.get("transform", ""))
        here = QTransform(*map(float, given[1].split(","))) * upper if given else upper
        if child.tag == f"{_TAG}text" and (child.text or "").strip():
            yield _words(child, here)
        yield from _texts(child, here)


def _words(node: ET.Element, where: QTransform) -> Words:
    text = html.unescape(node.text or "")
    font = QFont(node.get("font-family", ""))
    font.setPixelSize(round(float(node.get("font-size", "16"))))
    font.setWeight(QFont.Weight(int(node.get("font-weight", "400"))))
    metrics = QFontMetrics(font)
    left, base = float(node.get("x", "0")), float(node.get("y", "0"))
    area = QRect(
        round(left), round(base - metrics.ascent()), metrics.horizontalAdvance(text), metrics.height()
    )
    return Words(text, where.mapRect(area), node.get("fill", "#000000"), float(node.get("fill-opacity", "1")))


def _seen(words: Words, picture: QImage, pixels: memoryview[int]) -> tuple[str, str] | None:
    """Return ink and ground of a text as they are in a picture, None for one that is not to be seen in it."""
    area = words.place & picture.rect()
    counted = Counter[int]()
    for top in range(area.top(), area.bottom() + 1):
        first = top * picture.width() + area.left()  # a row of 32-bit pixels has no padding
        counted.update(pixels[first : first + area.width()].tolist())
    if not counted:
        return None
    ground = _color(counted.most_common(1)[0][0])
    full = _color(int(words.ink.removeprefix("#"), 16))
    ink = tuple(
        round(above * words.opacity + below * (1 - words.opacity))
        for above, below in zip(full, ground, strict=True)
    )
    there = sum(
        count
        for pixel, count in counted.items()
        if max(abs(one - other) for one, other in zip(_color(pixel), ink, strict=True)) <= _STEP
    )
    return (_hex(ink), _hex(ground)) if there >= _FEW else None


def _color(pixel: int) -> Color:
    return (pixel >> 16 & 255, pixel >> 8 & 255, pixel & 255)


def _hex(color: tuple[int, ...]) -> str:
    return "#" + "".join(f"{part:02x}" for part in color)
