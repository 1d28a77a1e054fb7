"""The step of the setup guide that checks whether the bell is heard."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal

from desktop.domain.alarm import LOWEST_VOLUME
from desktop.domain.text.translation import tr
from desktop.ui.setup.bell import Bell
from desktop.ui.setup.step import Step
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.button import ButtonKind
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from desktop.ui.setup.step import SetupCommands
    from desktop.ui.widgets.theme import Look

_RING_EVERY: Final = 4_000
"""Milliseconds between two rings."""


class SoundFault(enum.Enum):
    """The reason why nobody can hear anything."""

    NO_OUTPUT = enum.auto()
    """The output does not play."""
    MUTED = enum.auto()
    """The machine's own volume is off."""


class SoundStep(Step):
    """Check of the alarm sound."""

    answered = Signal(bool)
    """Whether a person heard the bell; the step is done."""

    def __init__(self, look: Look, commands: SetupCommands) -> None:
        super().__init__(look, "sound", tr("Do you hear the bell?"))
        self._commands = commands
        self._fault: SoundFault | None = None
        self._asks_again = False
        """Whether the person said that nothing is heard."""
        self.bell = Bell(look)
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
        self._help = Label(look, 17)
        self._help.setWordWrap(True)
        self._caption = Label(look, 15, token="muted")
        self._caption.set_text(tr("Volume of a new order"))
        for widget in (self.bell, self._help, self._caption, self._volume):
            self.body.addWidget(widget)
        self._later = self.add_button("setupSoundLater", tr("Go on without a bell"), ButtonKind.QUIET)
        self._later.clicked.connect(lambda _on=False: self.answered.emit(False))
        self._nothing = self.add_button("setupNotHeard", tr("I hear nothing"))
        self._nothing.clicked.connect(self._on_nothing)
        self._again = self.add_button("setupSoundAgain", tr("Try again"), ButtonKind.PRIMARY)
        self._again.clicked.connect(self._on_again)
        self._heard = self.add_button("setup_soundNext", tr("I heard it"), ButtonKind.PRIMARY)
        self._heard.clicked.connect(lambda _on=False: self.answered.emit(True))
        self._timer = QTimer(self)
        self._timer.setInterval(_RING_EVERY)
        self._timer.timeout.connect(self._ring)
        self._show_fault()

    @property
    def fault(self) -> SoundFault | None:
        """The reason why nobody can hear anything; None where the bell can be heard, or that is not known yet."""
        return self._fault

    def show_fault(self, fault: SoundFault | None) -> None:
        """Show why nobody can hear anything, or that the bell can be heard."""
        if fault is self._fault:
            return
        self._fault, self._asks_again = fault, False
        self._show_fault()
        self.buttons_changed.emit()
        if self.isVisible():
            if fault is None:
                self._on_again()
            self._focus_answer()
            announce(
                self, "\n".join(filter(None, (self.question, self._help.text()))), urgent=fault is not None
            )

    def _show_fault(self) -> None:
        """Ask whether the bell is heard only where it can be."""
        fault = self._fault
        heading = tr("Do you hear the bell?") if fault is None else tr("No sound comes from this computer")
        self.heading.set_text(heading)
        self.setAccessibleName(heading)
        self.text.set_text(
            tr("This is how a new order sounds. Go to where you work and listen.")
            if fault is None
            else tr("Nobody would hear a new order. The bell is tried again every few seconds.")
        )
        self.text.show()
        self._help.set_text(_remedies(fault) if fault is not None or self._asks_again else "")
        self._help.setVisible(bool(self._help.text()))
        self.bell.set_silent(fault is not None)
        for widget in (self._caption, self._volume, self._nothing, self._heard):
            widget.setVisible(fault is None)
        self._again.setVisible(fault is not None)
        # People can go on without confirming that they heard it.
        self._later.setVisible(fault is not None or self._asks_again)

    def _focus_answer(self) -> None:
        (self._heard if self._fault is None else self._again).setFocus()

    def enter(self) -> None:
        """Ring until a person answers."""
        self._volume.set_value(self._commands.settings.volume_new)
        self._focus_answer()
        self._ring()
        self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Ring again when the window comes back."""
        super().showEvent(event)
        self._timer.start()

    def _ring(self) -> None:
        """Ring while the question is visible: from the tray it would sound like an order."""
        if self.isVisible() and not self.window().isMinimized():
            self._ring_once()

    def _ring_once(self) -> None:
        self._commands.ring()
        self.bell.ring()

    def leave(self) -> None:
        """Stop ringing."""
        self._timer.stop()
        self.bell.stop()

    def _on_volume(self, percent: float) -> None:
        self._commands.choose(volume_new=round(percent))
        self._on_again()

    def _on_again(self) -> None:
        self._ring_once()
        self._timer.start()

    def _on_nothing(self) -> None:
        self._asks_again = True
        self._show_fault()
        self.buttons_changed.emit()
        announce(self, self._help.text())
        self._on_again()


def _remedies(fault: SoundFault | None) -> str:
    """Return what to do about a bell that is not heard."""
    if fault is SoundFault.MUTED:
        return tr(
            "This computer's own sound is off or turned down: turn it up, beside the clock of the system."
        )
    return "\n".join(
        (
            tr("1.  Is the loudspeaker plugged in and switched on?"),
            tr("2.  Is this computer's own volume up?"),
            tr("3.  Is the right output chosen in the system's sound settings?"),
            tr("4.  Does another program play a sound? If not, restart the computer."),
        )
    )
