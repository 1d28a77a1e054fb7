"""The PIN: asked for before what it guards, and chosen. Digits on the keyboard or on the pad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui import words
from desktop.ui.announce import announce
from desktop.ui.button import Kind
from desktop.ui.dialog import Dialog
from desktop.ui.digit_pad import digit_pad

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from desktop.ui.theme import Look

translate = words.translate

_LEAST: Final = 4
_MOST: Final = 8


def asked_for(what: str) -> str:
    """Return why the PIN is asked for: ``settings``, ``cancelling``, ``leaving``, or ``itself``: what it guards."""
    return {
        "settings": translate("pin", "The settings are guarded by a PIN."),
        "cancelling": translate("pin", "Cancelling an order is guarded by a PIN."),
        "leaving": translate("pin", "Leaving Tezgâh is guarded by a PIN."),
        "itself": translate("pin", "Only who knows the PIN changes what it guards."),
    }[what]


class _PinDialog(Dialog):
    """A field for digits and a pad."""

    def __init__(self, parent: QWidget, look: Look, name: str, *, title: str, text: str) -> None:
        super().__init__(parent, look, name, title)
        self.said = self.add_text(text)
        self.field = QLineEdit()
        self.field.setObjectName("pinField")
        self.field.setAccessibleName(translate("pin", "PIN"))
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaxLength(_MOST)
        self.field.setValidator(QRegularExpressionValidator("[0-9]*", self))
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.setFont(look.font(28, QFont.Weight.Bold))
        self.field.setMinimumHeight(look.px(60))
        self.body.addWidget(self.field)
        self.body.addLayout(digit_pad(look, self._on_pad))
        self.back = self.add_button("backButton", translate("dialogs", "Back"), hint="Esc")
        self.back.clicked.connect(self.reject)
        self.go = self.add_button("pinButton", translate("pin", "Go on"), Kind.PRIMARY, hint="Enter")
        self.go.clicked.connect(self.take)
        self.field.setFocus()

    def take(self) -> None:
        """Take what was typed."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter go on."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.take()
            return
        super().keyPressEvent(event)

    def _on_pad(self, digit: str) -> None:
        if digit == "⌫":
            self.field.backspace()
        else:
            self.field.insert(digit)

    def _again(self, text: str) -> None:
        self.said.say(text, "late_ink")
        self.fit()
        announce(self, text, urgent=True)
        self.field.clear()
        self.field.setFocus()


class AskPinDialog(_PinDialog):
    """Asks for the PIN; `accepted` means that it was right."""

    def __init__(self, parent: QWidget, look: Look, matches: Callable[[str], bool], what: str) -> None:
        """Build it.

        Args:
            parent: the window.
            look: the theme.
            matches: tells whether a PIN is the right one.
            what: what it is asked for, translated.
        """
        super().__init__(parent, look, "askPinDialog", title=translate("pin", "PIN"), text=what)
        self._matches = matches

    def take(self) -> None:
        """Go on if it is right."""
        if self._matches(self.field.text()):
            self.accept()
        else:
            self._again(translate("pin", "That is not the PIN. Try again, or ask whoever chose it."))


class ChoosePinDialog(_PinDialog):
    """Asks for a new PIN, twice."""

    chosen = Signal(str)
    """A new PIN; "" for none any more."""

    def __init__(self, parent: QWidget, look: Look, *, has_one: bool) -> None:
        super().__init__(
            parent,
            look,
            "choosePinDialog",
            title=translate("pin", "Choose a PIN"),
            text=translate(
                "pin", "Four to eight digits. Write it down: without it nobody gets into what it guards."
            ),
        )
        self._first = ""
        # Where other dialogs have the way on, a hurried finger must not find the way out of being guarded.
        self._none = self.add_button("noPinButton", translate("pin", "Remove the PIN"), apart=True)
        QWidget.setTabOrder(self._none, self.back)
        QWidget.setTabOrder(self.back, self.go)
        self._none.setVisible(has_one)
        self._none.clicked.connect(lambda _on=False: self._choose(""))

    def take(self) -> None:
        """Ask a second time, then take it."""
        typed = self.field.text()
        if not _LEAST <= len(typed) <= _MOST:
            self._again(translate("pin", "A PIN has four to eight digits."))
        elif not self._first:
            self._first = typed
            text = translate("pin", "Once more, so that no slip locks you out.")
            self.said.say(text, "ink")
            announce(self, text)
            self.field.clear()
            self.field.setFocus()
        elif typed != self._first:
            self._first = ""
            self._again(translate("pin", "These two differ. Begin again."))
        else:
            self._choose(typed)

    def _choose(self, pin: str) -> None:
        self.chosen.emit(pin)
        self.accept()
