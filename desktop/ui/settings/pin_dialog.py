"""Dialogs that ask for the PIN, or for a new one. Digits come from the keyboard or from the pad."""

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
_DESCRIBE_EVERY: Final = 10
"""Seconds between updates of the remaining time for screen readers."""


def reason(what: str) -> str:
    """Return why the PIN is asked for.

    Args:
        what: ``settings``, ``cancelling``, ``leaving``, ``exports``, ``alone``, or ``itself`` for a change of its own protection.
    """
    return {
        "settings": tr("A PIN protects the settings."),
        "cancelling": tr("A PIN protects the cancelling of orders."),
        "leaving": tr("A PIN protects the way out of Tezgâh."),
        "exports": tr("A PIN protects what leaves this computer: files, prints and the map."),
        "alone": tr("Give the PIN to work alone, or to end that."),
        "itself": tr("Give the PIN to change what it protects."),
    }[what]


class _PinDialog(Dialog):
    """A field for digits and a pad."""

    def __init__(self, parent: QWidget, look: Look, name: str, *, title: str, text: str) -> None:
        super().__init__(parent, look, name, title)
        self.message = self.add_text(text)
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
        self.go.clicked.connect(self.submit)
        self.field.setFocus()

    def submit(self) -> None:
        """Use the typed digits."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.submit()
            return
        super().keyPressEvent(event)

    def _on_pad(self, digit: str) -> None:
        if digit == "⌫":
            self.field.backspace()
        else:
            self.field.insert(digit)

    def _ask_again(self, text: str) -> None:
        self.message.set_text(text, "late_ink")
        self.fit()
        announce(self, text, urgent=True)
        self.field.setText("")
        self.field.setFocus()


class AskPinDialog(_PinDialog):
    """Asks for the PIN; `accepted` means that it was right. After too many wrong attempts it shows the time to wait."""

    def __init__(
        self,
        parent: QWidget,
        look: Look,
        matches: Callable[[str], bool],
        wait: Callable[[], float],
        what: str,
    ) -> None:
        """Ask.

        Args:
            parent: the window.
            look: the theme.
            matches: returns whether a PIN is right, and counts the attempt.
            wait: returns the seconds until the next attempt is allowed, 0 for now.
            what: the reason, translated.
        """
        super().__init__(parent, look, "askPinDialog", title=tr("PIN"), text=what)
        self._matches = matches
        self._wait = wait
        self._what = what
        self._is_waiting = False
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self._on_second)
        if wait() > 0:
            self._start_wait()

    def submit(self) -> None:
        """Accept the dialog if the PIN is right."""
        if self._is_waiting:
            announce(self, self.message.text(), urgent=True)
        elif self._matches(self.field.text()):
            self.accept()
        elif self._wait() > 0:
            self._start_wait()
        else:
            self._ask_again(tr("Wrong PIN. Try again, or ask the person who set it."))

    def _start_wait(self) -> None:
        self._is_waiting = True
        # The focus stays here, so that screen readers read the time; Esc leads back to the orders.
        self.field.setReadOnly(True)
        self._set_enabled(enabled=False)
        self._ask_again(self._left())
        self.field.setAccessibleDescription(self.message.text())
        self._timer.start()

    def _on_second(self) -> None:
        if self._wait() > 0:
            self.message.set_text(self._left())
            # Not each second: a screen reader would read nothing else.
            if round(self._wait()) % _DESCRIBE_EVERY == 0:
                self.field.setAccessibleDescription(self.message.text())
            return
        self._is_waiting = False
        self._timer.stop()
        self.field.setReadOnly(False)
        self.field.setAccessibleDescription("")
        self._set_enabled(enabled=True)
        self.message.set_text(self._what, "ink")
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
        return tr("Too many wrong attempts. Try again in {time}. Orders can be accepted meanwhile.").format(
            time=" ".join(parts)
        )


class ChoosePinDialog(_PinDialog):
    """Asks for a new PIN, twice."""

    chosen = Signal(str)
    """A new PIN; "" removes it."""

    def __init__(self, parent: QWidget, look: Look, *, has_one: bool) -> None:
        super().__init__(
            parent,
            look,
            "choosePinDialog",
            title=tr("Choose a PIN"),
            text=tr("Four to eight digits. Write it down: without it nobody can open what it protects."),
        )
        self._first = ""
        # Apart from the place of the main button: a hurried press must not remove the protection.
        self._none = self.add_button("noPinButton", tr("Remove the PIN"), apart=True)
        QWidget.setTabOrder(self._none, self.back)
        QWidget.setTabOrder(self.back, self.go)
        self._none.setVisible(has_one)
        self._none.clicked.connect(lambda _on=False: self._choose(""))

    def submit(self) -> None:
        """Ask a second time, then emit `chosen`."""
        typed = self.field.text()
        if not _LEAST <= len(typed) <= _MOST:
            self._ask_again(tr("A PIN has four to eight digits."))
        elif not self._first:
            self._first = typed
            text = tr("Enter it again, so that a typing error does not lock you out.")
            self.message.set_text(text, "ink")
            announce(self, text)
            self.field.setText("")
            self.field.setFocus()
        elif typed != self._first:
            self._first = ""
            self._ask_again(tr("The two PINs differ. Start again."))
        else:
            self._choose(typed)

    def _choose(self, pin: str) -> None:
        self.chosen.emit(pin)
        self.accept()
