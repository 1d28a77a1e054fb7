"""The steps of the setup guide: language, credentials, sound, usual time, start with the computer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from desktop.domain.alarm import LOWEST_VOLUME
from desktop.domain.text import translation
from desktop.domain.text.translation import tr
from desktop.system.settings.settings_file import CurrentSettings
from desktop.ui.setup.credentials_form import CredentialsForm
from desktop.ui.text import order_words
from desktop.ui.text.language import names
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from desktop.ui.setup.credentials_state import CredentialsCommands
    from desktop.ui.widgets.theme import Look


TIMES: Final = (15, 20, 30, 45, 60)
"""Preparation times on buttons, in minutes."""

_AIR: Final = 56
"""Pixels, at 100 %, above the heading."""
_FILLED: Final = 420
"""Pixels, at 100 %, that the longest step takes."""
_RING_EVERY: Final = 4_000
"""Milliseconds between two rings of the sound step."""


class SetupCommands(CurrentSettings, Protocol):
    """Commands that the guide can give: it changes settings, rings, and starts the program with the computer."""

    def ring(self) -> None:
        """Ring once."""

    def starts_with_computer(self) -> bool | None:
        """Return whether the program starts with the computer, None where that is unknown."""

    def set_starts_with_computer(self, on: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Make the program start with the computer, or not."""


class Step(QWidget):
    """One step: heading, explanation, `body` and buttons."""

    done = Signal()

    def __init__(self, look: Look, name: str, heading: str, text: str = "") -> None:
        super().__init__()
        self.look = look
        self.setObjectName(f"setup_{name}")
        self.setAccessibleName(heading)
        self._heading = Label(look, 26, QFont.Weight.Bold)
        self._heading.setWordWrap(True)
        self._heading.set_text(heading)
        self.text = Label(look, 17)
        self.text.setWordWrap(True)
        self.text.set_text(text)
        self.text.setVisible(bool(text))
        self.body = QVBoxLayout()
        self.buttons = FlowLayout()
        self.buttons.addStretch(1)
        self._air = QSpacerItem(0, 0)
        self._layout = QVBoxLayout(self)
        self._layout.addItem(self._air)
        self._layout.addWidget(self._heading)
        self._layout.addWidget(self.text)
        self._layout.addLayout(self.body)
        self._layout.addLayout(self.buttons)
        self._layout.addStretch(1)
        look.changed.connect(self.restyle)
        self.restyle()

    @property
    def question(self) -> str:
        """The heading and the explanation."""
        texts = (label.text() for label in (self._heading, self.text) if not label.isHidden())
        return "\n".join(texts)

    def restyle(self) -> None:
        """Take measures from the look again."""
        px = self.look.px
        self._layout.setSpacing(px(18))
        self._layout.setContentsMargins(px(8), px(8), px(8), px(8))
        self.body.setSpacing(px(12))
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

    def add_next(self, text: str) -> Button:
        """Add the button that leads to the next step."""
        made = self.button(f"{self.objectName()}Next", text, ButtonKind.PRIMARY)
        made.clicked.connect(self.done)
        self.buttons.addWidget(made)
        return made

    def enter(self) -> None:
        """Show the present values, and take the focus."""

    def leave(self) -> None:
        """Stop everything that belongs to the visible step."""


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
        self._skip = self.button("setupSkipConnect", tr("Skip for now"), ButtonKind.QUIET)
        self._skip.clicked.connect(self.done)
        self.buttons.addWidget(self._skip)
        self._next = self.add_next(tr("Next"))
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
        self._skip.setVisible(not ready)
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


class SoundStep(Step):
    """Check of the alarm sound."""

    def __init__(self, look: Look, commands: SetupCommands) -> None:
        super().__init__(
            look,
            "sound",
            tr("Do you hear the bell?"),
            tr("This is how a new order sounds. Go to where you work and listen."),
        )
        self._commands = commands
        self._volume = NumberField(
            look,
            "setupVolume",
            tr("Volume of a new order"),
            # The alarm never plays an order below this volume.
            low=round(LOWEST_VOLUME * 100),
            high=100,
            step=10,
            unit="%",
        )
        self._volume.changed.connect(self._on_volume)
        self._help = Label(look, 16, token="waiting_ink")
        self._help.setWordWrap(True)
        self._help.hide()
        caption = Label(look, 15, token="muted")
        caption.set_text(tr("Volume of a new order"))
        self.body.addWidget(caption)
        self.body.addWidget(self._volume)
        self.body.addWidget(self._help)
        nothing = self.button("setupNotHeard", tr("I hear nothing"))
        nothing.clicked.connect(self._on_nothing)
        self.buttons.addWidget(nothing)
        self._later = self.button("setupSoundLater", tr("Go on anyway"), ButtonKind.QUIET)
        self._later.clicked.connect(self.done)
        self._later.hide()
        self.buttons.addWidget(self._later)
        self._heard = self.add_next(tr("I heard it"))
        self._timer = QTimer(self)
        self._timer.setInterval(_RING_EVERY)
        self._timer.timeout.connect(self._ring)

    def enter(self) -> None:
        """Ring until a person answers."""
        self._volume.set_value(self._commands.settings.volume_new)
        self._heard.setFocus()
        self._ring()
        self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Ring again when the window comes back."""
        super().showEvent(event)
        self._timer.start()

    def _ring(self) -> None:
        """Ring while the question is visible: from the tray it would sound like an order."""
        if self.isVisible() and not self.window().isMinimized():
            self._commands.ring()

    def leave(self) -> None:
        """Stop ringing."""
        self._timer.stop()

    def _on_volume(self, percent: float) -> None:
        self._commands.choose(volume_new=round(percent))
        self._commands.ring()
        self._timer.start()

    def _on_nothing(self) -> None:
        self._help.set_text(
            tr(
                "Is the loudspeaker on and plugged in? Is the computer's own volume up? Is the right output "
                "chosen in the system's sound settings? The bell goes on ringing here; F9 checks everything "
                "else."
            )
        )
        self._help.show()
        # People can go on without confirming that they heard it.
        self._later.show()
        announce(self, self._help.text())
        self._commands.ring()


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


class StartStep(Step):
    """Choice whether the program starts with the computer."""

    answered = Signal(bool)

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            "start",
            tr("Start with the computer?"),
            tr("Then orders arrive every morning without any further step."),
        )
        no = self.button("setupStartNo", tr("No, I start it myself"))
        no.clicked.connect(lambda _on=False: self.answered.emit(False))
        self._yes = self.button("setupStartYes", tr("Yes, start with the computer"), ButtonKind.PRIMARY)
        self._yes.clicked.connect(lambda _on=False: self.answered.emit(True))
        self.buttons.addWidget(no)
        self.buttons.addWidget(self._yes)

    def enter(self) -> None:
        """Focus yes."""
        self._yes.setFocus()
