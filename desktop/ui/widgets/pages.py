"""What can stand in the place of the board: history, report, menu. One at a time, built when it is first wanted.

The board stays what the window is for: a page shows how many orders wait, and leaves by Esc, by a press, or when the
window is summoned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QPainter
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from desktop.domain.trouble import TroubleKind
    from desktop.ui.widgets.theme import Look

_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier.value


class Page(QWidget):
    """One page: a heading with the way back, and `body`, the layout that a subclass fills."""

    back_wanted = Signal()
    replaces_banner_for: frozenset[TroubleKind] = frozenset()
    """The troubles that this page is there to mend: the banner need not lead to it while it is in view."""
    fixes: frozenset[TroubleKind] = frozenset()
    """The troubles that are mended on this page among other things: who is called for one of them is where he should be."""

    def __init__(self, look: Look, name: str, title: str) -> None:
        """Build the heading.

        Args:
            look: the theme.
            name: object name, also for tests.
            title: shown at the top, translated.
        """
        super().__init__()
        self.look = look
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._back = Button(look, name=f"{name}Back")
        self._back.set_text("‹ " + tr("Board"), hint="Esc", spoken=tr("Back to the board"))
        self._back.clicked.connect(self.back_wanted)
        self._title = Label(look, 20, QFont.Weight.Bold)
        self._title.set_text(title)
        self._waiting = Button(look, ButtonKind.ALARM, name=f"{name}Waiting")
        self._waiting.clicked.connect(self.back_wanted)
        self._waiting.hide()
        self.head = FlowLayout()
        """The heading's row: a subclass may append to it."""
        self.head.addWidget(self._back)
        self.head.addWidget(self._title)
        self.head.addWidget(self._waiting)
        self.head.addStretch(1)
        self.body = QVBoxLayout()
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self.head)
        self._layout.addLayout(self.body, 1)
        look.changed.connect(self.restyle)
        self.restyle()

    def enter(self) -> None:
        """Show what is current, and take the keyboard: the page has just come into view."""
        self.setFocus()

    def press(self, _event: QKeyEvent) -> bool:
        """Do what a key says that no widget of the page wanted; tell whether it said anything."""
        return False

    def show_waiting(self, count: int) -> None:
        """Show how many orders wait for a person meanwhile."""
        self._waiting.setVisible(count > 0)
        if count:
            self._waiting.set_text(plurals.waiting(count), hint="Esc")

    def restyle(self) -> None:
        """Take measures from the look again."""
        px = self.look.px
        self._layout.setContentsMargins(px(20), px(12), px(20), px(12))
        self._layout.setSpacing(px(12))
        self.head.setSpacing(px(16))
        self.body.setSpacing(px(12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        QPainter(self).fillRect(self.rect(), self.look.color("ground"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that can be opened."""

    name: str
    title: str
    """Of its entry in the menu, translated."""
    key: str
    """Opens it from anywhere, as ``F7`` or ``Ctrl+,``; "" for none."""
    build: Callable[[], Page]
    gate: Callable[[Callable[[], None]], None] | None = None
    """Decides whether it is opened, and then calls what opens it; None where it always is."""
    in_menu: bool = True
    """Whether the menu has it; what stands in the settings need not be there too."""


class Pages(QStackedWidget):
    """The board, and the pages that can stand in its place."""

    page_changed = Signal()
    """Another page, or the board again, is in view."""

    def __init__(self, board: QWidget) -> None:
        super().__init__()
        self._board = board
        self._entries: dict[str, Entry] = {}
        self._keys: dict[str, str] = {}
        """Keys, as Qt writes them -> the page that they open."""
        self._built: dict[str, Page] = {}
        self._waiting = 0
        self.addWidget(board)

    def offer(self, entry: Entry) -> None:
        """Let a page be opened from now on."""
        self._entries[entry.name] = entry
        if entry.key:
            self._keys[QKeySequence(entry.key).toString()] = entry.name

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    @property
    def page(self) -> Page | None:
        """The page in view, None for the board."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    def open(self, name: str) -> None:
        """Show a page, or the board where that page is in view already; one that is not offered yet does not open."""
        entry = self._entries.get(name)
        if entry is None:
            return
        if entry.gate is not None and (self.page is None or self.page is not self._built.get(name)):
            entry.gate(lambda: self._open(name))
        else:
            self._open(name)

    def _open(self, name: str) -> None:
        page = self._built.get(name)
        if page is None:
            page = self._entries[name].build()
            self._built[name] = page
            page.back_wanted.connect(self.close_page)
            self.addWidget(page)
        if page is self.currentWidget():
            self.close_page()
            return
        page.show_waiting(self._waiting)
        self.setCurrentWidget(page)
        page.enter()
        self.page_changed.emit()

    def close_page(self) -> None:
        """Show the board again."""
        if self.currentWidget() is not self._board:
            self.setCurrentWidget(self._board)
            self.page_changed.emit()

    def show_waiting(self, count: int) -> None:
        """Show on the page in view how many orders wait."""
        self._waiting = count
        if self.page is not None:
            self.page.show_waiting(count)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key says to the page in view, or opens a page; tell whether it said anything."""
        opened = self._keys.get(QKeySequence(event.keyCombination().toCombined() & ~_KEYPAD).toString())
        if opened is not None:
            if not event.isAutoRepeat():
                self.open(opened)
            return True
        page = self.page
        if page is None:
            return False
        if page.press(event):
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.close_page()
            return True
        return False
