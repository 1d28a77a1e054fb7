"""A made-up language, and what it finds: texts that were never translated, and texts that do not fit.

Every letter from A to Z becomes one with an accent, so what is left of A to Z on the screen did not come out of a
translation; and each text grows by 40 %, as German and Finnish do. Data are told apart by being Greek (`every_view`).
"""

from __future__ import annotations

import html
import re
from gettext import NullTranslations
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QPoint, Qt, QTranslator
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QWidget,
)

from desktop.domain.text import translation

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED: Final = "àƀçđéƒĝĥíĵķļḿñóþɋŕšţúṽŵẋýžÀɃÇĐÉƑĜĤÍĴĶĻḾÑÓÞɊŔŠŢÚƲŴẊÝŽ"
_ACCENTS: Final = str.maketrans(_PLAIN, _ACCENTED)
_ENGLISH: Final = str.maketrans(_ACCENTED, _PLAIN)
_KEPT: Final = re.compile(r"(\{[^{}]*\}|%n|%L?\d|\t.*|\n|&amp;)")
_NO_WORDS: Final = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|https?://\S*|\bwww\.\S+")
_BILINGUAL: Final = ("Hoş geldiniz", "Welcome", "Hangi dil?", "Which language?", "Türkçe", "English")
"""What the guide says before anybody chose a language, and what languages call themselves."""
_FILL: Final = "ļóñĝéŕ ŵóŕđš þļéàšé "
_GROWS: Final = 0.4

KEYS: Final = frozenset({"Alt", "Ctrl", "End", "Enter", "Esc", "Home", "Page", "Shift", "Tab"})
"""Names of keys as they stand on keyboards of all languages."""
NAMES: Final = frozenset({"CSV", "Dükkango", "JSON", "KB", "Nakit", "PDF", "TL", "Tezgâh"})
"""Names, units and what the vendor itself calls cash."""
_KNOWN: Final = KEYS | NAMES
_SLACK: Final = 1
"""Pixels that rounding may take away."""


def pseudo(text: str) -> str:
    """Return a text in the made-up language: the same placeholders, lines and shortcuts, 40 % longer."""
    if not re.search(r"[A-Za-z]", text):
        return text
    said, shortcut, key = text.partition("\t")
    accented = "".join(
        part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(said)
    )
    grown = max(1, round(len(said) * _GROWS) - 2)
    fill = (_FILL * (grown // len(_FILL) + 1))[:grown].strip()
    joint = " " if " " in said else ""
    return f"‹{accented}{joint}{fill}›{shortcut}{key}"


class PseudoTranslations(NullTranslations):
    """Translates every text of the program."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return pseudo(message)


class PseudoTranslator(QTranslator):
    """Translates Qt's own texts."""

    def translate(
        self,
        _context: bytes | str,
        source: bytes | str,
        _comment: bytes | str | None = None,
        _count: int = -1,
    ) -> str:
        text = source.decode() if isinstance(source, bytes) else source
        return pseudo(text or "")

    def isEmpty(self) -> bool:
        return False


def speak_made_up(app: QApplication) -> None:
    """Switch the program to the made-up language, months and weekdays to Greek; `set_language` ends it."""
    QLocale.setDefault(QLocale("el_GR"))
    app.installTranslator(PseudoTranslator(app))
    translation.speak("en", PseudoTranslations())


def in_english(text: str) -> str:
    """Return the English text that a text of the made-up language is made of, longer at its end."""
    return text.translate(_ENGLISH)


def untranslated(text: str) -> list[str]:
    """Return the words of a text that no translation made."""
    for phrase in _BILINGUAL:
        text = text.replace(phrase, "")
    words = re.findall(r"[^\W\d_]+", _NO_WORDS.sub("", text))
    return [word for word in words if len(word) > 1 and re.search("[A-Za-z]", word) and word not in _KNOWN]


def drawing(widget: QWidget) -> str:
    """Return what a widget and its children paint, as SVG."""
    device = QBuffer()
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    picture = QSvgGenerator()
    picture.setOutputDevice(device)
    picture.setSize(widget.size())
    picture.setViewBox(widget.rect())
    painter = QPainter(picture)
    try:
        widget.render(painter, QPoint())
    finally:
        painter.end()
    return bytes(device.data().data()).decode()


def painted(widget: QWidget) -> list[str]:
    """Return all texts that a widget and its children paint."""
    return [html.unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", drawing(widget))]


def hard_coded(view: QWidget) -> list[str]:
    """Return what can be seen, heard or pointed at in a view and did not come out of a translation."""
    found = {f"painted: {text!r}" for text in painted(view) if untranslated(text)}
    for where, text in _told(view):
        if untranslated(text):
            found.add(f"{where}: {text!r}")
    return sorted(found)


def _told(view: QWidget) -> Iterator[tuple[str, str]]:
    """Yield where texts are, and the texts, of a view and all that is visible in it."""
    if view.isWindow():
        yield "window title", view.windowTitle()
    yield "tip of the tray", view.property("toolTipOfTray") or ""
    for widget in shown(view):
        name = _name(widget)
        yield f"accessible name of {name}", widget.accessibleName()
        yield f"accessible description of {name}", widget.accessibleDescription()
        yield f"tip of {name}", widget.toolTip()
        if isinstance(widget, QLabel | QAbstractButton):
            yield f"text of {name}", widget.text()
        if isinstance(widget, QLineEdit):
            yield f"hint in {name}", widget.placeholderText()
        if isinstance(widget, QComboBox):
            yield from ((f"choice of {name}", widget.itemText(row)) for row in range(widget.count()))
        if isinstance(widget, QAbstractScrollArea) and hasattr(widget, "model"):
            yield from _items(widget, name)
        if isinstance(widget, QMenu):
            yield from _entries(widget)


def _items(view: QAbstractScrollArea, name: str) -> Iterator[tuple[str, str]]:
    model = view.model()  # type: ignore[attr-defined]
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
    columns = model.columnCount() if isinstance(view, QTableView) else 1
    for row in range(model.rowCount()):
        for column in range(columns):
            for role in roles:
                yield f"item of {name}", str(model.index(row, column).data(role) or "")
    if isinstance(view, QTableView):
        for column in range(columns):
            yield f"heading of {name}", str(model.headerData(column, Qt.Orientation.Horizontal))


def _entries(menu: QMenu) -> Iterator[tuple[str, str]]:
    for action in menu.actions():
        yield "entry of the menu", action.text().partition("\t")[0]
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _entries(inner)


def cut_off(view: QWidget, screen: tuple[int, int]) -> list[str]:
    """Return the texts of a view that have less room than they need, and a dialog that is larger than the screen."""
    found = []
    window = view.window()
    if isinstance(window, QDialog) and (  # a menu that is too high scrolls
        window.width() > screen[0]
        or window.height() > screen[1]
        or window.minimumSizeHint().height() > screen[1]
    ):
        wanted = window.size().expandedTo(window.minimumSizeHint())
        found.append(f"{_name(window)} is {wanted.width()} x {wanted.height()}, more than the screen")
    for widget in shown(view):
        if isinstance(widget, QLabel | QAbstractButton) and widget.text():
            found += _cut(widget, view)
        elif isinstance(widget, QLineEdit):
            room = widget.contentsRect().width() - widget.textMargins().left() - widget.textMargins().right()
            wanted_width = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
            if wanted_width > room:
                found.append(f"hint in {_name(widget)}: {wanted_width} in {room}")
        elif isinstance(widget, QComboBox):
            found += _cut_choice(widget)
        elif isinstance(widget, QAbstractSpinBox):
            found += _cut_number(widget)
        elif isinstance(widget, QTableView):
            found += _cut_headings(widget)
    return sorted(set(found))


def _cut(widget: QLabel | QAbstractButton, view: QWidget) -> list[str]:
    text = f"{_name(widget)} {widget.text()!r}"
    found = []
    if isinstance(widget, QLabel) and widget.wordWrap():
        needed = widget.heightForWidth(widget.width())
        if needed > widget.height() + _SLACK:
            found.append(f"{text}: {needed} high in {widget.height()}")
        longest = max(
            (widget.fontMetrics().horizontalAdvance(word) for word in widget.text().split()), default=0
        )
        if longest > widget.contentsRect().width() + _SLACK:
            found.append(f"{text}: a word of {longest} in {widget.contentsRect().width()}")
    else:
        # A widget whose text may be elided says so by the least size that it wants.
        least = widget.minimumSizeHint()
        if least.width() > widget.width() + _SLACK or least.height() > widget.height() + _SLACK:
            found.append(
                f"{text}: {least.width()} x {least.height()} in {widget.width()} x {widget.height()}"
            )
    clipped = _clipped(widget, view)
    return [*found, f"{text}: reaches {clipped} pixels beyond its place"] if clipped else found


def _clipped(widget: QWidget, view: QWidget) -> int:
    """Return by how many pixels a widget reaches beyond one it stands in; what can be scrolled down to is in it."""
    area, at = widget.rect(), widget
    beyond = 0
    while at is not view and (parent := at.parentWidget()) is not None:
        area = area.translated(at.pos())
        room = parent.rect()
        beyond = max(beyond, area.right() - room.right(), room.left() - area.left())
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            break
        beyond = max(beyond, area.bottom() - room.bottom(), room.top() - area.top())
        at = parent
    return beyond if beyond > _SLACK else 0


def _cut_choice(choice: QComboBox) -> list[str]:
    shown = painted(choice)
    return [] if choice.currentText() in shown else [f"choice of {_name(choice)}: only {shown}"]


def _cut_number(box: QAbstractSpinBox) -> list[str]:
    line = box.lineEdit()
    wanted, room = line.fontMetrics().horizontalAdvance(box.text()), line.contentsRect().width()
    return [f"{_name(box)} {box.text()!r}: {wanted} in {room}"] if wanted > room else []


def _cut_headings(table: QTableView) -> list[str]:
    header = table.horizontalHeader()
    return [
        f"heading {text!r} of {_name(table)}"
        for column in range(header.count())
        if not header.isSectionHidden(column)
        for text in [str(table.model().headerData(column, Qt.Orientation.Horizontal))]
        if header.fontMetrics().horizontalAdvance(text) > header.sectionSize(column)
    ]


def shown(view: QWidget) -> list[QWidget]:
    """Return a view and all that is visible in it, down to dialogs of its own."""
    within = [
        widget
        for widget in view.findChildren(QWidget)
        if widget.isVisible() and widget.window() is view.window()
    ]
    return [view, *within]


def _name(widget: QWidget) -> str:
    return widget.objectName() or type(widget).__name__
