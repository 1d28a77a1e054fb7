"""The setup guide: language, credentials, sound, usual time, start with the computer.

Each step asks one question. People can leave at any step; orders ring meanwhile, and the header shows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from desktop.domain.text import translation
from desktop.domain.text.translation import tr
from desktop.domain.trouble import TroubleKind
from desktop.ui.setup.steps import CredentialsStep, LanguageStep, SoundStep, StartStep, Step, TimeStep
from desktop.ui.text import settings_words
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Page
from desktop.ui.widgets.touch_scroll import scroll_by_finger

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop.ui.setup.credentials_state import CredentialsCommands
    from desktop.ui.setup.steps import SetupCommands
    from desktop.ui.widgets.theme import Look


STEPS: Final = ("language", "connect", "sound", "time", "start")

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
        start = StartStep(look)
        self.credentials_form = connect.form
        self._steps: dict[str, Step] = {
            "language": language,
            "connect": connect,
            "sound": SoundStep(look, commands),
            "time": TimeStep(look, commands),
            "start": start,
        }
        language.chosen.connect(self._on_language)
        start.answered.connect(self._on_start)
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
        self._now = STEPS[0]
        self.restyle()

    @property
    def step(self) -> str:
        """The name of the step in view."""
        return self._now

    def show_step(self, name: str) -> None:
        """Go to a step; the first for a name there is none of."""
        if self.isVisible():
            self._steps[self._now].leave()
        self._now = name if name in self._steps else STEPS[0]
        self._stack.setCurrentWidget(self._steps[self._now])
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
        """Paste with the usual keys, wherever the focus is."""
        if self._now == "connect" and event.matches(QKeySequence.StandardKey.Paste):
            self.credentials_form.paste()
            return True
        return False

    def hideEvent(self, event: object) -> None:
        """Stop the test bell when the page is hidden."""
        self._steps[self._now].leave()
        super().hideEvent(event)  # type: ignore[arg-type]

    def restyle(self) -> None:
        """Take measures from the look again."""
        super().restyle()
        if hasattr(self, "_stack"):
            self._stack.setMaximumWidth(self.look.px(_WIDEST))
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

    def _on_start(self, starts: bool) -> None:  # noqa: FBT001 - a signal's slot
        if self._commands.starts_with_computer() is not None:
            self._commands.set_starts_with_computer(starts)
        self._go_on()

    def _on_before(self) -> None:
        self.show_step(STEPS[max(0, STEPS.index(self._now) - 1)])

    def _go_on(self) -> None:
        following = STEPS.index(self._now) + 1
        # On an unknown system there is nothing to ask.
        if (
            following < len(STEPS)
            and STEPS[following] == "start"
            and self._commands.starts_with_computer() is None
        ):
            following += 1
        if following < len(STEPS):
            self._commands.choose(setup=STEPS[following])
            self.show_step(STEPS[following])
            return
        self._commands.choose(setup="done")
        self.show_step(STEPS[0])
        self.back_wanted.emit()
