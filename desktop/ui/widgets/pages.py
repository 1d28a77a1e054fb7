"""The pages that replace the board, for example history and report: one at a time, built at the first use.

The board stays the purpose of the window: a page shows the number of waiting orders, and closes by Esc, by its button
or by an alarm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QPainter
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from desktop.domain.trouble import TroubleKind
    from desktop.ui.widgets.theme import Look

_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier.value


class Page(QWidget):
    """A page: a heading with a "back" button, and `body`, the layout that a subclass fills."""

    back_wanted = Signal()
    replaces_banner_for: frozenset[TroubleKind] = frozenset()
    """Problems that this page exists to fix. While it is open, the banner does not show them."""
    fixes: frozenset[TroubleKind] = frozenset()
    """Problems that can be fixed on this page. While only these are open, an alarm does not close the page."""

    def __init__(self, look: Look, name: str, title: str) -> None:
        """Create the heading.

        Args:
            look: the theme.
            name: the object name.
            title: of the heading, translated.
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
        """The row of the heading; a subclass may append widgets."""
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
        """Refresh the page and take the focus; called each time the page opens."""
        self.setFocus()

    def press(self, _event: QKeyEvent) -> bool:
        """Handle a key that no widget of the page has used; return whether it was handled."""
        return False

    def show_waiting(self, count: int) -> None:
        """Show the number of orders that wait for a person."""
        self._waiting.setVisible(count > 0)
        if count:
            self._waiting.set_text(plurals.waiting(count), hint="Esc")

    def restyle(self) -> None:
        """Apply the sizes of the theme."""
        px = self.look.px
        self._layout.setContentsMargins(px(20), px(12), px(20), px(12))
        self._layout.setSpacing(px(12))
        self.head.setSpacing(px(16))
        self.body.setSpacing(px(12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.look.color("ground"))


class Entry(msgspec.Struct, frozen=True):
    """Describes a page for menu and shortcuts."""

    name: str
    title: str
    """Text of its menu entry, translated."""
    key: str
    """Its shortcut, for example ``F7`` or ``Ctrl+,``; "" for none."""
    build: Callable[[], Page]
    gate: Callable[[Callable[[], None]], None] | None = None
    """Is called with a function that opens the page, for example to ask for a PIN first; None opens it at once."""
    in_menu: bool = True
    """Whether the menu shows it."""


class Pages(QStackedWidget):
    """The board, and the pages that can replace it."""

    page_changed = Signal()
    """Another page, or the board again, is shown."""

    def __init__(self, board: QWidget) -> None:
        super().__init__()
        self._board = board
        self._entries: dict[str, Entry] = {}
        self._keys: dict[str, str] = {}
        """Shortcut in Qt's form -> name of the page."""
        self._built: dict[str, Page] = {}
        self._waiting = 0
        self.addWidget(board)

    def offer(self, entry: Entry) -> None:
        """Add a page to menu and shortcuts."""
        self._entries[entry.name] = entry
        if entry.key:
            self._keys[QKeySequence(entry.key).toString()] = entry.name

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    @property
    def page(self) -> Page | None:
        """The open page, None for the board."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    def open(self, name: str) -> None:
        """Open a page, or the board if that page is open already; an unknown page is ignored."""
        entry = self._entries.get(name)
        if entry is None:
            return
        if entry.gate is not None and (self.page is None or self.page is not self._built.get(name)):
            entry.gate(lambda: self._open(name))
        else:
            self._open(name)

    def open_unlocked(self, name: str) -> None:
        """Open a page from another one whose gate was passed already."""
        if name in self._entries:
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

    def fixes(self, troubles: set[TroubleKind]) -> bool:
        """Whether the open page fixes one of the problems; what is typed there must not be lost."""
        return self.page is not None and bool(self.page.fixes & troubles)

    def close_page(self) -> None:
        """Show the board again."""
        if self.currentWidget() is not self._board:
            self.setCurrentWidget(self._board)
            self.page_changed.emit()

    def show_waiting(self, count: int) -> None:
        """Show the number of waiting orders on the open page."""
        self._waiting = count
        if self.page is not None:
            self.page.show_waiting(count)

    def press(self, event: QKeyEvent) -> bool:
        """Handle a key of the open page or a shortcut of any page; return whether it was handled."""
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
