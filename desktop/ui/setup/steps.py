"""The simple steps of the setup guide: language, credentials, usual time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from desktop.domain.text import translation
from desktop.domain.text.translation import tr
from desktop.ui.setup.credentials_form import CredentialsForm
from desktop.ui.setup.step import Step
from desktop.ui.text.language import names
from desktop.ui.text.orders import order_words
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from desktop.ui.setup.credentials_state import CredentialsCommands
    from desktop.ui.setup.step import SetupCommands
    from desktop.ui.widgets.theme import Look


TIMES: Final = (15, 20, 30, 45, 60)
"""Preparation times on buttons, in minutes."""


class LanguageStep(Step):
    """Choice of the language."""

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        # In both languages: people may not read the present one.
        super().__init__(look, "language", "Hoş geldiniz · Welcome", "Hangi dil? · Which language?")
        self._choices: dict[str, Button] = {}
        for language, name in names().items():
            made = self.button(f"language_{language}", name)
            made.setCheckable(True)
            made.clicked.connect(lambda _on=False, language=language: self.chosen.emit(language))
            self._choices[language] = made
            self.body.addWidget(made)

    def enter(self) -> None:
        """Focus the present language."""
        now = translation.language()
        for language, button in self._choices.items():
            button.setChecked(language == now)
            button.set_kind(ButtonKind.PRIMARY if language == now else ButtonKind.PLAIN)
        self._choices[now].setFocus()


class CredentialsStep(Step):
    """The credentials."""

    def __init__(self, look: Look, commands: CredentialsCommands) -> None:
        super().__init__(look, "connect", tr("Connect to Dükkango"))
        self.form = CredentialsForm(look, commands)
        self.body.addWidget(self.form)
        self._skip = self.add_button("setupSkipConnect", tr("Skip for now"), ButtonKind.QUIET)
        self._skip.clicked.connect(self.done)
        for button in self.form.buttons:
            self.buttons.addWidget(button)
        self._next = self.add_next(tr("Next"))
        self.form.buttons_changed.connect(self.buttons_changed)
        self.form.changed.connect(self._on_changed)
        self._on_changed()

    def enter(self) -> None:
        """Focus the field for the key, or the next button."""
        self.form.enter()
        self._on_changed()

    def leave(self) -> None:
        """Hide typed text."""
        self.form.leave()

    def _on_changed(self) -> None:
        ready = self.form.is_connected
        self._next.setVisible(ready)
        self._skip.setVisible(self.form.asks_for_key)
        wanted = (
            tr(
                "In Dükkango's panel open Entegrasyon (Integrations). Copy the app secret key and the restaurant secret key "
                "one after the other, and paste each of them here."
            )
            if self.form.asks_for_two_keys
            else tr(
                "In Dükkango's panel open Entegrasyon (Integrations) and copy the access token. Then press Paste here."
            )
        )
        if self.isVisible() and self.form.asks_for_key and wanted != self.text.text():
            announce(self, wanted)
        self.text.set_text(wanted)
        self.text.setVisible(self.form.asks_for_key)
        if ready and self.isVisible():
            self._next.setFocus()


class TimeStep(Step):
    """The usual preparation time."""

    def __init__(self, look: Look, commands: SetupCommands) -> None:
        super().__init__(
            look,
            "time",
            tr("How long does an order usually take?"),
            tr("Accept promises this time; it can be changed for each order."),
        )
        self._commands = commands
        row = FlowLayout()
        row.setSpacing(look.px(8))
        self._presets: dict[int, Button] = {}
        for minutes in TIMES:
            made = self.button(f"setupTime{minutes}", str(minutes))
            made.setCheckable(True)
            made.setAccessibleName(order_words.minutes(minutes))
            made.clicked.connect(lambda _on=False, minutes=minutes: self._choose(minutes))
            self._presets[minutes] = made
            row.addWidget(made, 1)
        self._field = NumberField(
            look, "setupTime", tr("Usual preparation time"), low=1, high=240, step=5, unit=tr("min")
        )
        self._field.changed.connect(lambda minutes: self._choose(round(minutes)))
        self.body.addLayout(row)
        self.body.addWidget(self._field)
        self._next = self.add_next(tr("Next"))

    def enter(self) -> None:
        """Show the present value."""
        self._show(self._commands.settings.preparing_time)
        self._next.setFocus()

    def _choose(self, minutes: int) -> None:
        self._commands.choose(preparing_time=minutes)
        self._show(minutes)

    def _show(self, minutes: int) -> None:
        self._field.set_value(minutes)
        for preset, button in self._presets.items():
            button.setChecked(preset == minutes)
