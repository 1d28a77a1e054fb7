"""The last step of the setup guide: the results of the others, and the way to the board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.text.translation import tr
from desktop.ui.setup.step import Step
from desktop.ui.text.setting_labels import on_or_off
from desktop.ui.widgets.button import ButtonKind
from desktop.ui.widgets.fields import Switch
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from desktop.ui.setup.step import SetupCommands
    from desktop.ui.widgets.button import Button
    from desktop.ui.widgets.theme import Look

DEAF_SECONDS: Final = 2
"""Seconds for which the last button ignores presses: behind it the next Enter accepts an order."""
_SECOND: Final = 1_000


class Facts(NamedTuple):
    """The results of the steps before."""

    restaurants: str | None
    """Names of the restaurants, "" where they are not known, None where there is no key."""
    heard: bool | None
    """Whether a person heard the bell, None where nobody was asked."""
    audible: bool
    """Whether the bell can be heard, as far as is known."""


class ReadyStep(Step):
    """The last step: it says what was reached. Its button leads to the board."""

    step_wanted = Signal(str)
    """A person wants to go to the step with this name."""

    def __init__(self, look: Look, commands: SetupCommands) -> None:
        super().__init__(look, "ready", tr("Ready"))
        self._commands = commands
        self.is_repeated = False
        """Whether the guide was completed before: then it shows what was chosen."""
        self.facts = Facts(None, None, audible=True)
        self._connected = self._add_fact("connect", tr("Enter the key…"))
        self._bell = self._add_fact("sound", tr("Test sound"))
        self._time = self._add_fact("time", "")
        self._starts = Switch(
            look,
            "readyStart",
            tr("Start with the computer"),
            on=on_or_off(on=True),
            off=on_or_off(on=False),
        )
        self._caption = Label(look, 17)
        self._caption.setWordWrap(True)
        self._caption.set_text(tr("Start with the computer"))
        row = QHBoxLayout()
        row.addWidget(self._starts)
        row.addWidget(self._caption, 1)
        self.body.addLayout(row)
        printer = Label(look, 15, token="muted")
        printer.setWordWrap(True)
        printer.set_text(tr("Ticket printers: in the menu"))
        self.body.addWidget(printer)
        self._go = self.add_next(tr("To the orders"))
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self._on_second)

    @property
    def question(self) -> str:
        """All that is to be read here."""
        facts = (self._connected, self._bell, self._time)
        return "\n".join([super().question, *(fact.text for fact in facts)])

    @property
    def starts_with_computer(self) -> bool | None:
        """The choice whether the program starts with the computer, None where that cannot be chosen."""
        return None if self._starts.isHidden() else self._starts.isChecked()

    def show_facts(self, facts: Facts) -> None:
        """Show the results of the steps before."""
        self.facts = facts
        connected = facts.restaurants is not None
        heard = facts.heard is not False and facts.audible
        self.heading.set_text(tr("Ready") if connected and heard else tr("Nearly ready"))
        self.setAccessibleName(self.heading.text())
        self.text.set_text(
            tr("New orders come to the board and ring.")
            if connected and heard
            else tr("Orders could be missed: see what is not ticked.")
        )
        self.text.show()
        if not connected:
            text = tr("There is no key: no orders arrive here.")
        elif facts.restaurants:
            text = tr("Connected: {restaurants}").format(restaurants=facts.restaurants)
        else:
            text = tr("Connected to Dükkango")
        self._connected.show_fact(text, good=connected)
        if not facts.audible:
            text = tr("No sound comes from this computer: nobody hears an order.")
        elif facts.heard is False:
            text = tr("Nobody has heard the bell yet.")
        else:
            text = tr("The bell was heard.") if facts.heard else tr("The bell works.")
        self._bell.show_fact(text, good=heard)
        usual = self._commands.settings.preparing_time
        self._time.show_fact(tr("Usual preparation time: {minutes} min").format(minutes=usual), good=True)

    def enter(self) -> None:
        """Ignore presses for a moment, and count it down on the button."""
        starts = self._commands.starts_with_computer()
        for widget in (self._caption, self._starts):
            widget.setVisible(starts is not None)
        # On until somebody decides otherwise: a computer that starts without Tezgâh receives no orders.
        self._starts.setChecked(bool(starts) or not self.is_repeated)
        self._left = DEAF_SECONDS
        self._timer.start()
        self._show_left()
        self.setFocus()

    def leave(self) -> None:
        """Stop counting."""
        self._timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on counting when the window comes back."""
        super().showEvent(event)
        if self._left:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.leave()

    def _on_second(self) -> None:
        self._left -= 1
        self._show_left()
        if not self._left:
            self._timer.stop()
            here: QWidget | None = self.window().focusWidget()  # None before anything has the keyboard
            if here is None or here is self or not self.isAncestorOf(here):
                self._go.setFocus()

    def _show_left(self) -> None:
        self._go.setEnabled(not self._left)
        self._go.set_text(tr("To the orders"), tail=f"· {self._left}" if self._left else "")

    def _add_fact(self, step: str, mend: str) -> _Fact:
        button = self.button(f"readyTo_{step}", mend, ButtonKind.QUIET) if mend else None
        if button is not None:
            button.clicked.connect(lambda _on=False: self.step_wanted.emit(step))
        fact = _Fact(self.look, button)
        self.body.addWidget(fact)
        return fact


class _Fact(QWidget):
    """A sign, a sentence, and a button where something is to be done."""

    def __init__(self, look: Look, button: Button | None) -> None:
        super().__init__()
        self._text = Label(look, 18, QFont.Weight.DemiBold)
        self._text.setWordWrap(True)
        self._button = button
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text, 1)
        if button is not None:
            row.addWidget(button)

    @property
    def text(self) -> str:
        """The sign and the sentence."""
        return self._text.text()

    def show_fact(self, text: str, *, good: bool) -> None:
        """Show a result."""
        self._text.set_text(f"{'✓' if good else '⚠'} {text}", "accept_ink" if good else "waiting_ink")
        if self._button is not None:
            self._button.setVisible(not good)
