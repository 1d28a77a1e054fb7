"""What is asked about settings: the PIN before what it guards, a file to write or read, whether all goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.domain.text.translation import tr
from desktop.ui.widgets.dialog import question
from desktop.ui.widgets.file_dialog import ask_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.ui.widgets.dialog import Dialog
    from desktop.ui.widgets.theme import Look

    Guard = Callable[[str, Callable[[], None]], None]


def _unguarded(_what: str, go_on: Callable[[], None]) -> None:
    go_on()


class Prompts(QObject):
    """Asks one thing at a time."""

    def __init__(self, window: QWidget, look: Look, show: Callable[[Dialog], None]) -> None:
        """Take what is needed.

        Args:
            window: that dialogs belong to.
            look: the theme.
            show: opens a dialog in the place of one that is open.
        """
        super().__init__(window)
        self._window = window
        self._look = look
        self._open = show
        self.guard: Guard = _unguarded
        """Decides whether ``settings``, ``cancelling`` or ``leaving`` needs the PIN first, and then goes on."""

    def ask_pin(
        self,
        what: str,
        matches: Callable[[str], bool],
        wait: Callable[[], float],
        go_on: Callable[[], None],
    ) -> None:
        """Ask for the PIN.

        Args:
            what: it is asked for before: see `pin_dialog.reason`.
            matches: tries a PIN, and tells whether it is the right one.
            wait: returns the seconds until one can be tried, 0 for now.
            go_on: called when it was right.
        """
        from desktop.ui.settings.pin_dialog import AskPinDialog, reason

        dialog = AskPinDialog(self._window, self._look, matches, wait, reason(what))
        # Later: what follows may open a dialog of its own, and only one is open at a time.
        dialog.accepted.connect(lambda: QTimer.singleShot(0, self, go_on))
        self._open(dialog)

    def choose_pin(self, *, has_one: bool, chosen: Callable[[str], None]) -> None:
        """Ask for a new PIN."""
        from desktop.ui.settings.pin_dialog import ChoosePinDialog

        dialog = ChoosePinDialog(self._window, self._look, has_one=has_one)
        dialog.chosen.connect(chosen)
        self._open(dialog)

    def ask_file(
        self, title: str, name: str, kinds: str, chosen: Callable[[str], None], *, save: bool
    ) -> None:
        """Ask for a file to write, or to read.

        Args:
            title: what it is for, translated.
            name: what it may be called, for one to write.
            kinds: patterns such as ``*.json``.
            chosen: told the path.
            save: whether it is to be written.
        """
        ask_file(self._window, title, name, kinds, chosen, save=save)

    def ask_defaults(self, go_on: Callable[[], None]) -> None:
        """Ask whether all settings go back to their defaults."""
        dialog = question(
            self._window,
            self._look,
            "defaultsDialog",
            title=tr("All settings back to their defaults?"),
            text=tr(
                "Sounds, times, appearance and the rest are as they were at first. The key, the PIN, the language and the "
                "orders stay.",
            ),
            yes=tr("Back to the defaults"),
        )
        dialog.accepted.connect(go_on)
        self._open(dialog)

    def ask_forget_key(self, go_on: Callable[[], None]) -> None:
        """Ask whether the key is to be forgotten: nothing rings for the orders that do not arrive then."""
        dialog = question(
            self._window,
            self._look,
            "forgetKeyDialog",
            title=tr("Forget the key?"),
            text=tr(
                "Until a key is entered again no orders arrive here, and nothing rings for that. What is saved stays, and "
                "what is still to be sent to Dükkango waits.",
            ),
            yes=tr("Forget the key"),
        )
        dialog.accepted.connect(go_on)
        self._open(dialog)
