"""The base of the steps of the setup guide, and the commands that a step can give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from desktop.system.settings.settings_file import CurrentSettings
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from desktop.ui.widgets.theme import Look


_AIR: Final = 56
"""Pixels, at 100 %, above the heading."""
_FILLED: Final = 360
"""Pixels, at 100 %, that the longest step takes without its buttons."""


class SetupCommands(CurrentSettings, Protocol):
    """Commands that the guide can give: it changes settings, rings, and starts the program with the computer."""

    def ring(self) -> None:
        """Ring once."""

    def starts_with_computer(self) -> bool | None:
        """Return whether the program starts with the computer, None where that is unknown."""

    def set_starts_with_computer(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Make the program start with the computer, or not."""


class Step(QWidget):
    """One step: heading, explanation and `body`. Its `footer` has the buttons and stands outside, at one place."""

    done = Signal()
    buttons_changed = Signal()
    """Other buttons are visible than before."""

    def __init__(self, look: Look, name: str, heading: str, text: str = "") -> None:
        super().__init__()
        self.look = look
        self.setObjectName(f"setup_{name}")
        self.setAccessibleName(heading)
        self.heading = Label(look, 26, QFont.Weight.Bold)
        self.heading.setWordWrap(True)
        self.heading.set_text(heading)
        self.text = Label(look, 17)
        self.text.setWordWrap(True)
        self.text.set_text(text)
        self.text.setVisible(bool(text))
        self.body = QVBoxLayout()
        self.footer = QWidget()
        self.buttons = FlowLayout(self.footer, to_the_end=True)
        self._air = QSpacerItem(0, 0)
        self._layout = QVBoxLayout(self)
        self._layout.addItem(self._air)
        self._layout.addWidget(self.heading)
        self._layout.addWidget(self.text)
        self._layout.addLayout(self.body)
        self._layout.addStretch(1)
        look.changed.connect(self.restyle)
        self.restyle()

    @property
    def question(self) -> str:
        """The heading and the explanation."""
        texts = (label.text() for label in (self.heading, self.text) if not label.isHidden())
        return "\n".join(texts)

    def restyle(self) -> None:
        """Take measures from the look again."""
        px = self.look.px
        self._layout.setSpacing(px(18))
        self._layout.setContentsMargins(px(8), px(8), px(8), px(8))
        self.body.setSpacing(px(12))
        self.buttons.setContentsMargins(0, 0, 0, 0)
        self.buttons.setSpacing(px(12))

    def add_margin(self, height: int) -> None:
        """Move the question down where a page of this height, in pixels, has room to spare."""
        px = self.look.px
        air = max(0, min(px(_AIR), (height - px(_FILLED)) // 2))
        self._air.changeSize(0, air, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._layout.invalidate()

    def button(self, name: str, text: str, kind: ButtonKind = ButtonKind.PLAIN) -> Button:
        made = Button(self.look, kind, name=name, size=18, least=56, pad=22)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.set_text(text)
        return made

    def add_button(self, name: str, text: str, kind: ButtonKind = ButtonKind.PLAIN) -> Button:
        """Add a button to the footer, at its right end."""
        made = self.button(name, text, kind)
        self.buttons.addWidget(made)
        return made

    def add_next(self, text: str) -> Button:
        """Add the button that leads to the next step; the last one of the footer."""
        made = self.add_button(f"{self.objectName()}Next", text, ButtonKind.PRIMARY)
        made.clicked.connect(self.done)
        return made

    def enter(self) -> None:
        """Show the present values, and take the focus."""

    def leave(self) -> None:
        """Stop everything that belongs to the visible step."""
