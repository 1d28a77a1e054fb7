"""The PIN: asked for before what it guards, and chosen. Digits on the keyboard or on the pad."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import MINUTE
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.digit_pad import digit_pad

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from desktop.ui.widgets.theme import Look


_LEAST: Final = 4
_MOST: Final = 8
_SECOND: Final = 1_000
_SAID_EVERY: Final = 10
"""Seconds after which a screen reader finds the time anew that is left to wait."""


def asked_for(what: str) -> str:
    """Return why the PIN is asked for: ``settings``, ``cancelling``, ``leaving``, or ``itself``: what it guards."""
    return {
        "settings": tr("The settings are guarded by a PIN."),
        "cancelling": tr("Cancelling an order is guarded by a PIN."),
        "leaving": tr("Leaving Tezgâh is guarded by a PIN."),
        "itself": tr("Only who knows the PIN changes what it guards."),
    }[what]


class _PinDialog(Dialog):
    """A field for digits and a pad."""

    def __init__(self, parent: QWidget, look: Look, name: str, *, title: str, text: str) -> None:
        super().__init__(parent, look, name, title)
        self.said = self.add_text(text)
        self.field = QLineEdit()
        self.field.setObjectName("pinField")
        self.field.setAccessibleName(tr("PIN"))
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaxLength(_MOST)
        self.field.setValidator(QRegularExpressionValidator("[0-9]*", self))
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.setFont(look.font(28, QFont.Weight.Bold))
        self.field.setMinimumHeight(look.px(60))
        self.body.addWidget(self.field)
        pad = digit_pad(look, self._on_pad)
        self.body.addLayout(pad)
        widgets = (item.widget() for place in range(pad.count()) if (item := pad.itemAt(place)) is not None)
        self.pad = [widget for widget in widgets if isinstance(widget, Button)]
        self.back = self.add_button("backButton", tr("Back"), hint="Esc")
        self.back.clicked.connect(self.reject)
        self.go = self.add_button("pinButton", tr("Go on"), ButtonKind.PRIMARY, hint="Enter")
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
        self.said.set_text(text, "late_ink")
        self.fit()
        announce(self, text, urgent=True)
        self.field.setText("")
        self.field.setFocus()


class AskPinDialog(_PinDialog):
    """Asks for the PIN; `accepted` means that it was right. After too many wrong ones it says how long to wait."""

    def __init__(
        self,
        parent: QWidget,
        look: Look,
        matches: Callable[[str], bool],
        wait: Callable[[], float],
        what: str,
    ) -> None:
        """Build it.

        Args:
            parent: the window.
            look: the theme.
            matches: tries a PIN, and tells whether it is the right one.
            wait: returns the seconds until one can be tried, 0 for now.
            what: what it is asked for, translated.
        """
        super().__init__(parent, look, "askPinDialog", title=tr("PIN"), text=what)
        self._matches = matches
        self._wait = wait
        self._what = what
        self._waits = False
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self._on_second)
        if wait() > 0:
            self._begin_to_wait()

    def take(self) -> None:
        """Go on if it is right."""
        if self._waits:
            announce(self, self.said.text(), urgent=True)
        elif self._matches(self.field.text()):
            self.accept()
        elif self._wait() > 0:
            self._begin_to_wait()
        else:
            self._again(tr("That is not the PIN. Try again, or ask whoever chose it."))

    def _begin_to_wait(self) -> None:
        self._waits = True
        # The keyboard stays where it is, and so does what is read there; Esc leads back to the orders.
        self.field.setReadOnly(True)
        self._set_enabled(enabled=False)
        self._again(self._left())
        self.field.setAccessibleDescription(self.said.text())
        self._timer.start()

    def _on_second(self) -> None:
        if self._wait() > 0:
            self.said.set_text(self._left())
            # Not each second: who hears it would hear nothing else.
            if round(self._wait()) % _SAID_EVERY == 0:
                self.field.setAccessibleDescription(self.said.text())
            return
        self._waits = False
        self._timer.stop()
        self.field.setReadOnly(False)
        self.field.setAccessibleDescription("")
        self._set_enabled(enabled=True)
        self.said.set_text(self._what, "ink")
        announce(self, tr("The PIN can be tried again."))

    def _set_enabled(self, *, enabled: bool) -> None:
        self.go.setEnabled(enabled)
        for button in self.pad:
            button.setEnabled(enabled)

    def _left(self) -> str:
        left = math.ceil(self._wait())
        minutes, seconds = divmod(left, MINUTE)
        parts = [plurals.minutes(minutes)] if minutes else []
        parts += [plurals.seconds(seconds)] if seconds or not minutes else []
        return tr(
            "That was wrong too often. The PIN can be tried again in {time}. Orders can be accepted meanwhile.",
        ).format(time=" ".join(parts))


class ChoosePinDialog(_PinDialog):
    """Asks for a new PIN, twice."""

    chosen = Signal(str)
    """A new PIN; "" for none any more."""

    def __init__(self, parent: QWidget, look: Look, *, has_one: bool) -> None:
        super().__init__(
            parent,
            look,
            "choosePinDialog",
            title=tr("Choose a PIN"),
            text=tr("Four to eight digits. Write it down: without it nobody gets into what it guards."),
        )
        self._first = ""
        # Where other dialogs have the way on, a hurried finger must not find the way out of being guarded.
        self._none = self.add_button("noPinButton", tr("Remove the PIN"), apart=True)
        QWidget.setTabOrder(self._none, self.back)
        QWidget.setTabOrder(self.back, self.go)
        self._none.setVisible(has_one)
        self._none.clicked.connect(lambda _on=False: self._choose(""))

    def take(self) -> None:
        """Ask a second time, then take it."""
        typed = self.field.text()
        if not _LEAST <= len(typed) <= _MOST:
            self._again(tr("A PIN has four to eight digits."))
        elif not self._first:
            self._first = typed
            text = tr("Once more, so that no slip locks you out.")
            self.said.set_text(text, "ink")
            announce(self, text)
            self.field.setText("")
            self.field.setFocus()
        elif typed != self._first:
            self._first = ""
            self._again(tr("These two differ. Begin again."))
        else:
            self._choose(typed)

    def _choose(self, pin: str) -> None:
        self.chosen.emit(pin)
        self.accept()
