"""The setup guide: language, credentials, sound, usual time, and what was reached.

Each step asks one question. People can leave at any step; orders ring meanwhile, and the header shows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from desktop.domain.text import translation
from desktop.domain.text.translation import tr
from desktop.domain.trouble import TroubleKind
from desktop.ui.setup.footer import Footer
from desktop.ui.setup.ready_step import Facts, ReadyStep
from desktop.ui.setup.sound_step import SoundFault, SoundStep
from desktop.ui.setup.steps import CredentialsStep, LanguageStep, TimeStep
from desktop.ui.text import settings_words
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop.ui.setup.credentials_state import CredentialsCommands
    from desktop.ui.setup.step import SetupCommands, Step
    from desktop.ui.widgets.theme import Look


STEPS: Final = ("language", "connect", "sound", "time", "ready")

_WIDEST: Final = 760


class SetupPage(Page):
    """The steps, one after the other."""

    language_chosen = Signal(str)
    """A person chose this language; the guide continues at its next step."""

    replaces_banner_for = frozenset({TroubleKind.NO_CREDENTIALS})
    fixes = replaces_banner_for | {TroubleKind.TOKEN_REFUSED, TroubleKind.CREDENTIALS_UNREADABLE}

    def __init__(self, look: Look, commands: SetupCommands, credentials: CredentialsCommands) -> None:
        super().__init__(look, "setupPage", str(settings_words.SETUP_TITLE))
        self._commands = commands
        self._place = Label(look, 15, token="muted")
        self.head.addWidget(self._place)
        self._before = Button(look, name="setupBefore")
        self._before.set_text("‹ " + tr("Previous step"), spoken=tr("Previous step"))
        self._before.clicked.connect(self._on_before)
        self.head.addWidget(self._before)
        language, connect = LanguageStep(look), CredentialsStep(look, credentials)
        self._sound, self._ready = SoundStep(look, commands), ReadyStep(look, commands)
        self._heard: bool | None = None
        """Whether a person heard the bell, None where nobody was asked."""
        self.credentials_form = connect.form
        self._steps: dict[str, Step] = {
            "language": language,
            "connect": connect,
            "sound": self._sound,
            "time": TimeStep(look, commands),
            "ready": self._ready,
        }
        language.chosen.connect(self._on_language)
        self._sound.answered.connect(self._on_heard)
        self._ready.step_wanted.connect(self.show_step)
        connect.form.changed.connect(self._show_facts)
        self._footer = Footer(look)
        self._stack = QStackedWidget()
        for name in STEPS:
            self._stack.addWidget(self._steps[name])
            self._steps[name].done.connect(self._go_on)
        self._middle = QWidget()
        self._columns = QHBoxLayout(self._middle)
        self._columns.addStretch(1)
        self._columns.addWidget(self._stack, 100)
        self._columns.addStretch(1)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._middle)
        scroll_by_finger(area)
        self.body.addWidget(area, 1)
        # After all steps: Tab reaches the buttons last.
        for step in self._steps.values():
            self._footer.add(step.footer)
            step.buttons_changed.connect(self._footer.pause)
        self._bottom = QHBoxLayout()
        self._bottom.addStretch(1)
        self._bottom.addWidget(self._footer, 100)
        self._bottom.addStretch(1)
        self.body.addLayout(self._bottom)
        self._now = STEPS[0]
        self.restyle()

    @property
    def step(self) -> str:
        """The name of the step in view."""
        return self._now

    def show_fault(self, fault: SoundFault | None) -> None:
        """Show why nobody can hear the bell, None where it can be heard."""
        self._sound.show_fault(fault)
        self._show_facts()

    def set_moving(self, moves: bool) -> None:  # noqa: FBT001 - reads like Qt's setVisible
        """Allow the bell to swing."""
        self._sound.bell.moves = moves

    def set_repeated(self, repeated: bool) -> None:  # noqa: FBT001 - reads like Qt's setVisible
        """Set whether the guide was completed before."""
        self._ready.is_repeated = repeated

    def show_step(self, name: str) -> None:
        """Go to a step; the first for a name there is none of."""
        if self.isVisible():
            self._steps[self._now].leave()
        self._now = name if name in self._steps else STEPS[0]
        for each, step in self._steps.items():
            # A hidden step asks for no room, or the visible one would scroll for its sake.
            policy = QSizePolicy.Policy.Preferred if each == self._now else QSizePolicy.Policy.Ignored
            step.setSizePolicy(policy, policy)
        self._stack.setCurrentWidget(self._steps[self._now])
        self._footer.show_row(self._steps[self._now].footer)
        self._show_facts()
        number = STEPS.index(self._now) + 1
        self._place.set_text(tr("Step {number} of {all}").format(number=number, all=len(STEPS)))
        self._before.setVisible(number > 1)
        if self.isVisible():
            self.enter()

    def enter(self) -> None:
        """Continue at the present step."""
        step = self._steps[self._now]
        step.enter()
        # The focus is on an answer, so a screen reader has to read the question first.
        announce(step, step.question)

    def press(self, event: QKeyEvent) -> bool:
        """Paste with the usual keys, and type a key into its field, wherever the focus is."""
        if self._now == "connect" and event.matches(QKeySequence.StandardKey.Paste):
            self.credentials_form.paste()
            return True
        return self._now == "connect" and self.credentials_form.type_key(event.text())

    def hideEvent(self, event: object) -> None:
        """Stop the test bell when the page is hidden."""
        self._steps[self._now].leave()
        super().hideEvent(event)  # type: ignore[arg-type]

    def restyle(self) -> None:
        """Take measures from the look again."""
        super().restyle()
        if hasattr(self, "_stack"):
            for widget in (self._stack, self._footer):
                widget.setMaximumWidth(self.look.px(_WIDEST))
            self._add_margin()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the questions down where there is room."""
        super().resizeEvent(event)
        self._add_margin()

    def _add_margin(self) -> None:
        for step in self._steps.values():
            step.add_margin(self._area.height())

    def _on_language(self, language: str) -> None:
        if language == translation.language():
            self._go_on()
            return
        self._commands.choose(setup=STEPS[1])
        self.language_chosen.emit(language)

    def _on_heard(self, heard: bool) -> None:  # noqa: FBT001 - a signal's slot
        self._heard = heard
        self._go_on()

    def _show_facts(self) -> None:
        form = self.credentials_form
        restaurants = form.restaurants if form.has_credentials else None
        self._ready.show_facts(Facts(restaurants, self._heard, audible=self._sound.fault is None))

    def _on_before(self) -> None:
        self.show_step(STEPS[max(0, STEPS.index(self._now) - 1)])

    def _go_on(self) -> None:
        following = STEPS.index(self._now) + 1
        if following < len(STEPS):
            self._commands.choose(setup=STEPS[following])
            self.show_step(STEPS[following])
            return
        starts = self._ready.starts_with_computer
        if starts is not None and starts is not self._commands.starts_with_computer():
            self._commands.set_starts_with_computer(starts)
        self._commands.choose(setup="done")
        self.show_step(STEPS[0])
        self.back_wanted.emit()
