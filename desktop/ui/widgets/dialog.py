"""The base class of all dialogs, with a heading, a body that scrolls, and buttons; and two simple dialogs.

Dialogs are shown with open(), never with exec(), which would run a nested event loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text.plain_texts import set_title
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QShowEvent

    from desktop.ui.widgets.theme import Look

_BEHIND: Final = 24
"""Pixels of the window behind it that a dialog leaves free."""
_LEAST_BODY: Final = 80


class ScrollBody(QScrollArea):
    """A scroll area for a layout; the arrow keys scroll it, too."""

    def __init__(self, look: Look, body: QLayout, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget()
        body.setContentsMargins(0, 0, 0, 0)
        self._content.setLayout(body)
        self.setWidget(self._content)
        self.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        scroll_by_finger(self)
        FocusRing(look, self)

    def sizeHint(self) -> QSize:
        """Return the size at which nothing has to be scrolled."""
        content = self._content
        width = content.sizeHint().width()
        height = content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()
        return QSize(width + self.verticalScrollBar().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """Return the width that the words need, and a small height."""
        width = self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, min(_LEAST_BODY, self.sizeHint().height()))

    def refresh_size(self) -> None:
        """Make the surrounding layouts ask for the size again; QScrollArea does not report that its content grew."""
        layout = self._content.layout()
        if layout is not None:
            layout.activate()
        self.updateGeometry()

    def _on_range_changed(self, _least: int, most: int) -> None:
        # Tab leads here only if there is anything to scroll.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if most else Qt.FocusPolicy.NoFocus)


class Dialog(QDialog):
    """A heading, a body, buttons at the lower right."""

    def __init__(self, parent: QWidget, look: Look, name: str, title: str) -> None:
        super().__init__(parent)
        self.look = look
        self._behind = parent
        self.was_active = False
        """Whether it was the active window when it was closed."""
        self.setObjectName(name)
        set_title(self, f"Tezgâh – {title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        px = look.px
        self.body = QVBoxLayout()
        self.body.setSpacing(px(12))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(px(12))
        self._buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        layout.setSpacing(px(16))
        heading = Label(look, 20, QFont.Weight.Bold)
        heading.set_text(title)
        heading.setWordWrap(True)
        layout.addWidget(heading)
        self._area = ScrollBody(look, self.body, title)
        layout.addWidget(self._area, 1)
        layout.addLayout(self._buttons)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """Resize to the size that the text needs now, at most to the size of the window behind; the rest scrolls."""
        self._area.refresh_size()
        behind = self._behind.window().size() - QSize(_BEHIND, _BEHIND)
        wanted = self.size() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else self.sizeHint()
        width = min(wanted.width(), behind.width())
        self.resize(width, min(max(wanted.height(), self.heightForWidth(width)), behind.height()))

    def done(self, result: int) -> None:
        """Remember whether this was the active window."""
        self.was_active = self.isActiveWindow()
        super().done(result)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the background, and an edge for desktops that draw none."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("card"))
        painter.setPen(self.look.color("muted"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def add_text(self, text: str, pixels: int = 16, token: str = "ink") -> Label:
        """Add a paragraph to the body."""
        label = Label(self.look, pixels, token=token)
        label.setWordWrap(True)
        label.setMinimumWidth(min(self.look.px(440), 640))
        label.set_text(text)
        self.body.addWidget(label)
        return label

    def add_button(
        self,
        name: str,
        text: str,
        kind: ButtonKind = ButtonKind.PLAIN,
        hint: str = "",
        *,
        apart: bool = False,
    ) -> Button:
        """Add a button at the right, or at the left if `apart` is True."""
        button = Button(self.look, kind, name=name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.set_text(text, hint=hint)
        self._buttons.insertWidget(0 if apart else self._buttons.count(), button)
        return button


def question(parent: QWidget, look: Look, name: str, *, title: str, text: str, yes: str) -> Dialog:
    """Return a dialog whose `accepted` means yes; "Back" has the focus, and yes is not green as Accept is."""
    dialog = Dialog(parent, look, name, title)
    dialog.add_text(text)
    back = dialog.add_button("backButton", tr("Back"), hint="Esc")
    back.clicked.connect(dialog.reject)
    go = dialog.add_button("confirmButton", yes, ButtonKind.LOUD)
    go.clicked.connect(dialog.accept)
    back.setFocus()
    return dialog


def statement(parent: QWidget, look: Look, name: str, title: str, text: str) -> Dialog:
    """Return a dialog that shows a text."""
    dialog = Dialog(parent, look, name, title)
    dialog.add_text(text).setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    close = dialog.add_button("closeButton", tr("Close"), hint="Esc")
    close.clicked.connect(dialog.accept)
    close.setFocus()
    return dialog
